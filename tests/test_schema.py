"""Descriptors to dataclasses and Arrow schemas."""

from __future__ import annotations

import json
from itertools import product

import pyarrow as pa
import pytest

from spaceties.datapackage.arrow import arrow_schema
from spaceties.datapackage.descriptor import DescriptorError, from_descriptor, load
from spaceties.datapackage.model import Field, ForeignKey
from spaceties.datapackage.paths import path_fault
from spaceties.datapackage.validation.faults import find_faults
from spaceties.datapackage.validation.frictionless import metadata_problems

from .datapackages import V2, field, table, write


def package_of(*resources: dict, **rest):
    return from_descriptor({"$schema": V2, "resources": list(resources), **rest})


def test_every_property_arrives():
    described = field(
        "mass_kg", "integer", title="Mass", description="At launch.", unit="kg", minimum=0,
        example=12, rdfType="https://example.org/mass", bareNumber=False, missingValues=["-"],
        categories=[{"value": 1, "label": "one"}, 2], note="ours",
    )  # fmt: skip
    package = package_of(
        table(
            "t", [described, "id"], path=["a.csv", "b.csv"], primaryKey="id",
            uniqueKeys=[["mass_kg", "id"]], hash="sha256:0", bytes=7, title="Title",
            missingValues=[{"value": "", "label": "blank"}, {"value": "NA"}], fieldsMatch="subset",
            foreignKeys=[{"fields": "id", "reference": {"fields": "id"}}],
            dialect={"delimiter": ";"}, license="CC0",
        ),
        name="p", version="1.2.3", licenses=[],
    )  # fmt: skip
    assert (package.name, package.version, package.standard) == ("p", "1.2.3", "v2")
    assert package.custom == {"licenses": []}
    t = package.resource("t")
    assert (t.paths, t.format, t.encoding, t.hash, t.bytes) == (
        ("a.csv", "b.csv"), "csv", "utf-8", "sha256:0", 7,
    )  # fmt: skip
    assert t.primary_key == ("id",) and t.unique_keys == (("mass_kg", "id"),)
    assert t.foreign_keys == (ForeignKey(("id",), "", ("id",)),)
    assert t.missing_values == ("", "NA") and t.missing_labels == {"": "blank"}
    assert t.fields_match == "subset" and t.dialect == {"delimiter": ";"}
    assert t.custom == {"license": "CC0"}
    mass = t.field("mass_kg")
    assert (mass.type, mass.unit, mass.rdf_type) == ("integer", "kg", "https://example.org/mass")
    assert mass.constraints == {"minimum": 0} and mass.options == {"bareNumber": False}
    assert mass.categories == (1, 2) and mass.custom == {"note": "ours"}
    assert t.missing_of(mass) == ("-",) and t.missing_of(t.field("id")) == ("", "NA")


@pytest.mark.parametrize(
    "schema, standard",
    [
        (None, "v1"),
        ("https://datapackage.org/profiles/1.0/datapackage.json", "v1"),
        (V2, "v2"),
        ("https://datapackage.org/profiles/2.1/datapackage.json", "v2"),
        ("https://example.org/profile.json", "unknown"),
    ],
)
def test_version_of_the_standard(schema, standard):
    descriptor = {"$schema": schema, "resources": []} if schema else {"resources": []}
    assert from_descriptor(descriptor).standard == standard


@pytest.mark.parametrize(
    "path, format, compression",
    [
        ("a.csv", "csv", ""),
        ("a.CSV", "csv", ""),
        ("data/a.tsv.gz", "tsv", "gz"),
        ("a.zip", "", "zip"),
        ("a.b.csv.xz", "csv", "xz"),
        ("noending", "", ""),
    ],
)
def test_format_and_compression_by_the_path(path, format, compression):
    resource = package_of(table("t", ["v"], path=path)).resources[0]
    assert (resource.format, resource.compression) == (format, compression)
    declared = package_of(table("t", ["v"], path=path, format="csv")).resources[0]
    assert declared.format == "csv"


@pytest.mark.parametrize(
    "path, kind",
    [
        ("https://example.org/t.csv", "remote"),
        ("s3://bucket/t.csv", "remote"),
        ("/etc/passwd", "unsafe"),
        ("../t.csv", "unsafe"),
        ("a/../../t.csv", "unsafe"),
        ("..\\t.csv", "unsafe"),
        ("~/t.csv", "unsafe"),
        ("C:/t.csv", "unsafe"),
        ("C:\\t.csv", "unsafe"),
        ("$HOME/t.csv", "unsafe"),
        ("file:///etc/passwd", "unsafe"),
        (".git/config", "unsafe"),
        ("", "unsafe"),
        ("absent.csv", "missing"),
        ("folder", "missing"),
        ("./t.csv", None),
        ("folder/t.csv", None),
    ],
)
def test_paths(tmp_path, path, kind):
    (tmp_path / "folder").mkdir()
    for name in ("t.csv", "folder/t.csv"):
        (tmp_path / name).write_text("v\n")
    fault = path_fault(tmp_path, path)
    assert (fault and fault[0]) == kind


