"""The explorer's pictures: what each shows is computed anew from the tables, by pandas alone."""

from __future__ import annotations

import json
import re

import pandas as pd
import pytest

from spaceties.explorer import pictures
from tests import explorer, mini
from tests.test_site_browser import DRAWN, Tab, chromium, real  # noqa: F401  (fixtures)

pytestmark = pytest.mark.skipif(pictures.browser() is None, reason="no Chromium is installed")

# What the marks of a figure stand for: the rows of data that they were drawn from.
DATA = """figure => [...figure.querySelectorAll('.role-mark path, .role-mark line')]
    .map(({ __data__: item }) => item?.datum && JSON.stringify(item.datum))
    .filter(Boolean).map(JSON.parse)"""
BLOCS = {"ILRS": "chn-rus-ilrs-mou-2021", "Artemis": "artemis-accords-2020"}


@pytest.fixture(scope="module")
def tab(chromium, real):  # noqa: F811
    made = Tab(chromium, real, viewport={"width": 1280, "height": 900})
    yield made
    made.close_quietly()


@pytest.fixture(scope="module")
def tables() -> dict[str, pd.DataFrame]:
    return explorer.frames()


def drawn(page, title: str) -> pd.DataFrame:
    """The data of the marks of the figure with this title."""
    page.wait_for_selector(DRAWN)
    figure = page.locator("main figure", has=page.locator("figcaption", has_text=title))
    return pd.DataFrame(figure.first.evaluate(DATA))


def members(tables, framework: str) -> pd.DataFrame:
    """States and the last day by which each became a member, as the README counts them."""
    ties = tables["ties"]
    ties = ties[(ties.framework_id == framework) & (ties.level == "state")]
    ties = ties[(ties.standing == "party") & (ties.confidence != "low")]
    sides = [ties[[side, "date_latest"]].set_axis(["id", "day"], axis=1)
             for side in ("from_country_id", "to_country_id")]  # fmt: skip
    return pd.concat(sides).groupby("id").day.min()


def test_who_joined_when_counts_members_alone(tab, tables):
    page = tab.open("blocs")
    headings = "\n".join(page.locator("figure .role-title text").all_text_contents())
    marks = drawn(page, "Who joined when")
    apart = marks[marks.known == "apart"]
    names = tables["countries"].set_index("country_id").name
    counted = {short: members(tables, framework) for short, framework in BLOCS.items()}
    for states in counted.values():
        assert f": {len(states)} states" in headings
    listed = marks[marks.known != "apart"].name.str.removesuffix(" ◆")
    expected = pd.concat([states.index.to_series().map(names) for states in counted.values()])
    assert sorted(listed) == sorted(expected)
    # Who only announced or applied is drawn, as what it is.
    parties = tables["memberships"]
    parties = parties[parties.framework_id.isin(list(BLOCS.values()))]
    applied = set(parties[parties.standing == "announced"].country_id.dropna())
    applied -= set().union(*(counted["ILRS"].index, counted["Artemis"].index))
    assert set(names[list(applied)]) <= set(apart.name)
    in_both = sorted(names[list(set(counted["ILRS"].index) & set(counted["Artemis"].index))])
    assert sorted(page.locator("ul.cards strong").all_inner_texts()) == in_both
    assert "Türkiye" not in in_both and "Türkiye" in page.locator("p.apart").inner_text()


def test_the_number_of_members_grows_as_the_ties_say(tab, tables):
    page = tab.open("blocs")
    marks = drawn(page, "Number of members")
    marks = marks[marks.get("day").notna()].drop_duplicates(["bloc", "day"])
    assert len(marks) > 40
    for short, framework in BLOCS.items():
        days = members(tables, framework)
        for one in marks[marks.bloc == short].itertuples():
            assert one.certain == (days <= one.day).sum(), one
    last = marks.sort_values("day").groupby("bloc").certain.last()
    shown = re.findall(r"\d+(?=–| )", page.locator(".answer").inner_text())
    assert [int(number) for number in shown[:2]] == [last["ILRS"], last["Artemis"]]


KINDS = ["launch", "manufacture", "ownership", "payload"]
MUTUAL = ["ownership", "agreement"]
FLEETS = (
    r"(?i)^(?:OneWeb|Starlink|Kuiper|Flock|Dove|SkySat|Lemur|SpaceBEE|Globalstar|Iridium|Orbcomm)\b"
)


