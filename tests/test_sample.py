"""Rows drawn for an audit, the sheet that comes back, and the rates that follow from it."""

import csv
import hashlib
import io
import random

import openpyxl
import pytest
from openpyxl.utils.cell import range_boundaries

from spaceties.commands import main
from spaceties.contribute import sample
from spaceties.datapackage import descriptor
from spaceties.dataset import rates, store
from tests import clones, mini


@pytest.fixture
def package(tmp_path):
    return descriptor.load(mini.write(tmp_path / "package"))


def keys(package, seed=3, rows=12, tables=("satellites", "agreements", "sources")):
    return [(one.table.name, one.key) for one in sample.draw(package, seed, rows, tables)]


def test_a_draw_is_that_of_the_digests(package):
    """On every machine: nothing but seed, table and key decides."""
    digests = {
        row["agreement_id"]: hashlib.sha256(f"3|agreements|{row['agreement_id']}".encode())
        for row in mini.rows("agreements")
    }
    order = sorted(digests, key=lambda key: digests[key].hexdigest())
    assert keys(package, rows=2, tables=["agreements"]) == [("agreements", k) for k in order[:2]]
    assert order == ["lands-accord", "old-treaty", "law-of-lands", "alsat-launch-contract"]


def test_the_order_of_rows_is_nothing_and_a_new_row_displaces_one_at_most(tmp_path, package):
    shuffled = {name: mini.rows(name) for name in ("agreements", "satellites")}
    for rows in shuffled.values():
        random.Random(1).shuffle(rows)
    assert keys(descriptor.load(mini.write(tmp_path / "b", shuffled))) == keys(package)
    for seed in range(20):
        before = keys(package, seed, 2, ["agreements"])
        more = [*mini.rows("agreements"), mini.rows("agreements")[0] | {"agreement_id": "new"}]
        after = keys(
            descriptor.load(mini.write(tmp_path / "c", {"agreements": more})), seed, 2,
            ["agreements"],
        )  # fmt: skip
        kept = [key for key in after if key in before]
        assert len(kept) >= 1 and kept == [key for key in before if key in kept]
        assert set(after) - set(before) <= {("agreements", "new")}


def test_every_table_has_its_share(package):
    drawn = [table for table, _ in keys(package, rows=8)]
    assert drawn == ["satellites"] * 3 + ["agreements"] * 3 + ["sources"] * 2
    assert len(keys(package, rows=100)) == 3 + 4 + 2  # all that there are


def test_tables_without_sources_are_drawn_from_only_by_name(package):
    named = sample.auditable(package)
    assert "claims" in named and not {"sources", "audits", "ties"} & set(named)


def test_rows_of_every_table_are_told(tmp_path, package):
    """Also of those that refer to a row by several columns."""
    path = drawn(tmp_path, package, "s.csv", "--rows", "200")
    with path.open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.DictReader(file))
    assert {line["table"] for line in lines} == set(sample.auditable(package))
    assert all(line["context: row"] and line["context: sources"] for line in lines)
    tables = set(package.resource("audits").field("table").enum)
    assert tables == set(package.names) - {"audits"}


def test_a_seed_is_a_draw_of_its_own(package):
    assert len({tuple(keys(package, seed, 3)) for seed in range(20)}) > 5


def drawn(tmp_path, package, name, *words):
    path = tmp_path / name
    arguments = ["sample", "--seed", "3", "--out", str(path), "--package", str(package.basepath)]
    assert main([*arguments, *words]) == 0
    return path


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_same_package_gives_the_same_sheet(tmp_path, package, form):
    one, two = (drawn(tmp_path, package, f"{n}.{form}").read_bytes() for n in (1, 2))
    assert one == two


def test_a_line_says_what_the_row_says_and_where_it_is_from(tmp_path, package):
    path = drawn(tmp_path, package, "s.csv", "--rows", "4", "--table", "agreement_parties")
    lines = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    line = next(one for one in lines if one["row_key"] == "lands-accord|AAA")
    assert line["context: row"] == (
        "agreement_id: lands-accord (Accord of the Lands); organization_id: AAA (Aland); "
        "role: founding_member; joined_on: 1999-10-13; act: signed"
    )
    assert line["context: sources"] == "Things happened, Paper, 2002-03, https://example.org/news"
    assert (line["version"], line["sample"], line["verdict"]) == ("0.1.0", "seed-3", "")
    path = drawn(tmp_path, package, "a.csv", "--rows", "9", "--table", "agreements")
    with path.open(encoding="utf-8-sig", newline="") as file:
        told = {line["row_key"]: line["context: sources"] for line in csv.DictReader(file)}
    assert "; List of everything, " not in told["lands-accord"]
    assert told["alsat-launch-contract"].endswith(
        "; List of everything, Lister, 2020, https://example.org/list"
    )


def test_the_sheet_offers_the_verdicts_on_its_first_line(tmp_path, package):
    book = openpyxl.load_workbook(drawn(tmp_path, package, "s.xlsx", "--rows", "5"))
    assert book.sheetnames == ["audits", "sources", "help", "dictionary", "lists"]
    page = book["audits"]
    place = [cell.value for cell in page[1]].index("verdict") + 1
    (rule,) = (
        one for one in page.data_validations.dataValidation
        if next(iter(one.sqref.ranges)).min_col == place
    )  # fmt: skip
    assert next(iter(rule.sqref.ranges)).min_row == 2 and rule.type == "list"
    left, top, _, bottom = range_boundaries(rule.formula1.partition("!")[2])
    offered = [book["lists"].cell(row, left).value for row in range(top, bottom + 1)]
    assert offered == list(package.resource("audits").field("verdict").enum)
    assert set(offered) == set(rates.VERDICTS)


