"""No command reads or writes outside of the folder of a package, whatever its files are called."""

import contextlib
import io
import json
import os
import shutil
import signal
import socket
import stat
import zipfile

import pytest

import spaceties
from spaceties.commands import main
from spaceties.datapackage import descriptor, paths
from spaceties.dataset import store
from spaceties.importers.base import refresh
from tests import adding, mini
from tests.test_importers import ATLAS

SECRET = "kept-from-strangers"
FIELDS = [{"name": "a", "type": "string"}, {"name": "b", "type": "string"}]
SCHEMA = {"fields": FIELDS, "primaryKey": ["a"]}
LONG = 20  # seconds after which a command hangs


def link(place, to):
    place.parent.mkdir(exist_ok=True)
    place.symlink_to(to)


def bound(place):
    with socket.socket(socket.AF_UNIX) as one, contextlib.chdir(place.parent):
        one.bind(place.name)


# What leads out of a package: its path, and what has to be there (the package, the folder outside).
KINDS = {
    "absolute": ("{outside}/secret.csv", None),
    "above": ("../outside/secret.csv", None),
    "above, from within": ("data/../../outside/secret.csv", None),
    "above, of Windows": ("..\\outside\\secret.csv", None),
    "a drive": ("C:\\secret.csv", None),
    "a share": ("\\\\server\\share\\secret.csv", None),
    "a home": ("~/secret.csv", None),
    "of the environment": ("$HOME/secret.csv", None),
    "a file's address": ("file://{outside}/secret.csv", None),
    "a hidden folder": (".git/secret.csv", None),
    "a link": ("link.csv", lambda p, o: link(p / "link.csv", o / "secret.csv")),
    "a relative link": ("link.csv", lambda p, o: link(p / "link.csv", "../outside/secret.csv")),
    "a link below a link": ("in/secret.csv", lambda p, o: link(p / "in", o)),
    "a link to a link": ("one.csv", lambda p, o: (link(p / "one.csv", "two.csv"),
                                                  link(p / "two.csv", o / "secret.csv"))),
    "a link into a hidden folder": ("link.csv", lambda p, o: link(p / "link.csv",
                                                                  ".git/secret.csv")),
    "a link to itself": ("link.csv", lambda p, o: link(p / "link.csv", "link.csv")),
    "a link to a device": ("link.csv", lambda p, o: link(p / "link.csv", "/dev/zero")),
    "a device": ("/dev/zero", None),
    "a pipe": ("pipe.csv", lambda p, o: os.mkfifo(p / "pipe.csv")),
    "a link to a pipe": ("link.csv", lambda p, o: link(p / "link.csv", o / "pipe")),
    "a socket": ("socket.csv", lambda p, o: bound(p / "socket.csv")),
    "a NUL": ("a\0b.csv", None),
    "a name too long": ("x" * 5000 + ".csv", None),
    "a folder": ("data", lambda p, o: (p / "data").mkdir()),
}  # fmt: skip
PLACES = ("path", "part", "schema", "dialect", "profile", "descriptor")
SOME = ("absolute", "above", "a link", "a link below a link", "a pipe", "a link to a device")


def hostile(tmp, kind, place):
    """A package one of whose tables is described by what lies outside."""
    outside, package = tmp / "outside", tmp / "package"
    outside.mkdir()
    (outside / "secret.csv").write_text(f"a,b\n{SECRET},2\n1,x\n")
    os.mkfifo(outside / "pipe")
    package.mkdir()
    (package / ".git").mkdir()
    (package / ".git" / "secret.csv").write_text(f"a,b\n{SECRET},2\n")
    (package / "t.csv").write_text("a,b\n1,x\n")
    path, prepare = KINDS[kind]
    path = path.format(outside=outside)
    if prepare:
        prepare(package, outside)
    bad = {"name": "h", "path": "t.csv", "schema": SCHEMA, "type": "table"}
    bad |= {"path": path} if place == "path" else {}
    bad |= {"path": ["t.csv", path]} if place == "part" else {}
    bad |= {place: path} if place in ("schema", "dialect", "profile") else {}
    good = {"name": "t", "path": "t.csv", "schema": SCHEMA, "type": "table"}
    text = json.dumps({"name": "other", "version": "1.0.0", "resources": [good, bad]})
    if place == "descriptor":
        (outside / "secret.csv").write_text(text.replace('"x"', f'"{SECRET}"'))
        if (package / path).is_symlink() or "pipe" in kind:
            shutil.move(package / path, package / "datapackage.json")
            return package
    (package / "datapackage.json").write_text(text)
    return package


