"""What contributed rows are told is what validating the merged tables tells, and no more."""

import tempfile
from collections import Counter
from functools import cache
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from spaceties.baseline import are_new
from spaceties.contribute.merge import key_of, merge
from spaceties.contribute.problems import caused_by
from spaceties.contribute.read.rows import Contribution, Row
from spaceties.datapackage import descriptor
from spaceties.datapackage.report import Problem
from spaceties.datapackage.report.codes import REPEATED
from spaceties.validation import validate
from tests import contributions, mini

# --- which problems are new ---------------------------------------------------------------------

CODES, LINES = st.sampled_from(["S101", "R201"]), st.integers(1, 5)
PROBLEMS = st.lists(
    st.builds(
        lambda code, key, line, message: Problem(code=code, key=key, line=line, message=message),
        CODES, st.sampled_from(["a", "b", None]), LINES, st.sampled_from(["m", "n"]),
    ),
    max_size=8,
)  # fmt: skip


def identities(problems):
    return Counter((p.code, p.key) for p in problems)


@given(PROBLEMS, PROBLEMS)
def test_new_is_what_is_there_more_often_than_before(after, before):
    new = are_new(after, before)
    assert len(new) == len(after)
    told = identities(p for p, is_new in zip(after, new, strict=True) if is_new)
    assert told == identities(after) - identities(before)
    # of several alike, the first are the old
    for code, key in identities(after):
        marks = [n for p, n in zip(after, new, strict=True) if (p.code, p.key) == (code, key)]
        assert marks == sorted(marks)


# --- contributed rows ---------------------------------------------------------------------------

TABLES = ["organizations", "agreements", "agreement_parties", "indicators", "satellites", "sources"]
TEXTS = ["", "x", "1999", "2001-02-30", "AAA", "ZZZ", "news", " list", "2050", "S20001", "-1"]


@st.composite
def sent(draw):
    """Contributions to some tables: new rows, changed and known ones, some cells of them odd."""
    result = []
    for table in draw(st.lists(st.sampled_from(TABLES), min_size=1, max_size=3, unique=True)):
        known = [*mini.rows(table), contributions.GOOD[table], *mini.rows(table)[:1]]
        rows = draw(st.lists(st.sampled_from(known), min_size=1, max_size=3))
        columns = list(rows[0])
        cells = [{name: row.get(name, "") for name in columns} for row in rows]
        for row in cells:
            for name in draw(st.lists(st.sampled_from(columns), max_size=2)):
                row[name] = draw(st.sampled_from(TEXTS))
        found = [Row(n, row) for n, row in enumerate(cells, 2)]
        result.append(Contribution(f"{table}.csv", table, tuple(columns), 1, found))
    return result


def located(problems, keys):
    """Problems of the rows of some keys, whatever their place."""
    return Counter(
        (p.code, p.table, p.column, p.key, p.value)
        for p in problems
        if (p.table, p.key) in keys and p.code not in REPEATED
    )


@cache
def before():
    """The problems of the tiny package as it is."""
    with tempfile.TemporaryDirectory() as folder:
        package = descriptor.load(mini.write(Path(folder)))
        return validate(package, consequences=True).report.problems


@settings(max_examples=25)
@given(sent())
def test_contributed_rows_have_the_problems_that_they_have_in_the_merged_tables(rows):
    with tempfile.TemporaryDirectory() as folder:
        package = descriptor.load(mini.write(Path(folder)))
        merged = merge(package, rows)
        told = caused_by(merged, rows).problems
        for path, text in merged.texts().items():
            (Path(folder) / path).write_text(text, encoding="utf-8", newline="")
        after = validate(package, consequences=True).report.problems
    new = [p for p, is_new in zip(after, are_new(after, before()), strict=True) if is_new]
    repeated = {(row.table, ",".join(merged.key(row))) for row in merged.contributed if row.repeats}
    keys = {
        (row.table, ",".join(key_of(row.cells, package.resource(row.table))))
        for row in merged.contributed
    } - repeated  # second rows of a key are in no merged table
    own = [p for p in told if "It breaks for" not in p.message]
    assert located(own, keys) == located(new, keys)
    files = {one.file: {row.line for row in one.rows} for one in rows}
    assert all(p.line is None or p.line in files[p.file] for p in told)
    # and what breaks elsewhere is told too, if only as the other side of a problem
    if any((p.table, p.key) not in keys for p in new):
        assert told


def test_a_reference_to_another_column_than_the_key_breaks_when_that_column_changes(tmp_path):
    """In an untouched table, of a package that is not ours."""
    key = {"fields": ["city"], "reference": {"resource": "cities", "fields": ["name"]}}
    cities = {"fields": [{"name": "id"}, {"name": "name"}], "primaryKey": ["id"]}
    people = {"fields": [{"name": "who"}, {"name": "city"}], "primaryKey": ["who"]}
    schemas = {"cities": cities, "people": people | {"foreignKeys": [key]}}
    resources = [
        {"name": name, "path": f"{name}.csv", "type": "table", "schema": schema}
        for name, schema in schemas.items()
    ]
    (tmp_path / "cities.csv").write_text("id,name\n1,Aport\n2,Bport\n")
    (tmp_path / "people.csv").write_text("who,city\nAnn,Aport\nBen,Nowhere\n")
    package = descriptor.from_descriptor({"name": "x", "resources": resources}, tmp_path)
    row = Row(2, {"id": "1", "name": "Aburg"})
    contribution = Contribution("new.csv", "cities", ("id", "name"), 1, [row])
    (problem,) = caused_by(merge(package, [contribution]), [contribution]).problems
    assert (problem.code, problem.file, problem.key) == ("K205", "new.csv", "Ann")
