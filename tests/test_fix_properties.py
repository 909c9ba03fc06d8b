"""What holds of every fix, whatever the cells hold: fixing leaves nothing to fix, fixing twice is
fixing once, and no cell is touched of which a check says nothing."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spaceties.contribute import fixes
from spaceties.contribute.check import check, write_copies
from spaceties.contribute.read.rows import Contribution, Row
from spaceties.datapackage import descriptor, edtf
from spaceties.datapackage.report.absent import ABSENT, is_absent
from spaceties.datapackage.report.readings import tidy
from spaceties.datapackage.validation.column import ColumnValidator
from spaceties.dataset import store
from spaceties.matching import names
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
    "launch_sites": ("country_id", "latitude", "longitude", "name"),
    "satellites": ("purpose", "mass_kg", "perigee_km", "bus", "ended_on", "country_id"),
    "spending": ("amount", "currency", "relation", "period", "note", "amount_usd"),
    "agreements": ("signed_on", "ends_on", "kind", "status", "summary", "framework_id"),
    "sources": ("published_on", "language", "kind", "is_copy", "url", "edition", "authors"),
    "indicators": ("as_of", "value", "organization_id", "relation", "note"),
}
KEYS = {name: next(iter(GOOD[name])) for name in COLUMNS}
ROWS = 12  # of a file: what a check costs beside them is paid once


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    return descriptor.load(mini.write(tmp_path_factory.mktemp("mini")))


@st.composite
def files(draw):
    """A table and rows of it with some cells as they come."""
    table = draw(st.sampled_from(sorted(COLUMNS)))
    cells = st.dictionaries(st.sampled_from(COLUMNS[table]), TEXTS, min_size=1, max_size=3)
    changes = draw(st.lists(cells, min_size=1, max_size=ROWS))
    return table, [good(table, **{KEYS[table]: key(table, n)}, **c) for n, c in enumerate(changes)]


def key(table, number):
    """An id for each row of a file."""
    given = GOOD[table][KEYS[table]]
    return f"{given}{'-' if given.islower() else ''}{number + 10}"


def said(problems):
    """What is told of each cell; other files and rows are named by their places."""
    return sorted(
        (p.code, p.line or 0, p.column or "", (p.hint or "").replace("/copy/", "/"))
        for p in problems
    )


@settings(max_examples=8, deadline=None)
@given(files())
def test_fixing_leaves_nothing_to_fix_and_touches_no_good_cell(tmp_path_factory, package, sent):
    table, rows = sent
    folder = tmp_path_factory.mktemp("fix")
    path, copy = folder / f"{table}.csv", folder / "copy" / f"{table}.csv"
    path.write_text(csv_text(*lines(rows)), encoding="utf-8")
    found = check(package, [str(path)])
    told = {(p.line, name) for p in all_of(found) for name in (p.column or "").split(", ")}
    assert {(fix.line, fix.column) for fix in found.fixes} <= told
    if not found.fixes:
        return
    fixed = check(package, [str(path)], fix=True)
    mended = {(fix.line, fix.column) for fix in fixed.fixes}
    copy.parent.mkdir()
    write_copies(fixed, copy)
    again = check(package, [str(copy)])
    assert again.fixes == []
    assert said(all_of(again)) == said(all_of(fixed))
    assert not mended & {(p.line, p.column) for p in all_of(again) if p.code[0] in "SFKX"}


def all_of(checked):
    """The problems of all cells."""
    return [*checked.report.problems, *checked.repeats]


@pytest.fixture(scope="module")
def known(package):
    named = names.tables_for(package.names, package)
    return names.lookups({name: mini.rows(name) for name in named}, package)


@settings(max_examples=300, deadline=None)
@given(files())
def test_what_is_written_is_right_and_is_all_that_is(package, known, sent):
    """The same of the cells alone, without rules, and therefore of many more of them."""
    table, rows = sent
    resource = package.resource(table)
    columns, *cells = lines(rows)
    one = Contribution("f.csv", table, tuple(columns), 1, [])
    one.indices = {name: n for n, name in enumerate(columns)}
    one.rows = [Row(n, dict(zip(columns, row, strict=True))) for n, row in enumerate(cells, 2)]
    made = fixes.suggest([one], package, known).fixes
    fixed = fixes.apply(one, made)
    assert fixes.suggest([fixed], package, known).fixes == []
    targets = store.references(resource)
    for fix in made:
        assert fix.after != fix.before
        if fix.after and fix.column in targets:
            keys = known.keys[targets[fix.column]]
            assert fix.after in keys and fix.before not in keys
        else:
            field = resource.field(fix.column)
            column = ColumnValidator(field, resource.missing_of(field))
            assert column.good(fix.after)
            odd = tidy(fix.before) != fix.before or is_absent(fix.before)
            assert odd or not column.good(fix.before) or edtf.span(fix.before) is None


def test_good_rows_are_left(tmp_path, package):
    for table in COLUMNS:
        path = tmp_path / f"{table}.csv"
        path.write_text(csv_text(*lines([GOOD[table]])), encoding="utf-8")
        assert check(package, [str(path)]).fixes == []
