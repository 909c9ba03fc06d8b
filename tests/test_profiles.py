"""Profiles of somebody's own: read where they lie in the package, noted where they do not."""

from __future__ import annotations

import json

import pytest

from .datapackages import V2, in_a_process, only, table, validate_folder, write

FILES = {"t.csv": "v\na\n"}
PROFILE = {"required": ["origin"], "properties": {"origin": {"type": "string"}}}


def report_on(folder, descriptor, files=()):
    whole = {"$schema": V2, "resources": [table("t", ["v"])], **descriptor}
    return validate_folder(write(folder, whole, FILES | dict(files))).report


@pytest.mark.parametrize("name", ["profile", "$schema"])
def test_a_profile_in_the_package_is_held(name, tmp_path):
    files = {"p.json": json.dumps(PROFILE)}
    assert report_on(tmp_path, {name: "p.json", "origin": "here"}, files).valid
    problem, other = (
        report_on(tmp_path, {name: "p.json", **rest}, files).problems
        for rest in ({}, {"origin": 1})
    )
    assert [(p.code, p.message) for p in (*problem, *other)] == [
        ("S150", f"{name}: 'origin' is a required property (as p.json asks)"),
        ("S150", "origin: 1 is not of type 'string' (as p.json asks)"),
    ]


@pytest.mark.parametrize("engine", ["columnar", "frictionless"])
@pytest.mark.parametrize("given", [{"profile": "p.json"}, {"profiles": ["p.json"]}])
@pytest.mark.parametrize("of_resource", [False, True])
def test_both_engines_hold_a_profile_wherever_they_are_run(
    engine, given, of_resource, tmp_path, monkeypatch
):
    resource = table("t", ["v"], **given) if of_resource else table("t", ["v"])
    descriptor = {"name": "p", "resources": [resource], **({} if of_resource else given)}
    files = FILES | {"p.json": json.dumps(PROFILE)}
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/p.json").write_text("{}")
    folder = write(tmp_path / "p", descriptor, files)
    for place in (folder, tmp_path / "elsewhere"):
        monkeypatch.chdir(place)
        assert "as p.json asks" in only(validate_folder(folder, engine)).message
    (resource if of_resource else descriptor)["origin"] = "here"
    assert validate_folder(write(tmp_path / "q", descriptor, files), engine).report.valid


def test_a_profile_of_a_resource_tells_of_its_table_and_spoils_none(tmp_path):
    profile = {"properties": {"schema": {"properties": {"fields": {"maxItems": 0}}}}}
    resource = table("t", ["v"], profile="p.json")
    report = report_on(tmp_path, {"resources": [resource]}, {"p.json": json.dumps(profile)})
    (problem,) = report.problems
    assert (problem.table, report.tables) == ("t", {"t": 1})
    assert problem.message.startswith("resources/0/schema/fields: ")


@pytest.mark.parametrize(
    ("profile", "text", "said"),
    [
        ("p.json", None, "profile: p.json does not exist"),
        ("p.json", "{", "profile: p.json is not valid JSON: "),
        ("p.json", '{"type": "x"}', "profile: is no JSON schema: type: 'x' is not valid"),
        ("../p.json", None, "profile: '../p.json' is absolute or leaves the package"),
    ],
)
def test_a_profile_that_is_none_is_a_fault(profile, text, said, tmp_path):
    files = {} if text is None else {"p.json": text}
    (problem,) = report_on(tmp_path, {"profile": profile}, files).problems
    assert problem.code == "S150" and problem.message.startswith(said)
    assert str(tmp_path) not in problem.message


@pytest.mark.parametrize("name", ["profile", "$schema"])
@pytest.mark.parametrize(
    ("profile", "text", "note"),
    [
        ("https://example.org/p.json", "", "is remote"),
        ("p.json", '{"patternProperties": {"x": {}}}', "has patternProperties"),
        ("p.json", '{"$ref": "https://example.org/p.json"}',
         "refers to https://example.org/p.json in vain"),
    ],
)  # fmt: skip
def test_a_profile_that_cannot_be_held_is_noted(name, profile, text, note, tmp_path, monkeypatch):
    monkeypatch.setattr("socket.socket.connect", None)
    report = report_on(tmp_path, {name: profile}, {"p.json": text})
    assert report.valid and report.notes == [f"the profile {profile} {note} and was not checked"]


@pytest.mark.parametrize("profile", ["data-package", "tabular-data-package", "fiscal-data-package"])
def test_profiles_of_the_standard_are_known(profile, tmp_path):
    resource = table("t", ["v"], profile="tabular-data-resource")
    report = report_on(tmp_path, {"profile": profile, "resources": [resource]})
    known = profile != "fiscal-data-package"
    assert report.valid and len(report.notes) == (not known)


def test_neither_profiles_nor_odd_dialects_ask_frictionless(tmp_path):
    odd = [f"odd{n}" for n in range(5)]
    dialect = dict.fromkeys(odd, 1) | {"excel": {"stringified": True, "fillMergedCells": False}}
    descriptor = {
        "profile": "p.json",
        "origin": "here",
        "resources": [table("t", ["v"], dialect=dialect)],
    }
    write(tmp_path, descriptor, FILES | {"p.json": json.dumps(PROFILE)})
    report = validate_folder(tmp_path).report
    assert report.valid and report.notes == [
        f't: the option "{name}" of its dialect was not looked at' for name in [*odd, "stringified"]
    ]
    code = (
        "import sys, spaceties.datapackage as dp\n"
        "print(dp.validate(sys.argv[1]).valid, 'frictionless' in sys.modules)"
    )
    assert in_a_process(code, tmp_path) == "True False\n"


def test_an_inner_option_of_a_wrong_kind_is_a_fault(tmp_path):
    resource = table("t", ["v"], dialect={"json": {"property": 5}})
    problem = only(validate_folder(write(tmp_path, [resource], FILES)))
    assert problem.message == "resources/0/dialect/json/property: must be text"
