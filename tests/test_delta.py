"""A delta, applied to the old version, gives the new one byte for byte."""

import base64
import csv
import dataclasses
import io
import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, event, given, settings

from spaceties.commands import main
from spaceties.datapackage.descriptor import load
from spaceties.datapackage.diff import delta
from spaceties.datapackage.diff.make_delta import make_delta
from spaceties.datapackage.diff.patch import patch
from spaceties.release import cut
from spaceties.versions import git, index, releases
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
    ops = delta.from_lines(delta.to_lines(make_delta(load(old), load(new))))
    with tempfile.TemporaryDirectory() as out:
        patch(load(old), ops, Path(out))
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
        for kind in {op.op for op in ops}:
            event(kind)
        listed = {path for part in pair[1] for path in part["files"]}
        told = {op.key[0] for op in ops if op.op == "file"}
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
        (op.op, op.key, op.before, op.after)
        for op in ops
        if op.op in ("add", "remove", "change", "rename")
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


ROWS = "id,name,size\na,A,1\nb,B,2\nc,C,3\n"


@pytest.mark.parametrize(
    ("before", "after", "key"),
    [
        (ROWS, "id,name,size\na,A,1\nc,C,4\n", []),  # nothing to pair the rows by
        (ROWS, "id,name,size\na,A,1\na,C,4\n", ["id"]),  # one row twice
        ("id,name,size\na,A,1\na,B,2\n", ROWS, ["id"]),
        (ROWS, "id,name,size\nc,C,4\na,A,1\n", ["id"]),  # not sorted
        (ROWS, 'id,name,size\na,A,1\n"c",C,4\n', ["id"]),  # needless quotes
        (ROWS, "id,name,size\r\na,A,1\r\nc,C,4\r\n", ["id"]),  # other line ends
        (ROWS, "id,name,size\na,A,1\nc,C,4", ["id"]),  # no line end
        (ROWS, "\ufeffid,name,size\na,A,1\nc,C,4\n", ["id"]),  # a mark
        (ROWS, "name,id,size\nA,a,1\nC,c,4\n", ["id"]),  # columns in another order
        (ROWS, "id,name,size\na,A,1\nc,C\n", ["id"]),  # a row that is too short
        (ROWS, b"id,name,size\na,A,1\nc,\xc4,4\n", ["id"]),  # no UTF-8
    ],
)
def test_a_table_that_its_rows_do_not_give_is_told_by_its_file(tmp_path, before, after, key):
    schema = {"primaryKey": key} if key else {}
    old, new = small(tmp_path / "old", before, **schema), small(tmp_path / "new", after, **schema)
    assert [(op.op, op.table) for op in round_trip(old, new)] == [("package", None), ("file", "t")]


@pytest.mark.parametrize(
    "form", ["id,name,size\nc,C,3\na,A,1\nb,B,2\n", '"id",name,size\r\nb,B,2\r\n']
)
def test_the_old_file_may_have_any_form(tmp_path, form):
    old = small(tmp_path / "old", form, primaryKey=["id"])
    new = small(tmp_path / "new", "id,name,size\nb,Bee,2\nc,C,3\n", primaryKey=["id"])
    assert ("change", ["b"], {"name": "B"}, {"name": "Bee"}) in rows_told(round_trip(old, new))


def test_integer_keys_that_are_one_number_in_two_spellings_have_their_place(tmp_path):
    fields = [field("id", "integer"), field("size")]
    old = small(tmp_path / "old", "id,size\n01,a\n1,b\n", fields=fields, primaryKey=["id"])
    new = small(tmp_path / "new", "id,size\n-2,c\n1,a\n01,b\n", fields=fields, primaryKey=["id"])
    round_trip(old, new)


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
    assert rows_told(ops) == [("change", ["b"], {"note": ""}, {"note": "well"})]
    (head,) = [op for op in ops if op.op == "table"]
    assert head.after["renamed"] == {"name": "label"}


def test_the_descriptor_travels_by_its_lines_whatever_its_form(tmp_path):
    old = small(tmp_path / "old", "id,name,size\n", primaryKey=["id"])
    new = small(tmp_path / "new", "id,name,size\n", primaryKey=["id"])
    path = new / "datapackage.json"
    text = json.dumps(json.loads(path.read_text()), indent=3)
    path.write_bytes(text.replace("\n", "\r\n").encode())
    assert {op.op for op in round_trip(old, new)} == {"package", "lines"}


