"""No descriptor ends a command in anything but an exit code that is true, and what is printed
steers neither a terminal nor the log of a CI; faults are told at places that the descriptor has.
"""

from __future__ import annotations

import contextlib
import copy
import io
import json
import re
import resource
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st

from spaceties.commands import main
from spaceties.datapackage.report import words as words_of_others
from spaceties.datapackage.validation import net, properties
from tests.datapackages import V2, field, table, write

SOUND = {
    "$schema": V2, "name": "p", "title": "T", "created": "2026-11-21T00:00:00Z",
    "keywords": ["a"], "licenses": [{"name": "CC0-1.0"}], "sources": [{"title": "S"}],
    "contributors": [{"title": "Me", "email": "me@example.org", "roles": ["creator"]}],
    "resources": [
        table(
            "t",
            [
                field("id", "integer", required=True, minimum=0, example="1"),
                field("s", unique=True, minLength=1, maxLength=9, pattern="[a-z]+"),
                field("d", "date", format="%d.%m.%Y", minimum="01.01.2000"),
                field("n", "number", decimalChar=",", groupChar=".", maximum=9, enum=["1,5", 2]),
                field("b", "boolean", trueValues=["ja"], falseValues=["nein"]),
                field("c", "string", categories=["x", {"value": "y", "label": "Y"}]),
                field("l", "list", delimiter=";", itemType="integer"),
                field("w", "datetime", missingValues=["-"]),
            ],
            bytes=0, mediatype="text/csv", format="csv", dialect={"delimiter": ","},
            primaryKey=["id"], uniqueKeys=[["s", "d"]], missingValues=["", "NA"],
            fieldsMatch="exact",
        ),
        table("u", ["k"], data=[{"k": "a"}, {"k": "b"}], foreignKeys=[
            {"fields": ["k"], "reference": {"resource": "t", "fields": ["s"]}}]),
    ],
}  # fmt: skip
DATA = (
    'id,s,d,n,b,c,l,w\n1,a,05.01.2016,"1,5",ja,x,1;2,-\n'
    "x,B,2016,7,yes,z,a,0001-01-01T00:00:00+14:00\n2,a,05.01.2016,2,nein,y,3,2016-01-05T10:00:00Z\n"
)
# What JSON can write and `json.dumps` cannot: put into the text in place of a word.
RAW = {
    "deep": "[" * 100_000 + "]" * 100_000,
    "nested": '{"fields":' * 900 + "1" + "}" * 900,
    "digits": "9" * 1_000_000,
    "decimals": "0." + "3" * 1_000_000,
    "far": "1e999999999",
    "twice": '{"name": "a", "name": "b"}',
}
ODD: list[Any] = [
    None, True, False, 0, -1, 7, 2**31, 2**63, 10**400, 1.5, 1e308, float("inf"),
    float("nan"), "", "a", "\x00", "\ud800", "a\ud800b", "\u202e", "x" * 100_000, "9" * 10_000,
    "%Y%Y", "%", "%Q", "%d" * 50, "%-d", "%s%f%j%U", "%Y-%m-%dT%H:%M:%S%z%Z", "any", "default",
    "utf-7", "idna", "base64", "rot13", "hex", "punycode", "utf-16", "utf-32", "unicode_escape",
    "raw_unicode_escape", "undefined", "mbcs", "utf-8-sig", "cp037", "hz", "uu", "zlib", "string",
    "zip", "gz", "xlsx", "parquet", "json", "jsonl", "md5:00", "x" * 50 + ":00", "sha3_512:00",
    "shake_128:00", "blake2b:", "crc32:0", ":", "../t.csv", "/dev/zero", "t.csv", ".", "con", "~",
    "https://example.org/x", "$HOME/t.csv", "file:///etc/passwd", "data:,a", "t.csv\x00", "a\nb",
    "[a-", "(a+)+$", "(" * 500, r"\p{L}", "(?i)a", r"(a)\1", "a{1,999999999}", "1e999999999",
    "P" + "9" * 5000 + "Y", "0001-01-01T00:00:00+14:00", "9999-12-31", "99999-01", "-5000", "24:00",
    "\x1b]0;owned\x07", "\n::error::a", " ::error file=a::b", "##[error]a", "<b>|`*a", "\x9b31m",
    [], [[]], [None], [[None]], ["id"], ["id", "id"], ["nobody"], [{}], {}, {"": None}, [""],
    {"name": 7}, {"value": []}, {"\ud800": 1}, {"\n::error::a": 1}, ["\x1b[31m"], ["a"] * 5000,
    {"resource": "u", "fields": ["k"]}, {"resource": "", "fields": "id"}, [{"fields": ["id"]}],
    *(f"raw:{name}" for name in RAW), *properties.CONSTRAINTS_OF, "superset", "exact", "equal",
]  # fmt: skip
PROPERTIES = sorted(
    {
        *properties.PACKAGE, *properties.RESOURCE, *properties.DIALECT, *properties.SCHEMA,
        *properties.FIELD, *properties.OPTIONS, *properties.CONSTRAINTS, *properties.BOUNDS,
        "fields", "reference", "resource", "value", "label", "title", "path", "email", "roles",
        "foreginKeys", "missingValues", "a/b", "c~d", "$ref", "created", "version", "rdfType",
    }
)  # fmt: skip
VERBS = (
    ["validate"], *(["validate", "--format", form] for form in ("json", "github", "markdown")),
    ["validate", "--engine", "frictionless"], ["format", "--check"], ["format"], ["bump"],
    ["changelog", "--dry-run"], ["release", "--allow-dirty", "--out", "out"], ["site"],
    ["template", "t", "--out", "t.xlsx", "--package"], ["template", "t", "u", "--package"],
    ["check", "t.csv", "--table", "t", "--package"], ["add", "t.csv", "--dry-run", "--package"],
    ["audit", "t.csv", "--package"],
    *(["diff", "--format", form, "sound"] for form in ("text", "json", "html", "jsonl")),
)  # fmt: skip
MEMORY = 3 * 1024**3  # bytes of address space that one input may take
Input = tuple[dict[str, Any], list[str]]


