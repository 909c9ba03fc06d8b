"""Profiles of somebody's own: JSON schemas that a descriptor says it conforms to.

One that lies in the package is read and checked; another is noted, for nothing is ever fetched.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ..cells import Unreadable, Unsupported
from ..descriptor import DescriptorError, referred_object
from ..model import Fault, Package
from ..paths import is_remote, path_fault
from .json_schema import JsonSchema

STANDARD = re.compile(
    r"(tabular-)?data-(package|resource)|https?://datapackage\.org/profiles/[12]\.\d+/\w+\.json"
)


def check_profiles(package: Package) -> tuple[list[Fault], list[str]]:
    """What is not as profiles of the package's own ask, and notes on those not checked."""
    parts: list[tuple[tuple[str | int, ...], Mapping[str, Any]]] = [((), package.descriptor)]
    parts += [(("resources", n), r.descriptor) for n, r in enumerate(package.resources)]
    faults: list[Fault] = []
    notes: dict[str, None] = {}
    for place, raw in parts:
        for name in ("$schema", "profile", "profiles"):
            address = raw.get(name)
            if name == "profiles" and isinstance(address, list):  # frictionless 5 holds the first
                address = next(iter(address), None)
            if not isinstance(address, str) or not address or STANDARD.fullmatch(address):
                continue
            try:
                found = _faults(package, address, raw)
            except Unsupported as reason:
                notes[f"the profile {address} {reason} and was not checked"] = None
                continue
            faults += [replace(fault, place=(*place, *(fault.place or (name,)))) for fault in found]
    return faults, list(notes)


def _faults(package: Package, address: str, raw: Mapping[str, Any]) -> list[Fault]:
    """What a part of the descriptor has not as the profile asks; without a place for a profile that
    is none. Raises Unsupported if it is not here."""
    if is_remote(address):
        raise Unsupported("is remote")
    if path_fault(package.basepath, address) and not address.endswith(".json"):
        raise Unsupported("is not known")
    try:
        schema = JsonSchema(referred_object(package.basepath, address))
    except (DescriptorError, Unreadable) as reason:
        return [Fault((), str(reason), address)]
    found = schema.mismatches(raw)
    if schema.stopped:
        raise Unsupported(schema.stopped)
    return [Fault(where, f"{what} (as {address} asks)") for where, what in found]
