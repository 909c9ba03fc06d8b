"""What other readers make of a release's cells: docs/readers.md says what the last `make readers`
measured. What is installed here is asked anew."""

from __future__ import annotations

import pytest

from tests import office
from tests.readers import __main__ as every
from tests.readers import page, tiny
from tests.readers.cells import CELLS, CHECKS, READERS

TOLD = page.told()
SAID = {
    (one["reader"], one.get("environment")): one["said"] for one in TOLD["readers"]
}  # by the environment of its own that it was asked in


@pytest.mark.parametrize("reader", every.HERE)
def test_a_reader_says_of_the_cells_what_is_told(reader):
    if not READERS[reader].version():
        pytest.skip(f"{reader} is not installed")
    folder = tiny.released()
    if reader.startswith("LibreOffice"):
        beside = folder.parent / "office"
        beside.exists() or beside.symlink_to(office.shown() / "tiny")
    assert dict(zip(CELLS, READERS[reader].read(folder), strict=True)) == SAID[reader, None]


def test_the_page_says_what_the_last_run_found():
    text = page.PAGE.read_text(encoding="utf-8")
    assert text == page.of(TOLD, text), "run `make readers`"


def test_the_last_run_asked_every_reader_about_every_cell():
    asked = {(name, None) for name in every.HERE}
    asked |= {(name, place) for place, names in every.ENVIRONMENTS.items() for name in names}
    assert set(SAID) == asked, "run `make readers`"
    assert {name for name, _ in asked} == {*READERS, *CHECKS}
    assert all(list(SAID[place]) == list(CELLS) for place in asked if place[0] in READERS)


def test_the_last_run_was_asked_about_the_columns_of_today():
    """Else nobody knows what the readers that are not installed here would say."""
    assert TOLD["columns"] == tiny.columns(tiny.released()), "run `make readers`"


def test_a_reader_that_says_another_thing_is_told():
    found = {**TOLD, "readers": [dict(one) for one in TOLD["readers"]]}
    assert every.differences(TOLD, found) == []
    found["readers"][0]["said"] = {}
    (line,) = every.differences(TOLD, found)
    assert line.startswith(f"{found['readers'][0]['reader']}: ") and line.endswith("{} is found")
    del found["readers"][1:]
    assert len(every.differences(TOLD, found)) == len(TOLD["readers"])
