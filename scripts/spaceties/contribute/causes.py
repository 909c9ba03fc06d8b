"""One cause, one problem: a mistake that stands in several cells of a contribution is told once.

An id that is wrong stands in every sheet that names it, and a column that the file lacks is lacking
in every row. The problem is told where it begins, with the other places; what it makes of other
cells and rules is left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from spaceties.contribute.merge import Merge, Merged, Place
from spaceties.contribute.read.rows import Contribution
from spaceties.datapackage.model import Package
from spaceties.datapackage.report import Problem
from spaceties.datapackage.report.absent import is_absent
from spaceties.datapackage.report.codes import Code
from spaceties.datapackage.report.hints import reference_hint, told
from spaceties.datapackage.report.words import plural, quoted, spans
from spaceties.matching.names import Lookups

LISTED = 40  # runs of lines that are named; a program finds all cells in the JSON
PARTIAL = 3  # required cells that are missing, from which on a row is told as one that is partial
RULES = "RPD"  # families of codes of rules over several tables


@dataclass
class Once:
    """problems: each cause once; repeats: the problems of the other cells that it stands in."""

    problems: list[Problem] = field(default_factory=list)
    repeats: list[Problem] = field(default_factory=list)


def once(problems: Iterable[Problem], merge: Merge, known: Lookups) -> Once:
    """Problems with those of one cause told at one place."""
    result = Once()
    _lacking(problems, merge, known, result)
    problems, result.problems = _without_unnamed(result.problems, merge), []
    targets = {table: _targets(merge.package, table) for table in merge.tables}
    groups: dict[object, list[Problem]] = defaultdict(list)
    for number, problem in enumerate(problems):
        target = targets.get(problem.table or "", {}).get(problem.column or "")
        of_cell = problem.code == Code.FOREIGN_KEY or problem.code[0] == "S"
        of_id = of_cell and target and not is_absent(problem.value or "-")
        same = (problem.code, problem.severity, target, problem.value, problem.hint)
        groups[same if of_id else number].append(problem)
    for group in groups.values():
        first = next((p for p in group if _defines(merge.package, p)), group[0])
        others = [problem for problem in group if problem is not first]
        more = f"; the same stands in {_places(others, first)}" if others else ""
        result.problems.append(replace(first, message=first.message + more))
        result.repeats += others
    return result


def without_absent_columns(
    problems: Iterable[Problem],
    merge: Merge,
    contributions: Iterable[Contribution],
    columns: Mapping[str, Sequence[str]],
) -> list[Problem]:
    """Problems without what is said of columns that a file lacks, in rows whose key refers to
    nothing: once it is mended, the row may be one that the table has, with all its columns.

    columns: those that each rule looks at, by its code.
    """
    problems = list(problems)
    given = {one.file: one.columns for one in contributions}
    tables = {table.name: table for table in merge.package.resources}
    lost = {
        (p.file, p.line)
        for p in problems
        if p.code == Code.FOREIGN_KEY and p.table and p.column in tables[p.table].primary_key
    }

    def follows(problem: Problem) -> bool:
        if (problem.file, problem.line) not in lost or problem.code[0] not in RULES + "S":
            return False
        looked_at = {problem.column, *columns.get(problem.code, ())}
        own = looked_at.intersection(tables[problem.table or ""].field_names)
        return not own <= {*given.get(problem.file or "", own)}

    return [problem for problem in problems if not follows(problem)]


def _targets(package: Package, name: str) -> dict[str, str]:
    """The table whose rows the ids in each column of a table name; the table itself for its key."""
    table = package.resource(name)
    keys = {key.fields[0]: key.table or name for key in table.foreign_keys if len(key.fields) == 1}
    return {
        **(dict.fromkeys(table.primary_key, name) if len(table.primary_key) == 1 else {}),
        **keys,
    }


def _defines(package: Package, problem: Problem) -> bool:
    """Whether a problem is of the id of its own row."""
    return problem.column is not None and (problem.column,) == tuple(
        package.resource(problem.table or "").primary_key
    )


def _places(others: Sequence[Problem], first: Problem) -> str:
    """ "3 more cells: line 4; [spending] lines 2-3; [launches] line 7 provider_id"."""
    lines: dict[tuple[str, str], set[int]] = defaultdict(set)
    for one in others:
        column = "" if one.column == first.column else f" {one.column}"
        lines[_elsewhere(one.file or "", first.file or ""), column].add(one.line or 0)
    parts, left = [], LISTED
    for (file, column), numbers in lines.items():
        runs = spans(sorted(numbers))
        if left > 0:
            word = "line" if len(numbers) == 1 else "lines"
            parts.append(f"{file}{word} {', '.join(runs[:left])}{column}")
        left -= len(runs)
    more = ", …" if left < 0 else ""
    return f"{plural(len(others), 'more cell')}: {'; '.join(parts)}{more}"


def _elsewhere(file: str, first: str) -> str:
    """How another file or sheet is named beside the first."""
    if file == first:
        return ""
    book, _, sheet = file.rpartition(" [")
    return f"[{sheet} " if book and first.startswith(f"{book} [") else f"{file} "


def _lacking(problems: Iterable[Problem], merge: Merge, known: Lookups, result: Once) -> None:
    """Tells the required columns that a file lacks at its first row, or, where most are lacking
    and the id of the row is nearly one of the table, at that row."""
    rows: dict[tuple[str | None, int | None], list[Problem]] = defaultdict(list)
    empty: dict[tuple[str | None, int | None], list[Problem]] = defaultdict(list)
    for problem in problems:
        if problem.code == Code.REQUIRED and problem.hint == no_column(problem.column):
            rows[problem.file, problem.line].append(problem)
        elif problem.code == Code.REQUIRED and problem.hint is None:
            empty[problem.file, problem.line].append(problem)
        else:
            result.problems.append(problem)
    for cells in empty.values():
        if len(cells) < PARTIAL:
            result.problems += cells
        else:
            columns = ", ".join(p.column or "" for p in cells)
            result.problems.append(replace(cells[0], column=columns, message="are required"))
            result.repeats += cells
    sent = {row.sent: row for row in merge.contributed}
    groups: dict[object, list[list[Problem]]] = defaultdict(list)
    for (file, line), lacking in rows.items():
        row = sent.get(Place(file or "", line or 0))
        table = merge.package.resource(lacking[0].table or "")
        needed = [one.name for one in table.fields if one.required]
        correction = 2 * len(lacking) > len(needed)
        meant = _meant(row, merge, known) if row and correction else None
        columns = ", ".join(p.column or "" for p in lacking)
        groups[file, columns, meant].append(lacking)
    for (_, columns, meant), alike in groups.items():  # type: ignore[misc]
        (first, *rest), *others = alike
        hint = first.hint if not rest else f"the file has no columns {columns}"
        if meant:
            hint = f"is {meant} meant? The table has no {first.key}, and {hint}"
        message = first.message if not rest else "are required"
        if others:
            lines = spans([p[0].line or 0 for p in others])
            more = ", …" if len(lines) > LISTED else ""
            message += f"; so it is with {plural(len(others), 'more row')}: line"
            message += f"{'s' * (len(others) > 1)} {', '.join(lines[:LISTED])}{more}"
        result.problems.append(replace(first, column=columns, message=message, hint=hint))
        result.repeats += [p for row in alike for p in row if rest or p is not first]


def no_column(column: str | None) -> str:
    """What is said of a missing cell of a column that the file lacks."""
    return f"the file has no column {column}"


def _meant(row: Merged, merge: Merge, known: Lookups) -> str | None:
    """The rows of its table that the id of a new row may mean, in words."""
    key = merge.key(row)
    if row.before is not None or len(key) != 1 or not key[0]:
        return None
    others = [merge.key(one)[0] for one in merge.tables[row.table] if one.before]
    return told(known.others(key[0], row.table)) or reference_hint(key[0], others)


def _without_unnamed(problems: list[Problem], merge: Merge) -> list[Problem]:
    """Without what rules say of a new row that nothing names, where a broken reference very likely
    means it: one of the two is misspelt. The reference then tells where the other stands."""
    places = {
        (row.table, quoted(merge.key(row)[0])): row
        for row in merge.contributed
        if row.before is None and len(merge.key(row)) == 1
    }
    meant: set[Place] = set()
    result = []
    for problem in problems:
        if problem.code == Code.FOREIGN_KEY and problem.hint:
            target = _targets(merge.package, problem.table or "").get(problem.column or "")
            row = places.get((target or "", problem.hint))
            if row is not None:
                meant.add(row.place)
                problem = replace(problem, hint=f"{problem.hint}, as {row.place} has it")
        result.append(problem)

    def follows(problem: Problem) -> bool:
        at = Place(problem.file or "", problem.line or 0)
        return at in meant and problem.code[0] in RULES and _defines(merge.package, problem)

    return [problem for problem in result if not follows(problem)]