COMMANDS = {
    "validate": ["validate", "{p}"],
    "validate, as JSON": ["validate", "{p}", "--format", "json"],
    "validate by frictionless": ["validate", "{p}", "--engine", "frictionless"],
    "validate a zip": ["validate", "{p}.zip"],
    "check": ["check", "{p}/../rows.csv", "--table", "h", "--package", "{p}"],
    "check another table": ["check", "{p}/../rows.csv", "--table", "t", "--package", "{p}"],
    "add": ["add", "{p}/../rows.csv", "--table", "h", "--package", "{p}"],
    "add, to be seen": ["add", "{p}/../rows.csv", "--table", "h", "--package", "{p}", "--dry-run"],
    "format": ["format", "{p}"],
    "format --check": ["format", "{p}", "--check"],
    "diff": ["diff", "{p}", "{p}/../good"],
    "diff, the other way": ["diff", "{p}/../good", "{p}", "--all"],
    "diff, as a delta": ["diff", "{p}/../good", "{p}", "--format", "jsonl"],
    "patch": ["patch", "{p}", "{p}/../delta.jsonl", "--out", "{p}/../patched"],
    "bump": ["bump", "{p}", "--to", "2.0.0"],
    "changelog": ["changelog", "{p}", "--dry-run"],
    "template": ["template", "h", "--package", "{p}", "--out", "{p}/../t.csv"],
    "release": ["release", "{p}", "--out", "{p}/../released"],
    "site": ["site", "{p}", "--out", "{p}/../site"],
    "verify": ["verify", "{p}"],
    "audit": ["audit", "{p}/../rows.csv", "--package", "{p}"],
}


def run(words):
    """What a command prints; fails if it hangs or raises."""
    out, err = io.StringIO(), io.StringIO()

    def hangs(*_):
        pytest.fail(f"{words} hangs")

    before = signal.signal(signal.SIGALRM, hangs)
    signal.alarm(LONG)
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            try:
                main(words)
            except SystemExit as stop:
                pytest.fail(f"{words} is no command: {stop} {err.getvalue()}")
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
    return out.getvalue() + err.getvalue()


def tree(folder):
    """{path: what is there} of all that lies below a folder."""
    found = {}
    for path in sorted(folder.rglob("*")):
        mode = path.lstat().st_mode
        whole = path.read_bytes() if stat.S_ISREG(mode) else os.path.islink(path)
        found[path.relative_to(folder).as_posix()] = stat.S_IFMT(mode), whole
    return found


def surroundings(tmp):
    """Another package without fault, rows to add, and a delta from it to one that leads out."""
    good = tmp / "good"
    good.mkdir()
    (good / "t.csv").write_text("a,b\n1,x\n")
    resources = [{"name": n, "path": "t.csv", "schema": SCHEMA, "type": "table"} for n in "th"]
    described = {"name": "other", "version": "1.0.0", "resources": resources}
    (good / "datapackage.json").write_text(json.dumps(described))
    (tmp / "rows.csv").write_text("a,b\n7,new\n")
    about = {"name": "other", "version": "1", "files": {}}
    line = {"op": "package", "table": None, "key": None, "before": about, "after": about}
    (tmp / "delta.jsonl").write_text(json.dumps(line) + "\n")


def zipped(package):
    with zipfile.ZipFile(f"{package}.zip", "w") as archive:
        for path in package.rglob("*"):
            if path.is_symlink() or path.is_file():
                content = os.readlink(path) if path.is_symlink() else path.read_bytes()
                archive.writestr(path.relative_to(package).as_posix(), content)


def written(tmp):
    """The bytes of what commands wrote beside the package."""
    outside = {"package", "outside", "package.zip"}
    paths_ = [p for top in tmp.iterdir() if top.name not in outside for p in [top, *top.rglob("*")]]
    return b"".join(p.read_bytes() for p in paths_ if p.is_file())


