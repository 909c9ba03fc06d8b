"""Tables that are computed from the others: `ties`, one row per cooperation link of two states."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import pandas as pd

from spaceties.datapackage import edtf
from spaceties.dataset import scope

TIES = [
    "from_country_id",
    "to_country_id",
    "kind",
    "level",
    "date",
    "date_earliest",
    "date_latest",
    "year",
    "table",
    "row_id",
    "framework_id",
]
KEY = ["from_country_id", "to_country_id", "kind", "table", "row_id"]

# Who gives and who takes, where the roles of an agreement tell; else the pair has no direction.
GIVERS = {"contractor": "customer", "lessor": "lessee", "lender": "borrower"}

# Bodies that act for their state (national academies of sciences signed for Belarus and the USSR);
# ties with others (companies, universities, institutes) are of level body.
OFFICIAL = frozenset(
    {"state", "space_agency", "government_body", "military", "commission", "academy"}
)


def ties(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Links between two states, from the typed tables.

    Columns: `from_country_id`, `to_country_id` (giver and taker where there are such: launching
    state and owner, manufacturer and owner, contributor and host, contractor and customer; else
    in alphabetical order), `kind` (launch, ownership, manufacture, payload, agreement), `level`
    (state where states or their agencies act on both sides, else body), `date` (EDTF) with its
    bounds, `year` (missing where the date spans several), and `table` and `row_id` of the row it
    comes from. `framework_id` is the topmost agreement above an agreement, itself included, so
    that members who joined by instruments of their own can be counted together.

    States of one lineage (SUN and RUS) have no tie, nor a state and its territories (CHN and,
    since 1997, HKG), nor intergovernmental bodies.
    """
    parts = [_satellites(tables), _payloads(tables), _agreements(tables)]
    rows = pd.concat(parts, ignore_index=True)
    known = rows["from_country_id"].notna() & rows["to_country_id"].notna()
    rows = rows[known & (rows["from_country_id"] != rows["to_country_id"])]
    rows = rows[_between_lineages(rows, tables["countries"])].copy()
    bounds = {text: _bounds(text) for text in rows["date"].dropna().unique()}
    rows["date_earliest"] = rows["date"].map(lambda d: bounds.get(d, (None, None))[0])
    rows["date_latest"] = rows["date"].map(lambda d: bounds.get(d, (None, None))[1])
    for column in ("date_earliest", "date_latest"):
        rows[column] = pd.to_datetime(rows[column]).astype("datetime64[s]")
    same_year = rows["date_earliest"].dt.year == rows["date_latest"].dt.year
    rows["year"] = rows["date_earliest"].dt.year.where(same_year).astype("Int64")
    rows = rows.drop_duplicates(KEY).sort_values(KEY, kind="stable", ignore_index=True)
    for column in TIES:
        if column not in ("date_earliest", "date_latest", "year"):
            rows[column] = rows[column].astype("str")
    return rows[TIES]


