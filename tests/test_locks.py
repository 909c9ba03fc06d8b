"""The locks hold what pyproject.toml and package.json ask for, with digests, and no addresses;
Renovate can make them anew."""

import json
import re
import shlex
import tomllib
from importlib import metadata

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name as canonical
from packaging.version import Version

from tests import mini

PROJECT = tomllib.loads((mini.ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCK = mini.ROOT / "requirements.lock"
READERS = sorted((mini.ROOT / "tests" / "readers").glob("*.in"))
# lock: what it is made of
MADE_OF = {LOCK: mini.ROOT / "pyproject.toml"} | {one.with_suffix(".lock"): one for one in READERS}
NPM = {
    name: json.loads((mini.ROOT / name).read_text(encoding="utf-8"))
    for name in ("package.json", "package-lock.json")
}
REMEDY = "run `make lock`"


def parts(path):
    """The lines at the top of a lock, which say how it was made, and its entries."""
    top, lines = re.fullmatch(r"((?:#[^\n]*\n)*)(.*)", path.read_text("utf-8"), re.DOTALL).groups()
    return top.splitlines(), re.split(r"\n(?=\S)", lines)


def locked(path):
    """What a lock pins."""
    return [Requirement(entry.split("\\")[0]) for entry in parts(path)[1]]


LOCKED = locked(LOCK)


def asked():
    """Every requirement of pyproject.toml."""
    project = PROJECT["project"]
    lists = [
        project["dependencies"],
        *project["optional-dependencies"].values(),
        *PROJECT["dependency-groups"].values(),
        PROJECT["build-system"]["requires"],
    ]
    return sorted({text for texts in lists for text in texts if not text.startswith("spaceties[")})


@pytest.mark.parametrize("text", asked())
def test_what_pyproject_asks_for_is_locked_at_a_version_that_fits(text):
    wanted = Requirement(text)
    pinned = [one for one in LOCKED if canonical(one.name) == canonical(wanted.name)]
    assert pinned, REMEDY
    for one in pinned:
        (pin,) = one.specifier
        assert pin.operator == "==" and wanted.specifier.contains(pin.version), REMEDY


def test_nothing_is_locked_that_nobody_asks_for():
    waiting = [Requirement(text) for text in asked()]
    reached = set()
    while waiting:
        wanted = waiting.pop()
        for extra in ("", *sorted(wanted.extras)):
            if (node := (canonical(wanted.name), extra)) in reached:
                continue
            reached.add(node)
            for text in metadata.requires(wanted.name) or ():
                further = Requirement(text)
                if further.marker is None or further.marker.evaluate({"extra": extra}):
                    waiting.append(further)
    names = {name for name, _ in reached}
    here = {canonical(one.name) for one in LOCKED if not one.marker or one.marker.evaluate()}
    assert here == names, REMEDY


@pytest.mark.parametrize("path", MADE_OF, ids=lambda path: path.name)
def test_a_lock_has_a_digest_for_each_package_and_no_address(path):
    assert "://" not in path.read_text(encoding="utf-8")
    for entry in parts(path)[1]:
        pin, *digests = entry.splitlines()
        assert re.match("[a-z]", pin) and digests
        assert all(line.startswith("    --hash=sha256:") for line in digests)


@pytest.mark.parametrize("path", MADE_OF, ids=lambda path: path.name)
def test_a_lock_says_at_its_top_how_renovate_makes_it_anew(path):
    _, command = parts(path)[0]
    hash_sign, *words = shlex.split(command)
    assert (hash_sign, words[:3]) == ("#", ["uv", "pip", "compile"])
    options = [word for word in words[3:] if word.startswith("-")]
    (asked,) = set(words[3:]) - set(options)
    name = path.relative_to(mini.ROOT).as_posix()
    assert mini.ROOT / asked == MADE_OF[path]
    # Those that it knows; a value stands behind "=".
    flags = {"--universal", "--generate-hashes"}
    assert flags < set(options) and f"--output-file={name}" in options, REMEDY
    valued = r"--(extra|group|python-version|output-file)=.+"
    assert all(re.fullmatch(valued, option) for option in set(options) - flags), REMEDY
    patterns = json.loads((mini.ROOT / ".github/renovate.json").read_text("utf-8"))["pip-compile"]
    assert any(re.search(one.strip("/"), name) for one in patterns["managerFilePatterns"])


@pytest.mark.parametrize("path", READERS, ids=lambda path: path.stem)
def test_the_readers_that_are_asked_are_locked(path):
    pins = {canonical(one.name): one.specifier for one in locked(path.with_suffix(".lock"))}
    for wanted in map(Requirement, path.read_text(encoding="utf-8").splitlines()):
        (pin,) = pins[canonical(wanted.name)]
        assert wanted.specifier.contains(pin.version), REMEDY


def test_the_lock_of_the_scripts_tools_agrees_and_has_no_address():
    asked, lock = NPM["package.json"], NPM["package-lock.json"]
    assert lock["packages"][""]["devDependencies"] == asked["devDependencies"], REMEDY
    for name, version in asked["devDependencies"].items():
        assert Version(version) == Version(lock["packages"][f"node_modules/{name}"]["version"])
    for path, package in lock["packages"].items():
        assert "resolved" not in package, path
        assert not path or package["integrity"].startswith("sha512-"), path
