"""The recipes of README and docs, run on a release of the real tables."""

import json
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.parse
import urllib.request

import pytest

from spaceties.datapackage.descriptor import load
from spaceties.versions import seen
from tests import mini, real

STARTS_WITHIN = 180  # seconds: a slow machine, busy with the other tests
ANSWERED = {
    "search": {"word": "soyuz"},
    "launched_for": {"state": "CHN"},
    "members": {"framework": "artemis-accords-2020", "day": "2024-12-31"},
    "bound_by": {"agreement": "un-moon-agreement-1979"},
    "amounts_in_dollars": {"organization": "NASA"},
    "two_states": {"one": "CHN", "other": "BLR"},
}
PAGES = ("README.md", "docs/tasks.md", "docs/load.md", "docs/use-a-release.md")
RECIPES = "".join((mini.ROOT / page).read_text(encoding="utf-8") for page in PAGES)


def test_the_python_recipes_run(monkeypatch, tmp_path):
    release = real.released()
    # What the releases of the past tell lies beside the tables of a release that is cut.
    (tmp_path / "parquet").symlink_to(release / "parquet")
    told = seen.row_versions(load(release / "csv"), seen.recorded(mini.ROOT))
    (tmp_path / "row_versions.csv").write_text(told)
    blocks = re.findall(r"```python\n(.*?)```", RECIPES, re.DOTALL)
    for tool in ("import pandas", "import polars", "import duckdb", "import sqlite3"):
        assert any(tool in block for block in blocks), tool
    scope: dict = {}
    for block in blocks:
        monkeypatch.chdir(tmp_path if "row_versions" in block else release)
        exec(compile(block, "a recipe", "exec"), scope)
    assert 10 < len(scope["mended"]) < len(scope["agreements"])
    assert scope["members"]("chn-rus-ilrs-mou-2021", "2024-12-31")
    assert len(scope["before_2000"]) > 10
    assert len(scope["spending"]) > 100
    scope["database"].close()


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not installed")
def test_the_r_recipe_runs():
    has_arrow = 'quit(status = !requireNamespace("arrow", quietly = TRUE))'
    if subprocess.run(["Rscript", "-e", has_arrow], capture_output=True).returncode:
        pytest.skip("R has no package arrow")
    (block,) = re.findall(r"```r\n(.*?)```", RECIPES, re.DOTALL)
    folder = real.released()
    run = subprocess.run(["Rscript", "-e", block], cwd=folder, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr


def test_datasette_serves_the_database_as_it_is():
    folder = real.released()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "datasette", "spaceties.sqlite", "--metadata", "metadata.json",
         "--port", str(port)],
        cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    )  # fmt: skip
    try:
        base = f"http://127.0.0.1:{port}"
        assert _get(f"{base}/-/versions.json", server)["sqlite"]
        query = "select count(*) as n, min(launched_on) as first from satellites_flat"
        sql = urllib.parse.urlencode({"sql": query, "_shape": "array"})
        (row,) = _get(f"{base}/spaceties.json?{sql}", server)
        assert row["n"] > 4000 and row["first"] < "1970"
        ties = _get(f"{base}/spaceties/ties.json?to_country_id=BLR&_shape=array", server)
        assert ties and {tie["to_country_id"] for tie in ties} == {"BLR"}
        described = _get(f"{base}/-/metadata.json", server)
        launches = described["databases"]["spaceties"]["tables"]["launches"]
        assert "launch" in launches["columns"]["launched_on"].lower()
        for table, shown in described["databases"]["spaceties"]["tables"].items():
            facets = _get(f"{base}/spaceties/{table}.json?_size=1", server)["facet_results"]
            assert set(shown.get("facets", ())) == set(facets), f"{table} timed out"
        for name, words in ANSWERED.items():
            asked = urllib.parse.urlencode({**words, "_shape": "array"})
            assert len(_get(f"{base}/spaceties/{name}.json?{asked}", server)) > 5, name
    finally:
        server.terminate()
        server.wait(60)
        server.stderr.close()


def _get(url: str, server: subprocess.Popen):
    """The JSON at an address; waits for the server to come up."""
    deadline = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(url, timeout=10) as answer:
                return json.load(answer)
        except ConnectionError:
            pass
        except urllib.error.URLError as error:
            if not isinstance(error.reason, ConnectionError):
                raise
        assert server.poll() is None, server.stderr.read().decode()
        time.sleep(0.1)
    raise AssertionError(f"no answer from {url} within {STARTS_WITHIN} seconds")
