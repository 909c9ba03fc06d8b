"""From the stored tables to those of a release: bounds of vague dates, derived tables."""

from __future__ import annotations

import copy
from collections.abc import Mapping

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


def parsed(resource: Mapping) -> Resource:
    """One resource of a descriptor as the dataclass of `package.schema`."""
    return descriptor.from_descriptor({"resources": [resource]}).resources[0]


def with_bounds(resource: Mapping, table: pa.Table) -> tuple[dict, pa.Table]:
    """The descriptor and the table with `*_earliest` and `*_latest` after each vague date."""
    resource = copy.deepcopy(dict(resource))
    fields = []
    for field in resource["schema"]["fields"]:
        fields.append(field)
        if field.get("rdfType") != edtf.RDF_TYPE:
            continue
        at = table.column_names.index(field["name"]) + 1
        example = edtf.bounds(field["example"])
        bounds = edtf.column_bounds(table[field["name"]])
        for place, word in enumerate(("earliest", "latest")):
            name = f"{field['name']}_{word}"
            table = table.add_column(at + place, pa.field(name, pa.date32()), bounds[place])
            derived = {
                "name": name,
                "title": f"{field['title']}, {word}",
                "description": f"The {word} day that `{field['name']}` can mean.",
                "type": "date",
            }
            if example[place]:
                derived["example"] = example[place].isoformat()
            fields.append(derived)
    resource["schema"]["fields"] = fields
    return resource, table
