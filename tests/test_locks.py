"""The locks hold what pyproject.toml and package.json ask for, with digests, and no addresses."""

import json
import re
import tomllib
from importlib import metadata

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name as canonical
from packaging.version import Version

from tests import mini

PROJECT = tomllib.loads((mini.ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCK = (mini.ROOT / "requirements.lock").read_text(encoding="utf-8")
READERS = sorted((mini.ROOT / "tests" / "readers").glob("*.in"))
LOCKED = [Requirement(entry.split("\\")[0]) for entry in re.split(r"\n(?=\S)", LOCK)]
NPM = {
    name: json.loads((mini.ROOT / name).read_text(encoding="utf-8"))
    for name in ("package.json", "package-lock.json")
}
REMEDY = "run `make lock`"


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
    locked = [one for one in LOCKED if canonical(one.name) == canonical(wanted.name)]
    assert locked, REMEDY
    for one in locked:
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


@pytest.mark.parametrize("path", [mini.ROOT / "requirements.lock", *(
    asked.with_suffix(".lock") for asked in READERS
)], ids=lambda path: path.name)  # fmt: skip
def test_a_lock_has_a_digest_for_each_package_and_no_address(path):
    lock = path.read_text(encoding="utf-8")
    assert "://" not in lock
    assert all(line.startswith(("    --hash=sha256:", *"abcdefghijklmnopqrstuvwxyz"))
               for line in lock.splitlines())  # fmt: skip
    assert all("--hash=" in entry for entry in re.split(r"\n(?=\S)", lock))


@pytest.mark.parametrize("path", READERS, ids=lambda path: path.stem)
def test_the_readers_that_are_asked_are_locked(path):
    lock = path.with_suffix(".lock").read_text(encoding="utf-8")
    pins = {canonical(one.name): one.specifier for one in map(
        Requirement, (entry.split("\\")[0] for entry in re.split(r"\n(?=\S)", lock)))}  # fmt: skip
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
