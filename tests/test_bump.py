"""The bump: small changes with the version that each needs and the reason for it."""

import copy
import json

import pytest

from spaceties.datapackage.descriptor import load
from spaceties.datapackage.diff.compare import compare
from spaceties.datapackage.diff.constraints import compare_constraints
from spaceties.datapackage.diff.schema import table_changes
from spaceties.datapackage.diff.semver import LEVELS, precedence, raised
from tests.datapackages import field, table, write

LANDS = "land_id,name,area,kind,since\nA,Aland,10,state,1990-01-01\nB,Beland,20,realm,\n"
TOWNS = "town_id,land_id,size\n1,A,100\n2,A,50\n"


def package():
    """Resources and files of two small tables, towns referring to lands."""
    lands = table(
        "lands",
        [
            field("land_id", required=True, pattern="[A-Z]"),
            field("name", title="Name", maxLength=20),
            field("area", "number", minimum=0, maximum=100, unit="km2"),
            field("kind", enum=["state", "realm"]),
            field("since", "date", minimum="1900-01-01"),
        ],
        primaryKey=["land_id"],
        title="Lands",
    )
    towns = table(
        "towns",
        [field("town_id", "integer"), "land_id", field("size", "integer")],
        primaryKey=["town_id"],
        foreignKeys=[
            {"fields": ["land_id"], "reference": {"resource": "lands", "fields": ["land_id"]}}
        ],
    )
    described = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "lands",
        "title": "Lands and towns",
        "version": "1.2.3",
        "resources": [lands, towns],
    }
    return described, {"lands.csv": LANDS, "towns.csv": TOWNS}


def of(described, name):
    return next(r for r in described["resources"] if r["name"] == name)


def field_of(described, name, table="lands"):
    return next(f for f in of(described, table)["schema"]["fields"] if f["name"] == name)


def limit(described, name, **limits):
    """Set constraints of a field of lands; None takes one away."""
    found = field_of(described, name).setdefault("constraints", {})
    for key, value in limits.items():
        if value is None:
            del found[key]
        else:
            found[key] = value


def cell(name, old, new):
    def edit(_, files):
        assert files[f"{name}.csv"].count(old) == 1
        files[f"{name}.csv"] = files[f"{name}.csv"].replace(old, new)

    return edit


def both(*edits):
    def edit(described, files):
        for one in edits:
            one(described, files)

    return edit


def declare(change):
    return lambda described, _: change(described)


def set_field(name, **properties):
    return declare(lambda d: field_of(d, name).update(properties))


def limits(name, **values):
    return declare(lambda d: limit(d, name, **values))


def schema(table, **properties):
    def edit(described, _):
        found = of(described, table)["schema"]
        for key, value in properties.items():
            found.pop(key, None) if value is None else found.update({key: value})

    return edit


def add_field(described, files):
    of(described, "towns")["schema"]["fields"].append(field("mayor"))
    files["towns.csv"] = "town_id,land_id,size,mayor\n1,A,100,\n2,A,50,Ann\n"


def remove_field(described, files):
    of(described, "lands")["schema"]["fields"].pop()
    files["lands.csv"] = "land_id,name,area,kind\nA,Aland,10,state\nB,Beland,20,realm\n"


def rename_field(described, files):
    field_of(described, "name")["name"] = "label"
    files["lands.csv"] = LANDS.replace("land_id,name", "land_id,label")


def reorder_fields(described, files):
    fields = of(described, "towns")["schema"]["fields"]
    fields.reverse()
    files["towns.csv"] = "size,land_id,town_id\n100,A,1\n50,A,2\n"


def add_table(described, files):
    described["resources"].append(table("rivers", ["river_id"]))
    files["rivers.csv"] = "river_id\nR\n"


def remove_table(described, files):
    del described["resources"][1]


def rename_table(described, files):
    of(described, "towns")["name"] = "cities"


def relocate(described, files):
    of(described, "towns")["path"] = "elsewhere/towns.csv"
    files["elsewhere/towns.csv"] = files.pop("towns.csv")


def other_delimiter(described, files):
    of(described, "towns")["dialect"] = {"delimiter": ";"}
    files["towns.csv"] = TOWNS.replace(",", ";")


