"""What is distributed: the source archive makes a wheel that has everything and works anywhere."""

import json
import os
import re
import subprocess
import sys
import tarfile
import zipfile

import pytest

import spaceties
from spaceties.release.formats import documents
from tests import mini

# folder of the clone: folder of the wheel
CARRIED = {
    "scripts/spaceties": "spaceties",
    "tables": "spaceties/data/tables",
    "seeds": "spaceties/data/seeds",
    "releases": "spaceties/data/releases",
}


@pytest.fixture(scope="module")
def sources(tmp_path_factory):
    """The source archive, unpacked."""
    folder = tmp_path_factory.mktemp("sources")
    build = f"import hatchling.build; hatchling.build.build_sdist({str(folder)!r})"
    subprocess.run([sys.executable, "-c", build], cwd=mini.ROOT, check=True, capture_output=True)
    (archive,) = folder.glob("*.tar.gz")
    with tarfile.open(archive) as opened:
        opened.extractall(folder, filter="data")
    (unpacked,) = (path for path in folder.iterdir() if path.is_dir())
    return unpacked


@pytest.fixture(scope="module")
def site(sources, tmp_path_factory):
    """The wheel that the source archive makes, unpacked."""
    folder = tmp_path_factory.mktemp("wheel")
    options = "--quiet --disable-pip-version-check --no-deps --no-build-isolation --no-index"
    build = [sys.executable, "-m", "pip", "wheel", *options.split(), "-w", folder, sources]
    subprocess.run(build, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def files(folder):
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_the_wheel_has_every_file_of_the_package_and_the_data(site):
    for here, there in CARRIED.items():
        carried, kept = files(site / there), files(mini.ROOT / here)
        assert {name: carried.get(name) for name in kept} == kept
    assert (site / "spaceties/py.typed").is_file()


def test_the_installed_package_has_what_a_release_carries_along(site):
    """Else it would make another release under the same version."""
    for name in ("datapackage.json", *documents.COPIED):
        assert (site / "spaceties/data" / name).read_bytes() == (mini.ROOT / name).read_bytes()


def test_the_licence_names_those_of_the_code_the_libraries_and_the_data(site):
    (about,) = site.glob("*.dist-info/METADATA")
    stated = re.search(r"^License-Expression: (.*)$", about.read_text(), re.M)
    vendored = mini.ROOT / "scripts/spaceties/explorer/vendor/libraries.json"
    licences = {library["license"] for library in json.loads(vendored.read_text())}
    assert set(stated[1].split(" AND ")) == {"MIT", "CC-BY-4.0", *licences}
    carried = {path.name for path in (about.parent / "licenses").rglob("*.LICENSE.txt")}
    assert carried == {path.name for path in vendored.parent.glob("*.LICENSE.txt")}


def test_the_source_archive_has_what_the_tests_and_make_need(sources):
    for name in ("Makefile", "requirements.lock", "package-lock.json", "eslint.config.js"):
        assert (sources / name).read_bytes() == (mini.ROOT / name).read_bytes()
    for name in ("docs", "releases", "tests", ".github", "benchmarks"):
        assert files(sources / name) == files(mini.ROOT / name)


def test_the_wheel_works_outside_the_clone(site, tmp_path):
    def run(*words):
        return subprocess.run(
            [sys.executable, *words], cwd=tmp_path, capture_output=True, text=True,
            env={**os.environ, "PYTHONPATH": str(site)},
        )  # fmt: skip

    code = "import spaceties; print(spaceties.__file__, len(spaceties.load('satellites')))"
    loaded = run("-c", code)
    assert loaded.returncode == 0, loaded.stderr
    file, rows = loaded.stdout.split()
    assert file.startswith(str(site))
    assert int(rows) == len(spaceties.load("satellites"))
    releases = site / "spaceties/data/releases"
    if not (releases / f"{spaceties.__version__}.json").exists():  # between two releases
        refused = run("-m", "spaceties", "release")
        assert (refused.returncode, "was not cut" in refused.stderr) == (2, True), refused.stderr
        assert list(tmp_path.iterdir()) == []
    validated = run("-m", "spaceties", "validate")
    assert validated.returncode == 0, validated.stdout + validated.stderr
    page = run("-m", "spaceties", "site", "--out", "page")
    assert page.returncode == 0, page.stderr
    assert (tmp_path / "page" / "index.html").is_file()
