"""From the stored tables to those of a release: bounds of vague dates, derived tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from spaceties.datapackage import descriptor, edtf
from spaceties.datapackage.model import Package, Resource
from spaceties.dataset import store
from spaceties.dataset.derived import compute
from spaceties.dataset.model import Release, ReleaseTable


def assemble(package: Package, tables: Mapping[str, pa.Table]) -> Release:
    """The release of a package from its valid typed tables: the stored ones with bounds for each
    vague date, then the derived ones."""
    stored = {table.name: as_released(table, tables[table.name]) for table in package.resources}
    declared = store.derived(package)
    computed = [
        ReleaseTable(dict(table.descriptor), table, data, derived=True)
        for table, data in zip(declared, compute(declared, stored), strict=True)
    ]
    return Release(package, (*stored.values(), *computed))


def as_released(table: Resource, rows: pa.Table) -> ReleaseTable:
    """A stored table as a release has it: sorted by its key, with bounds for each vague date."""
    if table.primary_key:
        # A table of several files (claims) is sorted within each of them only.
        rows = rows.sort_by([(name, "ascending") for name in table.primary_key])
    resource, data = with_bounds(table.descriptor, rows)
    resource.pop("path", None)
    return ReleaseTable(resource, parsed(resource), data)


def parsed(resource: Mapping[str, Any]) -> Resource:
    """One resource of a descriptor as the dataclass of `package.schema`."""
    return descriptor.from_descriptor({"resources": [resource]}).resources[0]


def with_bounds(resource: Mapping[str, Any], table: pa.Table) -> tuple[dict[str, Any], pa.Table]:
    """The descriptor and the table with `*_earliest` and `*_latest` after each vague date."""
    fields: list[Mapping[str, Any]] = []
    for field in resource["schema"]["fields"]:
        fields.append(field)
        if field.get("rdfType") != edtf.RDF_TYPE:
            continue
        examples, columns = edtf.bounds(field["example"]), edtf.column_bounds(table[field["name"]])
        for word, example, column in zip(store.BOUNDS, examples, columns, strict=True):
            bound = {
                "name": f"{field['name']}_{word}",
                "title": f"{field['title']}, {word}",
                "description": f"The {word} day that `{field['name']}` can mean.",
                "type": "date",
            }
            table = table.add_column(len(fields), pa.field(bound["name"], pa.date32()), column)
            if example:
                bound["example"] = example.isoformat()
            fields.append(bound)
    return {**resource, "schema": {**resource["schema"], "fields": fields}}, table