def in_scope(ties: pd.DataFrame, scope: str) -> pd.DataFrame:
    """Ties by anything but agreements, and by those of so many parties."""
    agreement = ties.kind == "agreement"
    few = (ties.party_list == "complete") & (ties.parties <= 10)
    allowed = {"two": ties.bilateral.eq(True), "few": ties.bilateral.eq(True) | few}
    return ties[~agreement | allowed.get(scope, agreement).fillna(False).astype(bool)]


@pytest.mark.parametrize(
    ("kinds", "scope"),
    [
        (KINDS, "few"), (["launch", "agreement"], "two"), (["agreement"], "few"),
        (["agreement"], "all"),
    ],
)  # fmt: skip
def test_the_matrix_counts_each_thing_once(tab, tables, kinds, scope):
    page = tab.open(f"ties?kinds={','.join(kinds)}&between={scope}&count=40")
    cells = drawn(page, "From the state in the row")
    cells = cells[cells["count"].notna()].drop_duplicates(["giver", "taker"])
    ties = in_scope(tables["ties"], scope)
    ties = ties[ties.kind.isin(kinds)]
    back = ties[ties.kind.isin(MUTUAL)]
    back = back.rename(columns={"from_country_id": "to_country_id",
                                "to_country_id": "from_country_id"})  # fmt: skip
    pairs = pd.concat([ties, back]).groupby(["from_country_id", "to_country_id"])
    counts, wide = pairs.row_id.nunique(), pairs.apply(lambda rows: len(in_scope(rows, "few")) == 0)
    assert len(cells) > 100
    for cell in cells.itertuples():
        assert cell.count == counts[cell.giver, cell.taker], cell.said
        assert cell.wide == wide[cell.giver, cell.taker], cell.said
    # The states with most come first.
    ends = [ties[[side, "row_id"]].set_axis(["id", "row_id"], axis=1)
            for side in ("from_country_id", "to_country_id")]  # fmt: skip
    volume = pd.concat(ends).groupby("id").row_id.nunique().sort_values(ascending=False)
    shown = set(cells.giver) | set(cells.taker)
    assert volume[list(shown)].min() >= volume.iloc[39]


def test_conventions_are_left_out_until_asked_for_and_marked(tab, tables):
    page = tab.open("ties?kinds=agreement&cell=BLR%20BHS")
    assert "none" in page.locator("#cell h3").inner_text()
    page.get_by_label("Agreements of").first.select_option("all")
    page.wait_for_selector(DRAWN)
    ties = tables["ties"]
    both = ties[(ties.from_country_id == "BHS") & (ties.to_country_id == "BLR")]
    assert len(both) and not len(in_scope(both, "few"))
    assert page.locator("#cell h3").inner_text() == (
        f"Belarus and Bahamas: {len(both)} agreement{'s' * (len(both) > 1)}"
    )
    rows = page.locator("#cell tbody tr").all_inner_texts()
    assert all("convention" in row or "not all" in row for row in rows)


def test_kinds_say_for_how_many_they_are_known(tab, tables):
    page = tab.open("ties")
    said = page.locator("form.controls small").all_inner_texts()
    satellites, bodies = tables["satellites"], tables["organizations"].set_index("organization_id")
    states = tables["launches"].set_index("launch_id").country_id
    part = tables["satellite_participants"]
    part = part[part.organization_id.map(bodies.country_id).notna()]
    known = part.groupby("role").satellite_id.nunique()
    launched = satellites.launch_id.map(states).notna().sum()
    guests = tables["payloads"].satellite_id.nunique()
    complete = (tables["agreements"].party_list == "complete").sum()
    ends = [launched, known["manufacturer"], known["owner"], guests, complete]
    wholes = [len(satellites)] * 4 + [len(tables["agreements"])]
    assert [re.findall(r"[\d,]+", text) for text in said] == [
        [f"{n:,}", f"{m:,}"] for n, m in zip(ends, wholes, strict=True)
    ]


