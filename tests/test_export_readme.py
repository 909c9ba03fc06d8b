"""The page in Markdown: what it says is so, and its code runs."""

import re
import shutil
import subprocess
import zipfile

import pytest

from spaceties.commands import main
from spaceties.datapackage import descriptor
from spaceties.release import verify
from spaceties.release.formats import sums
from tests import mini


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    root = tmp_path_factory.mktemp("readme")
    assert main(["release", str(mini.write(root / "p")), "--out", str(root / "dist")]) == 0
    return root / "dist" / "spaceties-0.1.0"


def test_it_lies_in_the_release_and_its_zips(folder):
    page = (folder / "README.md").read_text(encoding="utf-8")
    for name in ("csv", "parquet", "json"):
        assert not (folder / name / "README.md").exists(), "a delta gives csv/ byte for byte"
        (archive,) = folder.glob(f"*-{name}.zip")
        with zipfile.ZipFile(archive) as packed:
            assert packed.read("README.md").decode() == page


def test_it_tells_version_licence_citation_dictionary_and_rows(folder):
    page = (folder / "README.md").read_text(encoding="utf-8")
    package = descriptor.load(folder / "json")
    assert f"Version: {package.version}, " in page
    assert package.descriptor["licenses"][0]["path"] in page
    assert f"Cite as: Spaceties contributors ({package.descriptor['created'][:4]}): " in page
    assert "`data-dictionary.md`" in page and (folder / "data-dictionary.md").is_file()
    for table in package.resources:
        assert f"| {table.name} | {table.descriptor['spaceties:rows']:,} | " in page
    assert len(page.splitlines()) < 100


def test_its_code_runs(folder, monkeypatch):
    monkeypatch.chdir(folder)
    page = (folder / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    assert len(blocks) == 3
    for block in blocks:
        exec(block, {})  # our own, out of the page
    (code,) = re.findall(r"```r\n(.*?)```", page, re.DOTALL)
    if rscript := shutil.which("Rscript"):
        subprocess.run([rscript, "-e", code], check=True, capture_output=True)


def test_another_page_is_told(folder, tmp_path, monkeypatch):
    copy = shutil.copytree(folder, tmp_path / "copy")
    page = copy / "README.md"
    page.write_text(page.read_text(encoding="utf-8").replace("CC", "MIT"), encoding="utf-8")
    sums.write(None, copy, [])
    told = [(p.code, p.file) for p in verify.verify(copy).problems]
    assert ("F390", "spaceties-0.1.0-csv.zip") in told
    package = descriptor.load(folder / "json")
    monkeypatch.setattr(verify.again, "own_package", lambda: package)  # this version of the tool
    assert ("F390", "README.md") in [(p.code, p.file) for p in verify.verify(copy).problems]
