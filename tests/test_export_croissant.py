"""Croissant and Datasette metadata."""

import hashlib
import json

import mlcroissant

from tests import real


def test_mlcroissant_finds_it_valid_and_reads_the_records():
    dataset = mlcroissant.Dataset(jsonld=str(real.released() / "croissant.json"))
    assert not dataset.metadata.ctx.issues.errors
    assert not dataset.metadata.ctx.issues.warnings
    rows = list(dataset.records("launch_vehicles"))
    names = {row["launch_vehicles/name"] for row in rows}
    assert b"Chang Zheng 3B" in names


def test_it_names_every_file_of_data_with_its_checksum():
    folder = real.released()
    described = json.loads((folder / "croissant.json").read_text())
    assert described["conformsTo"] == "http://mlcommons.org/croissant/1.1"
    named = {entry["contentUrl"]: entry["sha256"] for entry in described["distribution"]}
    assert {"spaceties.xlsx", "spaceties.sqlite", "csv/ties.csv", "json/ties.jsonl"} <= set(named)
    for path, digest in named.items():
        assert hashlib.sha256((folder / path).read_bytes()).hexdigest() == digest
    records = {record["name"] for record in described["recordSet"]}
    assert {"satellites", "ties", "satellites_flat"} <= records


def test_the_data_dictionary_describes_every_table_as_released():
    text = (real.released() / "data-dictionary.md").read_text()
    assert "## satellites_flat" in text and "| signed_on_earliest | date |" in text