@pytest.mark.parametrize(
    "kind, place",
    [*((kind, "path") for kind in KINDS), *((kind, at) for kind in SOME for at in PLACES[1:])],
)
def test_nothing_outside_of_a_package_is_shown_or_written(kind, place, tmp_path, monkeypatch):
    package = hostile(tmp_path, kind, place)
    surroundings(tmp_path)
    zipped(package)
    monkeypatch.setenv("HOME", str(tmp_path / "outside"))
    monkeypatch.chdir(tmp_path)
    outside, hidden = tree(tmp_path / "outside"), tree(package / ".git")
    for name, words in COMMANDS.items():
        if "frictionless" in name and kind not in SOME:
            continue  # which takes long
        said = run([word.format(p=package) for word in words])
        assert SECRET not in said, name
        assert tree(tmp_path / "outside") == outside, name
    with contextlib.suppress(Exception):
        assert SECRET not in str(spaceties.load("h", package))
    assert tree(package / ".git") == hidden
    assert SECRET.encode() not in written(tmp_path)


@pytest.mark.parametrize("kind", KINDS)
def test_the_gate_refuses_each_kind_and_says_why(kind, tmp_path):
    package = hostile(tmp_path, kind, "path")
    path = KINDS[kind][0].format(outside=tmp_path / "outside")
    assert paths.path_fault(package, path)[0] in ("unsafe", "missing")
    for way in (paths.open_file, paths.file_at, paths.read_bytes):
        with pytest.raises(paths.PathError) as refused:
            way(package, path)
        assert isinstance(refused.value, ValueError) and isinstance(refused.value, OSError)
    with pytest.raises(paths.PathError):
        paths.place_of(package, path)


def test_links_that_stay_in_the_package_are_followed(tmp_path):
    (tmp_path / "package" / "data").mkdir(parents=True)
    package = tmp_path / "package"
    (package / "data" / "t.csv").write_text("a\n1\n")
    link(package / "t.csv", "data/t.csv")
    link(package / "absolute.csv", package / "data" / "t.csv")
    link(package / "also", "data")
    link(tmp_path / "elsewhere", package)
    for path in ("t.csv", "absolute.csv", "also/t.csv"):
        assert paths.read_bytes(package, path) == b"a\n1\n"
        assert paths.read_bytes(tmp_path / "elsewhere", path) == b"a\n1\n"
        with pytest.raises(paths.PathError, match="regular"):
            paths.place_of(package, path)


@pytest.mark.parametrize("what", ["the file", "its folder"])
def test_a_link_put_there_after_the_look_is_not_followed(what, tmp_path, monkeypatch):
    outside, package = tmp_path / "outside", tmp_path / "package"
    for folder in (outside, package / "data"):
        folder.mkdir(parents=True)
    (outside / "t.csv").write_text(SECRET)
    (package / "data" / "t.csv").write_text("a\n")
    descend = paths._descend

    def swapped(base, parts):
        shutil.rmtree(package / "data")
        if what == "its folder":
            link(package / "data", outside)
        else:
            link(package / "data" / "t.csv", outside / "t.csv")
        return descend(base, parts)

    monkeypatch.setattr(paths, "_descend", swapped)
    with pytest.raises(paths.PathError, match="link"):
        paths.read_bytes(package, "data/t.csv")


@pytest.mark.parametrize("path", ["CON", "data/aux.csv", "t.csv:stream", "t.csv.", "t.csv ", "nul"])
def test_names_that_mean_something_to_windows_are_refused_there(path, tmp_path, monkeypatch):
    (tmp_path / "good.csv").write_text("")
    assert paths._is_special(path) and not paths._is_special("data/good.csv")


# --- the files that are not tables ---------------------------------------------------------------


DOCUMENTS = ("CHANGELOG.md", "CITATION.cff", ".zenodo.json", "LICENSE-DATA", "releases/0.0.1.json",
             "releases/0.1.0.changes.jsonl")  # fmt: skip


@pytest.mark.parametrize("name", DOCUMENTS)
def test_documents_that_are_links_are_not_read_or_written_through(name, tmp_path, monkeypatch):
    package = adding.tiny_package(tmp_path / "package")
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret").write_text(f'{{"version": "{SECRET}"}}\nversion: {SECRET}\n')
    link(package / name, outside / "secret")
    before = tree(outside)
    for words in (
        ["bump", "--to", "9.0.0", package],
        ["changelog", package, "--dry-run"],
        ["changelog", package],
        ["release", package, "--out", tmp_path / "dist"],
    ):
        assert SECRET not in run(list(map(str, words)))
        assert tree(outside) == before
    assert not (tmp_path / "dist").exists() or SECRET.encode() not in written(tmp_path)


