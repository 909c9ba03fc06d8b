"""Two versions in a form in which they can be compared: releases hold more than the tables."""

from __future__ import annotations

from typing import Any

from spaceties.datapackage import descriptor, edtf
from spaceties.datapackage.diff.compare import compare
from spaceties.datapackage.diff.model import Diff
from spaceties.datapackage.diff.semver import Reason
from spaceties.datapackage.model import Package
from spaceties.datapackage.report.words import listed
from spaceties.dataset import store
from spaceties.versions import index

STATED = ("spaceties:rows", "spaceties:bytes", "spaceties:contentHash")


def is_released(package: Package) -> bool:
    """Whether this is the package of a release, with derived tables and columns."""
    return any("spaceties:contentHash" in table.descriptor for table in package.resources)


def compare_versions(old: Package, new: Package) -> Diff:
    """What changed between two versions, each the tables or a release.

    A released version is never written otherwise under its number, so where nothing changed but
    the form that the index of `new` has of `old`, that is a reason too. Raises ValueError, with the
    file, where a table cannot be read.
    """
    diff = compare(comparable(old, new), comparable(new, old))
    entry = None if diff.reasons else index.recorded(new.basepath).get(old.version)
    if entry and (differ := index.mismatches(entry, new)):
        said = f"{listed(differ)}: written otherwise than in {old.version}, with the same content"
        diff.reasons = [Reason("form-changed", said)]
    return diff


def comparable(package: Package, other: Package) -> Package:
    """The package in a form that can be compared with the other one.

    What a release states of its files is left out. Derived tables count with their declarations.
    If only one of the two is a release, its columns with the bounds of vague dates are left out,
    since nobody wrote them.
    """
    mixed = is_released(package) != is_released(other)
    described = {k: v for k, v in package.descriptor.items() if k != store.DERIVED}
    form = {"format": "csv", "mediatype": "text/csv"}
    declared = [{**form, **table} for table in package.descriptor.get(store.DERIVED, [])]
    resources = []
    for raw in (*package.descriptor["resources"], *declared):
        resource = {k: v for k, v in raw.items() if k not in STATED}
        if mixed and "schema" in resource:
            resource["schema"] = _without_bounds(resource["schema"])
        resources.append(resource)
    return descriptor.from_descriptor({**described, "resources": resources}, package.basepath)


def _without_bounds(schema: Any) -> Any:
    """The schema without the columns of bounds; as it is if it is of another form, which a package
    of anybody may have."""
    if not isinstance(schema, dict) or not isinstance(schema.get("fields"), list):
        return schema
    fields = {at: field for at, field in enumerate(schema["fields"]) if isinstance(field, dict)}
    vague = [f.get("name") for f in fields.values() if f.get("rdfType") == edtf.RDF_TYPE]
    bounds = {f"{name}_{word}" for name in vague for word in ("earliest", "latest")}
    left_out = {at for at, field in fields.items() if str(field.get("name")) in bounds}
    return {
        **schema,
        "fieldsMatch": "subset",  # by name: the files have the columns still
        "fields": [field for at, field in enumerate(schema["fields"]) if at not in left_out],
    }
