"""The changelog: what the data say beside what people wrote, the same when written twice."""

import json
import shutil

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spaceties.commands import main
from spaceties.versions import changelog
from tests import clones

BY_HAND = """# Changelog

All changes.

## [Unreleased]

### Added

- A new command,
  in two lines.

### Security

- Something mended.

## [0.1.0] - 2026-11-21

### Added

- Everything, by hand.

[0.1.0]: https://example.org/0.1.0
"""
COMPUTED = ["| table | rows |", "", "- major: b.x: field removed"]


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    """A clone in which 0.1.0 was cut and rows were corrected, added and removed."""
    clone = clones.make(tmp_path_factory.mktemp("clone") / "clone")
    assert clones.cut(clone, "--cut") == 0
    clones.commit(clone, "Release 0.1.0")
    source = {
        "source_id": "new-list",
        "title": "A better *list*",
        "language": "en",
        "kind": "dataset",
        "is_copy": "false",
    }
    clones.edit(clone, "sources", source)
    clones.edit(clone, "satellites", 1, "ended_on", "2011")
    clones.edit(clone, "satellites", 1, "source_id", "new-list")
    clones.edit(clone, "agreement_satellites", 0, "satellite_id", "S20002")
    path = clone / "tables" / "indicators.csv"
    path.write_text("".join(path.read_text().splitlines(keepends=True)[:-1]))
    clones.commit(clone)
    return clone


@pytest.fixture
def clone(released, tmp_path, monkeypatch):
    shutil.copytree(released, tmp_path / "clone")
    monkeypatch.chdir(tmp_path / "clone")
    return tmp_path / "clone"


def test_the_section_has_the_notes_and_what_the_data_say(clone, capsys):
    path = clone / "CHANGELOG.md"
    path.write_text(BY_HAND)
    assert main(["bump", "--date", "2026-12-24"]) == 0
    assert main(["changelog"]) == 0
    text = path.read_text()
    assert (
        text[text.index("## [Unreleased]") : text.index("## [0.1.0]")]
        == f"""## [Unreleased]

## [0.2.0] - 2026-12-24

{changelog.BEGIN}

The data since 0.1.0, row by row in `changes.html` of the release:

| table | rows | added | removed | changed | other key |
|---|---:|---:|---:|---:|---:|
| `satellites` | 3 |  |  | 1 |  |
| `agreement_satellites` | 1 |  |  |  | 1 |
| `indicators` | 1 |  | 1 |  |  |
| `sources` | 3 | 1 |  |  |  |

{changelog.END}

### Added

- A new command,
  in two lines.

### Security

- Something mended.

"""
    )
    assert text.endswith("- Everything, by hand.\n\n[0.1.0]: https://example.org/0.1.0\n")
    capsys.readouterr()
    assert main(["changelog"]) == 0
    assert "unchanged" in capsys.readouterr().out and path.read_text() == text


def test_the_section_says_why_the_version_rises_if_not_by_rows_alone(clone):
    path = clone / "datapackage.json"
    described = json.loads(path.read_text())
    satellites = next(t for t in described["resources"] if t["name"] == "satellites")
    satellites["title"] = "Craft"
    del satellites["schema"]["fields"][-1]["description"]
    status = next(f for f in satellites["schema"]["fields"] if f["name"] == "status")
    status["constraints"]["required"] = True
    path.write_text(json.dumps(described, ensure_ascii=False, indent=2) + "\n")
    assert main(["bump"]) == 0 and main(["changelog"]) == 0
    text = (clone / "CHANGELOG.md").read_text()
    section = text[text.index("## [1.0.0]") : text.index("## [0.1.0]")]
    reasons = [line for line in section.splitlines() if line.startswith("- ")]
    assert reasons == ["- major: satellites.status: required true added"]


def test_data_that_did_not_change_are_said_to_be_the_same(clone):
    clones.git(clone, "checkout", "--quiet", "HEAD~1")
    assert main(["bump", "--to", "0.1.1"]) == 0 and main(["changelog"]) == 0
    assert "The data are those of 0.1.0." in (clone / "CHANGELOG.md").read_text()


def test_notes_in_the_section_are_kept_when_the_data_change_again(clone):
    path = clone / "CHANGELOG.md"
    assert main(["bump"]) == 0 and main(["changelog"]) == 0
    once = path.read_text()
    assert "| `spending` |" not in once
    once = once.replace(
        f"{changelog.END}\n", f"{changelog.END}\n\n### Fixed\n\n- A note of mine.\n", 1
    )
    unreleased = "## [Unreleased]\n\n### Fixed\n\n- One more.\n\n## [0.2.0]"
    path.write_text(once.replace("## [0.2.0]", unreleased, 1))
    clones.edit(clone, "spending", 0, "note", "Checked again")
    assert main(["changelog"]) == 0
    text = path.read_text()
    assert "| `spending` |" in text and text.count("- Everything, by hand.") == 1
    assert "### Fixed\n\n- A note of mine.\n\n- One more.\n" in text


def test_a_released_version_keeps_its_section(clone, capsys):
    before = (clone / "CHANGELOG.md").read_text()
    assert main(["changelog"]) == 2
    assert "0.1.0 is released and keeps its section" in capsys.readouterr().err
    assert (clone / "CHANGELOG.md").read_text() == before


def test_the_first_release_counts_its_rows(tmp_path, monkeypatch):
    folder = clones.make(tmp_path / "clone")
    monkeypatch.chdir(folder)
    assert main(["changelog"]) == 0
    text = (folder / "CHANGELOG.md").read_text()
    assert "| `satellites` | 3 |" in text and "- Everything, by hand." in text


def test_a_dry_run_writes_nothing(clone, capsys):
    assert main(["bump"]) == 0
    before = (clone / "CHANGELOG.md").read_text()
    capsys.readouterr()
    assert main(["changelog", "--dry-run"]) == 0
    assert "## [0.2.0]" in capsys.readouterr().out
    assert (clone / "CHANGELOG.md").read_text() == before


def test_an_empty_file_gets_a_heading():
    text = changelog.with_section("", "1.0.0", "2026-01-02", COMPUTED)
    assert text.startswith("# Changelog\n") and "\n## [1.0.0] - 2026-01-02\n" in text


LINES = st.lists(
    st.sampled_from(
        [
            "## [Unreleased]",
            "## [0.1.0] - 2026-01-01",
            "## 0.0.9",
            "### Added",
            "### Fixed",
            "### Notes",
            "- A note.",
            "  more of it",
            "",
            "Text.",
            "[0.1.0]: https://example.org",
            changelog.BEGIN,
            changelog.END,
        ]
    ),
    max_size=12,
)  # whatever people leave in the file


@settings(max_examples=300, deadline=None, derandomize=True)
@given(LINES)
def test_writing_a_section_twice_is_writing_it_once(lines):
    once = changelog.with_section("\n".join(lines), "0.2.0", "2026-02-02", COMPUTED)
    twice = changelog.with_section(once, "0.2.0", "2026-02-02", COMPUTED)
    assert twice == once
    assert once.count("## [0.2.0]") == 1 and once.count("- major: b.x: field removed") == 1


@settings(max_examples=300, deadline=None, derandomize=True)
@given(LINES.filter(lambda lines: changelog.BEGIN not in lines))
def test_no_line_that_somebody_wrote_is_lost(lines):
    once = changelog.with_section("\n".join(lines), "0.2.0", "2026-02-02", COMPUTED)
    for line in {line for line in lines if line.strip() and not line.startswith("#")}:
        assert once.count(line) >= lines.count(line), line