def test_schema_and_dialect_in_files(tmp_path):
    resource = {"name": "t", "path": "t.csv", "schema": "s.json", "dialect": "d.yaml"}
    schema = json.dumps({"fields": [{"name": "v", "type": "integer"}]})
    files = {"t.csv": "v\n1\n", "s.json": schema, "d.yaml": "delimiter: ';'\n"}
    package = load(write(tmp_path, [resource], files))
    assert package.faults == ()
    assert package.resources[0].field("v").type == "integer"
    assert package.resources[0].dialect == {"delimiter": ";"}


@pytest.mark.parametrize("where", ["absent.json", "https://example.org/s.json", "../s.json"])
def test_a_schema_that_cannot_be_read_is_a_fault(tmp_path, where):
    package = load(write(tmp_path, [{"name": "t", "path": "t.csv", "schema": where}], {}))
    assert len(package.faults) == 1 and where.split("/")[-1] in package.faults[0].message


@pytest.mark.parametrize(
    "text, says",
    [
        (None, "does not exist"),
        ("{", "is not valid JSON: Expecting property name"),
        ("[]", "does not hold an object"),
        ("{}", 'no list of "resources"'),
        ('{"resources": {}}', 'no list of "resources"'),
        ('{"resources": ["a"]}', 'no list of "resources"'),
        (b"\xff", "cannot be read"),
    ],
)
def test_descriptors_that_cannot_be_used(tmp_path, text, says):
    path = tmp_path / "datapackage.json"
    if text is not None:
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    for given in (path, tmp_path):
        with pytest.raises(DescriptorError, match=says):
            load(given)


def test_yaml_and_byte_order_mark(tmp_path):
    (tmp_path / "datapackage.yaml").write_text("resources:\n- name: t\n  path: t.csv\n")
    assert load(tmp_path / "datapackage.yaml").names == ["t"]
    (tmp_path / "datapackage.json").write_bytes(b'\xef\xbb\xbf{"resources": []}')
    assert load(tmp_path).names == []


def test_arrow_schema():
    kinds = ["string", "integer", "number", "boolean", "date", "datetime", "time", "year",
             "yearmonth", "any", "geojson"]  # fmt: skip
    resource = table("t", [field(k, k) for k in kinds] + [field("must", required=True)])
    resource["schema"]["primaryKey"] = ["integer"]
    schema = arrow_schema(package_of(resource).resources[0])
    assert schema.types == [
        pa.string(), pa.int64(), pa.float64(), pa.bool_(), pa.date32(), pa.timestamp("us"),
        pa.time64("us"), pa.int32(), pa.string(), pa.string(), pa.string(), pa.string(),
    ]  # fmt: skip
    assert [f.name for f in schema if not f.nullable] == ["integer", "must"]


def test_a_field_without_type_is_text():
    resource = package_of({"name": "t", "path": "t.csv", "schema": {"fields": [{"name": "v"}]}})
    assert resource.resources[0].fields == (Field("v"),)


def refused(package):
    return any(fault.severity == "error" for fault in find_faults(package))


SOUND = table("t", [field("v", "integer", minimum=0), "w"], primaryKey="v")
UNSOUND = [
    table("t", [field("v", "integer", pattern="x")]),
    table("t", [field("v", "integer", example="x")]),
    table("t", [field("v", "edtf")]),
    table("t", ["v", "v"]),
    table("t", ["v"], primaryKey=["w"]),
    table("t", ["v"], foreignKeys=[{"fields": ["w"], "reference": {"fields": ["v"]}}]),
    table("t", ["v"], foreignKeys=[{"fields": ["v"], "reference": {"fields": ["v", "v"]}}]),
    table("t", ["v"], missingValues=[{"value": "-"}, {"value": "-"}]),
    table("t", ["v"], missingValues="NA"),
    table("t", ["v"], fieldsMatch="loosely"),
    table("t", [field("v", required="yes")]),
    table("t", [field("v", minLength="1")]),
    table("t", [field("v", minLength=False)]),
    table("t", [field("v", format="fancy")]),
    table("t", [{"name": "v", "required": True}]),
    table("t", [field("v", "boolean", trueValues="yes")]),
    table("t", ["v"], data=[]) | {"path": "t.csv"},
    table("t", ["v"], bytes="7"),
    table("t", ["v"], licenses=[{"title": "free"}]),
    table("t", ["v"], sources=[{"title": 1}]),
    table("t", ["v"], title=7),
    table("t", ["v"]) | {"schema": None},
    table("t", ["v"]) | {"dialect": None},
    {"name": "t"},
    {"path": "t.csv"},
]


