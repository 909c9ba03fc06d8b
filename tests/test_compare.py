"""What changed between two versions: rows by key, declarations, and every way to show it."""

import contextlib
import json
import re
import shutil
import tempfile
import zipfile
from html import escape
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from spaceties.commands import main
from spaceties.datapackage import edtf
from spaceties.datapackage.descriptor import load
from spaceties.datapackage.diff import delta, html, render
from spaceties.datapackage.diff.compare import compare
from spaceties.datapackage.diff.make_delta import make_delta
from spaceties.versions.changes_page import changes_page
from spaceties.versions.open import version_at
from tests import mini, real, versions
from tests.datapackages import field, table, write
from tests.readers import tiny


def small(folder, text, **rest):
    """A package of one table "t"."""
    fields = rest.pop("fields", ["id", "name", "size"])
    path = rest.get("path", ["t.csv"])[0]
    return load(write(folder, [table("t", fields, **rest)], {path: text}))


def diffed(tmp_path, before, after, **rest):
    old = small(tmp_path / "old", before, **rest)
    return compare(old, small(tmp_path / "new", after, **rest))


def rows(diff, name="t"):
    return diff.tables[name].rows


def test_a_package_against_itself_is_no_change(tmp_path):
    package = load(mini.ROOT)
    diff = compare(package, package)
    assert not diff and diff.bump is None and diff.reasons == [] and diff.tables == {}
    assert "no change" in render.diff_to_text(diff) and "No change" in html.diff_to_html(diff)
    assert render.diff_to_dict(diff)["tables"] == {}


@pytest.mark.parametrize(
    "text",
    [
        '"id","name","size"\n"a","A, or B","1"\n"b","B","2"\n',  # quotes
        'id,name,size\r\na,"A, or B",1\r\nb,B,2\r\n',  # line ends
        'id,name,size\nb,B,2\na,"A, or B",1\n',  # order of rows
        'size,id,name\n1,a,"A, or B"\n2,b,B\n',  # order of columns in the file
        '\ufeffid,name,size\na,"A, or B",1\nb,B,2',  # a mark, no line end at the end
    ],
)
def test_the_form_of_the_csv_is_no_change(tmp_path, text):
    plain = 'id,name,size\na,"A, or B",1\nb,B,2\n'
    assert not diffed(tmp_path, plain, text, primaryKey=["id"])
    assert not diffed(tmp_path / "without-key", plain, text)


def test_rows_added_removed_changed_and_renamed(tmp_path):
    diff = diffed(
        tmp_path,
        "id,name,size\na,A,1\nb,B,2\nc,Cee,3\nd,D,4\n",
        "id,name,size\na,A,7\nd,D,\ne,E,5\nx,Cee,3\n",
        primaryKey=["id"],
    )
    found = rows(diff)
    assert found.counts == {"added": 1, "removed": 1, "changed": 2, "renamed": 1}
    assert found.lists().added == [(("e",), {"id": "e", "name": "E", "size": "5"})]
    assert found.lists().removed == [(("b",), {"id": "b", "name": "B", "size": "2"})]
    assert found.lists().changed == [
        (("a",), {"size": ("1", "7")}),
        (("d",), {"size": ("4", None)}),
    ]
    assert list(found.renamed_keys()) == [(("c",), ("x",))]


def test_equal_numbers_are_equal_however_they_are_spelled(tmp_path):
    fields = [field("id", "integer"), field("size", "number"), field("flag", "boolean")]
    diff = diffed(
        tmp_path,
        "id,size,flag\n7,1.50,true\n8,2,false\n",
        "id,size,flag\n007,1.5,True\n8,2.5,0\n",
        fields=fields,
        primaryKey=["id"],
    )
    assert rows(diff).lists().changed == [(("8",), {"size": ("2", "2.5")})]


@pytest.mark.parametrize(
    ("before", "after"), [("integer", "number"), ("number", "integer"), ("string", "number")]
)
def test_values_of_another_type_are_equal_only_if_they_are_spelled_alike(tmp_path, before, after):
    texts = "id,size\na,7\nb,7\n", "id,size\na,7\nb,07\n"
    old, new = (
        small(tmp_path / kind, text, fields=["id", field("size", kind)], primaryKey=["id"])
        for kind, text in zip((before, after), texts, strict=True)
    )
    changed = rows(compare(old, new)).lists().changed
    assert changed == [(("b",), {"size": ("7", "07")})]