@pytest.mark.parametrize(("state", "own"), [("BLR", ["BLR"]), ("RUS", ["RUS", "SUN"])])
@pytest.mark.parametrize("scope", ["few", "all"])
def test_partners_are_counted_by_year_and_kind(tab, tables, state, own, scope):
    page = tab.open(f"ties?state={state}&partners={scope}")
    circles = drawn(page, "Partners of ")
    ties = in_scope(tables["ties"], scope).dropna(subset="year")
    sides = [
        ties[ties[own_side].isin(own) & ~ties[other].isin(own)].assign(partner=ties[other])
        for own_side, other in (("from_country_id", "to_country_id"),
                                ("to_country_id", "from_country_id"))
    ]  # fmt: skip
    counts = pd.concat(sides).groupby(["partner", "year", "kind"]).row_id.nunique()
    most = counts.groupby("partner").sum().sort_values(ascending=False)
    assert len(circles) > 20
    for one in circles.itertuples():
        assert one.count == counts[one.partner_id, one.year, one.kind], one.said
    shown = sorted(circles.groupby("partner_id")["count"].sum(), reverse=True)
    assert shown == sorted(most.iloc[: len(shown)], reverse=True)
    # Kinds of one partner and year do not lie on each other.
    assert not circles.duplicated(["partner_id", "year", "lane"]).any()
    lanes = circles.groupby(["partner_id", "year"]).lane
    assert (lanes.nunique() == lanes.size()).all()


def test_lines_across_the_blocs_count_what_pairs_have_in_common(tab, tables):
    page = tab.open("blocs")
    marks = drawn(page, "across the blocs").dropna(subset=["said"]).drop_duplicates("said")
    left, right = (set(members(tables, BLOCS[short]).index) for short in ("ILRS", "Artemis"))
    left, right = left - right, right - left
    ties = in_scope(tables["ties"], "few")
    counted: dict[tuple[str, str], set[tuple[str, str]]] = {}
    sides = ["from_country_id", "to_country_id", "table", "row_id"]
    for one, other, *row in ties[sides].itertuples(index=False):
        for pair in ((one, other), (other, one)):
            if pair[0] in left and pair[1] in right:
                counted.setdefault(pair, set()).add(tuple(row))
    shown = dict(zip(zip(marks.left, marks.right, strict=True), marks["count"], strict=True))
    assert len(shown) > 100 and shown == {pair: len(rows) for pair, rows in counted.items()}
    title = page.locator("h2", has_text="across the blocs").inner_text()
    assert f"Of {len(left) * len(right):,} pairs" in title and f" {len(shown)} have" in title


@pytest.mark.parametrize("state", ["", "CHN", "BLR"])
def test_the_map_shows_partners_and_launches(tab, tables, state):
    page = tab.open(f"map?state={state}" if state else "map")
    figure = page.locator("main figure")
    marks = pd.DataFrame(figure.evaluate(DATA))
    ties = in_scope(tables["ties"], "few")
    sides = ["from_country_id", "to_country_id"]
    both = pd.concat(
        [ties.set_axis([*"xy", *ties.columns[2:]], axis=1) for ties in
         (ties[[*sides, "table", "row_id"]], ties[[*sides[::-1], "table", "row_id"]])]
    )  # fmt: skip
    if state:
        counted = (
            both[both.y == state].drop_duplicates(["x", "table", "row_id"]).groupby("x").size()
        )
    else:
        counted = both.drop_duplicates(["x", "y"]).groupby("x").size()
    shown = marks[marks.said.notna() & marks["site"].isna()].set_index("state")
    drawn_counts = shown.properties.map(lambda one: one["count"])
    assert len(drawn_counts) > (1 if state == "BLR" else 30)
    assert drawn_counts.sort_index().eq(counted.reindex(drawn_counts.index).sort_index()).all()
    # Who has no shape stands in the list, with the same figures.
    figure.locator("summary").click()
    figure.locator("details table").wait_for()
    assert f"of {len(counted):,}" in figure.locator("details").inner_text() or len(counted) <= 10
    launches = tables["launches"]
    if state:
        own = tables["satellites"].query("country_id == @state").launch_id
        launches = launches[launches.launch_id.isin(own)]
    places = tables["launch_sites"].dropna(subset=["latitude"]).site_id
    sites = launches[launches.site_id.isin(places)].groupby("site_id").size()
    circles = marks[marks["site"].notna()].set_index("site").launches
    assert circles.sort_index().to_dict() == sites.sort_index().to_dict()


def test_a_state_of_the_map_leads_to_its_page(tab):
    page = tab.open("map?state=BLR")
    page.locator("main figure summary").click()
    page.get_by_role("link", name="China", exact=True).first.click()
    page.wait_for_selector('html[data-shown="pair/BLR-CHN"]')


def counts_as(countries: pd.DataFrame, country: str, day: pd.Timestamp) -> str:
    """The state that a country counts as on a day."""
    seen = set()
    while country not in seen:
        seen.add(country)
        row = countries.loc[country]
        since = pd.Timestamp(row.sovereign_since) if pd.notna(row.sovereign_since) else None
        if pd.notna(row.successor_id):
            country = row.successor_id
        elif pd.notna(row.sovereign_id) and (since is None or since <= day):
            country = row.sovereign_id
    return country


