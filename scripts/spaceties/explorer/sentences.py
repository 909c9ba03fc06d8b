"""What there is of a state or a pair, in sentences; what is missing, in others."""

from __future__ import annotations

import re
from collections.abc import Sequence

from spaceties.datapackage.report.words import plural
from spaceties.explorer.portraits import Portrait

NAMES = ("{a}", "{b}")  # stand for the names of the states, which are put in where it is shown
# Names that have an article within a sentence, as in portraits.js
ARTICLE = (
    r"^(?:United |Netherlands|Philippines|Bahamas|Maldives|Gambia|Comoros|Soviet Union)"
    r"|Republic\b|Islands$|Territory$"
)


def told(portrait: Portrait, most: Sequence[str] = ()) -> str:
    """What the tables hold of it. most: names of the states with which one has most in common."""
    parts = _of_a_pair(portrait) if len(portrait.states) == 2 else _of_a_state(portrait, most)
    return " ".join(parts)


def in_text(name: str) -> str:
    """The name of a state within a sentence: the United States."""
    return f"the {name}" if re.search(ARTICLE, name) else name


def put_in(text: str, mark: str, name: str) -> str:
    """A text with the name of a state where the mark stands, with a capital where a sentence
    begins."""
    name = in_text(name)
    first = name[0].upper() + name[1:]
    if text.startswith(mark):
        text = first + text.removeprefix(mark)
    return text.replace(f". {mark}", f". {first}").replace(mark, name)


def lacking(portrait: Portrait) -> str:
    """What is counted, and what the tables do not know or doubt."""
    count = portrait.count
    parts = []
    if len(portrait.states) == 1:
        parts.append(
            "Only satellites in which two states or more take part are in the tables: what {a} "
            "built, launched and owns alone is not."
        )
    if satellites := count("satellites"):
        parts.append(
            f"The maker is known for {count('maker_known'):,} of "
            f"{plural(satellites, 'satellite')}; a maker's parts and subcontractors for none."
        )
    if vague := count("vague"):
        parts.append(
            f"{plural(vague, 'agreement')} of {count('agreements'):,} "
            f"{verb(vague, 'is', 'are')} not dated to the day, or {verb(vague, 'is', 'are')} known "
            "with little confidence."
        )
    if count("conventions"):
        parts.append(
            "A convention names everybody in its list, and so ties states that may do nothing "
            "with each other."
        )
    money = count("money")
    parts.append(
        f"{plural(money, 'figure')} of money {verb(money, 'is', 'are')} no sum of what is spent."
        if money
        else "No figure of money is known, which does not mean that none was spent."
    )
    if disputed := count("disputed"):
        parts.append(f"Documents disagree in {plural(disputed, 'case')}, told below.")
    return " ".join(parts)


def _of_a_state(portrait: Portrait, most: Sequence[str]) -> list[str]:
    count = portrait.count
    does = []
    if own := count("satellites"):
        back = count("launched_back")
        by_others = "all" if back == own else f"{back:,}"
        launched = f", {by_others} launched by other states" if back else ""
        does.append(f"owns or shares {own:,} of the satellites that are here{launched}.")
    gave = [
        f"{done} {plural(count(name), 'satellite')}"
        for name, done in (("launched", "launched"), ("built", "built"))
        if count(name)
    ]
    if gave:
        does.append(f"{listing(gave)} for others.")
    if payloads := count("payloads"):
        does.append(f"gave or carried {plural(payloads, 'guest payload')}.")
    if agreements := _agreements(portrait):
        does.append(f"takes part in {agreements}.")
    if partners := count("partners"):
        does.append(
            "has satellites, payloads or agreements of up to ten parties in common with "
            f"{plural(partners, 'state')}, most with {listing(most)}."
        )
    if others := count("others"):
        more = "more state" if partners else "state"
        does.append(f"shares conventions alone with {plural(others, more)}.")
    parts = [f"{'It' if place else '{a}'} {did}" for place, did in enumerate(does)]
    return [*parts, *_years(portrait)] or ["The tables hold no satellite and no agreement of {a}."]


def _of_a_pair(portrait: Portrait) -> list[str]:
    count = portrait.count
    parts = []
    if together := count("satellites"):
        how = [
            (count("launched"), "launched by {a} for {b}"),
            (count("launched_back"), "launched by {b} for {a}"),
            (count("built"), "built by {a} for {b}"),
            (count("built_back"), "built by {b} for {a}"),
            (count("joint"), "owned by both"),
        ]
        ways = listing([f"{number:,} {way}" for number, way in how if number])
        parts.append(
            f"{plural(together, 'satellite')} {verb(together, 'ties', 'tie')} "
            f"{{a}} and {{b}}: {ways}."
        )
    if payloads := count("payloads"):
        parts.append(
            f"{plural(payloads, 'payload')} of the one {verb(payloads, 'flies', 'fly')} on "
            "spacecraft of the other."
        )
    if agreements := _agreements(portrait):
        parts.append(f"{{a}} and {{b}} are both in {agreements}.")
    if not portrait.together:
        parts.append("Nothing else ties them in these tables.")
    return [*parts, *_years(portrait)]


def _agreements(portrait: Portrait) -> str:
    few, many = portrait.count("agreements"), portrait.count("conventions")
    kinds = [f"{plural(few, 'agreement')} of up to ten parties"] * bool(few)
    if many:
        kinds.append(f"{plural(many, 'convention')} of more parties or with an incomplete list")
    return listing(kinds)


def _years(portrait: Portrait) -> list[str]:
    if not portrait.years:
        return []
    first, last = portrait.years
    when = first if first == last else f"{first} to {last}"
    return [f"Dates are of {when}, those of conventions left out."]


def verb(number: int, one: str, many: str) -> str:
    return one if number == 1 else many


def listing(parts: Sequence[str]) -> str:
    """Parts in a row: "a, b and c"."""
    return " and ".join(filter(None, (", ".join(parts[:-1]), *parts[-1:])))