def test_missing_values_are_equal_however_they_are_written(tmp_path):
    diff = diffed(
        tmp_path,
        "id,name,size\na,-,1\n",
        "id,name,size\na,,1\n",
        primaryKey=["id"],
        missingValues=["", "-"],
    )
    assert not diff


def test_without_a_key_whole_rows_are_counted(tmp_path):
    diff = diffed(
        tmp_path,
        "id,name,size\na,A,1\na,A,1\na,A,1\nb,B,2\n",
        "id,name,size\nb,B,2\na,A,1\nz,,\n",
    )
    assert rows(diff).counts == {"added": 1, "removed": 2, "changed": 0, "renamed": 0}
    assert rows(diff).key == ()


def test_a_key_that_is_none_falls_back_on_whole_rows(tmp_path):
    twice = "id,name,size\na,A,1\na,B,1\n"
    diff = diffed(tmp_path, twice, "id,name,size\na,A,1\n", primaryKey=["id"])
    assert rows(diff).key == () and rows(diff).counts["removed"] == 1


def test_nothing_is_taken_for_renamed_that_could_be_another_row(tmp_path):
    same = "id,name,size\na,A,1\nb,A,1\n"
    diff = diffed(tmp_path, same, "id,name,size\na,A,1\nc,A,1\n", primaryKey=["id"])
    assert rows(diff).counts == {"added": 1, "removed": 1, "changed": 0, "renamed": 0}
    empty = "id,name,size\na,,\n"
    diff = diffed(tmp_path / "empty", empty, empty.replace("a,", "b,"), primaryKey=["id"])
    assert rows(diff).counts["renamed"] == 0


def test_one_part_of_a_composite_key_may_change(tmp_path):
    diff = diffed(
        tmp_path,
        "id,name,size\na,owner,1\nb,owner,1\n",
        "id,name,size\na,owner,1\nb,maker,1\n",
        primaryKey=["id", "name"],
    )
    assert list(rows(diff).renamed_keys()) == [(("b", "owner"), ("b", "maker"))]


def lands(folder, code, towns):
    reference = {"fields": ["land"], "reference": {"resource": "lands", "fields": ["id"]}}
    return load(
        write(
            folder,
            [
                table(
                    "towns", ["land", "name"], primaryKey=["land", "name"], foreignKeys=[reference]
                ),
                table("lands", ["id", "title"], primaryKey=["id"]),
            ],
            {
                "lands.csv": f"id,title\nA,Aland\n{code},Beland\n",
                "towns.csv": "land,name\n" + towns,
            },
        )
    )


def test_keys_that_follow_a_renamed_row_are_renamed_too(tmp_path):
    old = lands(tmp_path / "old", "B", "A,X\nA,Y\nB,X\nB,Y\n")
    new = lands(tmp_path / "new", "C", "A,X\nA,Y\nC,X\nC,Y\n")
    diff = compare(old, new)
    assert rows(diff, "towns").counts == {"added": 0, "removed": 0, "changed": 0, "renamed": 2}
    assert [r.text for r in diff.reasons] == [
        "lands: 1 row under another key that other tables referred to",
        "towns: 2 rows under another key",
    ]


def test_a_field_that_was_renamed_and_one_that_only_looks_so(tmp_path):
    old = small(tmp_path / "old", "id,name,size\na,A,1\nb,B,2\n", primaryKey=["id"])
    new = small(
        tmp_path / "new",
        "id,label,size\nb,B,2\na,A,1\n",
        primaryKey=["id"],
        fields=["id", "label", "size"],
    )
    assert [c.kind for c in compare(old, new).tables["t"].changes] == ["field-renamed"]
    other = small(
        tmp_path / "other",
        "id,label,size\na,A,1\nb,C,2\n",
        primaryKey=["id"],
        fields=["id", "label", "size"],
    )
    kinds = [c.kind for c in compare(old, other).tables["t"].changes]
    assert kinds == ["field-removed", "field-added"]


