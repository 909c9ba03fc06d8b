"""What importers share, seen with a catalogue of launch sites that is made up here."""

import csv

import pytest

from spaceties.datapackage import descriptor
from spaceties.datapackage.csv.writer import format_rows
from spaceties.importers.base import (
    CellChange,
    Importer,
    MalformedInput,
    MalformedLine,
    TableChange,
    refresh,
)
from spaceties.importers.words import changes_of
from tests import mini

PACKAGE = descriptor.load(mini.ROOT)


def read(folder):
    """{site: name} of a file with a site a line."""
    lines = (folder / "sites.txt").read_text(encoding="utf-8").splitlines()
    bad = [number for number, line in enumerate(lines, 1) if "=" not in line]
    if bad:
        raise MalformedInput([MalformedLine("sites.txt", number, "an =") for number in bad])
    return dict(line.split("=") for line in lines)


def fill(catalogue, draft, progress):
    progress("making sites")
    draft.hold("launch_sites", catalogue.__contains__)
    for site, name in catalogue.items():
        if not name:
            continue
        row = {"site_id": site, "name": name, "source_id": "atlas-1"}
        draft.new["launch_sites"].append(row)
    return {"no name": sum(not name for name in catalogue.values())}


ATLAS = Importer(source_prefix="atlas-", tables=("launch_sites",), read=read, fill=fill)


class Here:
    def __init__(self, folder):
        self.folder = folder
        self.tables = folder / "tables"
        self.tables.mkdir()

    def table(self, name, *rows):
        text = format_rows(rows, PACKAGE.resource(name))
        (self.tables / f"{name}.csv").write_text(text, encoding="utf-8", newline="")

    def sites(self):
        with (self.tables / "launch_sites.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        return {row["site_id"]: (row["name"], row["source_id"]) for row in rows}

    def run(self, text, **options):
        (self.folder / "sites.txt").write_text(text, encoding="utf-8")
        return refresh(ATLAS, self.folder, PACKAGE, self.tables, **options)


@pytest.fixture
def here(tmp_path):
    here = Here(tmp_path)
    here.table(
        "launch_sites",
        {"site_id": "OLD", "name": "Old", "source_id": "atlas-0"},
        {"site_id": "USED", "name": "Used", "source_id": "atlas-0"},
        {"site_id": "SAME", "name": "Same", "source_id": "atlas-1"},
        {"site_id": "HAND", "name": "By hand", "source_id": "paper"},
    )
    here.table("launches", {"launch_id": "2016-001", "site_id": "USED", "source_id": "paper"})
    return here


def test_own_rows_follow_the_catalogue_and_all_others_stay(here):
    stages = []
    result = here.run("NEW=New\nSAME=Same\nHAND=Theirs\nNAMELESS=\n", progress=stages.append)
    assert here.sites() == {
        "NEW": ("New", "atlas-1"),
        "SAME": ("Same", "atlas-1"),
        "HAND": ("By hand", "paper"),
        "USED": ("Used", "atlas-0"),
    }
    change = result.changes["launch_sites"]
    assert (change.added, change.changed, change.removed) == ([("NEW",)], [], [("OLD",)])
    assert (change.unchanged, change.left_alone) == ([("SAME",)], [("HAND",)])
    assert result.skipped == {"no name": 1} and "making sites" in stages
    assert result.notes == {
        "rows of launch_sites that the catalogue no longer has, kept for others": ["USED"]
    }


def test_a_second_import_changes_nothing(here):
    here.run("NEW=New\nSAME=Same\n")
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in here.tables.iterdir()}
    change = here.run("NEW=New\nSAME=Same\n").changes["launch_sites"]
    assert not (change.added or change.changed or change.removed)
    assert before == {
        path: (path.read_bytes(), path.stat().st_mtime_ns) for path in here.tables.iterdir()
    }


def test_what_changes_is_told_by_column_with_examples(here):
    rows = [{"site_id": f"S{n}", "name": "Same", "source_id": "atlas-0"} for n in range(6)]
    here.table("launch_sites", *rows, {"site_id": "GONE", "name": "Gone", "source_id": "atlas-0"})
    text = "".join(f"S{n}=Same\n" for n in range(5)) + "S5=Other\nNEW=New\n"
    change = here.run(text, dry_run=True).changes["launch_sites"]
    assert list(changes_of("launch_sites", change)) == [
        "launch_sites: 1 new (NEW New); 1 removed (GONE Gone); 6 rows changed",
        '  name: 1 changed (S5 Other from "Same" to "Other")',
        '  source_id: 6 from "atlas-0" to "atlas-1" (such as S0 Same)',
    ]
    assert list(changes_of("launch_sites", here.run(text).changes["launch_sites"]))
    again = here.run(text).changes["launch_sites"]
    assert list(changes_of("launch_sites", again)) == []


def test_cells_that_are_filled_and_emptied_are_told_apart():
    cells = [CellChange((f"k{n}",), "mass", "" if n < 5 else str(n), str(n) if n < 5 else "")
             for n in range(9)]  # fmt: skip
    change = TableChange([], [cell.key for cell in cells], [], [], [], cells, {})
    assert list(changes_of("t", change))[1:] == [
        '  mass: 5 filled (k0 to "0"; k1 to "1"; k2 to "2"; …); '
        '4 emptied (k5 from "5"; k6 from "6"; k7 from "7"; …)'
    ]


def test_removed_rows_of_which_an_audit_speaks_are_told(here):
    audits = [
        {"audit_id": "one", "table": "launch_sites", "row_key": "OLD", "verdict": "wrong"},
        {"audit_id": "two", "table": "launch_sites", "row_key": "HAND", "verdict": "wrong"},
    ]
    here.table("audits", *audits)
    notes = here.run("SAME=Same\n").notes
    assert notes["removed rows that an audit speaks of"] == ["launch_sites OLD (one)"]


@pytest.mark.parametrize("text", ["NEW=New\n", "NEW New\n"])
def test_nothing_is_written_when_told_so_or_if_a_line_is_malformed(here, text):
    before = here.sites()
    if "=" in text:
        here.run(text, dry_run=True)
    else:
        with pytest.raises(MalformedInput) as error:
            here.run(text)
        assert error.value.lines == [MalformedLine("sites.txt", 1, "an =")]
    assert here.sites() == before
