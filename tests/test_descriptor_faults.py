"""All faults of a descriptor at once: where, what was meant, and what is validated all the same."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from spaceties import reference
from spaceties.commands import main
from spaceties.datapackage.descriptor import from_descriptor
from spaceties.datapackage.validation import frictionless
from spaceties.datapackage.validation.package import validate
from spaceties.rules import catalogue
from tests.datapackages import field, table, validate_folder, write
from tests.fuzz.descriptors import DATA, SOUND

MOST_SECONDS = 30  # of the processor: others may be at work
ROWS = "id,n,day,other\n1,x,2016-01-05,1\n2,7,5 May,3\n"


def pointed(problem):
    return problem.message.split(": ")[0]


def resolve(descriptor, pointer):
    """What a JSON pointer without its first slash points to; KeyError or IndexError if nothing."""
    for part in pointer.split("/") if pointer else ():
        part = part.replace("~1", "/").replace("~0", "~")
        descriptor = descriptor[int(part) if isinstance(descriptor, list) else part]
    return descriptor


def test_all_faults_are_told_at_once_and_all_that_is_sound_is_validated(tmp_path, monkeypatch):
    monkeypatch.setattr(frictionless, "_open", lambda _package: pytest.fail("not needed"))
    columns = ["id", field("n", "integer"), field("day", "date"), field("other", "integer")]
    spoiled = [*columns[:1], field("n", "float"), *columns[2:]]
    descriptor = {
        "name": "Upper Case",
        "resources": [
            table("sound", columns, "t.csv"),
            table("type", spoiled, "t.csv", primaryKey=["id"]),
            table("bound", [*columns[:3], field("other", "integer", minimum="x")], "t.csv"),
            table("key", columns, "t.csv", primaryKey=["ID"], foreignKeys=[{"fields": "n"}]),
            table("missing", columns, "t.csv", missingValues="NA"),
            {**table("nameless", columns, "t.csv"), "name": ""},
        ],
    }
    result = validate_folder(write(tmp_path, descriptor, {"t.csv": ROWS}))
    faults = {pointed(p): p for p in result.report.problems if p.code == "S150"}
    assert {at: (p.table, p.column, p.value) for at, p in faults.items()} == {
        "name": (None, None, "Upper Case"),
        "resources/1/schema/fields/1/type": ("type", "n", "float"),
        "resources/2/schema/fields/3/constraints/minimum": ("bound", "other", "x"),
        "resources/3/schema/primaryKey": ("key", None, "ID"),
        "resources/3/schema/foreignKeys/0": ("key", None, None),
        "resources/4/schema/missingValues": ("missing", None, "NA"),
        "resources/5/name": ("resource6", None, ""),
    }
    cells = {(p.table, p.column) for p in result.report.problems if p.code == "S101"}
    sound, key, nameless = ({(t, "n"), (t, "day")} for t in ("sound", "key", "resource6"))
    assert cells == sound | key | nameless | {("type", "day"), ("bound", "n"), ("bound", "day")}
    assert result.report.tables["type"] == 2 and result.report.tables["missing"] == 0
    assert [note.split(":")[0] for note in result.report.notes] == ["missing"]


def test_a_fault_in_the_file_of_a_schema_names_the_file(tmp_path):
    resource = {"name": "t", "path": "t.csv", "schema": "s.json"}
    schema = json.dumps({"fields": [field("id"), field("n", "interger")]})
    result = validate_folder(write(tmp_path, [resource], {"t.csv": "id,n\n", "s.json": schema}))
    (problem,) = result.report.problems
    assert pointed(problem) == "s.json#/fields/1/type" and problem.column == "n"
    assert problem.hint == 'did you mean "integer"?'


@pytest.mark.parametrize(
    "change, pointer, hint",
    [
        ({"title": 7}, "title", 'write "7"'),
        ({"title": True}, "title", None),  # nobody means the word
        ({"title": float("nan")}, "title", None),
        ({"keywords": "space"}, "keywords", 'write ["space"]'),
        ({"keywords": "space, law"}, "keywords", None),
        ({"name": "Our Data"}, "name", 'write "our-data"'),
        ({"name": "日本"}, "name", None),
        ({"resources/0/bytes": "7"}, "resources/0/bytes", "write 7"),
        ({"resources/0/bytes": "seven"}, "resources/0/bytes", None),
        ({"resources/0/encoding": "utf-166"}, "resources/0/encoding", 'did you mean "utf-16"?'),
        ({"resources/0/encoding": "iso8859-8-e"}, "resources/0/encoding", None),
        ({"resources/0/encoding": "base64"}, "resources/0/encoding", None),
        *(
            ({"resources/0/schema/fields/0/type": wrong}, "resources/0/schema/fields/0/type", hint)
            for wrong, hint in {
                "float": 'did you mean "number"?',
                "Int64": 'did you mean "integer"?',
                "strnig": 'did you mean "string"?',
                "Date": 'did you mean "date"?',
                "dates": 'did you mean "date"?',
                "money": None,
                "data": None,
                "id": None,
                "": None,
            }.items()
        ),
        *(
            (
                {"resources/0/schema/fields/0/constraints": {wrong: value}},
                f"resources/0/schema/fields/0/constraints/{wrong}",
                hint,
            )
            for wrong, value, hint in [
                ("requird", True, 'did you mean "required"?'),
                ("min_length", 1, 'did you mean "minLength"?'),
                ("minimum", 1, None),
                ("minLength", "1", "write 1"),
                ("required", "true", "write true"),
                ("required", "yes", None),
                ("patern", "a", 'did you mean "pattern"?'),
                ("colour", "red", None),
            ]
        ),
        (
            {"resources/0/schema/fields/0/format": "%d.%m.%Y"},
            "resources/0/schema/fields/0/format",
            "the types date, datetime and time have such formats",
        ),
        (
            {"resources/0/schema/fields/0/format": "e-mail"},
            "resources/0/schema/fields/0/format",
            'did you mean "email"?',
        ),
        (
            {"resources/0/schema/primaryKey": ["idd", "other"]},
            "resources/0/schema/primaryKey",
            None,
        ),
        (
            {"resources/0/schema/primaryKey": ["identifer"]},
            "resources/0/schema/primaryKey",
            'did you mean "identifier"?',
        ),
        (
            {"resources/0/schema/foreginKeys": []},
            "resources/0/schema/foreginKeys",
            'did you mean "foreignKeys"?',
        ),
        (
            {"resources/0/schema/primary_key": "identifier"},
            "resources/0/schema/primary_key",
            'did you mean "primaryKey"?',
        ),
        (
            {"resources/0/schema/fields/0/constraint": {}},
            "resources/0/schema/fields/0/constraint",
            'did you mean "constraints"?',
        ),
        ({"resources/0/schema/fields/0/unique": True}, "resources/0/schema/fields/0/unique", None),
    ],
)
def test_what_was_meant_is_told_where_that_is_plain(change, pointer, hint):
    descriptor = {"resources": [table("t", ["identifier", "name"])]}
    for place, value in change.items():
        *parents, last = place.split("/")
        resolve(descriptor, "/".join(parents))[last] = value
    problems = validate(from_descriptor(descriptor, Path("/nowhere"))).report.problems
    told = {pointed(p): p.hint for p in problems if p.code == "S150"}
    assert told[pointer] == hint


@pytest.mark.parametrize(
    "where, name, value",
    [
        ("", "dates", ["2016"]),
        ("", "license", "CC0"),
        ("resources/0", "date", "2016-01-05"),
        ("resources/0", "rate", 7),
        ("resources/0", "note", "x"),
        ("resources/0/schema", "fieldNotes", []),
        ("resources/0/schema/fields/0", "unit", "km"),
        ("resources/0/schema/fields/0", "label", "x"),
        ("resources/0/schema/fields/0", "formats", ["a"]),
    ],
)
def test_a_property_of_somebodys_own_is_no_slip(where, name, value):
    descriptor = {"resources": [table("t", ["identifier", "name"])]}
    resolve(descriptor, where)[name] = value
    problems = validate(from_descriptor(descriptor, Path("/nowhere"))).report.problems
    assert not [p for p in problems if p.code == "S150"]


def test_the_descriptor_that_is_mutated_is_sound(tmp_path):
    report = validate_folder(write(tmp_path, SOUND, {"t.csv": DATA})).report
    codes = {p.code for p in report.problems}
    assert codes == {"S101", "S103", "S104", "S105", "K203", "K204", "K205"}


@pytest.mark.parametrize("wrong", [False, True])
def test_tens_of_thousands_of_fields_take_no_quadratic_time(tmp_path, wrong):
    names = [f"c{n}" for n in range(32_000)]
    kind = "float" if wrong else "string"
    fields = [field(name, kind, required=True) for name in names]
    keys = [{"fields": names[n], "reference": {"fields": names[n]}} for n in range(50)]
    resource = table("t", fields, primaryKey=names, foreignKeys=keys)
    (tmp_path / "t.csv").write_text(",".join(names) + "\n" + ",".join(["1"] * len(names)) + "\n")
    began = time.process_time()
    report = validate(from_descriptor({"resources": [resource]}, tmp_path)).report
    assert len(report.problems) == (len(names) if wrong else 0)
    assert time.process_time() - began < MOST_SECONDS


def test_a_local_file_stands_in_for_a_remote_schema(tmp_path, capsys):
    address = "https://example.org/schema.json?v=1"
    resource = {"name": "t", "path": "t.csv", "schema": address}
    schema = tmp_path / "copy.json"
    schema.write_text(json.dumps({"fields": [field("n", "integer")]}))
    folder = str(write(tmp_path, [resource], {"t.csv": "n\nx\n"}))
    assert main(["validate", folder]) == 1
    assert f"--schema {address}=FILE" in " ".join(capsys.readouterr().out.split())
    assert main(["validate", folder, "--schema", f"{address}={schema}"]) == 1
    assert "S101 error" in capsys.readouterr().out
    for wrong in (f"{address}x={schema}", f"{address}={schema}x", "schema.json", f"={schema}"):
        assert main(["validate", folder, "--schema", wrong]) == 2
        assert len(capsys.readouterr().err.splitlines()) == 1


def test_every_code_has_an_example_and_a_way_to_mend_it(capsys):
    assert set(reference.MENDING) == set(reference.CODES)
    for code in [*reference.CODES, *(rule.code for rule in catalogue())]:
        assert main(["rules", code.lower()]) == 0
        said = capsys.readouterr().out
        assert said.startswith(code) and len(said.splitlines()) >= 4
    assert main(["rules", "S15"]) == 2
    assert "did you mean" in capsys.readouterr().err


def test_a_key_that_stands_twice_is_told_where_it_stands(tmp_path):
    """In the descriptor and in the file of a schema; of two values the last counts."""
    write(tmp_path, [], {"t.csv": "a\nx\n"})
    (tmp_path / "s.json").write_text(
        '{"fields": [{"name": "a", "type": "date", "type": "integer"}]}'
    )
    (tmp_path / "datapackage.json").write_text(
        '{"name": "p", "name": "q", "resources": [{"name": "t", "x": {"y": 1, "y": 2, "y": 3},'
        ' "path": "t.csv", "schema": "s.json"}]}'
    )
    problems = validate_folder(tmp_path).report.problems
    said = "the key stands twice in its object; the last one counts"
    assert [(p.code, p.severity, p.message) for p in problems if p.code == "S150"] == [
        ("S150", "warning", f"{place}: {said}")
        for place in ("name", "resources/0/x/y", "s.json#/fields/0/type")
    ]
    assert [(p.code, p.column) for p in problems if p.code != "S150"] == [("S101", "a")]