TEN = [(f"k{n}", f"Name {n}", n) for n in range(10)]


def ten(cells=(), names="id,name,size"):
    """Ten rows as CSV, with {(row, column): text} changed."""
    lines = [[str(cell) for cell in row] for row in TEN]
    for (row, column), text in dict(cells).items():
        lines[row][column] = text
    return names + "\n" + "".join(",".join(line) + "\n" for line in lines)


def test_a_renamed_field_is_seen_though_a_cell_was_corrected(tmp_path):
    fields = ["id", "label", "size"]
    old = small(tmp_path / "old", ten(), primaryKey=["id"])
    new = small(
        tmp_path / "new",
        ten({(3, 1): "Corrected"}, "id,label,size"),
        primaryKey=["id"],
        fields=fields,
    )
    diff = compare(old, new)
    assert [c.kind for c in diff.tables["t"].changes] == ["field-renamed"]
    assert rows(diff).lists().changed == [(("k3",), {"label": ("Name 3", "Corrected")})]
    two = {(3, 1): "Corrected", (4, 1): "As well"}
    new = small(tmp_path / "two", ten(two, "id,label,size"), primaryKey=["id"], fields=fields)
    assert {c.kind for c in compare(old, new).tables["t"].changes} == {
        "field-removed",
        "field-added",
    }


def test_a_row_under_another_key_is_seen_though_a_cell_was_corrected(tmp_path):
    fields = ["id", "name", "size", "kind"]
    header, *lines = ten().splitlines()
    text = "\n".join([header + ",kind", *(line + ",x" for line in lines)]) + "\n"
    new = text.replace("k3,Name 3,3,x", "new,Name 3,30,x").replace("k5,Name 5", "k5,Else")
    diff = diffed(tmp_path, text, new, primaryKey=["id"], fields=fields)
    lists = rows(diff).lists()
    assert lists.renamed == [(("k3",), ("new",))] and not lists.added and not lists.removed
    assert lists.changed == [
        (("new",), {"size": ("3", "30")}),
        (("k5",), {"name": ("Name 5", "Else")}),
    ]
    shown = render.diff_to_text(diff)
    assert "> k3 → new" in shown and "~ new  size: 3 → 30" in shown
    # two corrected cells, or another row that could be meant, are no proof
    other = text.replace("k3,Name 3,3,x", "new,Other,30,x")
    diff = diffed(tmp_path / "two", text, other, primaryKey=["id"], fields=fields)
    assert rows(diff).counts["renamed"] == 0
    twice = new + "more,Name 3,31,x\n"
    diff = diffed(tmp_path / "twice", text, twice, primaryKey=["id"], fields=fields)
    assert rows(diff).counts["renamed"] == 0


def test_one_table_in_other_forms_is_no_change_of_rows(tmp_path):
    """A number, a list and a date have one text or another, and mean the same."""
    package = mini.write(tmp_path / "p")
    assert main(["release", str(package), "--out", str(tmp_path / "dist")]) == 0
    release = tmp_path / "dist" / "spaceties-0.1.0"
    (archive,) = release.glob("*-json.zip")
    for one, other in (("csv", "parquet"), ("parquet", "json"), (archive, "csv")):
        with contextlib.ExitStack() as stack:
            old, new = (
                stack.enter_context(version_at(str(release / name))) for name in (one, other)
            )
            diff = compare(old, new)
            assert {r.kind for r in diff.reasons} <= {"form-changed", "text-changed"}, one
            assert not any(t.rows or t.content for t in diff.tables.values())
    changed = shutil.copytree(release / "json", tmp_path / "changed")
    path = changed / "countries.json"
    path.write_text(path.read_text().replace('"Aland"', '"Other"'))
    diff = compare(load(release / "parquet"), load(changed))
    assert rows(diff, "countries").lists().changed == [(("AAA",), {"name": ("Aland", "Other")})]