def launched_for_others(tables, by: str) -> pd.DataFrame:
    """Satellites with the state of their launch and its year, that have an owner of another."""
    launches = tables["launches"]
    keyed = {
        "rocket": ("launch_vehicles", "vehicle_id"),
        "site": ("launch_sites", "site_id"),
    }
    state = launches.country_id
    if by in keyed:
        table, key = keyed[by]
        state = launches[key].map(tables[table].set_index(key).country_id)
    launches = launches.assign(state=state)[["launch_id", "launched_on", "state"]].dropna()
    bodies = tables["organizations"].set_index("organization_id").country_id
    owners = tables["satellite_participants"].query("role == 'owner'")
    owners = owners.assign(owner=owners.organization_id.map(bodies)).dropna(subset="owner")
    found = tables["satellites"][["satellite_id", "name", "launch_id"]].merge(launches)
    found = found.merge(owners[["satellite_id", "owner"]])
    countries = tables["countries"].set_index("country_id")
    other = [
        counts_as(countries, one.state, one.launched_on)
        != counts_as(countries, one.owner, one.launched_on)
        for one in found.itertuples()
    ]
    found = found[other].drop_duplicates("satellite_id")
    return found.assign(
        year=found.launched_on.dt.year, fleet=found.name.str.contains(FLEETS, regex=True)
    )


@pytest.mark.parametrize("by", ["operator", "rocket", "site"])
def test_launches_for_others_are_counted_by_whose_they_are(tab, tables, by):
    found = launched_for_others(tables, by)
    names = tables["countries"].set_index("country_id").name
    most = found.state.value_counts()
    for unit, key in (("satellites", "satellite_id"), ("launches", "launch_id")):
        page = tab.open(f"ties?by={by}&unit={unit}")
        bars = drawn(page, "for other states, by the state of")
        assert len(bars) > 150
        shown = [name for name in bars.state.unique() if name != "Other states"]
        assert len(shown) == 8 and most[names[names.isin(shown)].index].min() >= most.iloc[7]
        state = found.state.map(names)
        groups = found.assign(state=state.where(state.isin(shown), "Other states"))
        counts = groups.groupby(["state", "year", "fleet"])[key].nunique()
        assert len(bars) == len(counts)
        for bar in bars.itertuples():
            assert bar.count == counts[bar.state, bar.year, bar.fleet], bar.said
            assert ("so far" in bar.said) == (bar.year == 2026)
    if by == "operator":
        ties = tables["ties"]
        assert set(found.satellite_id) == set(ties[ties.kind == "launch"].row_id)
    page = tab.open(f"ties?by={by}&big=no")
    assert drawn(page, "for other states")["count"].sum() == (~found.fleet).sum()


def test_marks_open_their_rows(tab, tables):
    page = tab.open("ties?state=BLR")
    for title in ("Partners of Belarus", "for other states, by the state of"):
        figure = page.locator("main figure", has=page.locator("figcaption", has_text=title))
        mark = figure.locator(".role-mark path[aria-label]").last
        mark.dispatch_event("click")
        panel = figure.locator("section.panel")
        panel.wait_for()
        heading = panel.locator("h3, h4").inner_text()
        assert heading == mark.get_attribute("aria-label")
        count = int(re.search(r": (\d+)", heading)[1])
        assert panel.locator("tbody tr").count() == min(count, 10)


