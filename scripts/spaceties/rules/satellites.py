"""Rules on satellites: designation, launch, orbit, state and fate."""

from __future__ import annotations

import pandas as pd

from spaceties.datapackage.report import ERROR, WARNING
from spaceties.dataset import orbits, scope
from spaceties.rules.engine import Rule
from spaceties.rules.heirs import with_heirs
from spaceties.rules.views import Tables, among, cells_of, view

# Objects released from a station, or from a supply ship after it left one, carry the designation
# of that craft and not of the launch that brought them: Salyut 6 and 7, Mir, the ISS, Tiangong-1
# and -2, Tianhe; Cygnus NG-11 (GCAT, launch log and phase catalogue).
HOSTS = frozenset(
    {
        "1977-097", "1982-033", "1986-017", "1998-067", "2011-053", "2016-057", "2021-035",
        "2019-022",
    }
)  # fmt: skip

# Stations: whatever bears their designation and is not they came up by another launch.
STATIONS = HOSTS - {"2019-022"}

CAME_DOWN = ("decayed", "landed")

# Where air drag brings down whatever does not work any more within a few years: the ISS is as high.
DRAG_KM = 450
DRAG_YEARS = 5


@view("satellites", *scope.COLUMNS, alone=True)
def satellites(t: Tables) -> pd.DataFrame:
    """Satellites with launch and state, whether they have an owner and belong, and whether their
    state is an owner's."""
    rows = t.join(t["satellites"], "launch_id", "launches", "launch")
    rows = t.join(rows, "country_id", "countries", "country")
    t.with_bounds(rows, launch="launch.launched_on", ended="ended_on", down="came_down_on",
                  state="country.ended_on")  # fmt: skip
    with_heirs(t, rows, "country", "countries", rows["launch_first"] > rows["state_last"], "launch")
    parts = t["satellite_participants"]
    owners = parts[parts["role"] == "owner"]
    rows["owned"] = among(rows["satellite_id"], owners["satellite_id"])
    rows["belongs"] = among(rows["satellite_id"], scope.of_tables(t))
    rows["state_owns"] = _state_owns(t, rows)
    rows["long_ago"] = (rows["launch_last"] < t.day - 365.25 * DRAG_YEARS).fillna(False)
    return rows


def _state_owns(t: Tables, rows: pd.DataFrame) -> pd.Series:
    """Whether a satellite's state counts as that of an owner on the day of launch, or none of the
    owners is known to be of another."""
    lineages = scope.Lineages(scope.rows(t, "countries"))
    bodies = t["organizations"].set_index("organization_id")
    stateless = bodies["country_id"].isna() & bodies["kind"].ne(scope.INTERGOVERNMENTAL)
    state_of = bodies["country_id"].dropna().to_dict()
    unknown = set(bodies.index[stateless.fillna(True)].tolist())
    owners: dict[str, set[str]] = {}
    parts = t["satellite_participants"]
    owning = parts[parts["role"].eq("owner").fillna(False)].dropna(subset=["satellite_id"])
    for satellite, body in cells_of(owning, "satellite_id", "organization_id"):
        owners.setdefault(satellite, set()).add(body)
    days = rows["launch.launched_on"].to_numpy("datetime64[D]").astype(str).tolist()

    def owns(satellite: str, state: object, day: str) -> bool:
        bodies = owners.get(satellite, set())
        if not isinstance(state, str) or not bodies or bodies & unknown:
            return True
        lineage = lineages.on("" if day == "NaT" else day)
        states = {state_of[body] for body in bodies if body in state_of}
        return lineage.get(state, state) in {lineage.get(one, one) for one in states}

    cells = zip(rows["satellite_id"].tolist(), rows["country_id"].tolist(), days, strict=True)
    return pd.Series([owns(*cell) for cell in cells], rows.index, dtype=bool)


def _idles(v: pd.DataFrame) -> pd.Series:
    return v["status"].isna() | v["status"].isin(["inactive", "in_orbit"])


def _flew_low(v: pd.DataFrame) -> pd.Series:
    """Whether a craft flew low round the Earth; what went on from there was parked so low only."""
    host = v["cospar_id"].str[:8]
    released = host.isin(STATIONS) & host.ne(v["launch_id"]).fillna(False)
    went_on = v["purpose"].str.contains("deep_space").fillna(False)
    return (released | v["apogee_km"].le(DRAG_KM).fillna(False)) & ~went_on


