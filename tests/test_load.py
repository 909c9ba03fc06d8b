"""Loading tables, from the clone and from an installed wheel."""

import os
import subprocess
import sys
import zipfile

import pandas as pd
import pytest
import spaceties
from spaceties.package import descriptor

from tests import mini


def test_every_table_loads_with_the_types_of_its_schema():
    tables = spaceties.load_all()
    assert list(tables) == spaceties.tables()
    for resource in descriptor.load(mini.ROOT).resources:
        for field in resource.fields:
            dtype = tables[resource.name][field.name].dtype
            expected = {"integer": "Int64", "number": "Float64", "boolean": "boolean",
                        "date": "datetime64[s]"}.get(field.type)  # fmt: skip
            if expected:
                assert str(dtype) == expected, (resource.name, field.name)
            else:
                assert pd.api.types.is_string_dtype(dtype), (resource.name, field.name)


def test_load_gives_one_table():
    launches = spaceties.load("launches").set_index("launch_id")
    assert launches.loc["2016-001", "launched_on"] == pd.Timestamp("2016-01-15")
    assert launches.loc["2016-001", "launch_time_utc"] == "16:57"


def test_a_wrong_name_lists_the_tables_and_suggests_the_nearest():
    with pytest.raises(KeyError) as error:
        spaceties.load("satelites")
    text = str(error.value)
    assert "Did you mean 'satellites'?" in text
    assert "agreement_parties" in text and "ties" in text


def test_importing_is_light():
    code = "import spaceties, sys; print([m for m in ('pandas', 'pyarrow') if m in sys.modules])"
    env = {**os.environ, "PYTHONPATH": str(mini.ROOT / "scripts")}
    out = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True)
    assert out.stdout.strip() == "[]", out.stderr


def test_the_wheel_carries_the_data_and_loads_from_any_folder(tmp_path):
    options = "--quiet --disable-pip-version-check --no-deps --no-build-isolation --no-index".split()
    build = [sys.executable, "-m", "pip", "wheel", *options, "-w", tmp_path, mini.ROOT]
    subprocess.run(build, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "site")
    code = "import spaceties; print(spaceties.__file__, len(spaceties.load('satellites')))"
    env = {**os.environ, "PYTHONPATH": str(tmp_path / "site")}
    out = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=env, capture_output=True, text=True
    )
    assert out.returncode == 0, out.stderr
    file, rows = out.stdout.split()
    assert file.startswith(str(tmp_path / "site"))
    assert int(rows) == len(spaceties.load("satellites"))
