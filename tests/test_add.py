"""Adding contributed rows: merged in canonical form, all or nothing, and never by surprise."""

import csv
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spaceties.commands import main
from spaceties.contribute import write
from spaceties.contribute.merge import merge
from spaceties.contribute.read.rows import Contribution, Row
from spaceties.datapackage import descriptor
from spaceties.datapackage.csv import writer
from tests import adding, mini
from tests.adding import add, state


@pytest.fixture
def package(tmp_path):
    return adding.tiny_package(tmp_path / "package")


@pytest.fixture
def files(tmp_path):
    return adding.three_files(tmp_path)


def rows(package, table):
    with (package / "tables" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_files_that_need_each_other_are_merged_in_canonical_form(package, files, capsys):
    assert add(package, *files) == 0
    assert "added 4 rows" in capsys.readouterr().out
    assert [r["agreement_id"] for r in rows(package, "agreements")] == [
        "alsat-launch-contract", "lands-accord", "law-of-lands", "old-treaty", "pact-2003",
    ]  # fmt: skip
    assert main(["format", str(package), "--check"]) == 0
    assert main(["validate", str(package)]) == 0


def test_adding_the_same_again_changes_nothing_and_says_so(package, files, capsys):
    add(package, *files)
    before = state(package)
    capsys.readouterr()
    assert add(package, *files) == 0
    assert "nothing to add" in capsys.readouterr().out
    assert state(package) == before


def test_one_error_in_one_file_keeps_all_files_out(package, files, capsys):
    before = state(package)
    files[2].write_text(adding.PARTIES.replace("BBB", "BBX"), encoding="utf-8")
    assert add(package, *files) == 1
    out = capsys.readouterr().out
    assert "K205" in out and "nothing was added" in out
    assert state(package) == before


def test_a_dry_run_shows_the_lines_and_writes_nothing(package, files, capsys):
    before = state(package)
    assert add(package, "--dry-run", *files) == 0
    out = capsys.readouterr().out
    assert "+pact-2003,AAA,signatory,,,pact" in out and "+++ tables/agreement_parties.csv" in out
    assert state(package) == before


def test_an_existing_row_changes_with_update_only(package, tmp_path, capsys):
    before = state(package)
    file = tmp_path / "change.csv"
    file.write_text("site_id,latitude\nSITB,11\n", encoding="utf-8")
    assert add(package, file) == 1
    out = capsys.readouterr().out
    assert "K207" in out and 'latitude "10.5" → "11"' in out
    assert state(package) == before
    assert add(package, "--update", file) == 0
    assert rows(package, "launch_sites") == [
        {**mini.rows("launch_sites")[0], "latitude": "11"}
    ]  # columns that the file lacks stay


def test_a_source_that_a_correction_leaves_unused_goes_with_it(tmp_path, capsys):
    folder = tmp_path / "package"
    spare = {"source_id": "spare", "title": "Spare", "kind": "web_page", "is_copy": "false"}
    edits = [("sources", spare), ("indicators", 0, "source_id", "spare")]
    edits += [("claims", 1, "checked_source_id", "news")]
    mini.broken(folder, edits)
    assert main(["validate", str(folder)]) == 0 and main(["format", str(folder)]) == 0
    better = tmp_path / "better.csv"
    better.write_text("indicator_id,source_id\naaa-launches-2001,list\n", encoding="utf-8")
    capsys.readouterr()
    assert add(folder, better) == 1
    assert "spare" in {r["source_id"] for r in rows(folder, "sources")}
    assert add(folder, better, "--update") == 0
    told = " ".join(capsys.readouterr().out.split())
    assert "no row names spare any more (line 4 of tables/sources.csv)" in told
    assert "changed 1 row, took out 1 source: tables/indicators.csv, tables/sources.csv" in told
    assert [r["source_id"] for r in rows(folder, "sources")] == ["list", "news"]
    assert main(["validate", str(folder)]) == 0


def test_numbers_of_one_value_are_no_change(package, tmp_path, capsys):
    before = state(package)
    file = tmp_path / "same.csv"
    file.write_text("site_id,latitude\nSITB,10.50\n", encoding="utf-8")
    assert add(package, file) == 0
    assert "identical" in capsys.readouterr().out
    assert state(package) == before


def test_what_can_be_meant_only_one_way_is_put_right_on_request(package, files, capsys):
    files[2].write_text(adding.PARTIES.replace(",BBB,", ",Beland,"), encoding="utf-8")
    assert add(package, *files) == 1
    assert add(package, "--fix", *files) == 0
    assert {r["organization_id"] for r in rows(package, "agreement_parties")} >= {"AAA", "BBB"}
    assert "Beland" not in (package / "tables" / "agreement_parties.csv").read_text()
    assert main(["validate", str(package)]) == 0


def claims_package(folder):
    """The tiny package with the claims in three files: one of a single source, and the mixed."""
    path = mini.write(folder)
    described = json.loads(path.read_text())
    claims = next(r for r in described["resources"] if r["name"] == "claims")
    claims["path"] = ["seeds/conflicts.csv", "seeds/list.csv", "seeds/news.csv"]
    path.write_text(json.dumps(described))
    found = mini.rows("claims")
    first, second = ({**found[2], "claim_id": f"c-{n}"} for n in (1, 2))
    mixed = [{**first, "source_id": "list"}, second]
    parts = {"conflicts": mixed, "list": [], "news": found}
    (folder / "seeds").mkdir()
    table = descriptor.load(path).resource("claims")
    for name, part in parts.items():
        text = writer.format_rows(part, table)
        (folder / "seeds" / f"{name}.csv").write_text(text, encoding="utf-8", newline="")
    return path.parent


def test_claims_go_into_the_file_of_their_source_and_else_to_the_mixed_one(tmp_path):
    folder = tmp_path / "package"
    folder.mkdir()
    package = claims_package(folder)
    file = tmp_path / "claims.csv"
    file.write_text(
        "claim_id,source_id,value,relation,verdict,paraphrase\n"
        "news-004,news,good,exact,not_checked,All went well.\n"
        "c-3,list,bad,exact,not_checked,Nothing went well.\n",
        encoding="utf-8",
    )
    assert add(package, file) == 0
    at = {p.stem: p.read_text() for p in (package / "seeds").glob("*.csv")}
    assert "news-004" in at["news"] and "c-3" in at["conflicts"]
    assert "c-3" not in at["list"] + at["news"] and "news-004" not in at["conflicts"]


# --- properties of the merge ------------------------------------------------------------------

KEYS = st.sampled_from(["SITB", "SITA", "SITC", "SITD", "", "ünï"])
CELLS = st.sampled_from(["", "1", "1.0", "x,y", 'a"b', "two\nlines", "é", " "])
ROWS = st.lists(st.tuples(KEYS, CELLS, CELLS), max_size=6)
BASE = [{"site_id": key, "name": key, "country_id": "BBB", "source_id": "list"}
        for key in ("SITB", "SITD")]  # fmt: skip


@pytest.fixture(scope="module")
def sites(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sites")
    return descriptor.load(mini.write(folder, {"launch_sites": BASE}))


def contribution(cells, columns):
    names = ("site_id", "name", "latitude")
    named = [dict(zip(names, row, strict=True)) for row in cells]
    found = [Row(n, {c: row[c] for c in columns}) for n, row in enumerate(named, 2)]
    return Contribution("rows.csv", "launch_sites", tuple(columns), 1, found)


@given(ROWS, st.sampled_from([("site_id", "name"), ("site_id", "name", "latitude")]))
def test_merging_is_canonical_touches_nothing_else_and_is_done_once(sites, cells, columns):
    table = sites.resource("launch_sites")
    sent = contribution(cells, columns)
    merged = merge(sites, [sent])
    kept = [row.cells for row in merged.tables["launch_sites"] if not row.repeats]
    keys = [row["site_id"] for row in kept if row["site_id"]]
    assert len(keys) == len(set(keys))
    assert set(keys) == {"SITB", "SITD"} | {row[0] for row in cells if row[0]}
    first = {}
    for row in sent.rows:
        first.setdefault(row.cells["site_id"], row.cells)
    before = {row["site_id"]: {**dict.fromkeys(table.field_names, ""), **row} for row in BASE}
    for row in kept:
        key = row["site_id"]
        if key not in first:
            assert row == before[key]
        elif key:
            expected = {**dict.fromkeys(table.field_names, ""), **before.get(key, {}), **first[key]}
            if expected["latitude"] != row["latitude"]:
                assert float(expected["latitude"]) == float(row["latitude"])
                expected["latitude"] = row["latitude"]
            assert row == expected
    texts = merged.texts()
    for text in texts.values():
        again = list(csv.DictReader(text.splitlines(keepends=True)))
        assert writer.format_rows(again, table) == text
        assert sorted(map(str, again)) == sorted(map(str, kept))
    altered = any(row.changed for row in merged.contributed)
    assert bool(texts) == altered


@given(st.permutations([("SITA", "A", "1"), ("SITB", "B", "2"), ("SITC", "C", "")]))
def test_the_order_of_contributed_rows_makes_no_difference(sites, cells):
    columns = ("site_id", "name", "latitude")
    texts = merge(sites, [contribution(cells, columns)]).texts()
    split = merge(sites, [contribution([row], columns) for row in cells]).texts()
    assert texts == split == merge(sites, [contribution(sorted(cells), columns)]).texts()


@given(ROWS)
def test_merging_twice_is_merging_once(sites, tmp_path_factory, cells):
    sent = contribution([row for row in cells if row[0]], ("site_id", "name", "latitude"))
    texts = merge(sites, [sent]).texts()
    folder = tmp_path_factory.mktemp("again")
    after = descriptor.load(mini.write(folder))
    for table in after.resources:
        (folder / table.file).write_bytes((sites.basepath / table.file).read_bytes())
    for path, text in texts.items():
        (folder / path).write_text(text, encoding="utf-8", newline="")
    assert merge(after, [sent]).texts() == {}
    assert write.altered(merge(after, [sent])) == {}
