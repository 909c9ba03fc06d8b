"""The page in Markdown: what it says is so, and its code runs."""

import contextlib
import json
import re
import shutil
import sqlite3
import subprocess
import zipfile

import duckdb
import pytest
import yaml

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
    assert len(page.splitlines()) < 130


def test_what_it_says_of_csv_and_sqlite_is_so(folder):
    page = " ".join((folder / "README.md").read_text(encoding="utf-8").split())
    (call,) = re.findall(r"`(read_csv\([^`]*\))`", page)
    with contextlib.chdir(folder), duckdb.connect() as database:
        times = "SELECT launch_time_utc::VARCHAR FROM {} WHERE launch_time_utc IS NOT NULL"
        guessed = database.execute(times.format("'csv/launches.csv'")).fetchall()
        told = database.execute(times.format(call)).fetchall()
    assert (guessed, told) == ([("05:06:00",)], [("05:06",)])
    (pragma,) = re.findall(r"`(PRAGMA [^`]*)`", page)
    with contextlib.closing(sqlite3.connect(folder / "spaceties.sqlite")) as database:
        database.execute(pragma)
        database.execute("UPDATE launches SET site_id = 'XXXX'")
        with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
            database.commit()


def test_its_head_names_a_file_for_each_table(folder):
    page = (folder / "README.md").read_text(encoding="utf-8")
    head = yaml.safe_load(page.split("---\n")[1])
    package = descriptor.load(folder / "parquet")
    assert head["pretty_name"] == package.title
    assert head["license"] == package.descriptor["licenses"][0]["name"].lower()
    assert [config["config_name"] for config in head["configs"]] == package.names
    for config in head["configs"]:
        found = [file.name for file in folder.glob(config["data_files"])]
        assert found == [f"{config['config_name']}.parquet"]
    assert [c["config_name"] for c in head["configs"] if c.get("default")] == ["ties"]


def run(program, *arguments, **options):
    done = subprocess.run([program, *arguments], capture_output=True, text=True, **options)
    assert done.returncode == 0, done.stderr
    return done.stdout


def expected(folder, table):
    """The records, as JSON has them."""
    return json.loads((folder / "json" / f"{table}.json").read_text(encoding="utf-8"))


def test_its_loader_for_javascript_reads_what_json_holds(folder):
    library = mini.ROOT / "node_modules" / "hyparquet"
    if not (shutil.which("node") and library.is_dir()):
        pytest.skip("Node or hyparquet is not installed")
    (folder.parent / "node_modules").mkdir(exist_ok=True)
    (folder.parent / "node_modules" / "hyparquet").symlink_to(library)
    tables = ["satellites", "launches", "ties", "sources"]
    script = f"""
        import {{ readSpaceties }} from "./load.mjs";
        const read = await Promise.all({json.dumps(tables)}.map((name) => readSpaceties(name)));
        console.log(JSON.stringify(read));
    """
    read = json.loads(run("node", "--input-type=module", "-e", script, cwd=folder))
    for table, records in zip(tables, read, strict=True):
        kinds = {f.name: f.type for f in descriptor.load(folder / "json").resource(table).fields}
        for record in records:
            for name, cell in record.items():
                if kinds[name] == "date" and cell is not None:
                    record[name] = cell.removesuffix("T00:00:00.000Z")
        assert records == expected(folder, table)


def test_its_loader_for_r_reads_what_json_holds(folder):
    program = shutil.which("Rscript")
    if (
        not program
        or subprocess.run([program, "-e", "library(jsonlite)"], capture_output=True).returncode
    ):
        pytest.skip("R or its package jsonlite is not installed")
    tables = ["countries", "satellites", "launches", "ties", "sources"]
    script = f"""
        source("load.R")
        for (name in c({", ".join(map(repr, tables))})) {{
          read <- read_spaceties(name)
          writeLines(jsonlite::toJSON(read, dataframe = "rows", na = "null", digits = NA))
        }}
        told <- tryCatch(read_spaceties("tie"), error = conditionMessage)
        stopifnot(grepl("no table tie; the tables are countries, ", told, fixed = TRUE))
        stopifnot(inherits(read_spaceties("launches")$launched_on, "Date"))
    """
    read = run(program, "-e", script, cwd=folder).splitlines()
    for table, records in zip(tables, read, strict=True):
        assert json.loads(records) == expected(folder, table)


def test_its_code_runs(folder, monkeypatch):
    monkeypatch.chdir(folder)
    page = (folder / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    assert len(blocks) == 3
    for block in blocks:
        exec(block, {})  # our own, out of the page
    (code,) = re.findall(r"```r\n(.*?)```", page, re.DOTALL)
    assert "read_spaceties" in code  # which has a test of its own


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
