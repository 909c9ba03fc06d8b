"""Croissant and Datasette metadata."""

import hashlib
import json

import mlcroissant
import pandas as pd
import pytest

from tests import real


def test_mlcroissant_finds_it_valid_and_reads_the_records():
    dataset = mlcroissant.Dataset(jsonld=str(real.released() / "croissant.json"))
    assert not dataset.metadata.ctx.issues.errors
    assert not dataset.metadata.ctx.issues.warnings
    rows = list(dataset.records("launch_vehicles"))
    names = {row["launch_vehicles/name"] for row in rows}
    assert b"Chang Zheng 3B" in names


@pytest.mark.parametrize("table", ["countries", "launches", "agreements"])
def test_its_records_lose_nothing(table):
    """Above all not Namibia, whose code is NA."""
    folder = real.released()
    dataset = mlcroissant.Dataset(jsonld=str(folder / "croissant.json"))
    lines = (folder / "json" / f"{table}.jsonl").read_bytes().splitlines()
    expected = [json.loads(line) for line in lines]
    for row, record in zip(dataset.records(table), expected, strict=True):
        read = {name.partition("/")[2]: _plain(value) for name, value in row.items()}
        assert read == record


def _plain(value):
    if pd.isna(value):
        return None
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    return value.decode() if isinstance(value, bytes) else value


def test_it_names_every_file_of_data_with_its_checksum():
    folder = real.released()
    described = json.loads((folder / "croissant.json").read_text())
    assert described["conformsTo"] == "http://mlcommons.org/croissant/1.1"
    named = {entry["contentUrl"]: entry["sha256"] for entry in described["distribution"]}
    assert {"spaceties.xlsx", "spaceties.sqlite", "csv/ties.csv", "json/ties.jsonl"} <= set(named)
    for path, digest in named.items():
        assert hashlib.sha256((folder / path).read_bytes()).hexdigest() == digest
    media = {entry["contentUrl"]: entry["encodingFormat"] for entry in described["distribution"]}
    assert media["parquet/ties.parquet"] == "application/x-parquet"  # which loaders know
    records = {record["name"] for record in described["recordSet"]}
    assert {"satellites", "ties", "satellites_flat"} <= records


def test_the_data_dictionary_describes_every_table_as_released():
    text = (real.released() / "data-dictionary.md").read_text()
    assert "## satellites_flat" in text and "| signed_on_earliest | date |" in text