def test_lines_change_in_several_places_whatever_their_number(tmp_path):
    old, new = small(tmp_path / "old", ROWS), small(tmp_path / "new", ROWS)
    for folder, lines in ((old, "abcdefgh"), (new, "aBBBcdfgHI")):
        path = folder / "datapackage.json"
        described = json.loads(path.read_text()) | {"notes": list(lines)}
        path.write_text(json.dumps(described, indent=1))
    assert [op.op for op in round_trip(old, new)].count("lines") == 3


def test_rows_by_their_place_which_older_deltas_had_are_refused(tmp_path):
    old, new = small(tmp_path / "old", ROWS), small(tmp_path / "new", "id,name,size\nb,B,2\n")
    head, _ = make_delta(load(old), load(new))
    sides = {"before": {"name": "t", "fields": []}, "after": {"name": "t", "renamed": {}}}
    table_head = delta.Operation("table", "t", [], **sides)
    gone = delta.Operation("remove", "t", [0], {"id": "a"})
    with pytest.raises(delta.DeltaError, match="rows of t are not told by its primary key"):
        patch(load(old), [head, table_head, gone], tmp_path / "out")


def test_a_line_of_the_descriptor_that_is_not_the_expected_one_is_told(tmp_path):
    old = small(tmp_path / "old", ROWS)
    new = small(tmp_path / "new", ROWS, title="Three rows")
    head, line = make_delta(load(old), load(new))
    assert line.op == "lines"
    wrong = dataclasses.replace(line, before=["{}"])
    with pytest.raises(delta.DeltaError, match=r"line 1 of datapackage\.json is not what"):
        patch(load(old), [head, wrong], tmp_path / "out")


def test_files_that_hold_no_table_travel_whole(tmp_path):
    def version(folder, data):
        return write(
            folder, [{"name": "picture", "path": "p.bin", "format": "bin"}], {"p.bin": data}
        )

    old, new = version(tmp_path / "old", b"\x00\xff"), version(tmp_path / "new", b"\xfe\x00")
    (_, whole) = round_trip(old, new)
    assert whole.after == {"base64": base64.b64encode(b"\xfe\x00").decode()}


def test_a_table_in_another_place_or_under_another_name_keeps_its_rows(tmp_path):
    def version(folder, name, place):
        return write(
            folder, [table(name, ["id"], path=place, primaryKey=["id"])], {place: "id\na\n"}
        )

    old, new = (
        version(tmp_path / "old", "t", "t.csv"),
        version(tmp_path / "new", "u", "moved/u.csv"),
    )
    assert [op.op for op in round_trip(old, new)] == ["package", "lines", "table"]


def test_the_same_package_gives_an_empty_delta(tmp_path):
    package = load(mini.write(tmp_path))
    assert [op.op for op in make_delta(package, package)] == ["package"]


def test_a_delta_for_another_package_is_refused(tmp_path):
    old = small(tmp_path / "old", "id,name,size\na,A,1\n", primaryKey=["id"])
    new = small(tmp_path / "new", "id,name,size\na,A,2\n", primaryKey=["id"])
    ops = list(make_delta(load(old), load(new)))
    with pytest.raises(delta.DeltaError, match=r"made for another test .*t\.csv"):
        patch(load(new), ops, tmp_path / "out")


@pytest.mark.parametrize("path", ["../out.csv", "/tmp/out.csv", ".git/x/out.csv"])
def test_a_delta_writes_nothing_outside_its_folder(tmp_path, path):
    old = small(tmp_path / "old", "id,name,size\na,A,1\n", primaryKey=["id"])
    (head,) = make_delta(load(old), load(old))
    head.after["files"][path] = "promised"
    evil = delta.Operation("file", None, [path], None, "evil")
    with pytest.raises(delta.DeltaError, match=r"leaves the package|hidden folder"):
        patch(load(old), [head, evil], tmp_path / "out")
    assert not (tmp_path / "out.csv").exists()


