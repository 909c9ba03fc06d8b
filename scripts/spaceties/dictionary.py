"""What the fields of a table are, as rows: the data dictionary before it is rendered."""

from __future__ import annotations

from dataclasses import dataclass

from spaceties.package.schema import Field, Resource

EDTF = "http://id.loc.gov/datatypes/edtf"


@dataclass(frozen=True)
class Entry:
    """One field of a table, in words.

    type: the Table Schema type, or "vague date"; values: the allowed ones; refers_to: the table
    that a foreign key names; example: as text, "" if none; key: part of the primary key.
    """

    table: str
    field: str
    type: str
    unit: str
    required: bool
    key: bool
    title: str
    description: str
    values: tuple[str, ...]
    refers_to: str
    example: str


def entries(table: Resource) -> list[Entry]:
    """The fields of a table in the order of its schema."""
    references = {
        name: key.table or table.name for key in table.foreign_keys for name in key.fields
    }
    return [_entry(field, table, references.get(field.name, "")) for field in table.fields]


def is_link(field: Field) -> bool:
    """Whether the cells of a field are addresses of web pages."""
    return field.format == "uri" or str(field.constraints.get("pattern", "")).startswith("https?:")


def _entry(field: Field, table: Resource, refers_to: str) -> Entry:
    return Entry(
        table=table.name,
        field=field.name,
        type="vague date" if field.rdf_type == EDTF else field.type,
        unit=field.unit,
        required=field.required,
        key=field.name in table.primary_key,
        title=field.title,
        description=field.description,
        values=tuple(str(value) for value in field.enum),
        refers_to=refers_to,
        example="" if field.example is None else str(field.example),
    )