def containers(node: Any) -> list[Any]:
    """All objects and lists of a descriptor that are not deep."""
    found: list[Any] = []
    left = [(node, 0)]
    while left:
        part, depth = left.pop()
        if isinstance(part, (dict, list)) and depth < 9 and len(part) < 100:
            found.append(part)
            inner = part.values() if isinstance(part, dict) else part
            left += [(item, depth + 1) for item in inner]
    return found


@st.composite
def inputs(draw: st.DrawFn) -> Input:
    """A sound descriptor of which up to three properties are taken out or said otherwise, and what
    is done with its package."""
    descriptor = copy.deepcopy(SOUND)
    for _ in range(draw(st.integers(1, 3))):
        part = draw(st.sampled_from(containers(descriptor)))
        own = list(part) if isinstance(part, dict) else list(range(len(part)))
        key = draw(
            st.sampled_from([*own, *(PROPERTIES if isinstance(part, dict) else [])] or [None])
        )
        if key is None:
            continue
        if key in own and draw(st.integers(0, 3)) == 0:
            del part[key]
        else:
            part[key] = copy.deepcopy(draw(st.sampled_from(ODD)))
    return descriptor, draw(st.sampled_from(VERBS))


INPUTS = inputs()


def check(value: Input, folder: Path) -> None:
    """Writes the package and runs the command, with a bound on memory."""
    descriptor, words = value
    package, sound = folder / "p", folder / "sound"
    write(package, {}, {"t.csv": DATA})
    text = json.dumps(descriptor)
    for name, raw in RAW.items():
        text = text.replace(json.dumps(f"raw:{name}"), raw)
    (package / "datapackage.json").write_text(text)
    write(sound, SOUND, {"t.csv": DATA})
    out, err = io.StringIO(), io.StringIO()
    with (
        pytest.MonkeyPatch.context() as patch,
        contextlib.chdir(folder),
        _bounded_memory(),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        for module in (words_of_others, net):  # else two faults would look the same
            patch.setattr(module, "own_fault", _raise)
        status = main([*words, "p"])
    assert status in (0, 1, 2)
    printed, said = out.getvalue(), err.getvalue()
    told = printed + said
    assert "Traceback" not in told and "too little memory" not in told, told
    assert status != 2 or said.startswith(f"spaceties {words[0]}: "), told
    told.encode()
    assert told.replace("\n", "").isprintable(), ascii(told)
    own = ("::error ", "::warning ", "::notice::") if "github" in words else ()
    for line in told.split("\n"):
        start = line.lstrip()
        assert not start.startswith("::") or start.startswith(own), line
        assert not re.search(r"##(vso)?\[", line), line
    if "json" in words and status < 2:
        report = json.loads(printed)
        for problem in report.get("problems", []):
            pointer = problem["message"].split(": ")[0]
            if problem["code"] == "S150" and "raw:" not in repr(descriptor):
                _resolve(descriptor, pointer)


def _resolve(descriptor: Any, pointer: str) -> None:
    """Raises where a JSON pointer without its first slash points to nothing; other messages, of
    frictionless or with a name that is no text, are none."""
    if " " in pointer or "\\" in pointer or "#" in pointer:
        return
    for part in pointer.split("/") if pointer else ():
        part = part.replace("~1", "/").replace("~0", "~")
        descriptor = descriptor[int(part) if isinstance(descriptor, list) else part]


def _raise(error: BaseException) -> str:
    raise error


@contextlib.contextmanager
def _bounded_memory() -> Any:
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    before = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (pages * resource.getpagesize() + MEMORY, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)
