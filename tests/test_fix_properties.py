"""What holds of every fix, whatever the cells hold: fixing leaves nothing to fix, fixing twice is
fixing once, and no cell is touched of which a check says nothing."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spaceties.contribute.check import check, write_copies
from spaceties.datapackage import descriptor
from spaceties.datapackage.report.absent import ABSENT
from tests import mini
from tests.contributions import GOOD, good
from tests.test_absent import WORDS
from tests.test_hints import EXAMPLES, csv_text, lines
from tests.test_states import NAMED

TEXTS = st.one_of(
    st.sampled_from([text for _, text, *_ in EXAMPLES]),
    st.sampled_from(sorted(ABSENT)),
    st.sampled_from(WORDS),
    st.sampled_from([name for name, _ in NAMED]),
    st.sampled_from(["Aland", "bb", "BL", "Beland Rockets", "aaa", "12¹", ">5", "Success", "AAA²"]),
    st.text(max_size=8),
).filter(lambda text: text.isprintable())
COLUMNS = {
    "organizations": ("native_name", "short_name", "other_names", "parent_id", "founded_on"),
    "launch_sites": ("country_id", "latitude", "longitude"),
    "satellites": ("purpose", "mass_kg", "perigee_km", "bus", "ended_on"),
    "spending": ("amount", "currency", "relation", "period", "note"),
}


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    return descriptor.load(mini.write(tmp_path_factory.mktemp("mini")))


@st.composite
def rows(draw):
    """A table and a row of it with some cells as they come."""
    table = draw(st.sampled_from(sorted(COLUMNS)))
    columns = st.sampled_from(COLUMNS[table])
    return table, good(table, **draw(st.dictionaries(columns, TEXTS, min_size=1, max_size=3)))


@settings(max_examples=12, deadline=None)
@given(rows())
def test_fixing_leaves_nothing_to_fix_and_touches_no_good_cell(tmp_path_factory, package, sent):
    table, row = sent
    folder = tmp_path_factory.mktemp("fix")
    path = folder / f"{table}.csv"
    path.write_text(csv_text(*lines([row])), encoding="utf-8")
    found = check(package, [str(path)])
    told = {(p.line, p.column) for p in found.report.problems}
    assert {(fix.line, fix.column) for fix in found.fixes} <= told
    if not found.fixes:
        return
    fixed = check(package, [str(path)], fix=True)
    mended = {fix.column for fix in fixed.fixes}
    copy = folder / "copy.csv"
    write_copies(fixed, copy)
    again = check(package, [str(copy)])
    assert again.fixes == []
    assert [(p.code, p.column, p.hint) for p in again.report.problems] == [
        (p.code, p.column, p.hint) for p in fixed.report.problems
    ]
    cells = {p.column for p in again.report.problems if p.code[0] in "SFKX"}
    assert not mended & cells


def test_good_rows_are_left(tmp_path, package):
    for table in COLUMNS:
        path = tmp_path / f"{table}.csv"
        path.write_text(csv_text(*lines([GOOD[table]])), encoding="utf-8")
        assert check(package, [str(path)]).fixes == []
