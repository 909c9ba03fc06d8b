"""Texts that were damaged on their way into the file, told with what they were where that is
seen."""

from __future__ import annotations

from collections.abc import Iterable

from spaceties.contribute.read.codes import ContributionCode
from spaceties.contribute.read.rows import Contribution, key_of
from spaceties.datapackage.model import Package
from spaceties.datapackage.report import WARNING, Problem
from spaceties.datapackage.report.garbled import LOOK, what_happened

RULE = "X607"  # which says the same of a table, without what the text was


def garbled(contributions: Iterable[Contribution], package: Package) -> list[Problem]:
    """A problem for each cell of text whose letters are not what they were."""
    problems = []
    for one in contributions:
        texts = [
            field.name
            for field in package.resource(one.table).fields
            if field.type in ("string", "any") and field.name in one.columns
        ]
        for row in one.rows:
            for column in texts:
                if found := what_happened(row.cells[column]):
                    problems.append(
                        Problem(
                            code=ContributionCode.DAMAGED,
                            severity=WARNING if found[1] else "error",
                            table=one.table,
                            file=one.file,
                            line=row.line,
                            column=column,
                            key=key_of(row, package.resource(one.table)),
                            value=row.cells[column],
                            message=found[0],
                            hint=found[1] or LOOK,
                        )
                    )
    return problems
