"""`spaceties check` before there is a file, and on files that are being worked on."""

import os
import signal
import subprocess
import sys
import threading
import time

import pytest

from spaceties.commands import main
from tests import mini

HEAD = "site_id,name,country_id,latitude,longitude,source_id\n"
GOOD, BAD = HEAD + "SITC,Site C,AAA,1.5,2.5,list\n", HEAD + "SITC,Site C,XXX,1.5,2.5,list\n"


@pytest.fixture
def package(tmp_path):
    mini.write(tmp_path / "package")
    return tmp_path / "package"


class Watched:
    """A check that watches a file, and what it says."""

    def __init__(self, package, *files):
        call = [sys.executable, "-m", "spaceties", "check", "--watch", "--package", package]
        environment = os.environ | {"PYTHONPATH": str(mini.ROOT / "scripts")}
        self.process = subprocess.Popen(
            [*call, *files], env=environment, text=True, encoding="utf-8",
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        self.said = []
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self):
        for line in self.process.stdout:
            self.said.append(line)

    def checked(self, patience=300):
        """What it said since the last look, once it looks on."""
        ends = time.monotonic() + patience
        while not any("looking on" in line for line in self.said):
            assert time.monotonic() < ends and self.process.poll() is None, self.said
            time.sleep(0.02)
        said, self.said[:] = "".join(self.said), []
        return said

    def end(self):
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(timeout=300)


@pytest.fixture
def watch(package, tmp_path):
    started = []

    def start(*files):
        started.append(Watched(package, *files))
        return started[-1]

    yield start
    for one in started:
        if one.process.poll() is None:
            one.process.kill()
            one.process.wait()


@pytest.mark.skipif(sys.platform == "win32", reason="signals are others there")
def test_a_file_is_checked_again_whenever_it_is_saved(package, tmp_path, watch):
    file = tmp_path / "rows.csv"
    file.write_text(BAD)
    watched = watch(file)
    assert "has no match in countries" in watched.checked()
    file.write_text(GOOD)
    assert "new SITC" in watched.checked()
    (tmp_path / "other").write_text(BAD)
    os.replace(tmp_path / "other", file)  # as most editors save
    assert "has no match in countries" in watched.checked()
    table = package / "tables" / "countries.csv"
    rows = table.read_text(encoding="utf-8")
    (aland,) = (row for row in rows.splitlines() if row.startswith("AAA,"))
    other = aland.replace("AAA,Aland,AA,", "XXX,Xland,XX,").replace(",AL,", ",XL,")
    table.write_text(f"{rows}{other}\n", encoding="utf-8")
    assert "has no match in countries" not in watched.checked()
    file.unlink()
    assert "rows.csv" in watched.checked()
    file.write_text(GOOD)
    assert "new SITC" in watched.checked()
    assert watched.end() == 0


def test_what_cannot_be_watched_is_told(package, tmp_path, capsys):
    for options in (["--fix", str(tmp_path / "rows.csv")], ["-"]):
        assert main(["check", "--package", str(package), "--watch", *options]) == 2
        assert "--watch" in capsys.readouterr().err


def test_without_a_file_it_says_how_to_begin(package, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["check", "--package", str(package)]) == 2
    said = capsys.readouterr().out
    assert "spaceties template sources agreements" in said and "launch_sites" in said
    assert "In this folder" not in said
    (tmp_path / "rows.ods").touch()
    assert main(["check", "--package", str(package)]) == 2
    assert "In this folder there are: rows.ods" in capsys.readouterr().out


def test_what_it_says_to_type_can_be_typed(package, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(package)
    assert main(["check"]) == 2
    said = capsys.readouterr().out
    starts = "  spaceties template "
    (template,) = (line.split() for line in said.splitlines() if line.startswith(starts))
    assert main(template[1:]) == 0
    assert main(["check", "rows.xlsx"]) == 0
