"""Reads a Data Package descriptor, version 1 or 2, into the dataclasses of `model`.

Schemas and dialects may stand inline or in files of their own. Nothing is ever fetched: a remote,
unsafe or missing path becomes a problem of the report, not a download.
Source: datapackage.org/standard and specs.frictionlessdata.io (version 1).
"""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from .extras import explained
from .model import Fault, Package
from .paths import is_remote, path_fault, read_bytes, read_named
from .resource import resource_of, text_at

DESCRIPTORS = ("datapackage.json", "datapackage.yaml", "datapackage.yml")


class DescriptorError(ValueError):
    """The descriptor cannot be used at all: not there, not JSON, or not of the right shape."""


def load(path: str | os.PathLike[str]) -> Package:
    """The package that a descriptor file, or the folder with one (`DESCRIPTORS`), describes.

    Raises `DescriptorError` if the file is not there, is not JSON (or YAML, by its name), or is
    not an object with a list of resources.
    """
    path = Path(path)
    if path.is_dir():
        path = descriptor_in(path)
    return from_descriptor(object_in(path.parent, path.name), path.parent)


def from_descriptor(
    descriptor: Mapping[str, Any], basepath: str | os.PathLike[str] = "."
) -> Package:
    """The package of a descriptor that is already a mapping; relative paths start at basepath."""
    if not isinstance(descriptor, Mapping):
        raise DescriptorError("the descriptor is not an object")
    resources = descriptor.get("resources")
    if not isinstance(resources, list) or not all(isinstance(r, Mapping) for r in resources):
        raise DescriptorError('the descriptor has no list of "resources", each an object')
    base = Path(basepath)
    faults: list[Fault] = []
    parsed = []
    for number, raw in enumerate(resources):
        schema = _dereferenced(raw, "schema", number, base, faults)
        dialect = _dereferenced(raw, "dialect", number, base, faults)
        parsed.append(resource_of(raw, number, schema, dialect or {}))
    known = {"$schema", "name", "title", "version", "resources"}
    return Package(
        basepath=base,
        name=text_at(descriptor, "name"),
        title=text_at(descriptor, "title"),
        version=text_at(descriptor, "version"),
        standard=_standard(descriptor),
        resources=tuple(parsed),
        custom={k: v for k, v in descriptor.items() if k not in known},
        descriptor=descriptor,
        faults=tuple(faults),
    )


def with_copies(package: Package, copies: Mapping[str, str | os.PathLike[str]]) -> Package:
    """The package with local files in the place of remote schemas and dialects: {address: file}.

    Raises `DescriptorError` for a file that holds no object, and for an address that no resource
    names.
    """
    objects = {address: object_at(Path(file)) for address, file in copies.items()}
    named = set()
    resources = []
    for resource in package.resources:
        raw = dict(resource.descriptor)
        for name in ("schema", "dialect"):
            if isinstance(raw.get(name), str) and raw[name] in objects:
                named.add(raw[name])
                raw[name] = objects[raw[name]]
        resources.append(raw)
    if unknown := sorted(objects.keys() - named):
        raise DescriptorError(f"no resource names {unknown[0]}")
    return from_descriptor({**package.descriptor, "resources": resources}, package.basepath)


def descriptor_in(folder: Path) -> Path:
    """The descriptor of a folder, or where it should be."""
    paths = [folder / name for name in DESCRIPTORS]
    return next((path for path in paths if path.is_file()), paths[0])


def _standard(descriptor: Mapping[str, Any]) -> str:
    """The version of the standard that `$schema` names; without it, the standard says v1."""
    profile = descriptor.get("$schema")
    if not profile:
        return "v1"
    version = re.match(r"https?://datapackage\.org/profiles/([12])\.\d+/", str(profile))
    return f"v{version[1]}" if version else "unknown"


def object_in(base: Path, path: str) -> Mapping[str, Any]:
    """The object in a JSON or YAML file of a package. Raises `DescriptorError` if there is none."""
    return _object(base / path, lambda: read_bytes(base, path))


def object_at(path: Path) -> Mapping[str, Any]:
    """The same of a file that the user names, wherever it lies."""
    return _object(path, lambda: read_named(path))


class RepeatedKeys(dict[str, Any]):
    """An object of JSON that has a key twice, of which the last counts. keys_again: those."""

    keys_again: tuple[str, ...] = ()


def _object_of(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    plain = dict(pairs)
    if len(plain) == len(pairs):
        return plain
    repeated = RepeatedKeys(pairs)
    counts = Counter(key for key, _ in pairs)
    repeated.keys_again = tuple(key for key, count in counts.items() if count > 1)
    return repeated


@explained()
def _object(path: Path, read: Callable[[], bytes]) -> Mapping[str, Any]:
    try:
        text = read().decode("utf-8-sig")
    except FileNotFoundError:
        raise DescriptorError(f"{path} does not exist") from None
    except UnicodeDecodeError as error:
        raise DescriptorError(f"{path} cannot be read: it is not UTF-8 ({error.reason})") from None
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        said = getattr(error, "strerror", None) or error
        raise DescriptorError(f"{path} cannot be read: {said}") from None
    try:
        if path.suffix in (".yaml", ".yml"):
            from . import yaml_text

            content = yaml_text.parse(text)
        else:
            content = json.loads(text, object_pairs_hook=_object_of)
    except (ValueError, RecursionError) as error:
        form = "YAML" if path.suffix in (".yaml", ".yml") else "JSON"
        raise DescriptorError(f"{path} is not valid {form}: {error}") from None
    if not isinstance(content, Mapping):
        raise DescriptorError(f"{path} does not hold an object")
    return content


def referred_object(base: Path, path: str) -> Mapping[str, Any]:
    """The object in a file that a descriptor refers to, which errors name as the descriptor does.
    Raises `DescriptorError`."""
    if fault := path_fault(base, path):
        raise DescriptorError(fault[1])
    try:
        return object_in(base, path)
    except DescriptorError as error:  # the folder may be that of an unpacked zip
        raise DescriptorError(str(error).replace(str(base / path), path)) from None


def _dereferenced(
    raw: Mapping[str, Any], name: str, number: int, base: Path, faults: list[Fault]
) -> Mapping[str, Any] | None:
    """An object of the resource, read from its file if the descriptor names one."""
    value = raw.get(name)
    if isinstance(value, str):
        try:
            return referred_object(base, value)
        except DescriptorError as error:
            hint = f"--schema {value}=FILE takes a local copy" if is_remote(value) else None
            faults.append(Fault(("resources", number, name), str(error), value, hint))
    return value if isinstance(value, Mapping) else None
