"""Tables of other packages that foreign keys refer to, where those lie in this one's folder.

Source: datapackage.org/recipes/external-foreign-keys.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from ..descriptor import DescriptorError, descriptor_in, load
from ..model import ForeignKey, Package, Resource
from ..paths import is_remote, path_fault
from .faults import find_faults


def with_linked_tables(
    package: Package, resources: list[Resource]
) -> tuple[Package, list[Resource], list[str]]:
    """The package with the tables of others that the resources refer to, those resources as they
    then refer to them, and notes on the keys that cannot be checked.

    Such a table is named by its descriptor and its name, as in `other/datapackage.json#table`; what
    is wrong in it is its own package's business.
    """
    linked: dict[str, Resource] = {}
    notes: list[str] = []
    others: dict[str, Package | str] = {}

    def followed(resource: Resource) -> Iterator[ForeignKey]:
        for foreign in resource.foreign_keys:
            address = foreign.package
            if not address:
                yield foreign
                continue
            if address not in others:
                others[address] = _package_at(package, address)
            other, name = others[address], f"{address}#{foreign.table}"
            if isinstance(other, Package) and not other.has(foreign.table):
                other = f', which has no table "{foreign.table}",'
            elif package.has(name):
                other = f', whose table has the name of one here, "{name}",'
            if isinstance(other, str):
                notes.append(
                    f"{resource.name}: the foreign key {', '.join(foreign.fields)} refers to "
                    f"another package ({address}){other} and was not checked"
                )
                continue
            folder = other.basepath.relative_to(package.basepath)
            linked[name] = _moved(other.resource(foreign.table), name, folder)
            yield replace(foreign, package="", table=name)

    own = [
        replace(resource, foreign_keys=tuple(followed(resource)))
        if any(foreign.package for foreign in resource.foreign_keys)
        else resource
        for resource in resources
    ]
    if others:
        changed = {resource.name: resource for resource in own}
        kept = (changed.get(resource.name, resource) for resource in package.resources)
        package = replace(package, resources=(*kept, *linked.values()))
    return package, own, notes


def _package_at(package: Package, address: str) -> Package | str:
    """The sound package at an address in the folder of this one, or why there is none."""
    path = address
    if is_remote(path):
        return ""
    if not address.endswith((".json", ".yaml", ".yml")):
        path = f"{address}/{descriptor_in(package.basepath / address).name}"
    if fault := path_fault(package.basepath, path):
        return f", but {fault[1]},"
    try:
        other = load(package.basepath / path)
    except DescriptorError as error:
        return f", but {error},"
    faulty = any(fault.severity == "error" for fault in find_faults(other))
    return ", whose description is at fault," if faulty else other


def _moved(table: Resource, name: str, folder: Path) -> Resource:
    """A table of another package as one of this: its paths start at this one's folder."""
    paths = tuple((folder / path).as_posix() for path in table.paths)
    return replace(table, name=name, paths=paths, foreign_keys=())