def _satellites(t: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Launch, joint ownership and manufacture."""
    launches = t["launches"].set_index("launch_id")
    flown = t["satellites"][["satellite_id", "launch_id"]].copy()
    flown["date"] = flown["launch_id"].map(launches["launched_on"].dt.strftime("%Y-%m-%d"))
    flown["launcher"] = flown["launch_id"].map(launches["country_id"])
    parts = t["satellite_participants"].merge(
        t["organizations"][["organization_id", "country_id"]], on="organization_id"
    )
    owners = parts[parts["role"] == "owner"][["satellite_id", "country_id"]].drop_duplicates()
    owned = flown.merge(owners, on="satellite_id")
    launch = owned.rename(columns={"launcher": "from_country_id", "country_id": "to_country_id"})
    pairs = owned.merge(owners, on="satellite_id", suffixes=("", "_other"))
    pairs = pairs[pairs["country_id"] < pairs["country_id_other"]]
    joint = pairs.rename(
        columns={"country_id": "from_country_id", "country_id_other": "to_country_id"}
    )
    makers = parts[parts["role"] == "manufacturer"][["satellite_id", "country_id"]]
    made = owned.merge(makers, on="satellite_id", suffixes=("", "_maker"))
    made = made.rename(
        columns={"country_id_maker": "from_country_id", "country_id": "to_country_id"}
    )
    frames = (launch.assign(kind="launch"), joint.assign(kind="ownership"))
    return _rows([*frames, made.assign(kind="manufacture")], "satellites", "satellite_id")


def _payloads(t: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Instruments on another state's spacecraft, dated by the launch."""
    bodies = t["organizations"].set_index("organization_id")["country_id"]
    satellites = t["satellites"].set_index("satellite_id")
    days = t["launches"].set_index("launch_id")["launched_on"].dt.strftime("%Y-%m-%d")
    rows = t["payloads"][["payload_id", "satellite_id", "contributor_id"]].copy()
    rows["from_country_id"] = rows["contributor_id"].map(bodies)
    rows["to_country_id"] = rows["satellite_id"].map(satellites["country_id"])
    rows["date"] = rows["satellite_id"].map(satellites["launch_id"]).map(days)
    return _rows([rows.assign(kind="payload")], "payloads", "payload_id")


def _agreements(t: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Pairs of states among the parties, dated by the later of the two joinings."""
    bodies = t["organizations"][["organization_id", "country_id", "kind"]]
    agreements = t["agreements"][["agreement_id", "signed_on", "framework_id"]]
    parties = t["agreement_parties"].merge(bodies, on="organization_id").dropna(subset="country_id")
    parties = parties.merge(agreements[["agreement_id", "signed_on"]], on="agreement_id")
    parties["date"] = parties["joined_on"].fillna(parties["signed_on"])
    parties["official"] = parties["kind"].isin(OFFICIAL)
    # A state and its own agency are one end of a tie: the official one comes first.
    parties = parties.sort_values(["agreement_id", "country_id", "official"], ascending=[1, 1, 0])
    parties = parties.drop_duplicates(["agreement_id", "country_id"])
    pairs = parties.merge(parties, on="agreement_id", suffixes=("_a", "_b"))
    pairs = pairs[pairs["country_id_a"] < pairs["country_id_b"]]
    swap = [GIVERS.get(b) == a for a, b in zip(pairs["role_a"], pairs["role_b"], strict=True)]
    swap = pd.Series(swap, pairs.index, dtype=bool)
    pairs["from_country_id"] = pairs["country_id_a"].mask(swap, pairs["country_id_b"])
    pairs["to_country_id"] = pairs["country_id_b"].mask(swap, pairs["country_id_a"])
    pairs["date"] = [_later(a, b) for a, b in zip(pairs["date_a"], pairs["date_b"], strict=True)]
    official = pairs["official_a"] & pairs["official_b"]
    pairs["level"] = official.map({True: "state", False: "body"})
    pairs["framework_id"] = pairs["agreement_id"].map(_roots(agreements))
    return _rows([pairs.assign(kind="agreement")], "agreements", "agreement_id")


def _rows(frames: list[pd.DataFrame], table: str, key: str) -> pd.DataFrame:
    columns = ["from_country_id", "to_country_id", "kind", "level", "date", "framework_id"]
    parts = [
        frame.assign(table=table, row_id=frame[key]).reindex(columns=[*columns, "table", "row_id"])
        for frame in frames
    ]
    rows = pd.concat([part.astype("str") for part in parts], ignore_index=True)
    return rows.assign(level=rows["level"].fillna("state"))


def _later(a, b) -> str | None:
    """The later of two vague dates: the one that ends later; the one stated, if only one is."""
    stated = [d for d in (a, b) if isinstance(d, str)]
    return max(stated, key=lambda d: _bounds(d)[1], default=None)


@lru_cache(100_000)
def _bounds(text: str) -> tuple:
    interval = edtf.parse(text)
    return interval.earliest, interval.latest


def _roots(agreements: pd.DataFrame) -> dict[str, str]:
    """Each agreement's topmost framework, itself where it has none."""
    above = dict(zip(agreements["agreement_id"], agreements["framework_id"], strict=True))
    return {i: _last(i, above) for i in above}


def _between_lineages(rows: pd.DataFrame, countries: pd.DataFrame) -> list[bool]:
    """Whether the two ends count as two states on the last day that the date can mean."""
    columns = ["country_id", "successor_id", "sovereign_id", "sovereign_since"]
    known = countries[columns].astype(object).where(countries[columns].notna(), "")
    lineages = scope.Lineages(known.to_dict("records"))
    kept = []
    for giver, taker, day in zip(
        rows["from_country_id"], rows["to_country_id"], rows["date"], strict=True
    ):
        counts_as = lineages.on(str(_bounds(day)[1]) if isinstance(day, str) else "")
        kept.append(counts_as.get(giver, giver) != counts_as.get(taker, taker))
    return kept


def _last(start: str, following: Mapping[str, object]) -> str:
    at, seen = start, set()
    while isinstance(following.get(at), str) and at not in seen:
        seen.add(at)
        at = following[at]
    return at
