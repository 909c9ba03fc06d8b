"""docs/refresh.md, carried out as it stands on two small editions of a made-up catalogue."""

import re
import shlex

import pytest

from spaceties.commands import main
from spaceties.datapackage import descriptor
from spaceties.dataset import store
from tests import mini
from tests.test_contributing import blocks, shown
from tests.test_import_gcat import JOINT, Here

PAGE = (mini.ROOT / "docs" / "refresh.md").read_text(encoding="utf-8")
STEPS = re.split(r"^\d\. ", PAGE, flags=re.M)[1:]
BLUE = dict(JCAT="S00004", SatOwner="BLUE", SatState="BB", Name="Blue Sat", Piece="2016-001C")
NEWER = BLUE | dict(
    JCAT="S00009", Name="Blue Sat 2", Piece="2026-002A", Launch_Tag="2026-002",
    Launch_Date="2026 Feb  3 1200",
)  # fmt: skip


def details(entry, **cells):
    """The line of the payload catalogue for a line of the launch log."""
    day = " ".join(entry.get("Launch_Date", "2016 Jan 15").split()[:3])
    said = {name: entry[name] for name in ("JCAT", "Name", "Piece")}
    return said | dict(LDate=day, TOp="*", TDate="*", Class="A", Category="SCI") | cells


@pytest.fixture
def upstream(tmp_path, monkeypatch):
    """A package with the first edition, and the second one in the folder that the page names."""
    mini.write(tmp_path)
    (tmp_path / "made").mkdir()
    here = Here(tmp_path / "made")
    here.launches(JOINT, BLUE)
    here.details(details(JOINT), details(BLUE))
    monkeypatch.chdir(tmp_path)
    assert main(["format"]) == main(["import", "gcat", str(here.gcat)]) == 0
    here.launches(JOINT, BLUE, NEWER)
    here.details(details(JOINT, TOp="2025 Dec  3", TDate="2025 Dec  3"), details(BLUE),
                 details(NEWER))  # fmt: skip
    here.gcat.rename(tmp_path / "gcat")
    return tmp_path


def test_the_page_leads_from_an_edition_to_the_tables(upstream, capsys):
    ran = []
    for step in STEPS:
        said = ""
        for language, text in blocks(step):
            if language == "text":
                assert shown(text, said), said
                continue
            capsys.readouterr()
            for call in map(shlex.split, text.splitlines()):
                if call[:2] in (["spaceties", "docs"], ["git", "commit"]):
                    continue  # of a clone; test_contributing carries these out
                ran.append(" ".join(call[1:3]))
                assert main(call[1:]) == 0, text
            said = capsys.readouterr().out
    assert ran == ["import gcat", "import gcat", "validate", "sample --seed"]
    satellites = store.read(descriptor.load(upstream), "satellites").to_pylist()
    found = {row["satellite_id"]: row["status"] for row in satellites}
    assert (found["S00002"], found["S00009"]) == ("inactive", "active")
    assert found.keys() >= {row["satellite_id"] for row in mini.rows("satellites")}


def test_a_dry_run_writes_nothing_and_an_import_makes_it_the_last_word(upstream, capsys):
    before = {path: path.read_bytes() for path in (upstream / "tables").iterdir()}
    assert main(["import", "gcat", "gcat", "--dry-run"]) == 0
    assert before == {path: path.read_bytes() for path in (upstream / "tables").iterdir()}
    assert main(["import", "gcat", "gcat"]) == 0
    capsys.readouterr()
    assert main(["import", "gcat", "gcat", "--dry-run"]) == 0
    said = capsys.readouterr().out
    assert not re.search(r"^\w+: \d+ (new|removed|rows? changed)", said, flags=re.M)


def test_the_page_explains_what_the_import_tells(upstream, capsys):
    """An edition that goes wrong: a file that lacks its rows, and a spacecraft that is gone."""
    lines = (upstream / "gcat" / "psatcat_1.tsv").read_text().splitlines(keepends=True)
    (upstream / "gcat" / "psatcat_1.tsv").write_text("".join(lines[:2]))
    log = (upstream / "gcat" / "launchlog_1.tsv").read_text().splitlines(keepends=True)
    (upstream / "gcat" / "launchlog_1.tsv").write_text("".join(log[:2]))
    assert main(["import", "gcat", "gcat", "--dry-run"]) == 0
    said = capsys.readouterr().out
    assert "satellites: 1 removed (S00004 Blue Sat); 1 row changed" in said
    assert '  purpose: 1 emptied (S00002 Joint from "science")' in said


def test_what_the_page_explains_is_what_the_importer_says():
    importers = mini.ROOT / "scripts" / "spaceties" / "importers"
    code = "".join(path.read_text(encoding="utf-8") for path in importers.rglob("*.py"))
    for words in (
        "nothing taken", "corrections retired", "bodies that GCAT's list lacks",
        "state codes that stand for no state", "removed rows that an audit speaks of",
    ):  # fmt: skip
        assert words in PAGE and words in code, words
    for name in ("corrections.csv", "state_to_iso.csv"):
        assert name in PAGE and (importers / "gcat" / name).is_file()