def test_what_is_no_table_or_no_zip_is_told_in_one_line(tmp_path, capsys):
    package = mini.write(tmp_path / "p").parent
    broken = tmp_path / "broken.zip"
    broken.write_bytes(b"PK\3\4" + b"x" * 100)
    cut = tmp_path / "cut.zip"
    shutil.make_archive(str(tmp_path / "whole"), "zip", package)
    cut.write_bytes((tmp_path / "whole.zip").read_bytes()[:-30])
    bare = load(write(tmp_path / "bare", [{"name": "t", "path": "t.csv"}], {"t.csv": "a\n1\n"}))
    for name in (broken, cut, bare.basepath, tmp_path / "nothing"):
        for sides in ((name, package), (package, name)):
            for form in ("text", "json", "jsonl", "html", "markdown"):
                code = main(["diff", *map(str, sides), "--format", form])
                said = capsys.readouterr().err
                assert code in (0, 2) and "Traceback" not in said
                assert len(said.splitlines()) <= 2, said


def test_a_renamed_key_field_still_pairs_the_rows(tmp_path):
    old = small(tmp_path / "old", "id,name,size\na,A,1\nb,B,2\n", primaryKey=["id"])
    new = small(
        tmp_path / "new",
        "code,name,size\na,A,1\nb,B,3\n",
        primaryKey=["code"],
        fields=["code", "name", "size"],
    )
    diff = compare(old, new)
    assert rows(diff).key == ("code",) and rows(diff).counts["changed"] == 1


def test_files_that_are_no_csv_are_compared_as_files(tmp_path):
    def package(folder, data):
        resource = {"name": "picture", "path": "p.bin", "format": "bin"}
        return load(write(tmp_path / folder, [resource], {"p.bin": data}))

    assert not compare(package("a", b"1"), package("b", b"1"))
    diff = compare(package("c", b"1"), package("d", b"2"))
    assert [(r.level, r.kind) for r in diff.reasons] == [("minor", "content-changed")]


def test_rows_in_the_descriptor_are_compared_as_those_of_files(tmp_path):
    def package(folder, size):
        data = [{"id": "a", "size": 1}, {"id": "b", "size": size}]
        resource = {**table("t", ["id", "size"], primaryKey=["id"]), "data": data}
        del resource["path"]
        return load(write(tmp_path / folder, [resource], {}))

    assert not compare(package("a", 2), package("b", 2))
    diff = compare(package("c", 2), package("d", 3))
    assert rows(diff).lists().changed == [(("b",), {"size": ("2", "3")})]


def test_a_file_that_is_not_there_is_told(tmp_path, capsys):
    old = mini.write(tmp_path / "old").parent
    new = mini.write(tmp_path / "new").parent
    (new / "tables" / "launches.csv").unlink()
    assert main(["diff", str(old), str(new), "--format", "jsonl"]) == 2
    assert "tables/launches.csv does not exist" in capsys.readouterr().err


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(versions.pairs())
def test_random_versions_differ_forth_as_back(pair):
    """What is added one way is removed the other way, and nothing differs from itself."""
    with tempfile.TemporaryDirectory() as folder:
        if not pair[1]:
            return
        old = load(versions.write(Path(folder) / "old", pair[0], "1.0.0"))
        new = load(versions.write(Path(folder) / "new", pair[1], "1.0.0"))
        assert not compare(old, old) and not compare(new, new)
        forth, back = compare(old, new), compare(new, old)
        assert bool(forth) == bool(back)
        for name, table_ in forth.tables.items():
            there = back.tables.get(table_.was or name)
            if table_.rows is None or table_.rows.key != (there.rows.key if there.rows else None):
                continue
            here, other = table_.rows.counts, there.rows.counts
            assert (here["added"], here["removed"]) == (other["removed"], other["added"])
            assert here["changed"] == other["changed"] and here["renamed"] == other["renamed"]
        render.diff_to_json(forth), render.diff_to_markdown(forth)
        read_page(html.diff_to_html(forth))


class Reader(HTMLParser):
    """Counts the tags of a page, and wants each closed in its turn."""

    def __init__(self):
        super().__init__()
        self.tags = {}
        self.open = []

    def handle_starttag(self, tag, attrs):
        self.tags[tag] = self.tags.get(tag, 0) + 1
        assert not any(name.startswith("on") or name == "src" for name, _ in attrs)
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def read_page(text):
    """The counts of the tags of a page that is well-formed."""
    reader = Reader()
    reader.feed(text)
    reader.close()
    assert not reader.open
    return reader.tags


