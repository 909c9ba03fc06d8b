"""The engine as a whole: packages of the wild, hand-over, cost of import, memory, progress."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pyarrow as pa
import pytest

from spaceties.datapackage.csv.reader import CsvReader
from spaceties.datapackage.descriptor import from_descriptor, load
from spaceties.datapackage.validation import threads
from spaceties.datapackage.validation.package import validate

from .datapackages import (
    field,
    in_a_process,
    problem_places,
    table,
    validate_folder,
    validate_table,
    write,
)

FIELDS = [field("id", "integer"), field("name")]
TEXT = "id,name\n1,a\n2,b\n"
T, U = table("t", FIELDS), table("u", FIELDS)
SELF = [{"fields": "id", "reference": {"resource": "", "fields": "id"}}]
V1 = {
    "name": "t",
    "path": "t.csv",
    "profile": "tabular-data-resource",
    "schema": {"fields": FIELDS},
}


def without(resource: dict, *names: str) -> dict:
    return {key: value for key, value in resource.items() if key not in names}


WILD: dict[str, tuple[list | dict, dict]] = {
    "inline lists": ([table("t", FIELDS, data=[["id", "name"], [1, "a"]])], {}),
    "inline lists, wrong": ([table("t", FIELDS, data=[["id", "name"], ["x", "a"]])], {}),
    "inline objects": ([table("t", FIELDS, data=[{"id": 1, "name": "a"}])], {}),
    "inline nonsense": ([table("t", FIELDS, data=[1, 2])], {}),
    "remote path": ([table("t", FIELDS, path="https://example.org/t.csv"), U], {"u.csv": TEXT}),
    "missing path": ([T, U], {"u.csv": TEXT}),
    "unsafe path": ([table("t", FIELDS, path="../t.csv"), U], {"u.csv": TEXT}),
    "a folder as path": ([table("t", FIELDS, path="sub")], {"sub/t.csv": TEXT}),
    "several files": (
        [table("t", FIELDS, path=["a.csv", "b.csv"])],
        {"a.csv": TEXT, "b.csv": TEXT},
    ),
    "several, one wrong": (
        [table("t", FIELDS, path=["a.csv", "b.csv"])],
        {"a.csv": TEXT, "b.csv": "id,name\nx,a\n"},
    ),
    "several compressed": (
        [table("t", FIELDS, path=["a.csv.gz", "b.csv.gz"])],
        {"a.csv.gz": gzip.compress(TEXT.encode()), "b.csv.gz": gzip.compress(TEXT.encode())},
    ),
    "no encoding declared": ([without(T, "encoding")], {"t.csv": TEXT + "3,é\n4,ü\n"}),
    "unknown encoding": ([T | {"encoding": "klingon"}], {"t.csv": TEXT}),
    "semicolons, undeclared": ([T], {"t.csv": TEXT.replace(",", ";")}),
    "tab separated": ([table("t", FIELDS, path="t.tsv")], {"t.tsv": TEXT.replace(",", "\t")}),
    "no schema": ([{"name": "t", "path": "t.csv"}], {"t.csv": TEXT}),
    "schema in a file": (
        [{"name": "t", "path": "t.csv", "schema": "s.json"}],
        {"t.csv": TEXT, "s.json": json.dumps({"fields": FIELDS})},
    ),
    "schema in no file": ([{"name": "t", "path": "t.csv", "schema": "s.json"}], {"t.csv": TEXT}),
    "a document": ([{"name": "t", "path": "t.pdf"}], {"t.pdf": b"%PDF"}),
    "a document of another size": (
        [{"name": "t", "path": "t.pdf", "bytes": 9}],
        {"t.pdf": b"%PDF"},
    ),
    "a JSON file": ([{"name": "t", "path": "t.json"}], {"t.json": '{"a": 1}'}),
    "a broken workbook": ([table("t", FIELDS, path="t.xlsx")], {"t.xlsx": b"PK"}),
    "type list": ([table("t", [field("v", "list"), "w"])], {"t.csv": 'v,w\n"a,b",x\n'}),
    "type object": ([table("t", [field("v", "object"), "w"])], {"t.csv": 'v,w\n"{""a"":1}",x\n'}),
    "type array, wrong": ([table("t", [field("v", "array"), "w"])], {"t.csv": "v,w\n{},x\n"}),
    "type geojson, wrong": ([table("t", [field("v", "geojson"), "w"])], {"t.csv": "v,w\n1,x\n"}),
    "type duration": ([table("t", [field("v", "duration"), "w"])], {"t.csv": "v,w\nP1Y,x\n"}),
    "unknown type": ([table("t", [field("v", "edtf")])], {"t.csv": "v\n1\n"}),
    "broken pattern": ([table("t", [field("v", pattern="(")])], {"t.csv": "v\n1\n"}),
    "rows declared": ([T | {"rows": 3}], {"t.csv": TEXT}),
    "old statistics": ([T | {"stats": {"rows": 3, "bytes": 17}}], {"t.csv": TEXT}),
    "wrong hash": ([T | {"hash": "md5:0"}], {"t.csv": TEXT}),
    "version 1": ({"profile": "tabular-data-package", "resources": [V1]}, {"t.csv": TEXT}),
    "version 1, name in capitals": ({"resources": [V1 | {"name": "T"}]}, {"t.csv": TEXT}),
    "version 1, labelled missing values": (
        {"resources": [table("t", FIELDS, missingValues=[{"value": "-"}])]},
        {"t.csv": TEXT},
    ),
    "a profile of its own": (
        {"profile": "https://example.org/p", "resources": [T]},
        {"t.csv": TEXT},
    ),
    "custom properties": ({"x:y": [1], "resources": [T | {"z": {"a": None}}]}, {"t.csv": TEXT}),
    "path and data": ([T | {"data": []}], {"t.csv": TEXT}),
    "neither path nor data": ([{"name": "t", "schema": {"fields": FIELDS}}], {}),
    "dialect null": ([T | {"dialect": None}], {"t.csv": TEXT}),
    "reference to itself": ([table("t", FIELDS, foreignKeys=SELF)], {"t.csv": TEXT}),
    "reference to a missing file": (
        [
            table(
                "t",
                FIELDS,
                foreignKeys=[{"fields": "id", "reference": {"resource": "u", "fields": "id"}}],
            ),
            U,
        ],
        {"t.csv": TEXT},
    ),
    "lone carriage returns": ([T], {"t.csv": TEXT.replace("\n", "\r")}),
    "a preamble without end": ([T], {"t.csv": "made by hand\n" + TEXT * 3}),
}


@pytest.mark.parametrize("name", WILD)
def test_both_engines_give_the_same_verdict_on_packages_of_the_wild(tmp_path, name):
    resources, files = WILD[name]
    folder = write(tmp_path, resources, files)
    ours, theirs = validate_folder(folder).report, validate_folder(folder, "frictionless").report
    assert ours.valid == theirs.valid, (ours.problems, theirs.problems)
    assert all(p.file is None or not p.file.startswith("/") for p in ours.problems)


@pytest.mark.parametrize("value", [None, 0, "", [], {}, "x", [1], {"a": 1}, [None], [{}], True])
def test_descriptors_of_any_shape_never_crash(tmp_path, value):
    (tmp_path / "t.csv").write_text(TEXT)
    keys = [
        "name",
        "path",
        "schema",
        "dialect",
        "encoding",
        "hash",
        "bytes",
        "format",
        "data",
        "type",
    ]
    parts = ["fields", "primaryKey", "foreignKeys", "uniqueKeys", "missingValues", "fieldsMatch"]
    field_keys = [
        "name",
        "type",
        "format",
        "constraints",
        "missingValues",
        "categories",
        "example",
        "trueValues",
        "decimalChar",
    ]
    limits = ["required", "unique", "enum", "pattern", "minLength", "minimum", "maximum"]
    for key in keys:
        agree(tmp_path, T | {key: value})
    for key in parts:
        agree(tmp_path, T | {"schema": T["schema"] | {key: value}})
    for key in field_keys:
        agree(tmp_path, T | {"schema": {"fields": [FIELDS[0] | {key: value}, FIELDS[1]]}})
    for key in limits:
        for name in FIELDS:
            agree(tmp_path, table("t", [name | {"constraints": {key: value}}, "x"]))


def agree(folder: Path, resource: dict) -> None:
    """Both engines validate, whatever the descriptor holds; ours passes nothing else."""
    package = from_descriptor({"name": "p", "resources": [resource]}, folder)
    ours, theirs = validate(package).report, validate(package, engine="frictionless").report
    assert theirs.valid or not ours.valid, (resource, theirs.problems)


def test_a_small_package_is_validated_without_the_heavy_libraries(tmp_path):
    resources = [
        table(
            "t",
            [
                field("id", "integer", minimum=1),
                field("up", pattern="[a-z]+"),
                field("day", "date"),
                field("at", "datetime"),
                field("n", "number", enum=[1.5]),
            ],
            primaryKey=["id", "up"],
            foreignKeys=[{"fields": "up", "reference": {"resource": "u", "fields": "id"}}],
        ),
        table("u", ["id"], uniqueKeys=[["id"]]),
    ]
    rows = '1,a,2016-01-05,2016-01-05T10:00:00Z,1.5\n2,b,,,"1.50"\n'
    files = {"t.csv": "id,up,day,at,n\n" + rows, "u.csv": "id\na\nb\n"}
    folder = write(tmp_path, resources, files)
    code = (
        "import sys\n"
        "from spaceties.datapackage.descriptor import load\n"
        "from spaceties.datapackage.validation.package import validate\n"
        "from spaceties.datapackage.report.render import to_text\n"
        "result = validate(load(sys.argv[1]))\n"
        "assert result.report.valid, to_text(result.report)\n"
        "names = {'pandas', 'pandera', 'frictionless', 'rapidfuzz', 'dateutil', 'logging'}\n"
        "ours = ('durations', 'edtf', 'structured', 'report.hints')  # when needed\n"
        "names |= {f'spaceties.datapackage.{name}' for name in ours}\n"
        "heavy = names & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    in_a_process(code, folder)


def test_a_few_errors_load_no_engine_for_hints(tmp_path):
    fields = ["id", field("kind", enum=["civil", "military"])]
    folder = write(tmp_path, [table("t", fields)], {"t.csv": "id,kind\na,civill\n"})
    code = (
        "import sys\n"
        "import spaceties.datapackage as dp\n"
        "[problem] = dp.validate(sys.argv[1]).problems\n"
        "assert problem.hint == '\"civil\"', problem\n"
        "assert not {'rapidfuzz', 'logging'} & set(sys.modules)\n"
    )
    in_a_process(code, folder)


def test_memory_does_not_grow_with_the_table(tmp_path):
    """Without typed tables, only keys and lines are kept, whatever the size of the file."""
    row = "2016-01-05,some text that nobody refers to and that is rather long,1.5,civil\n"
    text = "id,day,note,n,kind\n" + "".join(f"{n},{row}" for n in range(1, 200_000))
    fields = [
        field("id", "integer"),
        field("day", "date"),
        "note",
        field("n", "number"),
        field("kind"),
    ]
    folder = write(tmp_path, [table("t", fields, primaryKey="id")], {"t.csv": text})
    code = (
        "import resource, sys\n"
        "from spaceties.datapackage.descriptor import load\n"
        "from spaceties.datapackage.validation.package import validate\n"
        "package = load(sys.argv[1])\n"
        "import spaceties.datapackage.validation.table, pyarrow\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "assert validate(package, keep=False).report.valid\n"
        "print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)\n"
    )
    mebibytes = int(in_a_process(code, folder))
    # typed, the table takes about 20 MiB; read whole it would take that again and more
    assert mebibytes < 100


def test_progress_is_told_in_bytes(tmp_path, monkeypatch):
    monkeypatch.setattr(CsvReader.__init__, "__defaults__", (1000,))
    text = "id,name\n" + "".join(f"{n},a\n" for n in range(2000))
    folder = write(tmp_path, [T, U], {"t.csv": text, "u.csv": TEXT})
    told: list[tuple[str, int, int]] = []
    validate_folder(folder, progress=lambda *step: told.append(step))
    steps = [done for name, done, _ in told if name == "t"]
    assert steps == sorted(steps) and len(steps) > 5
    assert ("t", len(text), len(text)) in told and steps[-1] == len(text)
    assert ("u", len(TEXT), len(TEXT)) in told


def test_one_core_has_no_threads_and_finds_the_same(tmp_path, monkeypatch):
    text = 'id,name\n1,a\nx\n"2","b\n"\n3\n4,c,\nx\n5,d\n'  # rows that are too short, and too long
    folder = write(tmp_path, [T, U], {"t.csv": text, "u.csv": TEXT})
    monkeypatch.setattr(threads, "SMALL", 0)
    alone, found = [], []
    for cores in (1, 2):
        monkeypatch.setattr(pa, "cpu_count", lambda cores=cores: cores)
        alone.append(isinstance(threads.executor(2, 1), threads.InTurn))
        found.append(validate_folder(folder).report)
    assert alone == [True, False]
    assert found[0] == found[1]
    assert [p.line for p in found[0] if p.code.startswith("F")] == [3, 6, 7, 8]


def test_tables_can_be_given_up(tmp_path):
    folder = write(tmp_path, [T], {"t.csv": TEXT})
    result = validate_folder(folder, keep=False)
    assert (result.tables, result.lines, result.report.tables) == ({}, {}, {"t": 2})


def test_unknown_engine(tmp_path):
    with pytest.raises(ValueError, match="unknown engine"):
        validate(load(write(tmp_path, [T], {"t.csv": TEXT})), engine="pandas")


def test_both_engines_report_in_the_same_form(tmp_path):
    text = "id,name\nx,a\n2\n"
    ours, theirs = (
        validate_table(tmp_path, FIELDS, text),
        validate_table(tmp_path, FIELDS, text, "frictionless"),
    )
    assert problem_places(ours) == problem_places(theirs)
    for mine, other in zip(ours.report.problems, theirs.report.problems, strict=True):
        assert (mine.table, mine.file, mine.severity) == (other.table, other.file, other.severity)