def test_a_delta_that_was_tampered_with_is_found(tmp_path):
    old = small(tmp_path / "old", "id,name,size\na,A,1\n", primaryKey=["id"])
    new = small(tmp_path / "new", "id,name,size\na,A,2\n", primaryKey=["id"])
    text = delta.to_lines(make_delta(load(old), load(new)))
    for wrong, said in (
        (text.replace('"after": {"size": "2"}', '"after": {"size": "3"}'), "what it promises"),
        (text.replace('"before": {"size": "1"}', '"before": {"size": "5"}'), "not what the delta"),
        (text.replace('"key": ["a"]', '"key": ["q"]'), "cannot be applied"),
    ):
        assert wrong != text
        with pytest.raises(delta.DeltaError, match=said):
            patch(load(old), delta.from_lines(wrong), tmp_path / "out")


HEADLESS = '{"op": "package", "table": null, "key": null, "before": {}, "after": {}}\n'


@pytest.mark.parametrize("text", ["", "no json\n", "[1]\n", '{"op": "add"}\n', HEADLESS])
def test_what_is_no_delta_is_told_with_its_line(text):
    with pytest.raises(delta.DeltaError, match="line"):
        delta.from_lines(text)


def test_the_commands_diff_and_patch(tmp_path, capsys, monkeypatch):
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
    monkeypatch.chdir(tmp_path)
    assert main(["patch", str(old), str(patch)]) == 0
    assert capsys.readouterr().out == "spaceties-0.1.0: spaceties 0.1.0\n"
    assert files(tmp_path / "spaceties-0.1.0") == files(new)


def test_the_patched_package_lies_in_a_folder_of_its_name(tmp_path, monkeypatch):
    old, new = mini.write(tmp_path / "old"), mini.write(tmp_path / "new")
    new.write_text(new.read_text().replace('"version": "0.1.0"', '"version": "0.1.1"'))
    assert (
        main(["diff", str(old), str(new), "--format", "jsonl", "--out", str(tmp_path / "d")]) == 0
    )
    monkeypatch.chdir(tmp_path)
    assert main(["patch", str(old), "d"]) == 0
    assert files(tmp_path / "spaceties-0.1.1") == files(new.parent)


def test_the_name_in_a_delta_leads_to_no_other_folder(tmp_path, monkeypatch, capsys):
    old = small(tmp_path / "old", ROWS)
    (head,) = make_delta(load(old), load(old))
    evil = dataclasses.replace(head, after={**head.after, "name": "../evil"})
    (tmp_path / "d.jsonl").write_text(delta.to_lines([evil]))
    monkeypatch.chdir(old)
    assert main(["patch", str(old), "../d.jsonl"]) == 2
    assert "name one with --out" in capsys.readouterr().err
    assert not (tmp_path / "evil").exists()


def test_the_command_says_which_table_travels_whole(tmp_path, capsys):
    old, new = small(tmp_path / "old", ROWS), small(tmp_path / "new", ROWS + "d,D,4\n")
    assert main(["diff", str(old), str(new), "--format", "jsonl"]) == 0
    assert capsys.readouterr().err.startswith("note: t is told by whole files: it has no key")


def test_fields_of_numbers_keep_their_spelling(tmp_path):
    fields = [field("id"), field("size", "number")]
    old = small(tmp_path / "old", "id,size\na,1.0\n", fields=fields, primaryKey=["id"])
    new = small(tmp_path / "new", "id,size\na,1.00\n", fields=fields, primaryKey=["id"])
    assert rows_told(round_trip(old, new)) == [("change", ["a"], {"size": "1.0"}, {"size": "1.00"})]


def test_the_delta_that_a_release_carried_still_gives_that_release(tmp_path):
    """The csv/ of 0.1.0, released again from the history, becomes that of 0.2.0 to the byte."""
    index_of = index.recorded(mini.ROOT)
    try:
        with releases.content(mini.ROOT, "0.1.0") as old:
            old = cut._released_again(old, tmp_path)
    except git.NoHistory as error:
        pytest.skip(str(error))
    if old is None or cut.csv_hash(tmp_path / "csv") != index_of["0.1.0"].csv:
        pytest.skip("the code of today would release the tables of 0.1.0 otherwise")
    text = (mini.ROOT / index.changes_of("0.2.0")).read_bytes().decode("utf-8")
    patch(old, delta.from_lines(text), tmp_path / "patched")
    assert cut.csv_hash(tmp_path / "patched") == index_of["0.2.0"].csv