EVIL = "<script>alert(1)</script><img src=x onerror=alert(1)>"


def test_what_the_tables_hold_is_escaped_in_html_and_markdown(tmp_path):
    quoted = f'"{EVIL}"'
    diff = diffed(
        tmp_path,
        f"id,name,size\na,A,1\nb,{quoted},1\n",
        f"id,name,size\na,{quoted},1\n{quoted},`x|y`,2\n",
        primaryKey=["id"],
    )
    text = html.diff_to_html(diff)
    assert not {"script", "img", "link", "iframe"} & set(read_page(text))
    assert "&lt;script&gt;" in text and "prefers-color-scheme: dark" in text
    assert not re.search(r"https?://", text)
    assert "<script" not in render.diff_to_markdown(diff) and "\\|" in render.diff_to_markdown(diff)


def test_the_page_of_a_delta_is_escaped_and_says_what_it_says(tmp_path):
    fields = ["id", "name", "source_id"]
    head = "id,name,source_id\n"

    def version(folder, rows, url):
        tables = [
            table("t", fields, primaryKey=["id"]),
            table("sources", ["source_id", "title", "url"], primaryKey=["source_id"]),
            table("loose", ["id"]),
        ]
        loose = "id\n" + "".join(f"{line[0]}\n" for line in rows)
        files = {
            "t.csv": head + "".join(rows),
            "sources.csv": f"source_id,title,url\ns,{EVIL},{url}\n",
            "loose.csv": loose,
        }
        return load(write(folder, tables, files))

    old = version(tmp_path / "old", ["a,A,\n", "b,B,\n", "c,Cee,s\n"], "x:a")
    new = version(tmp_path / "new", [f"a,{EVIL},s\n", "d,D,\n", "e,Cee,s\n"], "x:b")
    text = changes_page(delta.to_lines(make_delta(old, new)), new)
    tags = read_page(text)
    assert not {"script", "img", "link", "iframe"} & set(tags) and tags["details"] == 5
    for said in (
        "<td>1 added, 1 removed, 1 changed, 1 under another key</td>",
        "<td>told by whole files: new, or without a key to pair rows by</td>",
        f"source: {escape(EVIL)} (s)</div>",
        f"<td>name</td><td><del>A</del></td><td><ins>{escape(EVIL)}</ins></td>",
        '<td>source_id</td><td><del><span class="muted">empty</span></del></td>',
        '<td class="removed">c</td><td class="added">e</td>',
        "<summary>1 removed</summary>",
        f'<td rowspan="1">s<div class="muted">{escape(EVIL)}</div></td>',  # is its own source
        "<td>b</td><td>B</td><td></td>",
    ):
        assert said in text
    assert "No row changed." in changes_page(delta.to_lines(make_delta(old, old)), old)


def test_control_characters_do_not_reach_the_terminal(tmp_path):
    diff = diffed(
        tmp_path, "id,name,size\na,A,1\n", "id,name,size\na,\x1b[31m,1\n", primaryKey=["id"]
    )
    assert "\\x1b[31m" in render.diff_to_text(diff) and "\x1b" not in render.diff_to_text(diff)


def test_text_lists_the_first_rows_and_counts_all(tmp_path):
    many = "id,name,size\n" + "".join(f"k{n:03},N,{n}\n" for n in range(100))
    diff = diffed(tmp_path, "id,name,size\n", many, primaryKey=["id"])
    short, whole = render.diff_to_text(diff), render.diff_to_text(diff, None)
    assert "+ k019" in short and "+ k020" not in short and "and 80 more added" in short
    assert "+ k099" in whole and "more added" not in whole
    full = diffed(tmp_path / "20", "id,name,size\n", many[: many.index("k020")], primaryKey=["id"])
    for text in (
        render.diff_to_text(full),
        render.diff_to_markdown(full),
        html.diff_to_html(full, 20),
    ):
        assert "k019" in text and "more" not in text
    assert "and 1 more" in html.diff_to_html(full, 19)