REFERENCE = [{"fields": ["land_id"], "reference": {"resource": "towns", "fields": ["town_id"]}}]
BY_NAME = [{**REFERENCE[0], "reference": {"resource": "lands", "fields": ["name"]}}]
CASES = {
    # what is there: major
    "package renamed": (
        declare(lambda d: d.update(name="other")),
        "major",
        "the package is called other, no longer lands",
    ),
    "table removed": (remove_table, "major", "table towns removed (2 rows)"),
    "table renamed": (rename_table, "major", "table towns is now called cities"),
    "field added": (add_field, "major", "towns.mayor: new field (string)"),
    "field removed": (remove_field, "major", "lands.since: field removed"),
    "field renamed": (rename_field, "major", "lands.name is now called label"),
    "fields reordered": (
        reorder_fields,
        "major",
        "towns: fields in another order (size, land_id, town_id)",
    ),
    "type changed": (
        set_field("area", type="string", constraints={}),
        "major",
        "lands.area: type changed, number → string",
    ),
    "format changed": (
        set_field("name", format="uri"),
        "major",
        "lands.name: format changed, default → uri",
    ),
    "missing values changed": (
        schema("lands", missingValues=["", "-"]),
        "major",
        'lands.area: missingValues changed, [""] → ["", "-"]',
    ),
    "unit changed": (set_field("area", unit="ha"), "major", "lands.area: unit changed, km2 → ha"),
    # constraints: tighter is major, looser minor
    "required added": (limits("name", required=True), "major", "lands.name: required true added"),
    "required removed": (
        limits("land_id", required=None),
        "minor",
        "lands.land_id: required true removed",
    ),
    "required made false": (
        limits("land_id", required=False),
        "minor",
        "lands.land_id: required true removed",
    ),
    "unique added": (limits("name", unique=True), "major", "lands.name: unique true added"),
    "enum with less": (
        limits("kind", enum=["state"]),
        "major",
        "lands.kind: enum no longer allows realm",
    ),
    "enum with more": (
        limits("kind", enum=["state", "realm", "isle"]),
        "minor",
        "lands.kind: enum now allows isle",
    ),
    "enum in another order": (limits("kind", enum=["realm", "state"]), None, None),
    "enum removed": (
        limits("kind", enum=None),
        "minor",
        'lands.kind: enum ["state", "realm"] removed',
    ),
    "pattern changed": (
        limits("land_id", pattern="[A-Z]+"),
        "major",
        "lands.land_id: pattern tightened, [A-Z] → [A-Z]+ (whether it allows less cannot be told)",
    ),
    "pattern removed": (
        limits("land_id", pattern=None),
        "minor",
        "lands.land_id: pattern [A-Z] removed",
    ),
    "minimum raised": (limits("area", minimum=5), "major", "lands.area: minimum tightened, 0 → 5"),
    "minimum lowered": (
        limits("area", minimum=-5),
        "minor",
        "lands.area: minimum loosened, 0 → -5",
    ),
    "minimum spelled otherwise": (limits("area", minimum=0.0), None, None),
    "maximum raised": (
        limits("area", maximum=1000),
        "minor",
        "lands.area: maximum loosened, 100 → 1000",
    ),
    "date minimum raised": (
        limits("since", minimum="1950-01-01"),
        "major",
        "lands.since: minimum tightened, 1900-01-01 → 1950-01-01",
    ),
    "maximum length lowered": (
        limits("name", maxLength=10),
        "major",
        "lands.name: maxLength tightened, 20 → 10",
    ),
    "maximum length raised": (
        limits("name", maxLength=30),
        "minor",
        "lands.name: maxLength loosened, 20 → 30",
    ),
    "minimum length added": (limits("name", minLength=1), "major", "lands.name: minLength 1 added"),
    "primary key removed": (
        schema("lands", primaryKey=None),
        "minor",
        'lands: primaryKey loosened, ["land_id"] → []',
    ),
    "primary key wider": (
        schema("towns", primaryKey=["town_id", "land_id"]),
        "minor",
        'towns: primaryKey loosened, ["town_id"] → ["town_id", "land_id"]',
    ),
    "primary key other": (
        schema("lands", primaryKey=["name"]),
        "major",
        'lands: primaryKey tightened, ["land_id"] → ["name"]',
    ),
    "unique key added": (
        schema("lands", uniqueKeys=[["name"]]),
        "major",
        'lands: uniqueKeys ["name"] added',
    ),
    "foreign key removed": (
        schema("towns", foreignKeys=None),
        "minor",
        "towns: foreignKeys land_id to lands(land_id) removed",
    ),
    "foreign key added": (
        schema("lands", foreignKeys=REFERENCE),
        "major",
        "lands: foreignKeys land_id to towns(town_id) added",
    ),
    "foreign key elsewhere": (
        schema("towns", foreignKeys=BY_NAME),
        "minor",
        "towns: foreignKeys updated, land_id to lands(land_id) → land_id to lands(name)",
    ),
    "matching looser": (
        schema("lands", fieldsMatch="subset"),
        "minor",
        "lands: fieldsMatch loosened, exact → subset",
    ),
    # data
    "table added": (add_table, "minor", "new table rivers (1 row)"),
    "row added": (cell("towns", "2,A,50\n", "2,A,50\n3,B,7\n"), "minor", "towns: 1 row added"),
    "value corrected": (cell("towns", "100", "101"), "patch", "towns: 1 row changed (size)"),
    "value filled in": (
        cell("lands", "realm,\n", "realm,1991-02-03\n"),
        "patch",
        "lands: 1 row changed (since)",
    ),
    "row removed": (cell("towns", "2,A,50\n", ""), "patch", "towns: 1 row removed"),
    "unused row removed": (
        cell("lands", "B,Beland,20,realm,\n", ""),
        "patch",
        "lands: 1 row removed",
    ),
    "used row removed": (
        cell("lands", "A,Aland,10,state,1990-01-01\n", ""),
        "major",
        "lands: 1 row removed that other tables referred to",
    ),
    "row removed that others now replace": (
        both(
            cell("lands", "A,Aland,10,state,1990-01-01\n", ""),
            cell("towns", "1,A,", "1,B,"),
            cell("towns", "2,A,", "2,B,"),
        ),
        "patch",
        "lands: 1 row removed",
    ),
    "row removed that others replace under another name": (
        both(
            rename_table,
            cell("lands", "A,Aland,10,state,1990-01-01\n", ""),
            cell("towns", "1,A,", "1,B,"),
            cell("towns", "2,A,", "2,B,"),
        ),
        "major",
        "table towns is now called cities",
    ),
    "unused row renamed": (
        cell("lands", "B,Beland", "C,Beland"),
        "patch",
        "lands: 1 row under another key",
    ),
    "used row renamed": (
        cell("lands", "A,Aland", "C,Aland"),
        "major",
        "lands: 1 row under another key that other tables referred to",
    ),
    # texts
    "title changed": (
        declare(lambda d: d.update(title="Lands")),
        "patch",
        "the package: title changed",
    ),
    "field title changed": (
        set_field("name", title="Called"),
        "patch",
        "lands.name: title changed",
    ),
    "description added": (
        set_field("name", description="How it is called."),
        "patch",
        "lands.name: description added",
    ),
    "licence added": (
        declare(lambda d: d.update(licenses=[{"name": "CC0-1.0"}])),
        "patch",
        "the package: licenses added",
    ),
    "tables reordered": (
        declare(lambda d: d["resources"].reverse()),
        "patch",
        "the tables stand in another order",
    ),
    "delimiter changed": (other_delimiter, "patch", 'towns: dialect {"delimiter": ";"} added'),
    # no change
    "version and date": (
        declare(lambda d: d.update(version="9.9.9", created="2026-01-01T00:00:00Z")),
        None,
        None,
    ),
    "file elsewhere": (relocate, None, None),
    "hash stated": (declare(lambda d: of(d, "lands").update(bytes=len(LANDS))), None, None),
    "number spelled otherwise": (cell("lands", ",10,", ",10.0,"), None, None),
}