def _designation(v: pd.DataFrame) -> pd.Series:
    start = v["cospar_id"].str.extract(r"^([0-9]{4}-(?:[0-9]{3}|[A-Z][0-9]{2}))")[0]
    return (start == v["launch_id"]) | start.isin(HOSTS)


def _number(v: pd.DataFrame) -> pd.Series:
    catalogued = v["satellite_id"].str.fullmatch(r"S[0-9]{5,6}").fillna(False)
    stated = pd.to_numeric(v["satellite_id"].str[1:].where(catalogued), errors="coerce")
    return (v["norad_id"] == stated.astype("Int64")).where(catalogued, v["norad_id"].isna())


RULES = [
    Rule(
        "R111", ERROR, satellites, ("cospar_id", "launch_id"),
        "A satellite's COSPAR designation begins with its launch's, or that of the craft it left.",
        "Objects released from a station carry the station's number, all others their launch's.",
        "The designation {cospar_id:2001-003A} is of another launch than {launch_id:2001-002}, "
        "and of no craft that it may have left.",
        "put the designation or the launch right",
        _designation,
        lambda row: f"{row['launch_id']}A?" if isinstance(row["launch_id"], str) else None,
    ),
    Rule(
        "R112", ERROR, satellites, ("norad_id", "satellite_id"),
        "The NORAD number is the number in the satellite's id.",
        "GCAT's S numbers are the NORAD numbers; other ids have none.",
        "The NORAD number is {norad_id:20009}, which does not go with the id "
        "{satellite_id:S20001}.",
        "write the number that the id has; an id that does not begin with S has none",
        _number,
    ),
    Rule(
        "R113", ERROR, satellites, ("ended_on", "launch.launched_on"),
        "A satellite does not end before its launch.",
        "Compared as intervals: the whole of the end lies before the launch.",
        "The satellite ended on {ended_on:2001-03-03}, before its launch on "
        "{launch.launched_on:2001-03-04}.",
        "look both days up, and mend the one that is wrong",
        lambda v: v["ended_last"] >= v["launch_first"],
    ),
    Rule(
        "R114", ERROR, satellites, ("perigee_km", "apogee_km"),
        "The perigee is not above the apogee.",
        "Swapped columns are the usual cause.",
        "The perigee, {perigee_km:710.6} km, is higher than the apogee, {apogee_km:710.5} km.",
        "swap the two, if nothing else is wrong",
        lambda v: v["perigee_km"] <= v["apogee_km"],
    ),
    Rule(
        "R115", ERROR, satellites, ("satellite_id",),
        "A satellite has an owner.",
        "Without an owner nobody can tell between whom the tie is.",
        "Nobody owns the satellite {satellite_id:S20001}.",
        "add a line with the role owner to satellite_participants",
        lambda v: v["owned"],
    ),
    Rule(
        "R116", ERROR, satellites, ("satellite_id", "country_id", "launch_id", "launch.country_id"),
        "A satellite belongs: two states or more take part, or an agreement or claim names it.",
        "The package is about cooperation; successor states of one lineage count once.",
        "The satellite {satellite_id:S20002} does not belong here: only one state takes part "
        "(it is of {country_id:BBB}, its launch, {launch_id:2001-002}, of "
        "{launch.country_id:BBB}), and no agreement or claim names it.",
        "add the partner of another state, or leave the satellite out",
        lambda v: v["belongs"],
    ),
    Rule(
        "R117", ERROR, satellites, ("un_document", "un_country_id"),
        "A state that registered a satellite with the United Nations did so in a document.",
        "The register is the sum of its documents.",
        "{un_country_id:AAA} registered the satellite with the United Nations, but un_document is "
        "{un_document}.",
        "name the document of the register, or empty un_country_id",
        lambda v: v["un_country_id"].isna() | v["un_document"].notna(),
    ),
    Rule(
        "R118", ERROR, satellites, ("launch_id", "satellite_id", "cospar_id"),
        "A spacecraft that left a station has the launch that brought it, not the station's.",
        "Else the state that launched the station is taken for the one that launched the craft.",
        "The launch {launch_id:2011-053} is that of the station which {satellite_id:S40901} "
        "({cospar_id:2011-053B}) left.",
        "name the launch that brought the craft to the station",
        lambda v: ~v["launch_id"].isin(STATIONS)
        | v["cospar_id"].str.fullmatch(r"[0-9-]+A").fillna(False)
        | v["satellite_id"].str.startswith("A"),  # a part of what was launched
    ),
    Rule(
        "R119", ERROR, satellites, ("satellite_id",),
        "A satellite's id is no provisional number (T and digits).",
        "GCAT uses these numbers again for other objects.",
        "{satellite_id:T00001} is a provisional number of GCAT, which it will use again.",
        "take the lasting id, or one that begins with X",
        lambda v: ~v["satellite_id"].str.fullmatch(r"T[0-9]+"),
    ),
    Rule(
        "R124", ERROR, satellites, ("country_id", "satellite_id"),
        "The state of a satellite is that of an owner.",
        "States of one lineage count as one; owners whose state is not known cannot tell.",
        "The satellite is said to be of {country_id:BBB}, but no owner of {satellite_id:S20001} "
        "is of that state.",
        "put the state right, or add the owner to satellite_participants",
        lambda v: v["state_owns"],
    ),
    Rule(
        "R125", ERROR, satellites, ("country_id", "launch.launched_on", "country.ended_on"),
        "The state of a satellite still exists when that is launched.",
        "Compared as intervals; its successor owns what is launched later.",
        "{country_id:OLD} ended on {country.ended_on:1991-12}, before the satellite was launched "
        "on {launch.launched_on:2001-03-04}.",
        "name the successor of the state",
        lambda v: v["launch_first"] <= v["state_last"],
        lambda row: row.get("country.heir"),
    ),
    Rule(
        "R129", ERROR, satellites, ("period_min", "perigee_km", "apogee_km"),
        "Perigee, apogee and period go together.",
        "Kepler's third law, T = 2 pi sqrt(a^3 / GM), within 5 %; otherwise one is a slip.",
        "A period of {period_min:104} min does not go with a perigee of {perigee_km:700} km and "
        "an apogee of {apogee_km:710.5} km.",
        "look all three up, and mend the one that is wrong",
        lambda v: orbits.deviation(v["perigee_km"], v["apogee_km"], v["period_min"])
        <= orbits.TOLERANCE,
    ),
    Rule(
        "R151", ERROR, satellites, ("came_down_on", "status"),
        "What came down is decayed or landed, and only that has a day on which it did.",
        "Whoever asks what came down can ask either column; a failed launch may tell the day.",
        "The status is {status:active} and came_down_on is {came_down_on:2012}: one says that it "
        "came down, the other that it did not.",
        "write decayed or landed, or empty the day",
        lambda v: v["status"].isin(CAME_DOWN).eq(v["came_down_on"].notna())
        | v["status"].eq("launch_failure").fillna(False),
    ),
    Rule(
        "R152", ERROR, satellites, ("came_down_on", "ended_on", "launch.launched_on"),
        "A satellite comes down neither before its launch nor before its work ends.",
        "Compared as intervals: the whole of the one lies before the other.",
        "It came down on {came_down_on:2001-03-03}, before its launch "
        "({launch.launched_on:2001-03-04}) or the end of its work ({ended_on:2001-03-09}).",
        "look the days up, and mend the one that is wrong",
        lambda v: (v["down_last"] >= v["launch_first"]).fillna(True)
        & (v["down_last"] >= v["ended_first"]).fillna(True),
    ),
    Rule(
        "R153", WARNING, satellites, ("status", "apogee_km", "cospar_id", "launch.launched_on"),
        "What does not work any more came down, if it flew low five years ago.",
        "Low is up to 450 km, or released from a station: air drag brings it down within a few "
        "years, and a catalogue that has it in orbit was left behind.",
        "It does not work any more (status {status:inactive}) and flew low (apogee "
        "{apogee_km:450} km, {cospar_id:2001-002A}) after its launch on "
        "{launch.launched_on:2001-03-04}, so it must have come down.",
        "look up whether it decayed, and write the status and the day",
        lambda v: ~_idles(v) | ~_flew_low(v) | ~v["long_ago"],
    ),
]  # fmt: skip
