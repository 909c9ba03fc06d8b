"""A delta: JSON Lines that, applied to one version of a package, give the other byte for byte.

Every line has op, table, key, before and after. In this order:

package   first; before and after are {name, version, files: {path: SHA-256}}. A file that is the
          same in both is told nowhere else.
copy      a file that stands elsewhere: before is its old path, after its new one.
lines     lines of a text file, above all of the descriptor, whose form no canonical JSON tells:
          key is [path, number of the first old line], before and after are lists of lines.
file      a whole file: key is [path], after its text or {"base64": text}.
table     rows of this table follow: key are the fields that they are paired by ([]: by position),
          before and after {name, fields}, after also {renamed: {old field: new field}}.
remove    key are the row's old key cells, before is the row as {field: text}.
change    before and after have the fields that differ; rename: the key is among them.
add       key are the new key cells, after is the row.

Cells are the text of the file. The row of a table in several files has its file as `@file`.
Without a usable key, and where the new files are not sorted by it, key is [number of the row],
counted from 0, of the old rows for remove, of the new ones for add. Rows are told where the new
files are in canonical form (`canonical`), sorted or not; of any other file the delta has the whole
text. Whoever makes a delta has tried it: a table whose rows do not give the very bytes is told by
its files.
"""

from __future__ import annotations

import base64
import difflib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from ..descriptor import load
from ..files import DESCRIPTOR, hashes, write_bytes
from ..model import Package, Resource
from ..report.render import quoted
from .patching import table_files
from .rowops import row_ops

Op = dict[str, Any]


class DeltaError(ValueError):
    """The delta is none, or was not made for this package."""


def op(kind: str, table: str | None = None, key=None, before=None, after=None) -> Op:
    return {"op": kind, "table": table, "key": key, "before": before, "after": after}


def to_lines(ops: Iterable[Op]) -> str:
    """The delta as text, one operation a line."""
    return "".join(json.dumps(found, ensure_ascii=False) + "\n" for found in ops)


def from_lines(text: str) -> list[Op]:
    """The operations of a delta; DeltaError with the line for what is none."""
    ops = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            found = json.loads(line)
            ops.append({name: found[name] for name in op("")})
        except (ValueError, TypeError, KeyError):
            said = f"line {number} is no operation of a delta: {quoted(line, 60)}"
            raise DeltaError(said) from None
    if not ops or ops[0]["op"] != "package":
        raise DeltaError('the first line does not say which package this changes ("package")')
    return ops


def make(old: Package, new: Package) -> Iterator[Op]:
    """The operations that turn the files of one package into those of the other.

    Raises ValueError for a package with a file that is not there.
    """
    before, after = hashes(old), hashes(new)
    yield op(
        "package",
        before={"name": old.name, "version": old.version, "files": before},
        after={"name": new.name, "version": new.version, "files": after},
    )
    if before == after:
        return
    places = {value: path for path, value in before.items()}
    wanted = {path for path, value in after.items() if before.get(path) != value}
    for path in [p for p in after if p in wanted and after[p] in places]:
        yield op("copy", before=places[after[path]], after=path)
        wanted.remove(path)
    in_tables = {path for table in new.resources for path in table.paths}
    for path in [p for p in after if p in wanted and p not in in_tables]:
        yield from _file_ops(old, new, path, path in before)
        wanted.remove(path)
    for was, table in _pairs(old, new):
        if not wanted.isdisjoint(table.paths):
            found = row_ops(old, was, new, table) if was else None
            if found is not None:
                yield from found
            else:
                yield from (_whole(new, p) for p in table.paths if p in wanted)
            wanted -= set(table.paths)


def apply(ops: list[Op], old: Package, out: Path) -> Package:
    """Write the new version below `out`, an empty folder, and return it.

    Raises DeltaError if the delta was made for another package than `old`, and if what comes out
    is not what the delta promises.
    """
    try:
        return _apply(ops, old, out)
    except DeltaError:
        raise
    except (KeyError, TypeError, IndexError, AttributeError, ValueError) as error:
        raise DeltaError(f"the delta cannot be applied: {error}") from None


