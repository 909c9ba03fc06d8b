"""Cells that hold more than one thing: points, JSON, GeoJSON, lists.

Source: Table Schema 2.0, "Field types" (datapackage.org/standard/table-schema), RFC 7946 (GeoJSON)
and the TopoJSON specification 1. Readers give None for what is not a value of the type.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from .model import Field

LEAST = 1000  # zeros after the point of a coordinate that are written out

Reader = Callable[[Any], Any]
Maker = Callable[[Field], Reader]

COORDINATE = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[+-]?[0-9]{1,3})?", re.IGNORECASE)


@dataclass(frozen=True)
class Geopoint:
    """A place in degrees: longitude from -180 to 180, latitude from -90 to 90."""

    lon: Decimal
    lat: Decimal

    def __str__(self) -> str:
        return f"{_digits(self.lon)},{_digits(self.lat)}"


def parsed_json(text: str) -> Any:
    """The value of a JSON text, None if it is none: no NaN, no integer of thousands of digits,
    no nesting deeper than Python's stack."""
    try:
        return json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        return None


def object_of(value: Any) -> dict[str, Any] | None:
    """A JSON object as it is."""
    return value if isinstance(value, dict) else None


def json_array(value: Any) -> list[Any] | None:
    """A JSON array, or a Python sequence that stands for one, as a list."""
    return list(value) if isinstance(value, (list, tuple)) else None


def geopoint_of(field: Field) -> Reader:
    """Reads [lon, lat] and, in the format object, {"lon": …, "lat": …}, as a `Geopoint`."""

    def read(value: Any) -> Geopoint | None:
        if isinstance(value, dict) and field.format == "object" and set(value) == {"lon", "lat"}:
            value = [value["lon"], value["lat"]]
        elif isinstance(value, dict) or field.format == "object":
            return None
        pair = [_degrees(n) for n in value] if isinstance(value, (list, tuple)) else []
        return _point(*pair) if len(pair) == 2 else None

    return read


def geopoint_reader(field: Field) -> Reader:
    """Reads the text of a point: `lon, lat`, or JSON in the formats array and object."""
    if field.format != "default":
        of_value = geopoint_of(field)
        return lambda text: of_value(parsed_json(text))

    def read(text: str) -> Geopoint | None:
        parts = [part.strip(" \t") for part in text.split(",")]
        if len(parts) != 2 or not all(map(COORDINATE.fullmatch, parts)):
            return None
        return _point(*map(Decimal, parts))

    return read


def geojson_of(field: Field) -> Reader:
    """Looks at the structure of a GeoJSON object, or of a TopoJSON topology by the format."""
    sound = _is_topology if field.format == "topojson" else is_geojson

    def read(value: Any) -> dict[str, Any] | None:
        try:
            return value if isinstance(value, dict) and sound(value) else None
        except RecursionError:  # collections of collections without end
            return None

    return read


def list_of(item: Reader) -> Reader:
    """Reads each item of a list; None if one of them is unreadable."""

    def read(value: Any) -> list[Any] | None:
        items = [item(part) for part in value] if isinstance(value, (list, tuple)) else [None]
        return None if any(part is None for part in items) else items

    return read


def list_reader(field: Field, item: Reader) -> Reader:
    """Reads a text of items between delimiters."""
    delimiter, of_value = field.options.get("delimiter", ","), list_of(item)
    return lambda text: of_value(text.split(delimiter))


def item_field(field: Field) -> Field:
    """The items of a list as a field: the type's default format, as the standard asks."""
    return Field(field.name, field.options.get("itemType", "string"))


def is_geojson(value: Any) -> bool:
    """Whether a value is a geometry, a feature or a collection of features (RFC 7946, 3)."""
    if not isinstance(value, Mapping) or not _has_bbox(value):
        return False
    if value.get("type") == "FeatureCollection":
        features = value.get("features")
        return isinstance(features, list) and all(map(_is_feature, features))
    return _is_feature(value) or _is_geometry(value)


