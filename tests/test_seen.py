"""In which version each row was first seen and last changed: the replay of deltas."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spaceties.datapackage.descriptor import from_descriptor
from spaceties.datapackage.diff.delta import Operation, to_lines
from spaceties.versions import versions_page
from spaceties.versions.index import ReleaseEntry
from spaceties.versions.seen import History, Seen, Version, row_key, version_of

KEYS = [(letter, part) for letter in "abcd" for part in (None, "x")]
PARTS = ["letter", "part"]


def head(number: int, since: int) -> Operation:
    sides = ({"name": "p", "version": f"{n}.0.0", "files": {}} for n in (since, number))
    return Operation("package", None, None, *sides)


def table(name: str = "t", before: str | None = None) -> Operation:
    return Operation("table", name, PARTS, {"name": before or name, "fields": PARTS}, {})


def version(number: int, *lines: Operation, since: int | None = None) -> Version:
    """A version with a delta of these lines, from the one before if not said otherwise."""
    delta = to_lines([head(number, number - 1 if since is None else since), *lines])
    return Version(f"{number}.0.0", f"2026-01-0{number}", {"t": 1}, delta)


FIRST = Version("1.0.0", "2026-01-01", {"t": 1}, None)


def change(key) -> Operation:
    return Operation("change", "t", list(key), {"n": "1"}, {"n": "2"})


def add(key, name: str = "t") -> Operation:
    return Operation("add", name, list(key), None, dict(zip(PARTS, key, strict=True)))


def remove(key) -> Operation:
    return Operation("remove", "t", list(key), {}, None)


def rename(key, new) -> Operation:
    sides = [dict(zip(PARTS, cells, strict=True)) for cells in (key, new)]
    return Operation("rename", "t", list(key), *sides)


@st.composite
def histories(draw):
    """Versions of a table, and {key: Seen} of the rows that the last one has, found by following
    each row by itself."""
    alive = {key: Seen("1.0.0", "1.0.0") for key in draw(st.sets(st.sampled_from(KEYS)))}
    gone: dict[tuple, str] = {}
    versions = [FIRST]
    for number in range(2, draw(st.integers(2, 6)) + 1):
        now, lines, before = f"{number}.0.0", [table()], dict(alive)
        free = [key for key in KEYS if key not in before]
        for key, seen in before.items():
            act = draw(st.sampled_from(["", "", "change", "remove", "rename"]))
            if act == "change":
                lines.append(change(key))
                alive[key] = Seen(seen.first, now)
            elif act == "remove":
                lines.append(remove(key))
                gone[key] = alive.pop(key).first
            elif act == "rename" and free:
                new = free.pop(draw(st.integers(0, len(free) - 1)))
                lines.append(rename(key, new))
                del alive[key]
                alive[new] = Seen(seen.first, now)
                gone.pop(new, None)
        for key in free:
            if draw(st.booleans()):
                lines.append(add(key))
                alive[key] = Seen(gone.pop(key, now), now)
        versions.append(version(number, *lines))
    return versions, alive


@pytest.mark.parametrize("tables", [[], {"t": []}, {"t": {}}, {"t": {"rows": "many"}}])
def test_a_broken_entry_is_named(tables):
    with pytest.raises(OSError, match=r"^releases/2\.0\.0\.json does not tell the rows"):
        version_of(ReleaseEntry("2.0.0", "", "", "", tables), None)


def test_the_page_of_versions_has_the_address_of_each_delta():
    versions = [FIRST, version(2, table(), add("ax")), version(3, table("<t>"))]
    home = {"homepage": "https://example.org/ties/"}
    described = {"name": "p", "version": "3.0.0", "resources": []}
    hosted, local = (
        versions_page.of_release(from_descriptor({**described, **more}), versions)
        for more in (home, {})
    )
    for html in (hosted, local):
        assert html.count("changes.jsonl</a>") == 1 + (html is hosted)
        assert '<a href="changes.jsonl">' in html and "&lt;t&gt;" in html and "<t>" not in html
        assert "<td>t: 1 added</td>" in html
    assert '<a href="https://example.org/ties/releases/2.0.0.changes.jsonl">' in hosted
    assert "<td>releases/2.0.0.changes.jsonl</td>" in local and "repository" in local


@given(histories())
@settings(max_examples=150, derandomize=True, deadline=None)
def test_the_replay_tells_what_following_each_row_tells(told):
    versions, alive = told
    history = History(versions)
    assert {key: history.of("t", row_key(key)) for key in alive} == alive


def of(versions, key, name="t"):
    return tuple(part[0] for part in History(versions).of(name, row_key(key)))


def test_what_no_delta_names_was_there_in_the_first_version():
    versions = [FIRST, version(2, table(), add(("a", None)))]
    assert (of(versions, "b"), of(versions, "b", "other")) == (("1", "1"), ("1", "1"))
    assert History(versions).dates == {"1.0.0": "2026-01-01", "2.0.0": "2026-01-02"}


def test_rows_of_a_table_that_is_told_whole_come_with_it():
    whole = Operation("file", "t", ["t.csv"], None, "letter,part\n")
    versions = [FIRST, version(2, table(), change("ax")), version(3, whole)]
    assert (of(versions, "ax"), of(versions, "bx")) == (("3", "3"), ("3", "3"))
    versions += [version(4, table(), change("ax"))]
    assert (of(versions, "ax"), of(versions, "bx")) == (("3", "4"), ("3", "3"))


def test_a_table_under_another_name_keeps_the_versions_of_its_rows():
    versions = [FIRST, version(2, table(), change("ax"), add("cx"))]
    versions += [version(3, table("u", before="t"), add("dx", "u"))]
    assert [of(versions, key, "u") for key in ("ax", "bx", "cx", "dx")] == [
        ("1", "2"), ("1", "1"), ("2", "2"), ("3", "3")
    ]  # fmt: skip


def test_nothing_is_told_of_versions_before_a_missing_delta():
    without = Version("3.0.0", "2026-01-03", {"t": 1}, None)
    versions = [FIRST, version(2, table(), change("ax")), without, version(4, table(), add("cx"))]
    assert (of(versions, "ax"), of(versions, "cx")) == (("3", "3"), ("4", "4"))
    skipped = [FIRST, version(2, table(), add("ax")), version(5, table(), change("bx"), since=4)]
    assert (of(skipped, "ax"), of(skipped, "bx")) == (("4", "4"), ("4", "5"))


@pytest.mark.parametrize(
    "lines",
    ["{}\n", "", to_lines([head(2, 1), add("ax")]), to_lines([head(2, 1), Operation("table", "t")]),
     to_lines([Operation("package", None, None, {"files": {}}, {"files": {}})]),
     to_lines([head(2, 1), Operation("file", ["t"])]),
     to_lines([head(2, 1), table(), add([1, 2])])],
)  # fmt: skip
def test_a_broken_delta_is_named(lines):
    with pytest.raises(OSError, match=r"^releases/2\.0\.0\.changes\.jsonl"):
        History([FIRST, Version("2.0.0", "", {}, lines)])