def diffed(tmp_path, change):
    described, files = package()
    old = load(write(tmp_path / "old", described, files))
    described, files = copy.deepcopy(described), dict(files)
    change(described, files)
    return compare(old, load(write(tmp_path / "new", described, files)))


@pytest.mark.parametrize("name", CASES)
def test_a_small_change_needs_this_version_for_this_reason(name, tmp_path):
    change, level, text = CASES[name]
    diff = diffed(tmp_path, change)
    assert diff.bump == level, [r.text for r in diff.reasons]
    if level is None:
        assert not diff.reasons and not diff.tables
    else:
        assert text in [r.text for r in diff.reasons if r.level == level]


def test_references_of_a_renamed_table_are_followed(tmp_path):
    change, _, _ = CASES["row removed that others replace under another name"]
    kinds = [reason.kind for reason in diffed(tmp_path, change).reasons]
    assert kinds == ["table-renamed", "rows-removed", "rows-changed"]


def test_there_are_at_least_25_cases_and_all_levels():
    assert len(CASES) >= 25
    assert {case[1] for case in CASES.values()} == {"major", "minor", "patch", None}


def test_an_enum_can_be_tightened_and_loosened_at_once(tmp_path):
    diff = diffed(tmp_path, limits("kind", enum=["state", "isle"]))
    found = {(r.kind, r.text) for r in diff.reasons}
    assert found == {
        ("constraint-tightened", "lands.kind: enum no longer allows realm"),
        ("constraint-loosened", "lands.kind: enum now allows isle"),
    }


NOON, NOON_UTC = "2000-01-01T12:00:00", "2000-01-01T12:00:00Z"