def _is_feature(value: Any) -> bool:
    if not isinstance(value, Mapping) or value.get("type") != "Feature":
        return False
    geometry, properties = value.get("geometry", ...), value.get("properties", ...)
    named = isinstance(value.get("id", ""), (str, int, float)) and value.get("id") is not True
    return (
        named
        and _has_bbox(value)
        and (geometry is None or _is_geometry(geometry))
        and (properties is None or isinstance(properties, Mapping))
    )


def _is_geometry(value: Any) -> bool:
    if not isinstance(value, Mapping) or not _has_bbox(value):
        return False
    if value.get("type") == "GeometryCollection":
        return _all(_is_geometry)(value.get("geometries"))
    sound = COORDINATES.get(str(value.get("type")))
    return sound is not None and sound(value.get("coordinates"))


def _has_bbox(value: Mapping[str, Any]) -> bool:
    return "bbox" not in value or _all(_is_number, 4)(value["bbox"])


def _is_topology(value: Mapping[str, Any]) -> bool:
    objects = value.get("objects")
    return (
        value.get("type") == "Topology"
        and _has_bbox(value)
        and isinstance(objects, Mapping)
        and all(map(_is_topological, objects.values()))
        and _all(_all(_is_position, 2))(value.get("arcs"))
    )


def _is_topological(value: Any) -> bool:
    """A geometry of TopoJSON, whose lines are numbers of arcs; its type may be null."""
    if not isinstance(value, Mapping):
        return False
    kind = value.get("type", ...)
    if kind == "GeometryCollection":
        return _all(_is_topological)(value.get("geometries"))
    if kind in ("Point", "MultiPoint"):
        return COORDINATES[kind](value.get("coordinates"))
    return kind is None or (kind in ARCS and ARCS[kind](value.get("arcs")))


def _all(sound: Callable[[Any], bool], least: int = 0) -> Callable[[Any], bool]:
    """A check of a list that all its items pass."""
    return lambda items: isinstance(items, list) and len(items) >= least and all(map(sound, items))


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float, Decimal)) and not isinstance(value, bool)


def _is_arc(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


_is_position = _all(_is_number, 2)
_is_line = _all(_is_position, 2)


def _is_ring(value: Any) -> bool:
    return _all(_is_position, 4)(value) and value[0] == value[-1]


COORDINATES: dict[str, Callable[[Any], bool]] = {
    "Point": _is_position,
    "MultiPoint": _all(_is_position),
    "LineString": _is_line,
    "MultiLineString": _all(_is_line),
    "Polygon": _all(_is_ring),
    "MultiPolygon": _all(_all(_is_ring)),
}
ARCS: dict[str, Callable[[Any], bool]] = {
    "LineString": _all(_is_arc),
    "MultiLineString": _all(_all(_is_arc)),
    "Polygon": _all(_all(_is_arc)),
    "MultiPolygon": _all(_all(_all(_is_arc))),
}


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def _degrees(value: Any) -> Decimal | None:
    if not _is_number(value) or not math.isfinite(value):
        return None
    return Decimal(repr(value)) if isinstance(value, float) else Decimal(value)


def _digits(number: Decimal) -> str:
    if number.adjusted() < -LEAST:
        return str(number)
    text = format(number, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def _point(lon: Decimal | None, lat: Decimal | None) -> Geopoint | None:
    if lon is None or lat is None or not (-180 <= lon <= 180 and -90 <= lat <= 90):
        return None  # compared as they are: abs() would round
    return Geopoint(lon, lat)


def _text(of_value: Maker) -> Maker:
    """A reader of JSON text, by one of its values."""

    def make(field: Field) -> Reader:
        read = of_value(field)
        return lambda text: read(parsed_json(text))

    return make


# {type: makes a reader of values that are no text}
NATIVE: dict[str, Maker] = {
    "object": lambda _: object_of,
    "array": lambda _: json_array,
    "geojson": geojson_of,
    "geopoint": geopoint_of,
}
# {type: makes a reader of text}
TEXT: dict[str, Maker] = {
    **{kind: _text(NATIVE[kind]) for kind in ("object", "array", "geojson")},
    "geopoint": geopoint_reader,
}