def fill(path, verdicts):
    """Fills in verdicts by row key, as an auditor does in a spreadsheet program."""
    book = openpyxl.load_workbook(path)
    page = book["audits"]
    columns = {cell.value: cell.column for cell in page[1]}
    for row in range(2, page.max_row + 1):
        key = page.cell(row, columns["row_key"]).value
        said = {"audited_on": "2003-02-01", "verdict": "unconfirmed"} | verdicts.get(key, {})
        for name, text in said.items():
            page.cell(row, columns[name]).value = text
    source = ["map-1990", "Map", "", "Mapper", "1990", "", "en", "web_page", "", "", "false", ""]
    book["sources"].append(source)
    book.save(path)


def test_a_filled_sheet_comes_back_and_its_rates_are_counted(tmp_path, package, capsys):
    path = drawn(tmp_path, package, "s.xlsx", "--rows", "4", "--table", "agreements")
    arguments = [str(path), "--package", str(package.basepath)]
    assert main(["check", *arguments]) == 1  # nothing is filled in yet
    assert "verdict" in capsys.readouterr().out
    found = {
        "field": "place",
        "value": "Aport, Aland",
        "right_value": "Bport, Beland",
        "source_id": "map-1990",
    }
    fill(
        path,
        {
            "lands-accord": found | {"verdict": "wrong"},
            "old-treaty": {"verdict": "too_coarse", "note": "The day is told.", "source_id": ""},
            "law-of-lands": {"verdict": "right", "source_id": "list"},
        },
    )
    assert main(["check", *arguments]) == 0
    told = capsys.readouterr().out
    assert "not read, since they only tell: context: row, context: sources" in told
    assert "P438" in told  # what is wrong is still in the tables
    assert main(["add", *arguments]) == 0
    audits = store.read(descriptor.load(package.basepath), "audits").to_pylist()
    (rate,) = [one for one in rates.rates(audits, package.names) if one.table == "agreements"]
    assert (rate.rows, rate.wrong, rate.coarse, rate.unconfirmed) == (4, 1, 1, 1)
    assert main(["add", *arguments]) == 0  # once more changes nothing


def test_a_row_counts_by_the_worst_and_rows_beyond_the_draw_not_at_all():
    def found(verdict, key="a", sample="seed-1", version="0.2.0", table="agreements"):
        return {"table": table, "row_key": key, "verdict": verdict, "sample": sample,
                "version": version}  # fmt: skip

    audits = [
        found("right"), found("wrong"), found("too_coarse"), found("incomplete", "b"),
        found("right", "c"), found("unsupported", "c"), found("wrong", "d", sample=None),
        found("right", version="0.10.0"), found("unconfirmed", table="spending"),
    ]  # fmt: skip
    counted = rates.rates(audits, ["spending", "agreements"])
    assert [(one.version, one.table) for one in counted] == [
        ("0.10.0", "agreements"), ("0.2.0", "spending"), ("0.2.0", "agreements"),
    ]  # fmt: skip
    last = counted[-1]
    assert (last.rows, last.wrong, last.coarse, last.weak, last.unconfirmed) == (3, 1, 1, 1, 0)
    assert rates.markdown(counted).count("\n") == 2 + 3 and rates.markdown([]) == ""
    assert rates.summary(counted).splitlines()[2:] == [
        "| 0.10.0 | 1 | 1 | 0 | 0 to 79 % |  | 0 | 0 | 0 |",
        "| 0.2.0 | 4 | 2 | 1 | 5 to 70 % | `agreements` 1 of 3 | 1 | 1 | 1 |",
    ]
    assert rates.summary([]) == ""


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    [  # computed with scipy.stats.binomtest(hits, of).proportion_ci(method="wilson")
        (8, 45, 0.0929, 0.3133), (0, 20, 0.0, 0.1611), (20, 20, 0.8389, 1.0), (1, 1, 0.2065, 1.0),
    ],
)  # fmt: skip
def test_intervals_are_those_of_wilson(hits, of, low, high):
    assert rates.wilson(hits, of) == pytest.approx((low, high), abs=5e-5)


def test_a_draw_from_tables_that_have_gone_on_since_their_version_is_told(
    tmp_path, monkeypatch, capsys
):
    clone = clones.make(tmp_path / "clone")
    assert clones.cut(clone, "--cut") == 0
    monkeypatch.chdir(clone)
    capsys.readouterr()
    assert main(["sample", "--seed", "1", "--out", str(tmp_path / "a.csv")]) == 0
    assert not capsys.readouterr().err
    clones.edit(clone, "satellites", 1, "ended_on", "2011")
    assert main(["sample", "--seed", "1", "--out", str(tmp_path / "b.csv")]) == 0
    assert "no longer those of 0.1.0" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--out", "s.ods"], "--out ends in .xlsx or .csv"),
        (["--out", "s.csv", "--table", "agreement"], 'there is no table "agreement"'),
        (["--out", "s.csv", "--rows", "0"], "--rows one from 1"),
        (["--out", "there.csv"], "may hold work"),
    ],
)
def test_what_cannot_be_drawn_is_told_in_one_line(
    tmp_path, package, monkeypatch, capsys, words, told
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "there.csv").touch()
    assert main(["sample", "--seed", "1", "--package", str(package.basepath), *words]) == 2
    error = capsys.readouterr().err
    assert told in error and error.count("\n") == 1