def released(folder, edits=()):
    package = mini.broken(folder / "package", list(edits))
    assert main(["release", str(package), "--out", str(folder / "dist")]) == 0
    return package.parent, folder / "dist" / "spaceties-0.1.0"


def test_a_release_its_zip_and_its_tables_are_the_same(tmp_path, capsys):
    package, release = released(tmp_path)
    archive = release / "spaceties-0.1.0-csv.zip"
    whole = shutil.make_archive(str(tmp_path / "whole"), "zip", release.parent)
    capsys.readouterr()
    for old in (package, package / "datapackage.json", release, release / "csv", archive, whole):
        for new in (package, release, archive):
            assert main(["diff", str(old), str(new)]) == 0
            assert "no change" in capsys.readouterr().out, (old, new)


@pytest.mark.parametrize(
    "schema",
    [
        {}, None, [], 1, "s.json", {"fields": {}}, {"fields": [1, {}, {"name": 1}]},
        {"fields": [{"name": "a", "rdfType": edtf.RDF_TYPE}, {"name": "a_latest"}]},
    ],
)  # fmt: skip
def test_a_release_is_held_against_anybodys_package(tmp_path, capsys, schema):
    bare = {"name": "t", "path": "t.csv"}
    release = tiny.released()
    for resource in (bare, bare | {"schema": schema}):
        write(tmp_path / "x", [resource], {"t.csv": "a,b\n1,2\n"})
        for sides in ((tmp_path / "x", release), (release, tmp_path / "x")):
            code = main(["diff", *map(str, sides)])
            said = capsys.readouterr().err
            assert code in (0, 2) and "fault of Spaceties" not in said and len(said) < 300, said


def test_a_release_and_changed_tables_differ_in_what_was_changed(tmp_path, capsys):
    _, release = released(tmp_path / "a")
    edits = [("satellites", 1, "ended_on", "2011")]
    package, later = released(tmp_path / "b", edits)
    capsys.readouterr()
    tables = {}
    for new in (package, later):
        assert main(["diff", str(release), str(new), "--format", "json"]) == 0
        found = json.loads(capsys.readouterr().out)
        assert found["bump"] == "patch"
        ended = found["tables"]["satellites"]["changed"][0]["fields"]["ended_on"]
        assert ended == {"before": "2010", "after": "2011"}
        tables[new] = set(found["tables"])
    # two releases hold derived tables too
    assert tables == {package: {"satellites"}, later: {"satellites", "satellites_flat"}}


def test_json_has_the_promised_shape(tmp_path, capsys):
    old = mini.write(tmp_path / "old").parent
    new = mini.broken(tmp_path / "new", [("satellites", 1, "name", "Alsat One")]).parent
    assert main(["diff", str(old), str(new), "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert list(found) == ["old", "new", "bump", "reasons", "tables"]
    assert (found["bump"], list(found["tables"])) == ("patch", ["satellites"])
    satellites = found["tables"]["satellites"]
    assert satellites["counts"] == {"added": 0, "removed": 0, "changed": 1, "renamed": 0}
    assert satellites["rows"] == {"before": 3, "after": 3}
    assert satellites["changed"] == [
        {"key": ["S20001"], "fields": {"name": {"before": "Alsat 1", "after": "Alsat One"}}}
    ]


@pytest.mark.parametrize("name", ["nowhere", "v9.9.9", "HEAD~99999", "--all"])
def test_a_version_that_is_not_there_is_told_in_one_line(name, capsys):
    arguments = ["diff", name] if not name.startswith("-") else ["diff", "--", name]
    assert main(arguments) == 2
    told = capsys.readouterr().err
    assert name in told and len(told.splitlines()) == 1


def test_a_zip_without_a_package_is_told(tmp_path, capsys):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("x.csv", "a\n")
    assert main(["diff", str(tmp_path / "a.zip")]) == 2
    assert "has no datapackage.json in it" in capsys.readouterr().err


def test_the_real_release_against_the_real_tables_is_no_change(capsys):
    assert main(["diff", str(real.released()), str(mini.ROOT)]) == 0
    assert "no change" in capsys.readouterr().out
