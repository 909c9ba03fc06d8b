"""How a check of contributed rows is told: as text, JSON, GitHub annotations or Markdown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from spaceties.contribute.check import Checked
from spaceties.contribute.status import RowStatus, Status, to_dict
from spaceties.datapackage.report import render as reports
from spaceties.datapackage.report.words import (
    escape_markdown,
    json_text,
    plural,
    printable,
    quoted,
    shortened,
    wrapped,
)

WIDTH, HANGING = 80, " " * 8
ROWS = 50  # rows that are listed; more are counted
CELL = 60  # characters of a changed cell that are shown


def checked_text(
    checked: Checked,
    form: str,
    color: bool,
    summary: str | None,
    locate: Callable[[str], str] = str,
    width: int = WIDTH,
) -> str:
    """The whole answer in one of the forms of the command line. summary: the file of GitHub's
    step summary, where there is one; locate: makes a path relative to the repository; width:
    columns of a text."""
    if form == "json":
        return to_json(checked)
    if form == "github":
        return reports.to_github(
            checked.report,
            summary_file=summary,
            locate=lambda file: locate(without_sheet(file)),
        )
    if form == "markdown":
        return reports.to_markdown(checked.report) + _markdown_rows(checked.statuses)
    return to_text(checked, color, width)


def without_sheet(file: str) -> str:
    """The path in the name of a contribution: "rows.xlsx" of "rows.xlsx [Data]"."""
    return file if Path(file).exists() else file.rpartition(" [")[0] or file


def to_json(checked: Checked) -> str:
    """The report's record with three more keys: rows (with their status), fixes, and repeats: the
    problems of further cells, as records, each of which the report tells where its cause begins."""
    record = reports.to_dict(checked.report)
    record["rows"] = [to_dict(one) for one in checked.statuses]
    record["fixes"] = [{**asdict(fix), "applied": checked.fixed} for fix in checked.fixes]
    record["repeats"] = [problem.record() for problem in checked.repeats]
    return json_text(record, indent=1) + "\n"


def to_text(checked: Checked, color: bool = False, width: int = WIDTH) -> str:
    """What was put right, the problems by file, then a line per row; in so many columns."""
    report = reports.to_text(checked.report, color=color, width=width)
    parts = [_fixes(checked), report, _rows(checked.statuses)]
    return "\n".join(part for part in parts if part)


def added(checked: Checked, texts: dict[str, str]) -> str:
    """What `add` has done: "added 2 rows, changed 1: tables/agreements.csv"."""
    counts = Counter(one.status for one in checked.statuses)
    new = counts[Status.NEW] + counts[Status.DUPLICATE]
    changed = counts[Status.CHANGE]
    told = [f"added {plural(new, 'row')}"] if new else []
    told += [f"changed {plural(changed, 'row')}"] if changed else []
    left = len(checked.merge.left_over)
    told += [f"took out {plural(left, 'source')}"] if left else []
    return f"{', '.join(told)}: {', '.join(texts)}"


def _fixes(checked: Checked) -> str:
    if not (checked.fixed and checked.fixes):
        return ""
    lines = ["put right"]
    for fix in checked.fixes:
        what = f"{fix.file} line {fix.line} {fix.column}: {_shown(fix.before)}"
        told = printable(f"{what} is {_shown(fix.after)} ({fix.why})")
        lines += wrapped(f"  {told}", WIDTH, HANGING)
    return "\n".join(lines) + "\n"


def _rows(statuses: list[RowStatus]) -> str:
    """The rows with their status, grouped by file; of very many, those that say something new."""
    lines: list[str] = []
    width = max((len(str(one.line)) for one in statuses), default=1)
    file = None
    shown = _listed(statuses)
    for one in shown:
        if one.file != file:
            file = one.file
            lines.append(f"rows of {printable(file)}")
        lines += wrapped(f"  line {one.line:>{width}}  {printable(_told(one))}", WIDTH, HANGING)
    if len(statuses) > len(shown):
        counts = Counter(one.status for one in statuses)
        told = ", ".join(f"{count:,} {WORDS[status]}" for status, count in counts.items())
        lines.append(f"  … and {len(statuses) - len(shown):,} more rows; of all: {told}")
    return "\n".join([*lines, ""]) if lines else ""


def _listed(statuses: list[RowStatus]) -> list[RowStatus]:
    """The rows that are listed."""
    if len(statuses) > ROWS:
        statuses = [one for one in statuses if one.status is not Status.IDENTICAL]
    return statuses[:ROWS]


WORDS = {
    Status.NEW: "new",
    Status.CHANGE: "changes",
    Status.IDENTICAL: "identical",
    Status.DUPLICATE: "probable duplicates",
    Status.REPEATED: "repeated",
}


def _told(one: RowStatus) -> str:
    """A row's status in words."""
    key = _shown_key(one.key)
    if one.status is Status.CHANGE:
        cells = "; ".join(
            f"{column} {_shown(before)} → {_shown(after)}"
            for column, (before, after) in one.changes.items()
        )
        return f"changes {key}: {cells}"
    if one.status is Status.IDENTICAL:
        return f"identical to {one.place}"
    if one.status is Status.DUPLICATE:
        return f"{key} is probably a duplicate of {one.of} ({one.place}): {one.why}"
    if one.status is Status.REPEATED:
        return f"{key} again: the same key as {one.place}"
    return f"new {key}"


def next_steps(checked: Checked, copies: list[Path]) -> list[str]:
    """What to do next, in a sentence or two."""
    report = checked.report
    files = " ".join(path for path, _ in checked.files)
    kinds = {one.status for one in checked.statuses}
    lines = [f"written: {copy}" for copy in copies]
    if copies:
        files = " ".join(map(str, copies))
    if checked.fixes and not checked.fixed:
        cells = plural(len(checked.fixes), "cell")
        lines.append(f"next: `spaceties check --fix {files}` puts {cells} right, in a copy")
    if not report.valid:
        lines.append("next: mend what is marked as error, then check again")
    elif not checked.statuses:
        lines.append("nothing to add: there are no rows")
    elif kinds == {Status.IDENTICAL}:
        lines.append("nothing to add: the tables say all of it already")
    else:
        update = " --update" if Status.CHANGE in kinds else ""
        lines.append(f"next: `spaceties add{update} {files}` merges the rows into the tables")
        if Status.DUPLICATE in kinds:
            lines.append("      if the probable duplicates are something else than those rows")
    return lines


def _markdown_rows(statuses: list[RowStatus]) -> str:
    if not statuses:
        return ""
    shown = _listed(statuses)
    head = "\n| row | verdict |\n|---|---|\n"
    rows = [
        f"| {escape_markdown(one.file)}:{one.line} | {escape_markdown(_told(one))} |\n"
        for one in shown
    ]
    left = len(statuses) - len(shown)
    more = f"\n… and {left:,} more rows\n" if left else ""
    return head + "".join(rows) + more


def _shown(text: str) -> str:
    if not text:
        return "(missing)"
    return quoted(text, CELL)


def _shown_key(key: str) -> str:
    return shortened(key, CELL) if key.strip(",") else "(no key)"
