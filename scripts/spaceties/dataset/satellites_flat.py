"""`satellites_flat`: one row per satellite with its launch and the bodies that take part in it."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from spaceties.datapackage import edtf

# Columns taken over from `satellites`, with the place that derived ones have among them.
OWN = ["satellite_id", "name", "cospar_id", "norad_id", "purpose", "class", "status", "ended_on"]
ORBIT = ["perigee_km", "apogee_km", "inclination_deg", "period_min"]
ROLES = {"owner": "owners", "operator": "operators", "manufacturer": "manufacturers"}
SEPARATOR = "; "


def satellites_flat(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Satellites joined with launches, vehicles, sites, countries and participants.

    Columns: those of `satellites` but other_names and the UN registration, the bounds of
    `ended_on`, names beside ids, and lists (`; ` between) in the order of their ids: `owner_ids`
    and `owners`, the same for operators and manufacturers, `state_ids` (owner's country,
    participants' countries and launching state) and `agreement_ids`. Rows follow `satellites`.
    """
    satellites = tables["satellites"]
    launches = tables["launches"].set_index("launch_id")
    flat = satellites[OWN].copy()
    bounds = {text: edtf.parse(text) for text in flat["ended_on"].dropna().unique()}
    for end in ("earliest", "latest"):
        days = {text: getattr(interval, end) for text, interval in bounds.items()}
        known = pd.to_datetime(flat["ended_on"].map(days))
        flat[f"ended_on_{end}"] = known.astype("datetime64[s]")
    flat[ORBIT] = satellites[ORBIT]
    flat["country_id"] = satellites["country_id"]
    flat["country"] = _named(flat["country_id"], tables["countries"])
    flat["launch_id"] = satellites["launch_id"]
    for column in ("launched_on", "launch_time_utc", "outcome", "vehicle_id", "site_id"):
        flat[column] = flat["launch_id"].map(launches[column])
    flat["vehicle"] = _named(flat["vehicle_id"], tables["launch_vehicles"])
    flat["site"] = _named(flat["site_id"], tables["launch_sites"])
    flat["launch_country_id"] = flat["launch_id"].map(launches["country_id"])
    flat["launch_country"] = _named(flat["launch_country_id"], tables["countries"])
    flat["provider_id"] = flat["launch_id"].map(launches["provider_id"])
    flat["provider"] = _named(flat["provider_id"], tables["organizations"])
    parts = tables["satellite_participants"].merge(
        tables["organizations"][["organization_id", "name", "country_id"]], on="organization_id"
    )
    for role, plural in ROLES.items():
        of_role = parts[parts["role"] == role]
        flat[f"{role}_ids"] = _lists(flat, of_role, "organization_id", "organization_id")
        flat[plural] = _lists(flat, of_role, "organization_id", "name")
    states = pd.concat(
        [
            parts[["satellite_id", "country_id"]],
            flat[["satellite_id", "country_id"]],
            flat[["satellite_id", "launch_country_id"]].set_axis(
                ["satellite_id", "country_id"], axis=1
            ),
        ]
    ).drop_duplicates()
    flat["state_ids"] = _lists(flat, states, "country_id", "country_id")
    agreed = tables["agreement_satellites"]
    flat["agreement_ids"] = _lists(flat, agreed, "agreement_id", "agreement_id")
    flat["source_id"] = satellites["source_id"]
    return flat


def _named(ids: pd.Series, table: pd.DataFrame) -> pd.Series:
    """The names of the rows that a column of ids refers to; a table's first column is its id."""
    return ids.map(table.set_index(table.columns[0])["name"]).astype("str")


def _lists(flat: pd.DataFrame, rows: pd.DataFrame, order: str, shown: str) -> pd.Series:
    """For each satellite the values of `shown` in `rows`, joined in the order of `order`."""
    rows = rows.dropna(subset=[order]).sort_values(order, kind="stable")
    # Plain lists: a pandas aggregation by function is ten times as slow.
    lists: dict[str, list[str]] = {}
    for satellite, value in zip(rows["satellite_id"], rows[shown], strict=True):
        lists.setdefault(satellite, []).append(value)
    joined = {satellite: SEPARATOR.join(values) for satellite, values in lists.items()}
    return flat["satellite_id"].map(joined).astype("str")
