"""A report in four forms: `to_text`, `to_json`, `to_github` and `to_markdown` change nothing else
(`to_github` may also append to the step summary file it is given).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import zip_longest
from typing import Any

from . import ERROR, WARNING, Problem, Report
from .words import escape_markdown, json_text, plural, printable, quoted, wrapped

ANNOTATIONS_PER_TYPE = 10  # GitHub shows ten annotations of each type per step and drops the rest
SUMMARY_BYTES = 1024 * 1024  # GitHub refuses a step summary above 1 MiB


def to_dict(report: Report) -> dict[str, Any]:
    """The report as plain data: valid, errors, warnings, problems, tables {name: {rows}}, notes."""
    return {
        "valid": report.valid,
        "errors": report.errors,
        "warnings": report.warnings,
        "problems": [problem.record() for problem in report.problems],
        "tables": {name: {"rows": rows} for name, rows in report.tables.items()},
        "notes": list(report.notes),
    }


def to_json(report: Report) -> str:
    """`to_dict` as indented JSON with a newline at the end."""
    return json_text(to_dict(report), indent=1) + "\n"


def to_text(report: Report, *, color: bool = False, width: int = 80, limit: int = 5) -> str:
    """The report for a terminal: by file, then by code, the first `limit` of each code.

    Counts are always of all problems. `color` adds ANSI codes, never wanted in a file or pipe.
    """
    paint = _paint if color else lambda text, _style: text
    lines: list[str] = []
    for place, problems in _grouped(report.problems, lambda p: p.file or p.table or "package"):
        lines.append(paint(printable(place), "bold"))
        for code, group in _grouped(problems, lambda p: p.code):
            shade = "red" if group[0].severity == ERROR else "yellow"
            head = f"{code} {group[0].severity}"
            same = len({p.message for p in group}) == 1
            said = f": {printable(group[0].message)}" if same else ""
            title = f"  {head} ({len(group):,}){said}"
            first, *rest = wrapped(title, width, "    ")
            lines.append(first.replace(head, paint(head, shade), 1))
            lines.extend(rest)
            for problem in group[:limit]:
                where = problem.told(not same)
                lines.extend(wrapped("    " + where, width, "      ") if where else [])
                if problem.hint:
                    hint = wrapped("      hint: " + printable(problem.hint), width, "      ")
                    lines.extend(paint(part, "dim") for part in hint)
            if len(group) > limit:
                more = f"    … and {len(group) - limit:,} more; --format markdown lists all"
                lines.append(more)
        lines.append("")
    for note in report.notes:
        lines.extend(wrapped("note: " + printable(note), width, "  "))
    lines.append(paint(report.summary(), "green" if report.valid else "red"))
    return "\n".join(lines) + "\n"


def to_github(
    report: Report, *, summary_file: str | None = None, locate: Callable[[str], str] = str
) -> str:
    """Workflow commands for GitHub: at most ten errors, warnings and notes each, each code of
    problems shown early.

    `locate` makes a path relative to the repository of a problem's file. With `summary_file` (what
    `$GITHUB_STEP_SUMMARY` names) the whole report is appended there as Markdown.
    Format: docs.github.com, "Workflow commands for GitHub Actions".
    """
    lines = []
    for severity in (ERROR, WARNING):
        chosen = _one_of_each_first([p for p in report.problems if p.severity == severity])
        for problem in chosen[:ANNOTATIONS_PER_TYPE]:
            where = [f"file={_property(locate(problem.file))}"] if problem.file else []
            if problem.file and problem.line and not problem.place:
                where.append(f"line={problem.line}")
            title = f"{problem.code} {problem.table or ''}".rstrip()
            where.append(f"title={_property(title)}")
            lines.append(f"::{severity} {','.join(where)}::{_data(_sentence(problem))}")
        left = len(chosen) - ANNOTATIONS_PER_TYPE
        if left > 0:
            lines.append(f"… and {plural(left, severity)} more; the step summary lists them")
    lines += [f"::notice::{_data(note)}" for note in report.notes[:ANNOTATIONS_PER_TYPE]]
    if len(report.notes) > ANNOTATIONS_PER_TYPE:
        left = len(report.notes) - ANNOTATIONS_PER_TYPE
        lines.append(f"… and {plural(left, 'note')} more; the step summary lists them")
    if summary_file and (report.problems or report.notes):
        with open(summary_file, "a", encoding="utf-8") as out:
            out.write(to_markdown(report, size=SUMMARY_BYTES // 2))
    lines.append(report.summary())
    return "\n".join(lines) + "\n"


def to_markdown(report: Report, *, size: int | None = None) -> str:
    """The report as Markdown: a table of codes with exact counts, then one of the problems.

    `size` (bytes) cuts the second table short and says how many problems are left out.
    """
    parts = [f"### Validation: {report.summary()}\n\n"]
    parts += [f"- {escape_markdown(note)}\n" for note in report.notes] + ["\n"] * bool(report.notes)
    if report.problems:
        parts.append("| code | severity | problems |\n|---|---|---:|\n")
        counts = Counter((p.code, p.severity) for p in report.problems)
        parts += [f"| {code} | {kind} | {n:,} |\n" for (code, kind), n in sorted(counts.items())]
        parts.append("\n| code | where | column | key | value | problem | hint |\n")
        parts.append("|---|---|---|---|---|---|---|\n")
    used = sum(len(part.encode()) for part in parts)
    for number, p in enumerate(report.problems):
        file, line = p.file or p.table or "", f":{p.line}" if p.line else ""
        where = f"{file} {p.place}" if p.place else f"{file}{line}"
        cells = (p.code, where, p.column, p.key, p.value, p.message, p.hint)
        row = "| " + " | ".join(escape_markdown(cell or "") for cell in cells) + " |\n"
        used += len(row.encode())
        if size is not None and used > size:
            parts.append(f"\n… and {plural(len(report.problems) - number, 'problem')} more\n")
            break
        parts.append(row)
    return "".join(parts)


def _grouped(
    problems: Iterable[Problem], of: Callable[[Problem], str]
) -> Iterator[tuple[str, list[Problem]]]:
    groups: dict[str, list[Problem]] = {}
    for problem in problems:
        groups.setdefault(of(problem), []).append(problem)
    yield from groups.items()


def _one_of_each_first(problems: list[Problem]) -> list[Problem]:
    """The first of every code, then the second of every code …: no kind hides another."""
    groups = [group for _, group in _grouped(problems, lambda p: p.code)]
    return [p for turn in zip_longest(*groups) for p in turn if p is not None]


def _sentence(problem: Problem) -> str:
    value = f": {quoted(problem.value)}" if problem.value is not None else ""
    column = f"{problem.column}: " if problem.column else ""
    key = f" [{problem.key}]" if problem.key else ""
    hint = f" (hint: {problem.hint})" if problem.hint else ""
    place = f"{problem.place}: " if problem.place else ""
    return f"{place}{column}{problem.message}{value}{key}{hint}"


def _data(text: str) -> str:
    return printable(text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A"))


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _paint(text: str, style: str) -> str:
    number = {"bold": 1, "dim": 2, "red": 31, "green": 32, "yellow": 33}[style]
    return f"\x1b[{number}m{text}\x1b[0m"
