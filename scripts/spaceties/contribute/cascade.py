"""One cause, one problem: what only follows from another problem of the same row is not told.

A date that cannot be read breaks the rules about that date as well. The contributor mends the
date; whatever is then still wrong, the next check tells.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from spaceties.datapackage.report import ERROR, Problem
from spaceties.datapackage.report.codes import Code

CELLS = ("F", "K", "S")  # families of codes that say that a cell itself is wrong


def without_consequences(
    problems: Iterable[Problem], columns: Mapping[str, Sequence[str]]
) -> list[Problem]:
    """The problems less those of rules that look at a wrong cell of their row, and of patterns
    where a reference finds nothing, which says more.

    columns: {code of a rule: columns that it looks at}; those of other tables have a dot.
    """
    problems = list(problems)
    wrong: dict[tuple, set[str]] = defaultdict(set)
    lost: dict[tuple, set[str]] = defaultdict(set)
    for problem in problems:
        if problem.severity == ERROR and problem.code[0] in CELLS and problem.column:
            names = problem.column.split(", ")
            wrong[problem.file, problem.line].update(names)
            if problem.code == Code.FOREIGN_KEY:
                lost[problem.file, problem.line].update(names)

    def follows(problem: Problem) -> bool:
        place = (problem.file, problem.line)
        if problem.code[0] in CELLS:
            return problem.code == Code.PATTERN and problem.column in lost[place]
        looked_at = {problem.column, *columns.get(problem.code, ())}
        return not wrong[place].isdisjoint(looked_at)

    return [problem for problem in problems if not follows(problem)]