@pytest.mark.parametrize(
    ("limit", "before", "after", "direction"),
    [
        ("minimum", NOON, "2000-01-01T12:00:01", "tightened"),
        ("minimum", NOON, "2000-01-01T11:59:59", "loosened"),
        ("maximum", NOON_UTC, "2000-01-01T12:00:00+01:00", "tightened"),
        ("maximum", NOON_UTC, "2000-01-01T12:00:00-01:00", "loosened"),
        ("minimum", NOON_UTC, "2000-01-01T13:00:00+01:00", None),
        # whether one without an offset is before one with it cannot be told
        ("minimum", NOON, "1900-01-01T00:00:00Z", "tightened"),
        ("minimum", NOON_UTC, "1900-01-01T00:00:00", "tightened"),
        ("maximum", NOON, "2100-01-01T00:00:00Z", "tightened"),
        ("minimum", NOON, "noon", "tightened"),
    ],
)
def test_bounds_of_datetimes_compare_where_both_are_moments(limit, before, after, direction):
    changes = compare_constraints({limit: before}, {limit: after}, "datetime")
    assert [change[0] for change in changes] == [direction] * (direction is not None)


STRICT = [("exact",), ("equal",), ("subset", "superset"), ("partial",)]


@pytest.mark.parametrize("before", ["exact", "equal", "subset", "superset", "partial"])
@pytest.mark.parametrize("after", ["exact", "equal", "subset", "superset", "partial"])
def test_another_matching_of_fields_is_looser_only_if_it_takes_all_that_the_former_took(
    tmp_path, before, after
):
    def strictness(mode):
        return next(n for n, modes in enumerate(STRICT) if mode in modes)

    old, new = (
        load(write(tmp_path / side, [table("t", ["a"], fieldsMatch=mode)], {"t.csv": "a\n1\n"}))
        for side, mode in (("old", before), ("new", after))
    )
    kinds = [change.kind for change in table_changes(old.resource("t"), new.resource("t"), {})]
    if before == after:
        assert kinds == []
    elif strictness(after) > strictness(before):
        assert kinds == ["key-loosened"]
    else:
        assert kinds == ["key-tightened"]


def test_the_weightiest_reason_decides_and_comes_first(tmp_path):
    def change(described, files):
        described["title"] = "Other"
        cell("towns", "2,A,50\n", "2,A,50\n3,B,7\n")(described, files)
        limit(described, "name", required=True)

    diff = diffed(tmp_path, change)
    assert [r.level for r in diff.reasons] == ["major", "minor", "patch"]
    assert diff.bump == "major"


def test_every_kind_of_change_has_a_case(tmp_path):
    kinds = set()
    for number, (change, _, _) in enumerate(CASES.values()):
        kinds |= {r.kind for r in diffed(tmp_path / str(number), change).reasons}
    assert set(LEVELS) - kinds == {"content-changed"}  # of files that are no CSV: test_compare


@pytest.mark.parametrize(
    ("version", "level", "expected"),
    [
        ("1.2.3", None, "1.2.3"),
        ("1.2.3", "patch", "1.2.4"),
        ("1.2.3", "minor", "1.3.0"),
        ("1.2.3", "major", "2.0.0"),
        ("0.1.0", "minor", "0.2.0"),
        ("0.1.0", "major", "1.0.0"),  # the recipe makes no exception below 1.0.0
        ("2.0.0-rc.1", "major", "2.0.0"),
        ("2.1.0-rc.1", "major", "3.0.0"),
        ("2.1.0-rc.1", "minor", "2.1.0"),
        ("2.1.1-rc.1", "patch", "2.1.1"),
    ],
)
def test_raising_a_version(version, level, expected):
    assert raised(version, level) == expected


def test_versions_sort_as_semver_says():
    order = [
        "1.0.0-alpha",
        "1.0.0-alpha.1",
        "1.0.0-alpha.beta",
        "1.0.0-beta",
        "1.0.0-beta.2",
        "1.0.0-beta.11",
        "1.0.0-rc.1",
        "1.0.0",
        "1.0.1",
        "1.2.0",
        "1.10.0",
    ]
    assert sorted({*order}, key=precedence) == order


@pytest.mark.parametrize("wrong", ["1.2", "v1.2.3", "1.2.3.4", "01.2.3", "", "1.2.x"])
def test_what_is_no_version_is_refused(wrong):
    with pytest.raises(ValueError, match="no version"):
        precedence(wrong)


def test_reasons_are_json(tmp_path):
    from spaceties.datapackage.diff.render import diff_to_json

    found = json.loads(diff_to_json(diffed(tmp_path, add_field)))
    assert found["bump"] == "major"
    assert found["reasons"] == [
        {
            "level": "major",
            "kind": "field-added",
            "table": "towns",
            "field": "mayor",
            "text": "towns.mayor: new field (string)",
        }
    ]
