"""Facts of states and pairs: each list is found anew from the tables, by pandas alone."""

from __future__ import annotations

import random
import re
from functools import cache

import pandas as pd
import pytest

from spaceties.explorer import payload, written
from tests import explorer


@cache
def book() -> written.Book:
    return written.Book(explorer.real_release())


def keys(portrait, name: str) -> list[str]:
    """The keys of the rows of a list."""
    table = written.TABLES.get(name, "pairs")
    if table == "pairs":
        return [book().pairs[row].key for row in portrait.lists.get(name, ())]
    return [book().tables.key(table, row) for row in portrait.lists.get(name, ())]


@cache
def few() -> set[str]:
    """Agreements of two states, or of up to ten parties with a complete list."""
    agreements = explorer.frames()["agreements"].set_index("agreement_id")
    bodies = explorer.frames()["organizations"]
    parties = explorer.frames()["agreement_parties"].merge(bodies, "left", "organization_id")
    groups = parties.groupby("agreement_id").country_id
    two = groups.apply(lambda states: states.notna().all() and states.nunique() == 2)
    return set(
        agreements.index[(agreements.party_list == "complete") & ((groups.size() <= 10) | two)]
    )


def split(keys: set[str]) -> dict[str, set[str]]:
    return {"agreements": keys & few(), "conventions": keys - few()}


def of_a_state(state: str) -> dict[str, set[str]]:
    tables = explorer.frames()
    ties = tables["ties"]
    bodies = tables["organizations"]
    own = set(bodies[bodies.country_id == state].organization_id)
    part, satellites = tables["satellite_participants"], tables["satellites"]
    shares = part[part.organization_id.isin(own) & (part.role == "owner")]
    member = tables["memberships"]
    member = member[member.country_id == state]
    out, back = ties[ties.from_country_id == state], ties[ties.to_country_id == state]
    spending = tables["spending"]
    return {
        "satellites": set(satellites[satellites.country_id == state].satellite_id)
        | set(shares.satellite_id),
        "launched": set(out[out.kind == "launch"].row_id),
        "launched_back": set(back[back.kind == "launch"].row_id),
        "built": set(out[out.kind == "manufacture"].row_id),
        "payloads": set(pd.concat([out, back]).query("kind == 'payload'").row_id),
        "money": set(spending[spending.organization_id.isin(own)].spending_id),
        "bodies": set(
            bodies[(bodies.country_id == state) & (bodies.kind != "state")].organization_id
        ),
        **split(set(member[member.standing != "listed"].agreement_id)),
        "listed": set(member[member.standing == "listed"].agreement_id),
    }


def of_a_pair(a: str, b: str) -> dict[str, set[str]]:
    ties = explorer.frames()["ties"]
    forth = ties[(ties.from_country_id == a) & (ties.to_country_id == b)]
    back = ties[(ties.from_country_id == b) & (ties.to_country_id == a)]
    both = pd.concat([forth, back])
    return {
        "satellites": set(both[both.table == "satellites"].row_id),
        "launched": set(forth[forth.kind == "launch"].row_id),
        "launched_back": set(back[back.kind == "launch"].row_id),
        "built": set(forth[forth.kind == "manufacture"].row_id),
        "built_back": set(back[back.kind == "manufacture"].row_id),
        "joint": set(both[both.kind == "ownership"].row_id),
        "payloads": set(both[both.kind == "payload"].row_id),
        **split(set(both[both.kind == "agreement"].row_id)),
    }


def drawn(found) -> list[str]:
    """Three of those with much to tell, always the same."""
    return random.Random(17).sample([key for key, one in found.items() if one.years], 3)


@pytest.mark.parametrize("place", range(5))
def test_lists_of_a_state_are_those_of_the_tables(place):
    found = book().portraits.states
    state = ["BLR", "CHN", *drawn(found)][place]
    expected = of_a_state(state)
    assert {name: set(keys(found[state], name)) for name in expected} == expected
    pairs = [pair for pair in book().pairs if state in pair.states]
    near = [pair for pair in pairs if pair.together]
    assert set(keys(found[state], "partners")) == {pair.key for pair in near}
    assert found[state].count("partners", "others") == len(pairs)
    most = [book().portraits.pairs[key].together for key in keys(found[state], "partners")]
    assert most == sorted(most, reverse=True)


