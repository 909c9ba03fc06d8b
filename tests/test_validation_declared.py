"""What a descriptor states of files and tables: hash, size, rows, fields; and no schema at all."""

from __future__ import annotations

import hashlib
import json

import pytest

from .datapackages import field, only, problem_places, table, validate_folder, write

TEXT = "id,name\n1,a\n2,b\n"
FIELDS = [field("id", "integer"), "name"]
WRONG = {"rows": 3, "fields": 3, "bytes": 1, "hash": "0" * 32, "sha256": "0" * 64}
CODES = {"rows": "F321", "fields": "F321", "bytes": "F304", "hash": "F303", "sha256": "F303"}


def told(folder, resource, files=None):
    return validate_folder(write(folder, [resource], files or {"t.csv": TEXT})).report


@pytest.mark.parametrize("name", WRONG)
def test_statistics_of_frictionless_are_compared(tmp_path, name):
    right = {"rows": 2, "fields": 2, "bytes": len(TEXT)}
    right["hash"] = hashlib.md5(TEXT.encode()).hexdigest()
    right["sha256"] = hashlib.sha256(TEXT.encode()).hexdigest()
    assert not told(tmp_path, table("t", FIELDS, stats=right)).problems
    report = told(tmp_path, table("t", FIELDS, stats=right | {name: WRONG[name]}))
    assert [p.code for p in report.problems] == [CODES[name]] and not report.notes


@pytest.mark.parametrize("algorithm", ["sha1", "sha256", "sha512"])
def test_a_hash_by_another_algorithm_is_told(tmp_path, algorithm):
    digest = hashlib.new(algorithm, TEXT.encode()).hexdigest()
    for stated, hint in (
        (digest, f'it is the {algorithm} hash; write "{algorithm}:{digest}"'),
        (digest[:-1] + "x", None),
    ):
        (problem,) = told(tmp_path, table("t", FIELDS, hash=stated)).problems
        assert (problem.code, problem.hint) == ("F303", hint)


@pytest.mark.parametrize("place", ["hash", "stats"])
@pytest.mark.parametrize("algorithm", sorted({"md5", "sha1", "sha512", "blake2b", "sha3_256"}))
def test_hashing_names_the_algorithm_of_a_hash_without_one(tmp_path, algorithm, place):
    digest = hashlib.new(algorithm, TEXT.encode()).hexdigest()
    for text, good in ((digest, True), (digest[::-1], False)):
        stated = {"hash": text} if place == "hash" else {"stats": {"hash": text}}
        report = told(tmp_path, table("t", FIELDS, hashing=algorithm, **stated))
        assert [p.code for p in report.problems] == [] if good else ["F303"]


def test_legacy_properties_drop_no_check(tmp_path):
    fields = [field("id", "integer"), field("name", categories=["a"]), field("day", "date")]
    text = 'id,name,day\n1,b,2016-01-05\n2,a,2016-1-5\n3,a"a,\n3,a,\n'
    for legacy in ({}, {"hashing": "md5"}, {"layout": {"header": True}}, {"stats": {"rows": 4}}):
        resource = table("t", fields, uniqueKeys=[["id"]], **legacy)
        report = validate_folder(write(tmp_path, [resource], {"t.csv": text})).report
        kinds = {p.code for p in report.problems}
        assert {"S104", "S101", "F308", "K204"} <= kinds and not report.notes, legacy


def test_layout_says_what_a_dialect_says(tmp_path):
    resource = table("t", FIELDS, layout={"header": False})
    assert told(tmp_path, resource, {"t.csv": "1,a\n"}).tables == {"t": 1}


@pytest.mark.parametrize("path", ["t.csv", "t.json", "t.pdf", "t.bin"])
@pytest.mark.parametrize("algorithm", ["md5", "sha1", "sha256", "sha512"])
def test_hash_and_size_of_any_file_said_once(tmp_path, path, algorithm):
    stated = {"hash": f"{algorithm}:00", "bytes": 1}
    content = "[[1]]" if path.endswith("json") else "a\n1\n"
    resource = {"name": "t", "path": path, **stated}
    assert [p.code for p in told(tmp_path, resource, {path: content}).problems] == ["F303", "F304"]


