"""SQLite: keys and checks hold, derived tables are those that the package computes."""

import shutil
import sqlite3

import pytest

import spaceties
from tests import real


@pytest.fixture
def database(tmp_path):
    path = shutil.copy(real.released() / "spaceties.sqlite", tmp_path)
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA foreign_keys = ON")
    yield connection
    connection.close()


def test_the_file_is_whole_and_every_reference_is_kept(database):
    assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert database.execute("PRAGMA foreign_key_check").fetchall() == []


def test_derived_tables_are_what_the_views_beside_them_compute(database):
    views = database.execute("SELECT name FROM sqlite_master WHERE type = 'view' ORDER BY 1")
    derived = ("memberships", "satellites_flat", "spending_usd", "ties", "ties_yearly")
    assert [name for (name,) in views] == [f"{name}_computed" for name in derived]
    for name in derived:
        stored = f"SELECT * FROM {name} EXCEPT SELECT * FROM {name}_computed"
        assert database.execute(stored).fetchall() == []


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE satellites SET status = 'lost'",
        "UPDATE satellites SET perigee_km = -1",
        "UPDATE satellites SET norad_id = 'x' WHERE satellite_id = 'S41238'",
        "UPDATE launches SET launched_on = '2016-1-15' WHERE launch_id = '2016-001'",
        "UPDATE launches SET launched_on = '1956-01-01' WHERE launch_id = '2016-001'",
        "UPDATE launches SET vehicle_id = 'no-such'",
        "UPDATE countries SET name = NULL",
        "INSERT INTO countries SELECT * FROM countries WHERE country_id = 'BLR'",
        "UPDATE sources SET is_copy = 2",
        "DELETE FROM launch_sites",
    ],
)
def test_what_breaks_a_key_or_a_constraint_is_refused(database, change):
    with pytest.raises(sqlite3.IntegrityError), database:
        database.execute(change)


def test_stored_tables_are_renewed_from_their_views(database):
    counted = "SELECT count(*) FROM ties WHERE row_id = 'S41238'"
    before = database.execute(counted).fetchone()
    assert before > (0,)
    with database:
        database.execute("DELETE FROM satellite_participants WHERE satellite_id = 'S41238'")
        assert database.execute(counted).fetchone() == before
        database.execute("DELETE FROM ties")
        database.execute("INSERT INTO ties SELECT * FROM ties_computed")
    assert database.execute(counted).fetchone() == (0,)
    assert database.execute("SELECT count(*) FROM ties").fetchone() > (30_000,)


def test_rows_of_derived_tables_go_with_those_that_they_tell_of(database):
    with database:
        database.execute("DELETE FROM satellite_participants WHERE satellite_id = 'S41238'")
        database.execute("DELETE FROM agreement_satellites WHERE satellite_id = 'S41238'")
        database.execute("DELETE FROM satellites WHERE satellite_id = 'S41238'")
    left = "SELECT count(*) FROM satellites_flat WHERE satellite_id = 'S41238'"
    assert database.execute(left).fetchone() == (0,)


def test_references_are_indexed(database):
    plan = database.execute(
        "EXPLAIN QUERY PLAN SELECT * FROM satellites WHERE launch_id = '2016-001'"
    ).fetchall()
    assert "USING INDEX" in plan[0][-1]


def test_descriptions_are_in_the_metadata_tables(database):
    unit = database.execute(
        "SELECT unit FROM metadata_fields WHERE \"table\" = 'satellites' AND field = 'perigee_km'"
    )
    assert unit.fetchone() == ("km",)
    version = database.execute("SELECT value FROM metadata_package WHERE key = 'version'")
    assert version.fetchone() == (spaceties.__version__,)
    kinds = dict(database.execute("SELECT name, kind FROM metadata_tables"))
    assert kinds["ties"] == "derived" and kinds["launches"] == "stored"
