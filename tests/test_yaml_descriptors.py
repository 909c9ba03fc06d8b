"""Descriptors in YAML: found in a folder, read as JSON would be, and never a bomb."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

import spaceties.datapackage as dp
from spaceties.datapackage.yaml_text import parse

TEXT = """
name: test
created: 2016-01-05T00:00:00Z
resources:
  - name: t
    path: t.csv
    schema: &schema
      fields: [{name: v, type: integer, example: 1}]
  - {name: u, path: u.csv, schema: *schema}
"""


@pytest.mark.parametrize("name", ["datapackage.yaml", "datapackage.yml"])
@pytest.mark.parametrize("named", [True, False])
def test_a_package_in_yaml_is_validated(tmp_path, name, named):
    (tmp_path / name).write_text(TEXT)
    (tmp_path / "t.csv").write_text("v\n1\n")
    (tmp_path / "u.csv").write_text("v\nx\n")
    report = dp.validate(tmp_path / name if named else tmp_path)
    assert [(p.table, p.code, p.line) for p in report.problems] == [("u", "S101", 2)]
    assert dp.load(tmp_path).descriptor["created"] == "2016-01-05T00:00:00Z"


BOMB = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 9)
)
MERGES = "a0: &a0 {x: 1}\n" + "".join(
    f"a{n}: &a{n} {{<<: [{', '.join([f'*a{n - 1}'] * 10)}]}}\n" for n in range(1, 9)
)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: 1\nb: {c: 1,\n c: 2}", 'line 3: the key "c" stands here again'),
        ("a: 1\n1: x\n'1': y", 'line 3: the key "1" stands here again'),
        ("a: &x [*x]", "line 1: an alias contains itself"),
        (BOMB, "aliases come to more than 1,000,000 values"),
        (MERGES, "aliases come to more than 1,000,000 values"),
        ("a: !!python/object/apply:os.system ['true']", "is none of JSON"),
        ("a: !!binary aGk=", "is none of JSON"),
        ("a: !!set {b, c}", "is none of JSON"),
        ("? [a, b]\n: c", "line 1: a key is no text"),
        ("a: [1,\n", "line 2: expected"),
        ("[" * 2000, "the values are nested too deep"),
        ("a: *nowhere", "line 1: found undefined alias"),
        ("a: \x00", "special characters are not allowed"),
        ("a: 1\n---\nb: 2", "line 2: but found another document"),
        ("#" * (5 * 1024**2), "it is larger than 4 MiB"),
    ],
)
def test_what_is_no_sound_yaml_is_one_line(tmp_path, text, said):
    with pytest.raises(ValueError, match="") as caught:
        parse(text)
    assert said in str(caught.value) and "\n" not in str(caught.value)
    (tmp_path / "datapackage.yaml").write_text(text, newline="")
    with pytest.raises(dp.DescriptorError, match=r"datapackage\.yaml is not valid YAML"):
        dp.load(tmp_path)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text("abc:- #", max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab1:"), inner, max_size=3),
    max_leaves=10,
)


@given(VALUES)
def test_json_reads_alike_as_yaml(value):
    assert parse(json.dumps(value)) == value