def test_hash_is_said_once_where_frictionless_validates_the_table(tmp_path):
    resource = table("t", [field("g", "edtf")], hash="md5:00", bytes=1)
    kinds = [p.code for p in told(tmp_path, resource, {"t.csv": "g\n1\n"}).problems]
    assert kinds.count("F303") <= 1 and kinds.count("F304") <= 1


def test_a_table_without_schema_is_validated_by_its_form(tmp_path):
    bad = 'id,,id\n1,a\n2,b,c,d\n3,5" disk,x\n,,\n'
    report = told(tmp_path, {"name": "t", "path": "t.csv"}, {"t.csv": bad})
    assert [(p.code, p.line) for p in report.problems] == [
        ("F316", 1), ("F317", 1), ("F311", 2), ("F312", 3), ("F308", 4), ("F310", 5),
    ]  # fmt: skip
    assert report.notes == ["t: has no schema, so only its form was checked"]


@pytest.mark.parametrize(
    ("text", "rows", "codes"),
    [
        (TEXT, 2, []),
        (TEXT.replace(",", ";"), 2, ["F319"]),
        ("made by hand\na,b,c,d,e\n" + "1,2,3,4,5\n" * 8, 8, ["F319"]),
        ("one\n1\n2\n", 2, []),
        ("", 0, ["F305"]),
        ("one\n1,2\n2\n", 2, ["F312"]),
    ],
)
def test_header_of_a_table_without_schema(tmp_path, text, rows, codes):
    report = told(tmp_path, {"name": "t", "path": "t.csv"}, {"t.csv": text})
    assert ([p.code for p in report.problems], report.tables["t"]) == (codes, rows)


@pytest.mark.parametrize(
    "data",
    [
        [{"a": 1}, {"a": 2, "b": "x"}],
        [["a", "b"], [1, "x"], [2, None]],
    ],
)
def test_records_without_schema(tmp_path, data):
    files = {"t.json": json.dumps(data)}
    resources = [
        {"name": "t", "path": "t.json", "type": "table"},
        {"name": "u", "data": data},
    ]
    report = validate_folder(write(tmp_path, resources, files)).report
    assert not report.problems and report.tables == {"t": 2, "u": 2}


def test_documents_are_no_tables(tmp_path):
    resources = [{"name": "t", "path": "t.json"}, {"name": "u", "data": {"a": 1}}]
    report = validate_folder(write(tmp_path, resources, {"t.json": "{}"})).report
    assert report.tables == {"t": 0, "u": 0} and not report.problems and not report.notes


def test_a_reference_to_a_table_without_schema(tmp_path):
    keys = [{"fields": ["up"], "reference": {"resource": "u", "fields": ["id"]}}]
    resources = [table("t", ["up"], foreignKeys=keys), {"name": "u", "path": "u.csv"}]
    files = {"t.csv": "up\n1\n9\n", "u.csv": "id,name\n1,a\n"}
    result = validate_folder(write(tmp_path, resources, files))
    assert problem_places(result) == {("K205", 3, "up")} and only(result).value == "9"


@pytest.mark.parametrize(
    ("path", "there", "hint"),
    [
        ("T.csv", "t.csv", "t.csv"),
        ("agencies.csv", "agences.csv", "agences.csv"),
        ("londonTubeLines.json", "data/londonTubeLines.csv", None),
        ("londonTubeLines.csv", "data/londonTubeLines.csv", "data/londonTubeLines.csv"),
        ("a/t.csv", "a/b/t.csv", "a/b/t.csv"),
        ("a/people.csv", "a/poeple.csv", "poeple.csv"),
        ("candidature_12.csv", "candidature_11.csv", None),
        ("londonTubeLines.json", "package.json", None),
        ("t.csv", ".git/t.csv", None),
        ("missions.csv", "missions.json", None),
        ("a.csv", "b.csv", None),
        ("none/t.csv", "t.csv", None),
    ],
)
def test_hint_of_a_missing_file(tmp_path, path, there, hint):
    problem = only(validate_folder(write(tmp_path, [table("t", FIELDS, path=path)], {there: TEXT})))
    assert (problem.code, problem.hint) == ("F301", hint and f'there is "{hint}"')
