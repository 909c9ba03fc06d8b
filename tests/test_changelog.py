"""The changelog: what the data say beside what people wrote, the same when written twice."""

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
COMPUTED = {"": ["| table | rows |"], "Added": ["- `a`: 1 row."], "Fixed": ["- `b` x: 1 → 2."]}


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


def test_the_section_says_what_the_data_say(clone, capsys):
    path = clone / "CHANGELOG.md"
    path.write_text(BY_HAND)
    assert main(["bump", "--date", "2026-12-24"]) == 0
    assert main(["changelog"]) == 0
    text = path.read_text()
    section = text[text.index("## [0.2.0] - 2026-12-24") : text.index("## [0.1.0]")]
    assert "| `satellites` | 3 |  |  | 1 |  |" in section
    assert "| `indicators` | 1 |  | 1 |  |  |" in section
    assert "- `sources`: 1 row: A better *list*." in section
    assert "- `indicators`: 1 row: `aaa-share-2001`." in section
    assert (
        "- `satellites` `S20001` (Alsat 1): ended_on 2010 → 2011. "
        "Source: A better *list*, `new-list`." in section
    )
    assert "`alsat-launch-contract,S20001` is now `alsat-launch-contract,S20002`" in section
    assert "- A new command,\n  in two lines." in section and "- Something mended." in section
    headings = [line for line in section.splitlines() if line.startswith("### ")]
    assert headings == ["### Added", "### Changed", "### Removed", "### Fixed", "### Security"]
    assert text.index("## [Unreleased]\n\n## [0.2.0]") < text.index("## [0.1.0]")
    assert text.endswith("- Everything, by hand.\n\n[0.1.0]: https://example.org/0.1.0\n")
    capsys.readouterr()
    assert main(["changelog"]) == 0
    assert "unchanged" in capsys.readouterr().out and path.read_text() == text


def test_notes_in_the_section_are_kept_when_the_data_change_again(clone):
    path = clone / "CHANGELOG.md"
    assert main(["bump"]) == 0 and main(["changelog"]) == 0
    path.write_text(path.read_text().replace("### Fixed\n", "### Fixed\n\n- A note of mine.\n"))
    clones.edit(clone, "satellites", 1, "ended_on", "2012")
    assert main(["changelog"]) == 0
    text = path.read_text()
    assert "2010 → 2012" in text and "2010 → 2011" not in text
    assert text.count("- A note of mine.") == 1 and text.count("- Everything, by hand.") == 1


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
    assert once.count("## [0.2.0]") == 1 and once.count("- `b` x: 1 → 2.") == 1


@settings(max_examples=300, deadline=None, derandomize=True)
@given(LINES.filter(lambda lines: changelog.BEGIN not in lines))
def test_no_line_that_somebody_wrote_is_lost(lines):
    once = changelog.with_section("\n".join(lines), "0.2.0", "2026-02-02", COMPUTED)
    for line in {line for line in lines if line.strip() and not line.startswith("#")}:
        assert once.count(line) >= lines.count(line), line
