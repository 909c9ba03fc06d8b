"""A delta, applied to the old version, gives the new one byte for byte."""

import base64
import csv
import io
import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, event, given, settings

from spaceties.commands import main
from spaceties.datapackage.descriptor import load
from spaceties.datapackage.diff import delta
from tests import mini, versions
from tests.datapackages import field, table, write

LINES = settings(
    max_examples=150, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)


def files(folder):
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()
    }


def round_trip(old, new):
    """The operations, after a look that they give NEW and nothing else."""
    ops = delta.from_lines(delta.to_lines(delta.make(load(old), load(new))))
    with tempfile.TemporaryDirectory() as out:
        delta.apply(ops, load(old), Path(out))
        assert files(Path(out)) == files(new)
    return ops


def both(folder, pair, form=None):
    forms = {} if form is None else {"form": form}
    old = versions.write(folder / "old", pair[0], "1.0.0", **forms)
    return old, versions.write(folder / "new", pair[1], "1.1.0", **forms)


@LINES
@given(versions.pairs().filter(lambda pair: pair[1]))
def test_random_packages_in_canonical_form(pair):
    with tempfile.TemporaryDirectory() as folder:
        ops = round_trip(*both(Path(folder), pair))
        for kind in {op["op"] for op in ops}:
            event(kind)
        listed = {path for part in pair[1] for path in part["files"]}
        told = {op["key"][0] for op in ops if op["op"] == "file"}
        assert told <= listed | {"datapackage.json"}


