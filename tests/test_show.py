"""Rows as a person asks for them: by key or cell, with names and sources."""

import csv
import io
import json
import re
import shlex

import pytest

import spaceties
from spaceties.commands import main
from tests import mini
from tests.datapackages import table as declared
from tests.datapackages import write


@pytest.fixture
def show(tmp_path, monkeypatch, capsys):
    """Runs the command on the tiny package; exit code, output, errors."""
    package = mini.write(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")

    def run(*words):
        code = main(["show", *words, "--package", str(package)])
        return code, *capsys.readouterr()

    return run


def test_what_links_two_states_is_told_whichever_is_first(show):
    code, out, _ = show("ties", "AAA", "BBB")
    assert code == 0 and out == show("ties", "BBB", "AAA")[1]
    found = [line.split() for line in out.splitlines() if "Alsat" in line]
    assert any("launch" in line and "2001-03-04" in line for line in found)
    assert "[1] Things happened, Paper, 2002-03, https://example.org/news" in out
    assert all(len(line) <= 80 for line in out.splitlines())


def test_keys_of_sources_are_shown_and_that_there_are_no_rows(show):
    assert show("ties", "kind=payload", "year<=1900")[1] == "0 rows of ties\n"
    assert "news" in show("sources")[1].partition("[1]")[0]


@pytest.mark.parametrize("width", [60, 80, 120, 200])
def test_the_day_is_shown_however_narrow_the_terminal_is(show, width, monkeypatch):
    monkeypatch.setenv("COLUMNS", str(width))
    out = show("ties", "AAA", "BBB")[1]
    head = next(line for line in out.splitlines() if line.startswith("from_"))
    assert {"kind", "date", "row", "source"} <= set(head.split())
    assert all(len(line) <= width for line in out.splitlines() if "  " in line)


def test_one_row_is_told_cell_by_cell_with_names(show):
    out = show("agreements", "alsat-launch-contract")[1]
    assert re.search(r"^framework_id +lands-accord \(Accord of the Lands\)$", out, re.M)
    assert re.search(r"^signed_on +2000-05$", out, re.M)
    assert "[2] List of everything, Lister, 2020, https://example.org/list" in out


@pytest.mark.parametrize(
    ("words", "rows"),
    [
        (["satellites", "S20001", "S20002"], 2),
        (["satellites", "country_id=AAA"], 2),
        (["satellites", "country_id=AAA", "perigee_km>=700"], 1),
        (["satellites", "perigee_km<=699.5"], 0),
        (["satellites", "cospar_id="], 1),
        (["satellites", "S20001", "country_id=BBB"], 0),
        (["sources", "is_copy=false"], 2),
        (["launches", "launched_on<=2001-03-04"], 1),
        (["agreement_parties", "old-treaty"], 2),
        (["agreement_parties", "old-treaty,AAA"], 1),
        (["agreement_parties", "old-treaty", "AAA"], 1),
    ],
)
def test_words_are_keys_or_ask_of_a_cell(show, words, rows):
    code, out, _ = show(*words, "--format", "json")
    assert code == 0 and len(json.loads(out)) == rows


def test_every_table_is_shown(show):
    """Also those that refer to a row by several columns."""
    for table in [*mini.TABLES, "ties", "satellites_flat", "memberships"]:
        assert show(table)[0] == 0, table
        for row in json.loads(show(table, "--format", "json")[1]):
            assert row.get("organization_name", "named"), (table, row)


def test_programs_get_every_column_names_and_sources(show):
    words = ["agreement_parties", "lands-accord"]
    (one, _) = json.loads(show(*words, "--format", "json")[1])
    assert (one["organization_id"], one["organization_name"]) == ("AAA", "Aland")
    assert one["joined_on"] == "1999-10-13" and one["sources"][0]["source_id"] == "news"
    lines = list(csv.DictReader(io.StringIO(show(*words, "--format", "csv")[1])))
    assert [line["organization_name"] for line in lines] == ["Aland", "Beland"]
    assert lines[0]["sources"] == "Things happened, Paper, 2002-03, https://example.org/news"


def test_values_are_counted_over_columns(show):
    out = show("satellites", "--count", "country_id")[1]
    assert out.splitlines() == ["2 values", "      2  AAA  Aland", "      1  BBB  Beland"]
    told = json.loads(show("satellites", "--count", "country_id", "--format", "json")[1])
    assert told[0] == {"value": "AAA", "name": "Aland", "rows": 2}
    assert show("satellites", "--count", "status", "--format", "csv")[1] == "value,name,rows\n"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["agreement"], 'no table "agreement"; did you mean "agreements"?'),
        (["agreements", "lands-acord"], 'did you mean "lands-accord"?'),
        (["ties", "AAA", "BBC"], '"BBC"'),
        (["ties", "aland", "BBB"], 'no row with "aland" in its key; called so: "AAA" (Aland)'),
        (["ties", "land", "BBB"], '"AAA" (Aland), "BBB" (Beland)'),
        (["organizations", "Rockets"], 'called so: "COMB" (Beland Rockets)'),
        (["organizations", "beland", "rockets"], 'called so: "COMB" (Beland Rockets)\n'),
        (["agreements", "?"], 'no row with "?" in its key\n'),
        (["agreements", "plce=Aport"], 'no column "plce"; did you mean "place"?'),
        (["ties", "kind=lunch"], 'kind is never "lunch"; did you mean "launch"?'),
        (["ties", "bilateral=yes"], 'bilateral is never "yes"; there are true, false'),
        (["agreements", "--count", "plce"], 'did you mean "place"?'),
        (["satellites", "perigee_km<=low"], 'perigee_km holds numbers, and "low" is none'),
    ],
)
def test_what_is_not_there_is_told_in_one_line(show, words, told):
    code, out, error = show(*words)
    assert code == 2 and told in error and error.count("\n") == 1 and not out


