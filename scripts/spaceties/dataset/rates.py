"""Error rates of the tables, as audits of rows drawn at random measured them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

# From the worst; a row counts by the worst of what was found on it.
VERDICTS = (
    "wrong", "inconsistent", "unsupported", "disputed", "incomplete", "too_coarse",
    "unconfirmed", "right",
)  # fmt: skip
Z = 1.959963984540054  # of the normal distribution, two-sided 95 %


@dataclass(frozen=True)
class Rate:
    """What was found on the drawn rows of one table in one version, row by row.

    wrong: rows with a wrong cell; interval: 95 % interval of their share; coarse: rows that
    are true and say less than a source allows (too coarse or incomplete); weak: rows at odds with
    others, without a source that bears them out, or disputed; unconfirmed: rows for which no
    independent source was found. The remaining ones are right.
    """

    version: str
    table: str
    rows: int
    wrong: int
    coarse: int
    weak: int
    unconfirmed: int
    interval: tuple[float, float]


def rates(audits: Iterable[Mapping[str, str | None]], tables: Iterable[str]) -> list[Rate]:
    """The rates of each version, newest first, and each table in the given order; rows that were
    not drawn are not counted."""
    worst: dict[tuple[str, str], dict[str, int]] = {}
    for audit in audits:
        version, table, key, verdict = (
            str(audit[name]) for name in ("version", "table", "row_key", "verdict")
        )
        if audit["sample"]:
            found = worst.setdefault((version, table), {})
            found[key] = min(found.get(key, len(VERDICTS)), VERDICTS.index(verdict))
    order = list(tables)
    return [
        _rate(version, table, [VERDICTS[at] for at in worst[version, table].values()])
        for version, table in sorted(
            worst, key=lambda pair: (*(-int(n) for n in pair[0].split(".")), order.index(pair[1]))
        )
    ]


def _rate(version: str, table: str, found: list[str]) -> Rate:
    def count(*verdicts: str) -> int:
        return sum(map(found.count, verdicts))

    return Rate(
        version,
        table,
        rows=len(found),
        wrong=count("wrong"),
        coarse=count("too_coarse", "incomplete"),
        weak=count("inconsistent", "unsupported", "disputed"),
        unconfirmed=count("unconfirmed"),
        interval=wilson(count("wrong"), len(found)),
    )


def wilson(hits: int, of: int) -> tuple[float, float]:
    """The 95 % interval of a share by its score: Wilson, E. B. (1927), Probable inference, the law
    of succession, and statistical inference, J. Am. Stat. Assoc. 22(158), 209-212.

    Raises ZeroDivisionError if nothing was counted.
    """
    share, weight = hits / of, Z * Z / of
    middle = (share + weight / 2) / (1 + weight)
    half = Z / (1 + weight) * math.sqrt(share * (1 - share) / of + weight / 4 / of)
    return max(0.0, middle - half), min(1.0, middle + half)


def markdown(found: Iterable[Rate]) -> str:
    """The rates as a Markdown table; empty if nothing was drawn."""
    lines = [
        f"| {one.version} | `{one.table}` | {one.rows} | {one.wrong} | {percent(one.interval)} "
        f"| {one.coarse} | {one.weak} | {one.unconfirmed} |\n"
        for one in found
    ]
    head = (
        "| version | table | rows drawn | wrong | wrong, 95 % interval | too coarse | "
        "inconsistent, unsupported or disputed | not confirmed |\n"
        "|---|---|---:|---:|---:|---:|---:|---:|\n"
    )
    return head + "".join(lines) if lines else ""


def summary(found: Iterable[Rate]) -> str:
    """The rates of each version over the tables that were drawn from, and in which of these the
    wrong rows are, as a Markdown table; empty if nothing was drawn."""
    versions: dict[str, list[Rate]] = {}
    for one in found:
        versions.setdefault(one.version, []).append(one)
    lines = [
        "| version | rows drawn | tables | wrong | wrong, 95 % interval | where they are wrong | "
        "too coarse | at odds or disputed | not confirmed |\n"
        "|---|---:|---:|---:|---:|---|---:|---:|---:|\n"
    ]
    for version, of in versions.items():
        rows, wrong, coarse, weak, unconfirmed = (
            sum(getattr(one, name) for one in of)
            for name in ("rows", "wrong", "coarse", "weak", "unconfirmed")
        )
        where = ", ".join(f"`{one.table}` {one.wrong} of {one.rows}" for one in of if one.wrong)
        lines.append(
            f"| {version} | {rows} | {len(of)} | {wrong} | {percent(wilson(wrong, rows))} "
            f"| {where} | {coarse} | {weak} | {unconfirmed} |\n"
        )
    return "".join(lines) if versions else ""


def percent(interval: tuple[float, float]) -> str:
    """An interval of shares in whole percents."""
    low, high = interval
    return f"{100 * low:.0f} to {100 * high:.0f} %"