def test_figures_of_money_are_those_of_the_table(tab, tables):
    """In every topic: amounts, years on their ticks, no quarter or total on a line, no codes."""
    page = tab.open("money")
    spending = tables["spending"].set_index("spending_id")
    names = tables["organizations"].set_index("organization_id").name
    seen, forecasts = 0, 0
    for select in page.get_by_label("Figures of").all():
        for topic in select.locator("option").all():
            select.select_option(topic.get_attribute("value"))
            owner, measure, currency = topic.get_attribute("value").split("|")
            expected = spending[
                (spending.organization_id == owner) & (spending.measure == measure)
                & (spending.currency == currency)
            ]  # fmt: skip
            figure = select.locator("xpath=ancestor::section")
            for asked in figure.get_by_role("checkbox").all():
                if asked.is_visible():
                    asked.check()
            points = drawn(page, f"{names[owner]}, {measure.replace('_', ' ')}, {currency}")
            points = points.drop_duplicates("row")
            assert sorted(points.amount) == sorted(expected.amount), topic.inner_text()
            assert not points.line.str.contains("_").any()
            years = points[points.months == 12]
            assert (years.mid % 1 == 0).all() and (points.basis != "").all()
            labelled = expected[expected.fiscal_year.str.fullmatch(r"\d{4}").fillna(False)]
            span = (labelled.period.vague.latest - labelled.period.vague.earliest).dt.days
            labels = labelled[(span > 355) & (span < 370)].fiscal_year.astype(int)
            assert not set(labels) - set(years.mid), topic.inner_text()
            made_ahead = expected[expected.series.str.startswith("forecast")]
            assert (points.basis == "forecast").sum() == len(made_ahead)
            forecasts += len(made_ahead)
            seen += len(points)
    money = ["agency_budget", "government_space_budget", "market_size", "disclosed_investment"]
    assert seen == spending.measure.isin(money).sum() and forecasts > 2
    quarters = spending[spending.fiscal_year.fillna("").str.contains("quarter")]
    assert len(quarters)


def test_support_is_counted_as_documents_of_rows_and_claims(tab, tables):
    page = tab.open("claims")
    bars = drawn(page, "Rows that two documents or more support")
    bars = bars[bars.get("table").notna()].drop_duplicates("table")
    claims = tables["claims"]
    agreeing = claims[claims.verdict.isin(["agrees", "less_precise"]) & claims.row_key.notna()]
    agreeing = agreeing.melt(["table", "row_key"], ["source_id", "checked_source_id"],
                             value_name="document").dropna()  # fmt: skip
    package = json.loads((mini.ROOT / "datapackage.json").read_text(encoding="utf-8"))
    keys = {one["name"]: one["schema"]["primaryKey"] for one in package["resources"]}
    assert len(bars) > 8
    for bar in bars.itertuples():
        table = tables[bar.table]
        assert bar.rows == len(table)
        sources = [c for c in ("source_id", "second_source_id") if c in table]
        key = table[keys[bar.table]].astype(str).agg("|".join, axis=1)
        named = table[sources].set_axis(key, axis=0).melt(ignore_index=False).dropna()
        named.index.name = "row_key"
        more = agreeing[(agreeing.table == bar.table) & agreeing.row_key.isin(key)]
        both = pd.concat([named.value, more.set_index("row_key").document])
        assert bar.two == (both.groupby(level=0).nunique() > 1).sum(), bar.table
        differing = claims[(claims.table == bar.table) & (claims.verdict == "differs")]
        assert bar.disputed == differing.row_key.dropna().nunique(), bar.table


def test_the_first_view_counts_ties_without_conventions(tab, tables):
    tile = tab.open("overview").locator("ul.tiles li").first.inner_text()
    count = len(in_scope(tables["ties"], "few"))
    assert f"{count:,}" in tile and "without conventions" in tile
    assert count < len(tables["ties"]) / 2


@pytest.mark.parametrize("launches", [True, False])
def test_the_first_screen_tells_which_pairs_have_most_in_common(tab, tables, launches):
    page = tab.open("overview" if launches else "overview?launches=no")
    bars = drawn(page, "The pairs of states with most in common")
    created = pd.Timestamp(explorer.real_release().created)
    ties = in_scope(tables["ties"], "few")
    ties = ties[ties.date_earliest >= created - pd.DateOffset(years=5)]
    fleet = tables["satellites"].set_index("satellite_id").name.str.contains(FLEETS, regex=True)
    ties = ties[~ties.row_id.map(fleet).fillna(False).astype(bool)]
    if not launches:
        ties = ties[ties.kind != "launch"]
    pair = ties[["from_country_id", "to_country_id"]].apply(
        lambda row: "-".join(sorted(row)), axis=1
    )
    counts = ties.groupby(pair).row_id.nunique().sort_values(ascending=False)
    shown = bars.groupby("key")["count"].sum()
    assert shown.to_dict() == counts[shown.index].to_dict()
    assert len(shown) == 10 and shown.min() >= counts.iloc[9]
    # The sentence tells of all ties, whatever is drawn.
    if launches:
        names = tables["countries"].set_index("country_id").name
        told = page.locator("section.finding").inner_text()
        best = ties[pair == counts.index[0]]
        assert all(names[state] in told for state in counts.index[0].split("-"))
        for table, ids in best.groupby("table").row_id:
            assert f"{ids.nunique()} {table.removesuffix('s')}" in told
        assert created.strftime("%-d %B %Y") in told
