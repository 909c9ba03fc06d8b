"""`patch` writes the version that a delta promises, or nothing: whatever the delta says, no other
file is written, and one line says why it could not be applied."""

from __future__ import annotations

import copy
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from spaceties.datapackage.descriptor import load
from spaceties.datapackage.diff import delta
from spaceties.datapackage.diff.make_delta import make_delta
from spaceties.datapackage.files import sha256
from tests import versions
from tests.fuzz._commands import run, tree

OUTSIDE = "{outside}"  # stands for a folder beside all others
PATHS = [
    *("../escaped", "a/../../escaped", "data/../../../escaped", f"{OUTSIDE}/escaped", "~/escaped"),
    *("C:escaped", "C:/escaped", "..\\escaped", "\\escaped", ".git/hooks/escaped", ".", ".."),
    *("datapackage.json", "./datapackage.json", "data", "data/x.csv", "data/x.csv/escaped", ""),
    *("n" * 300, "a\0b", "a\nb", "\ud800", "\x1b[31m", "https://example.org/a.csv", "data//x.csv"),
    *("/", "new.csv"),
]
ODD: list[Any] = [
    *(None, True, 0, -1, 10**30, 1e400, float("nan"), [], {}, [[]], [""], {"": ""}, "", "x"),
    *({"base64": "!"}, {"base64": "AAAA"}, {"base64": 7}, {"files": {}}, [["x"], 1], ["x", "y"]),
    json.loads("[" * 200 + "]" * 200),
]


@dataclass(frozen=True)
class Case:
    old: list[Any]
    new: list[Any]
    damage: list[tuple[Any, ...]]
    promised: bool
    named: bool


VALUE = st.one_of(st.sampled_from(PATHS), st.sampled_from(ODD))
WAY = st.lists(st.integers(0, 5), max_size=4)
DAMAGE = st.one_of(
    st.tuples(st.just("set"), st.integers(0, 9), WAY, VALUE),
    st.tuples(st.just("set"), st.just(0), WAY, VALUE),
    st.tuples(st.just("file"), st.sampled_from(PATHS), st.sampled_from(["evil", *ODD])),
    st.tuples(st.just("move"), st.integers(0, 9), st.integers(0, 9)),
    st.tuples(st.just("double"), st.integers(0, 9)),
    st.tuples(st.just("drop"), st.integers(0, 9)),
    st.tuples(st.just("describe"), st.integers(0, 3), st.sampled_from(PATHS)),
    st.tuples(st.just("name"), st.sampled_from(["name", "version"]), VALUE),
    st.tuples(st.just("bytes"), st.integers(0, 2000), st.integers(0, 5), st.binary(max_size=3)),
)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    old, new = draw(versions.pairs().filter(lambda pair: all(pair)))
    damage = draw(st.lists(DAMAGE, min_size=1, max_size=3))
    return Case(old, new, damage, draw(st.booleans()), draw(st.booleans()))


INPUTS = cases()


def check(case: Case, folder: Path) -> None:
    """Patches with the damaged delta, in a folder of its own beside the old version."""
    old = versions.write(folder / "old", case.old, "1.0.0")
    new = versions.write(folder / "new", case.new, "1.1.0")
    here = folder / "a" / "b" / "here"
    here.mkdir(parents=True)
    data = _damaged(case, delta.to_lines(make_delta(load(old), load(new))))
    (here / "d.jsonl").write_bytes(data.replace(OUTSIDE.encode(), str(folder / "a").encode()))
    before = tree(folder)
    out = ["--out", "made"] if case.named else []
    code, *_ = run(here, "patch", old, "d.jsonl", *out)
    after = tree(folder)
    if code == 0:
        (made,) = (path for path in here.iterdir() if path.is_dir())
        assert re.fullmatch(r"\w[\w.+-]*", made.name)
        promised = delta.from_lines((here / "d.jsonl").read_text())[0].after["files"]
        written = {name: sha256(x) for name, x in tree(made).items() if isinstance(x, bytes)}
        assert written == promised
        root = made.relative_to(folder)
        after = {n: x for n, x in after.items() if not Path(n).is_relative_to(root)}
    assert after == before


def _damaged(case: Case, text: str) -> bytes:
    lines = [json.loads(line) for line in text.split("\n") if line]
    for kind, *rest in map(copy.deepcopy, case.damage):  # one by one: else they share values
        if not lines:
            break
        match kind:
            case "set":
                _set(lines, *rest)
            case "file":
                lines.append(_file(*rest))
            case "move":
                lines.insert(rest[1] % len(lines), lines.pop(rest[0] % len(lines)))
            case "double":
                lines.append(copy.deepcopy(lines[rest[0] % len(lines)]))
            case "drop":
                lines.pop(rest[0] % len(lines))
            case "describe":
                _describe(lines, case.new, *rest)
            case "name":
                _set_named(lines[0], *rest)
    if case.promised:
        _promise(lines)
    data = "".join(json.dumps(line) + "\n" for line in lines).encode()
    for kind, *rest in case.damage:
        if kind == "bytes" and data:
            at, length, new = rest
            at %= len(data)
            data = data[:at] + new + data[at + length :]
    return data


def _set(lines: list[Any], number: int, way: list[int], value: Any) -> None:
    """Puts a value in the place of whatever a walk through a line leads to."""
    place, key = lines, number % len(lines)
    for step in way:
        inner = place[key]
        names = list(inner) if isinstance(inner, dict) else list(range(len(inner))) \
            if isinstance(inner, list) else []  # fmt: skip
        if not names:
            break
        place, key = inner, names[step % len(names)]
    place[key] = value


def _file(path: str, content: Any) -> dict[str, Any]:
    return {"op": "file", "table": None, "key": [path], "before": None, "after": content}


def _describe(lines: list[Any], new: list[Any], number: int, path: str) -> None:
    """Has the descriptor say that a table lies elsewhere."""
    resources = json.loads(json.dumps([part["resource"] for part in new]))
    resources[number % len(resources)]["path"] = path
    text = json.dumps({"name": "random", "version": "1.1.0", "resources": resources})
    lines[1:] = [line for line in lines[1:] if not isinstance(line, dict) or line["op"] != "lines"]
    lines.insert(1, _file("datapackage.json", text))


def _set_named(head: Any, name: str, value: Any) -> None:
    if isinstance(head, dict) and isinstance(head.get("after"), dict):
        head["after"][name] = value


def _promise(lines: list[Any]) -> None:
    """Has the first line promise the files that the others give."""
    try:
        files = lines[0]["after"]["files"]
        for line in lines[1:]:
            if line["op"] == "file" and isinstance(line["after"], str):
                files[line["key"][0]] = sha256(line["after"].encode())
    except (KeyError, TypeError, IndexError, UnicodeEncodeError):
        pass