def _apply(ops: list[Op], old: Package, out: Path) -> Package:
    before, after = ops[0]["before"]["files"], ops[0]["after"]["files"]
    there = hashes(old)
    differ = [path for path in {**before, **there} if before.get(path) != there.get(path)]
    if differ:
        name = f"{ops[0]['before']['name']} {ops[0]['before']['version']}"
        raise DeltaError(f"the delta was made for another {name}: {', '.join(differ[:3])} differ")
    for path, value in after.items():
        if before.get(path) == value:
            write_bytes(out, path, (old.basepath / path).read_bytes())
    hunks: dict[str, list[Op]] = {}
    tables: list[tuple[Op, list[Op]]] = []
    for found in ops[1:]:
        match found["op"]:
            case "copy":
                if found["before"] not in before:
                    raise DeltaError(f"{found['before']} is no file of the old version")
                data = (old.basepath / found["before"]).read_bytes()
                write_bytes(out, found["after"], data)
            case "file":
                write_bytes(out, found["key"][0], _bytes(found["after"]))
            case "lines":
                hunks.setdefault(found["key"][0], []).append(found)
            case "table":
                tables.append((found, []))
            case "remove" | "change" | "rename" | "add":
                tables[-1][1].append(found)
            case kind:
                raise DeltaError(f"unknown operation {kind!r}")
    for path, found in hunks.items():
        if path not in before:
            raise DeltaError(f"{path} is no file of the old version")
        write_bytes(out, path, _patched((old.basepath / path).read_bytes(), found))
    if not (out / DESCRIPTOR).exists():
        raise DeltaError("the delta gives no datapackage.json")
    new = load(out)
    for head, found in tables:
        for path, data in table_files(old, new, head, found).items():
            write_bytes(out, path, data)
    made = hashes(new)
    wrong = [path for path in {**made, **after} if made.get(path) != after.get(path)]
    if wrong:
        raise DeltaError(f"the delta did not give what it promises: {', '.join(wrong[:3])}")
    return new


def _pairs(old: Package, new: Package) -> Iterator[tuple[Resource | None, Resource]]:
    """Every new table with the old one that it comes from, None if it is new."""
    gone = [table for table in old.resources if table.name not in new.names]
    for table in new.resources:
        if table.name in old.names:
            yield old.resource(table.name), table
        else:
            like = [was for was in gone if was.field_names == table.field_names]
            yield (like[0] if len(like) == 1 else None), table


def _file_ops(old: Package, new: Package, path: str, there: bool) -> Iterator[Op]:
    if not there:
        yield _whole(new, path)
        return
    data = (old.basepath / path).read_bytes(), (new.basepath / path).read_bytes()
    try:
        before, after = (_lines(part.decode("utf-8")) for part in data)
    except UnicodeDecodeError:
        yield _whole(new, path)
        return
    for kind, a, b, c, d in difflib.SequenceMatcher(None, before, after).get_opcodes():
        if kind != "equal":
            yield op("lines", None, [path, a + 1], before[a:b], after[c:d])


def _whole(package: Package, path: str) -> Op:
    data = (package.basepath / path).read_bytes()
    try:
        content: Any = data.decode("utf-8")
    except UnicodeDecodeError:
        content = {"base64": base64.b64encode(data).decode()}
    return op("file", None, [path], None, content)


def _bytes(content: Any) -> bytes:
    if isinstance(content, str):
        return content.encode()
    return base64.b64decode(content["base64"])


def _lines(text: str) -> list[str]:
    """Lines with their ends; only LF ends a line, so that joining them gives the text again."""
    parts = text.split("\n")
    return [f"{part}\n" for part in parts[:-1]] + [part for part in parts[-1:] if part]


def _patched(data: bytes, hunks: list[Op]) -> bytes:
    lines = _lines(data.decode("utf-8"))
    for found in sorted(hunks, key=lambda h: -h["key"][1]):
        start = found["key"][1] - 1
        end = start + len(found["before"])
        if lines[start:end] != found["before"]:
            raise DeltaError(f"line {start + 1} of {found['key'][0]} is not what the delta expects")
        lines[start:end] = found["after"]
    return "".join(lines).encode()