@pytest.mark.parametrize("resource", UNSOUND, ids=range(len(UNSOUND)))
def test_what_frictionless_refuses_is_never_thought_sound(resource):
    package = package_of(resource)
    assert metadata_problems(package)
    assert refused(package)


@pytest.mark.parametrize(
    "rest",
    [
        {"created": "yesterday"},
        {"keywords": "space"},
        {"contributors": [{"email": "nobody"}]},
        {"profile": "tabular-data-package"},
        {"missingValues": [""]},
        {"name": 5},
    ],
)
def test_the_package_itself_is_checked(rest):
    package = package_of(SOUND, **rest)
    assert metadata_problems(package) and refused(package)


def test_sound_descriptors_need_no_second_look():
    contributors = [{"title": "Me", "email": "me@example.org", "roles": ["creator"]}]
    sound = package_of(
        SOUND, name="p", created="2026-11-21T00:00:00Z", contributors=contributors,
        licenses=[{"name": "CC0-1.0"}], keywords=["a"], custom={"x": 1},
    )  # fmt: skip
    assert not refused(sound) and metadata_problems(sound) == []
    v1 = {
        "profile": "tabular-data-package",
        "resources": [SOUND | {"profile": "tabular-data-resource"}],
    }
    assert not refused(from_descriptor(v1))
    capital = {"resources": [SOUND | {"name": "Capitals"}]}
    assert refused(from_descriptor(capital)) and metadata_problems(from_descriptor(capital))


# What a property may hold: good values of some, which are odd ones of all others.
VALUES = [
    None, True, False, 0, 7, -1, 1.5, "", "x", "a name", "2016-01-05T10:00:00Z", "table", "uri",
    "date", "exact", ",", "[a-", "[a-z]+", "data-package", "tabular-data-resource", V2, [], ["v"],
    ["v", "v"], ["w"], [1], [["v"]], [["w"]], {}, {"name": "v"}, [{"title": "v"}],
    [{"name": "v", "email": "me@example.org"}], [{"path": "v", "email": "me"}], [{"value": "-"}],
    [{"value": "-", "label": "v"}, {"value": "+", "label": "v"}],
]  # fmt: skip
PROPERTIES = {
    "package": """$schema name title version created image homepage keywords licenses sources
        contributors profile missingValues fields""",
    "resource": """name path data type title format mediatype encoding bytes hash profile schema
        dialect stats rows hashing url extrapaths scheme control layout sources licenses""",
    "dialect": """header delimiter quoteChar doubleQuote lineTerminator skipInitialSpace csv
        caseSensitiveHeader csvddfVersion commentChar $schema""",
    "schema": "name type fields fieldsMatch primaryKey foreignKeys uniqueKeys missingValues",
    "field": """name type format title required constraints missingValues example rdfType
        trueValues falseValues bareNumber floatNumber decimalChar groupChar categories delimiter
        itemType""",
    "constraints": """required unique enum pattern minLength maxLength minimum maximum
        exclusiveMinimum exclusiveMaximum""",
}


@pytest.mark.parametrize("part, kind", [
    *((part, "string") for part in PROPERTIES),
    *((part, kind) for part in ("field", "constraints") for kind in ("boolean", "date", "number")),
    *(("field", kind) for kind in ("geopoint", "geojson", "object", "array", "duration", "list")),
    *(("constraints", kind) for kind in ("geopoint", "geojson", "object", "array")),
])  # fmt: skip
def test_no_value_of_a_property_that_frictionless_refuses_is_thought_sound(part, kind):
    sound = 0
    for name, value, version in product(PROPERTIES[part].split(), VALUES, ({}, {"$schema": V2})):
        resource = table("t", [field("v", kind)], dialect={})
        package = {**version, "resources": [resource]}
        schema = resource["schema"]
        described = schema["fields"][0]
        described["constraints"] = {}
        parts = {"package": package, "resource": resource, "schema": schema, "field": described}
        parts |= {"dialect": resource["dialect"], "constraints": described["constraints"]}
        parts[part][name] = value
        try:
            loaded = from_descriptor(package)
        except DescriptorError:
            continue
        if not refused(loaded):
            sound += 1
            assert metadata_problems(loaded) == [], package
    assert sound