def test_the_questions_of_the_docs_are_one_line_each(capsys):
    page = (mini.ROOT / "docs" / "load.md").read_text(encoding="utf-8")
    launched, members = re.findall(r"^spaceties (show ties .*)$", page, re.M)
    ties = spaceties.load("ties")
    assert main([*shlex.split(launched), "--format", "csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    counted = ties.query("kind == 'launch' and from_country_id == 'CHN'")
    assert [row["to_country_id"] for row in rows] == list(counted["to_country_id"])
    assert main([*shlex.split(members), "--format", "json"]) == 0
    found = {one["value"] for one in json.loads(capsys.readouterr().out)}
    joined = ties[(ties.framework_id == "artemis-accords-2020") & (ties.level == "state")]
    joined = joined[(joined.standing == "party") & (joined.date_latest <= "2024-12-31")]
    assert found == set(joined.from_country_id) | set(joined.to_country_id)


def test_rows_without_a_key_are_all_shown(tmp_path, capsys):
    package = write(tmp_path, [declared("t", ["a", "b"])], {"t.csv": "a,b\n1,2\n1,3\n4,3\n"})
    assert main(["show", "t", "--package", str(package)]) == 0
    assert capsys.readouterr().out == "a  b\n1  2\n1  3\n4  3\n\n3 rows of t\n"


@pytest.mark.parametrize(
    ("schema", "told"),
    [
        (None, 'the table "t" declares no columns'),
        ({"fields": [1, {}]}, 'the table "t" declares no columns'),
        (
            {"fields": [{"name": "a"}], "primaryKey": ["z"]},
            'the key of "t" names "z", which is no column of it',
        ),
    ],
)
def test_what_a_package_of_anybody_lacks_is_told(tmp_path, capsys, schema, told):
    package = write(tmp_path, [{"name": "t", "path": "t.csv", "schema": schema}], {"t.csv": "a\n1"})
    assert main(["show", "t", "--package", str(package)]) == 2
    assert capsys.readouterr().err == f"spaceties show: {told}\n"