def test_a_descriptor_that_is_a_link_out_of_its_folder_is_refused(tmp_path):
    link(tmp_path / "package" / "datapackage.json", mini.ROOT / "datapackage.json")
    with pytest.raises(descriptor.DescriptorError, match="link that leaves"):
        descriptor.load(tmp_path / "package")


# --- deltas --------------------------------------------------------------------------------------


def delta(old, *lines, files=()):
    """A delta that was made for a package and promises it unchanged, save for these lines."""
    from spaceties.datapackage.files import hashes

    there = hashes(descriptor.load(old))
    about = {"name": "other", "version": "1", "files": there}
    head = {"op": "package", "table": None, "key": None, "before": about}
    after = {**about, "files": {**there, **dict.fromkeys(files, "0")}}
    records = [{**head, "after": after}, *({"table": None, "before": None, **x} for x in lines)]
    return "".join(json.dumps(record) + "\n" for record in records)


@pytest.mark.parametrize("promised", [True, False])
@pytest.mark.parametrize("op", ["file", "lines"])
@pytest.mark.parametrize("kind", [*KINDS, "a file of no table", "a hook", "a journal"])
def test_a_delta_writes_in_its_new_folder_what_it_promises(kind, op, promised, tmp_path):
    surroundings(tmp_path)
    outside = tmp_path / "outside"
    outside.mkdir()
    own = {"a file of no table": "Makefile", "a hook": ".git/hooks/post-checkout",
           "a journal": ".spaceties-journal"}  # fmt: skip
    path = own.get(kind) or KINDS[kind][0].format(outside=outside)
    line = {"op": op, "key": [path, 1], "after": SECRET if op == "file" else [SECRET]}
    line |= {"before": []} if op == "lines" else {}
    text = delta(tmp_path / "good", line, files=[path] if promised else [])
    (tmp_path / "delta.jsonl").write_text(text)
    before = tree(tmp_path)
    said = run(["patch", str(tmp_path / "good"), str(tmp_path / "delta.jsonl"), "--out",
                str(tmp_path / "new" / "package")])  # fmt: skip
    assert said.count("\n") == 1, said
    shutil.rmtree(tmp_path / "new")
    assert tree(tmp_path) == before


@pytest.mark.parametrize(
    "name", ["../escaped", "/tmp/escaped", "..", ".git", "a/b", "a\0b", "~", "$HOME", {"a": 1}]
)
def test_the_name_in_a_delta_is_no_way_out(name, tmp_path, monkeypatch):
    surroundings(tmp_path)
    text = delta(tmp_path / "good").replace('"other"', json.dumps(name))
    (tmp_path / "delta.jsonl").write_text(text)
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    before = tree(tmp_path)
    assert "no name for a folder" in run(["patch", "../good", "../delta.jsonl"])
    assert tree(tmp_path) == before


@pytest.mark.parametrize("kind", SOME)
def test_commands_of_our_own_package_go_by_the_gate(kind, tmp_path, monkeypatch):
    """Those that take the package of the current folder, where that says to be ours."""
    package = hostile(tmp_path, kind, "path")
    described = json.loads((package / "datapackage.json").read_text()) | {"name": "spaceties"}
    described["resources"][1]["name"] = "launch_sites"
    (package / "datapackage.json").write_text(json.dumps(described))
    monkeypatch.setattr(store, "descriptor_path", lambda: package / "datapackage.json")
    monkeypatch.chdir(package)
    (tmp_path / "sites.txt").write_text("NEW=New\n")
    outside = tree(tmp_path / "outside")
    for words in (["log", "launch_sites", "1"], ["docs"], ["docs", "--check"],
                  ["site", "--out", "site"], ["release", "--out", "dist"], ["diff", ".", "."],
                  ["import", "gcat", str(tmp_path)], ["bump", "--to", "9.0.0"],
                  ["template", "launch_sites"],
                  ["audit", str(tmp_path / "sites.txt")]):  # fmt: skip
        assert SECRET not in run(words), words
        assert tree(tmp_path / "outside") == outside, words
    with pytest.raises((ValueError, OSError)):
        refresh(ATLAS, tmp_path, descriptor.load(package))
    assert tree(tmp_path / "outside") == outside
    assert not any(SECRET.encode() in p.read_bytes() for p in package.rglob("*.*")
                   if p.is_file() and not p.is_symlink() and p.parent.name != ".git")  # fmt: skip