def untidy(rows, resource):
    """CSV with every cell quoted, Windows line ends and the rows as they come."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(resource.field_names)
    writer.writerows([row[name] for name in resource.field_names] for row in rows)
    return out.getvalue()


@settings(LINES, max_examples=40)
@given(versions.pairs().filter(lambda pair: pair[1]))
def test_random_packages_in_another_form_of_csv(pair):
    with tempfile.TemporaryDirectory() as folder:
        round_trip(*both(Path(folder), pair, untidy))


def rows_told(ops):
    return [
        (op["op"], op["key"], op["before"], op["after"])
        for op in ops
        if op["op"] in ("add", "remove", "change", "rename")
    ]


def small(folder, text, **rest):
    fields = rest.pop("fields", ["id", "name", "size"])
    resource = table("t", fields, **rest)
    paths = rest.get("path", ["t.csv"])
    texts = text if isinstance(text, dict) else {paths[0]: text}
    return write(folder, [resource], texts)


def test_rows_are_told_by_key_with_what_differs(tmp_path):
    old = small(tmp_path / "old", "id,name,size\na,A,1\nb,B,2\nc,Cee,3\n", primaryKey=["id"])
    new = small(tmp_path / "new", "id,name,size\na,A,7\nd,D,\nx,Cee,3\n", primaryKey=["id"])
    assert rows_told(round_trip(old, new)) == [
        ("remove", ["b"], {"id": "b", "name": "B", "size": "2"}, None),
        ("change", ["a"], {"size": "1"}, {"size": "7"}),
        ("rename", ["c"], {"id": "c"}, {"id": "x"}),
        ("add", ["d"], None, {"id": "d", "name": "D", "size": ""}),
    ]


def test_rows_without_a_key_are_told_by_their_place(tmp_path):
    old = small(tmp_path / "old", "id,name,size\na,A,1\na,A,1\nb,B,2\nc,C,3\n")
    new = small(tmp_path / "new", "id,name,size\nz,Z,9\na,A,1\nc,C,3\nb,B,2\n")
    told = rows_told(round_trip(old, new))
    # one of the two equal rows goes, and of the two that changed places one moves
    assert told == [
        ("remove", [0], {"id": "a", "name": "A", "size": "1"}, None),
        ("remove", [3], {"id": "c", "name": "C", "size": "3"}, None),
        ("add", [0], None, {"id": "z", "name": "Z", "size": "9"}),
        ("add", [2], None, {"id": "c", "name": "C", "size": "3"}),
    ]


def test_rows_that_are_not_sorted_by_their_key_are_told_by_their_place(tmp_path):
    old = small(tmp_path / "old", "id,name,size\nc,C,3\na,A,1\nb,B,2\n", primaryKey=["id"])
    new = small(tmp_path / "new", "id,name,size\nc,C,3\nz,Z,9\nb,B,2\n", primaryKey=["id"])
    assert rows_told(round_trip(old, new)) == [
        ("remove", [1], {"id": "a", "name": "A", "size": "1"}, None),
        ("add", [1], None, {"id": "z", "name": "Z", "size": "9"}),
    ]


def test_a_row_that_moves_to_another_file_is_a_change_of_its_file(tmp_path):
    parts = {"path": ["a.csv", "b.csv"], "primaryKey": ["id"]}
    head = "id,name,size\n"
    old = small(tmp_path / "old", {"a.csv": head + "a,A,1\nb,B,2\n", "b.csv": head}, **parts)
    new = small(tmp_path / "new", {"a.csv": head + "a,A,1\n", "b.csv": head + "b,B,2\n"}, **parts)
    assert rows_told(round_trip(old, new)) == [
        ("change", ["b"], {"@file": "a.csv"}, {"@file": "b.csv"})
    ]


def test_fields_renamed_added_and_reordered_leave_the_rows_alone(tmp_path):
    old = small(tmp_path / "old", "id,name,size\na,A,1\nb,B,2\n", primaryKey=["id"])
    new = small(
        tmp_path / "new",
        "note,id,label,size\n,a,A,1\nwell,b,B,2\n",
        primaryKey=["id"],
        fields=["note", "id", "label", "size"],
    )
    ops = round_trip(old, new)
    assert rows_told(ops) == [("change", ["b"], {}, {"note": "well"})]
    (head,) = [op for op in ops if op["op"] == "table"]
    assert head["after"]["renamed"] == {"name": "label"}


def test_the_descriptor_travels_by_its_lines_whatever_its_form(tmp_path):
    old = small(tmp_path / "old", "id,name,size\n", primaryKey=["id"])
    new = small(tmp_path / "new", "id,name,size\n", primaryKey=["id"])
    path = new / "datapackage.json"
    text = json.dumps(json.loads(path.read_text()), indent=3)
    path.write_bytes(text.replace("\n", "\r\n").encode())
    assert {op["op"] for op in round_trip(old, new)} == {"package", "lines"}


def test_files_that_are_no_csv_or_moved_travel_whole_or_as_copies(tmp_path):
    def version(folder, place, data):
        picture = {"name": "picture", "path": "p.bin", "format": "bin"}
        return write(
            folder, [table("t", ["a"], path=place), picture], {place: "a\n1\n", "p.bin": data}
        )

    old = version(tmp_path / "old", "t.csv", b"\x00\xff")
    new = version(tmp_path / "new", "moved/t.csv", b"\xfe\x00")
    ops = round_trip(old, new)
    assert ("copy", "t.csv", "moved/t.csv") in [(o["op"], o["before"], o["after"]) for o in ops]
    (whole,) = [op for op in ops if op["op"] == "file"]
    assert whole["after"] == {"base64": base64.b64encode(b"\xfe\x00").decode()}


def test_the_same_package_gives_an_empty_delta(tmp_path):
    package = load(mini.write(tmp_path))
    assert [op["op"] for op in delta.make(package, package)] == ["package"]


def test_a_delta_for_another_package_is_refused(tmp_path):
    old = small(tmp_path / "old", "id,name,size\na,A,1\n", primaryKey=["id"])
    new = small(tmp_path / "new", "id,name,size\na,A,2\n", primaryKey=["id"])
    ops = list(delta.make(load(old), load(new)))
    with pytest.raises(delta.DeltaError, match=r"made for another test .*t\.csv"):
        delta.apply(ops, load(new), tmp_path / "out")


@pytest.mark.parametrize("path", ["../out.csv", "/tmp/out.csv", ".git/x/out.csv"])
def test_a_delta_writes_nothing_outside_its_folder(tmp_path, path):
    old = small(tmp_path / "old", "id,name,size\na,A,1\n", primaryKey=["id"])
    (head,) = delta.make(load(old), load(old))
    evil = delta.op("file", None, [path], None, "evil")
    with pytest.raises(delta.DeltaError, match="leaves the package|hidden folder"):
        delta.apply([head, evil], load(old), tmp_path / "out")
    assert not (tmp_path / "out.csv").exists()


def test_a_delta_that_was_tampered_with_is_found(tmp_path):
    old = small(tmp_path / "old", "id,name,size\na,A,1\n", primaryKey=["id"])
    new = small(tmp_path / "new", "id,name,size\na,A,2\n", primaryKey=["id"])
    text = delta.to_lines(delta.make(load(old), load(new)))
    for wrong, said in (
        (text.replace('"after": {"size": "2"}', '"after": {"size": "3"}'), "what it promises"),
        (text.replace('"before": {"size": "1"}', '"before": {"size": "5"}'), "not what the delta"),
        (text.replace('"key": ["a"]', '"key": ["q"]'), "cannot be applied"),
    ):
        assert wrong != text
        with pytest.raises(delta.DeltaError, match=said):
            delta.apply(delta.from_lines(wrong), load(old), tmp_path / "out")


@pytest.mark.parametrize("text", ["", "no json\n", "[1]\n", '{"op": "add"}\n'])
def test_what_is_no_delta_is_told_with_its_line(text):
    with pytest.raises(delta.DeltaError, match="line"):
        delta.from_lines(text)


def test_the_commands_diff_and_patch(tmp_path, capsys):
    old = mini.write(tmp_path / "old").parent
    new = mini.broken(
        tmp_path / "new",
        [
            ("satellites", 1, "name", "Alsat One"),
            ("agreement_satellites", 0),
            ("countries", {"country_id": "CCC", "name": "Celand", "source_id": "list"}),
        ],
    ).parent
    main(["format", str(new)])
    patch = tmp_path / "delta.jsonl"
    assert main(["diff", str(old), str(new), "--format", "jsonl", "--out", str(patch)]) == 0
    assert main(["patch", str(old), str(patch), "--out", str(tmp_path / "made")]) == 0
    assert files(tmp_path / "made") == files(new)
    capsys.readouterr()
    assert main(["patch", str(old), str(patch), "--out", str(tmp_path / "made")]) == 2
    assert "is there already" in capsys.readouterr().err
    assert main(["patch", str(new), str(patch), "--out", str(tmp_path / "other")]) == 2
    assert "made for another spaceties 0.1.0" in capsys.readouterr().err
    assert main(["patch", str(old), str(new / "tables" / "countries.csv")]) == 2
    told = capsys.readouterr().err
    assert 'countries.csv: line 1 is no operation of a delta: "country_id,name' in told
    assert not (tmp_path / "other").exists()
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == []


def test_fields_of_numbers_keep_their_spelling(tmp_path):
    fields = [field("id"), field("size", "number")]
    old = small(tmp_path / "old", "id,size\na,1.0\n", fields=fields, primaryKey=["id"])
    new = small(tmp_path / "new", "id,size\na,1.00\n", fields=fields, primaryKey=["id"])
    assert rows_told(round_trip(old, new)) == [("change", ["a"], {"size": "1.0"}, {"size": "1.00"})]