@pytest.mark.parametrize("place", range(4))
def test_lists_of_a_pair_are_those_of_the_tables(place):
    found = book().portraits.pairs
    pair = found[["BLR-CHN", *drawn(found)][place]]
    expected = of_a_pair(*pair.states)
    assert {name: set(keys(pair, name)) for name in expected} == expected
    days = explorer.frames()["agreements"].set_index("agreement_id").signed_on.vague.latest
    dated = [str(days[key]) for key in keys(pair, "agreements")]
    assert dated == sorted(dated, reverse=True)


def test_every_pair_with_a_tie_has_a_portrait():
    ties = explorer.frames()["ties"]
    ends = ties[["from_country_id", "to_country_id"]]
    assert list(book().portraits.pairs) == sorted({"-".join(sorted(both)) for both in ends.values})
    assert list(book().portraits.states) == sorted(explorer.frames()["countries"].country_id)


def test_money_of_a_pair_names_the_other_or_a_satellite_of_both():
    found = explorer.frames()["spending"].set_index("spending_id").loc[
        keys(book().portraits.pairs["BLR-CHN"], "money")
    ]  # fmt: skip
    assert (found.subject == "Belintersat-1").sum() == 5 == len(found)
    assert keys(book().portraits.pairs["KAZ-RUS"], "money")


def test_what_is_vague_or_disputed_is_told():
    pair = book().portraits.pairs["BLR-CHN"]
    agreements = (
        explorer.frames()["agreements"].set_index("agreement_id").loc[keys(pair, "agreements")]
    )
    certain = agreements.signed_on.str.fullmatch(r"\d{4}-\d\d-\d\d") & (
        agreements.confidence != "low"
    )
    assert keys(pair, "vague") == list(agreements.index[~certain])
    claims = explorer.frames()["claims"].set_index("claim_id").loc[keys(pair, "disputed")]
    assert len(claims) and (claims.verdict == "differs").all()


def test_sentences_say_what_is_counted():
    found = book().portraits
    page = book().page("pair", "BLR-CHN")
    pair = found.pairs["BLR-CHN"]
    said = page.said[0].text
    assert said.startswith(f"{pair.count('satellites')} satellites tie Belarus and China: ")
    assert f"{pair.count('agreements')} agreements of up to ten parties" in said
    assert re.search(r"of (\d{4}) to (\d{4})", said).groups() == pair.years
    for portrait in (*found.states.values(), *found.pairs.values()):
        told = book().named(book().told(portrait), portrait)
        assert told.endswith(".") and not re.search(r"[{}]| 0 |  |\b1 \w+s\b(?! )", told), told


def test_a_page_has_words_links_and_sources():
    page = book().page("pair", "BLR-CHN")
    sections = {section.name: section for section in page.sections}
    first = dict(zip(sections["satellites"].titles, sections["satellites"].rows[-1], strict=True))
    assert first["launched"][0].text == "15 January 2016"
    assert (first["satellite"][0].table, first["satellite"][0].key) == ("satellites", "S41238")
    assert first["how"][0].text == "launched by China, built by China"
    assert all(row[-1][0].href.startswith("http") for row in sections["sources"].rows if row[-1])
    assert not re.search(r"_|None|nan", "".join(
        part.text for section in page.sections if section.name != "sources"
        for row in section.rows for cell in row for part in cell if not part.table
    ))  # fmt: skip


def test_the_page_holds_the_portraits():
    held = explorer.unpacked(explorer.real_page())["portraits"]
    for kind, found in (("state", book().portraits.states), ("pair", book().portraits.pairs)):
        assert held[kind]["ids"] == list(found)
        columns = {name: payload.cells(cells) for name, cells in held[kind]["lists"].items()}
        for place, portrait in enumerate(found.values()):
            for name, cells in columns.items():
                assert [int(row) for row in cells[place].split()] == portrait.lists.get(name, [])
