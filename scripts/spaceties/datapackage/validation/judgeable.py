"""What can be judged of a column: all that its field says but for what nobody here can read."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from ..cells import OPTIONS_OF, Unsupported, reader
from ..model import Field, Resource
from .constraints import Constraints

ALWAYS = ("required", "unique")  # what can be asked of values of any type


def judgeable(resource: Resource) -> tuple[Resource, list[tuple[str, Unsupported]]]:
    """The resource without what cannot be judged of its columns, and what that is, by column."""
    fields = [_judgeable(field) for field in resource.fields]
    reasons = [(field.name, reason) for field, whys in fields for reason in whys]
    return replace(resource, fields=tuple(field for field, _ in fields)), reasons


def _judgeable(field: Field) -> tuple[Field, list[Unsupported]]:
    """The field without what cannot be judged, and what that is.

    Options and constraints go one by one. A format that is not known leaves a text a text; for
    another type, and without a type that is known, a value may be any.
    """
    with suppress(Unsupported):
        reader(field)
        Constraints(field)
        return field, []
    reasons: list[Unsupported] = []
    known = OPTIONS_OF.get(field.type, set())
    reasons += [Unsupported(f'option "{name}"') for name in field.options if name not in known]
    options = {name: value for name, value in field.options.items() if name in known}
    plain = replace(field, options=options, constraints={}, categories=())
    try:
        reader(plain)
    except Unsupported as reason:
        reasons.append(reason)
        if field.type == "string":
            plain = replace(plain, format="default")
        else:
            kept = {n: v for n, v in field.constraints.items() if n in ALWAYS}
            missing = field.missing_values
            return Field(field.name, "any", missing_values=missing, constraints=kept), reasons
    limits = {}
    for name, value in field.constraints.items():
        try:
            limited = replace(plain, constraints={name: value})
            reader(limited)
            Constraints(limited)
            limits[name] = value
        except Unsupported as reason:
            schema = name == "jsonSchema"
            said = Unsupported(f"the constraint {name}, which {reason},")
            reasons.append(said if schema else reason)
    judged = replace(plain, constraints=limits)
    try:
        Constraints(replace(judged, categories=field.categories))
        judged = replace(judged, categories=field.categories)
    except Unsupported as reason:
        reasons.append(reason)
    return judged, reasons
