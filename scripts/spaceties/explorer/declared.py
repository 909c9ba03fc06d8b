"""What `check.html` holds: what the descriptor declares of each table, and the rows to hold
contributed ones against.

The scripts of the page decide by this alone, so that there is one declaration. What cannot be
said in it (rules over several tables, likely duplicates) stays with `spaceties check`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from spaceties.contribute.read.columns import meanings
from spaceties.contribute.read.example import CONTEXT, HELPERS, MARK
from spaceties.datapackage import edtf
from spaceties.datapackage.cells import FALSE_VALUES, TRUE_VALUES
from spaceties.datapackage.model import Field, Resource
from spaceties.datapackage.report.codes import Code
from spaceties.datapackage.report.messages import message
from spaceties.dataset import store
from spaceties.dataset.model import Release, ReleaseTable
from spaceties.explorer import payload
from spaceties.matching.names import NAMES, lookups

TYPES = ("string", "integer", "number", "boolean", "date")  # that the page reads
# What the page tells of a cell, in the words of `spaceties check`.
CONSTRAINTS = {
    Code.REQUIRED: "required",
    Code.ENUM: "enum",
    Code.PATTERN: "pattern",
    Code.MIN_LENGTH: "minLength",
    Code.MAX_LENGTH: "maxLength",
    Code.MINIMUM: "minimum",
    Code.MAXIMUM: "maximum",
    Code.EXCLUSIVE_MINIMUM: "exclusiveMinimum",
    Code.EXCLUSIVE_MAXIMUM: "exclusiveMaximum",
}


def payload_of(release: Release) -> payload.Object:
    """The data of the page as JSON values: `about`, `template` (what marks that nobody
    contributes), `tables` (see :func:`table`), `names`, {table: {folded name: {id: why}}}, and
    `views`, the columns of the derived tables."""
    sent = [each for each in release.tables if not each.derived]
    named = [each for each in sent if each.name in NAMES]
    known = lookups({each.name: _texts(each) for each in named}, release.package)
    return {
        "about": payload.about(release),
        "template": {
            "mark": MARK,
            "context": CONTEXT,
            "helpers": [sorted(names) for names in HELPERS],
        },
        "tables": [table(each) for each in sent],
        "names": dict(known.names),
        "views": {each.name: each.schema.field_names for each in release.tables if each.derived},
    }


def table(released: ReleaseTable) -> payload.Object:
    """One table: name, key, declared fields, what labels of a header mean, which tables single
    columns refer to, and the cells by column."""
    schema = released.schema
    columns = dict(zip(schema.field_names, released.columns, strict=True))
    own = own_fields(schema)
    return {
        "name": schema.name,
        "key": list(schema.primary_key),
        "fields": [_field(field) for field in own],
        "labels": {label: f.name for label, f in meanings(replace(schema, fields=own)).items()},
        "foreign": store.references(schema),
        "computed": store.computed_columns(schema),
        "columns": [columns[field.name] for field in own],
    }


def own_fields(table: Resource) -> tuple[Field, ...]:
    """The columns that are contributed: all but those that a release computes."""
    computed = store.computed_columns(table)
    return tuple(field for field in table.fields if field.name not in computed)


def _field(field: Field) -> payload.Object:
    """What decides on the cells of a column; what is not declared is left out."""
    declared: dict[str, Any] = {name: field.constraints.get(name) for name in CONSTRAINTS.values()}
    declared["unique"] = field.constraints.get("unique")
    declared["edtf"] = field.rdf_type == edtf.RDF_TYPE
    if field.type in TYPES and field.format == "default":
        declared["type"] = field.type
    if field.type == "boolean":
        declared["true"] = field.options.get("trueValues", TRUE_VALUES)
        declared["false"] = field.options.get("falseValues", FALSE_VALUES)
    known = {n: value for n, value in declared.items() if value is not None and value is not False}
    codes = [Code.TYPE, *(code for code, name in CONSTRAINTS.items() if name in known)]
    return {"name": field.name, **known, "says": {str(c): message(c, field) for c in codes}}


def _texts(released: ReleaseTable) -> Iterable[Mapping[str, str | None]]:
    names = released.schema.field_names
    for row in released.rows():
        yield {
            name: None if cell is None else str(cell) for name, cell in zip(names, row, strict=True)
        }
