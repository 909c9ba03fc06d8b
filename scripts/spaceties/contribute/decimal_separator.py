"""Whether a text file writes its decimals with a point or a comma, as its numbers show.

35.786 is a number of any kind; beside 0,1 it is thirty-five thousand for whoever wrote the file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from spaceties.contribute.read.codes import ContributionCode
from spaceties.contribute.read.csv import Text
from spaceties.contribute.read.rows import Contribution, Row, key_of
from spaceties.datapackage.model import Package
from spaceties.datapackage.report import Problem
from spaceties.datapackage.report.readings import Reading

# Numbers that can be read in one way only
COMMA = (
    r"[+-]?(?:0,\d+|\d{4,},\d+|\d+,(?:\d{1,2}|\d{4,})"
    r"|\d{1,3}(?:\.\d{3})+,\d+|\d{1,3}(?:\.\d{3}){2,})"
)
POINT = r"[+-]?(?:0\.\d+|\d{4,}\.\d+|\d+\.(?:\d{1,2}|\d{4,})|\d{1,3}(?:,\d{3})+\.\d+)"
EITHER = r"[+-]?[1-9]\d{0,2}\.\d{3}"
WHYS = ("decimal comma", "points part thousands")  # of readings that settle the question


def decimal_comma(contribution: Contribution, package: Package) -> bool:
    """Whether some numbers of a text file have decimal commas, and none a decimal point."""
    if not isinstance(contribution.form, Text):
        return False
    texts = {text for _, _, text in _numbers(contribution, package)}
    commas = any(re.fullmatch(COMMA, text) for text in texts)
    return commas and not any(re.fullmatch(POINT, text) for text in texts)


def ambiguous(contributions: Iterable[Contribution], package: Package) -> list[Problem]:
    """A problem for each number whose point parts thousands if the file is written throughout as
    its other numbers are."""
    problems = []
    for one in contributions:
        if not decimal_comma(one, package):
            continue
        for row, column, text in _numbers(one, package):
            if re.fullmatch(EITHER, text):
                meant = Reading(text.replace(".", ""), "points part thousands")
                problems.append(
                    Problem(
                        code=ContributionCode.MARKS,
                        table=one.table,
                        file=one.file,
                        line=row.line,
                        column=column,
                        key=key_of(row, package.resource(one.table)),
                        value=text,
                        message="other numbers of the file have decimal commas, so that the point "
                        "may part thousands",
                        hint=f"{meant} or {Reading(text, 'decimal point')}",
                    )
                )
    return problems


def deciding(
    contribution: Contribution, package: Package
) -> Callable[[list[Reading]], list[Reading]]:
    """What leaves of the readings of a number those that the file's other numbers allow. While one
    of them is in doubt none that shows how they are written is certain, so that all stay together.
    """
    comma = decimal_comma(contribution, package)
    doubt = comma and bool(ambiguous([contribution], package))

    def decided(meant: list[Reading]) -> list[Reading]:
        parted = [one for one in meant if comma and one.why == "commas part thousands"]
        kept = [one for one in meant if one not in parted] or meant
        return [
            replace(one, certain=False) if one in parted or (doubt and one.why in WHYS) else one
            for one in kept
        ]

    return decided


def _numbers(contribution: Contribution, package: Package) -> Iterator[tuple[Row, str, str]]:
    """Row, column and text of each cell of a column of numbers with decimals."""
    fields = package.resource(contribution.table).fields
    columns = [f.name for f in fields if f.type == "number" and f.name in contribution.columns]
    for row in contribution.rows:
        for column in columns:
            yield row, column, row.cells[column].strip()
