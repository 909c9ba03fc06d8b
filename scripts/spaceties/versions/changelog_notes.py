"""What the changelog says of the data by itself: how many rows of which table changed, and what
makes the version rise. The rows are in changes.jsonl and changes.html of the release."""

from __future__ import annotations

from collections.abc import Iterator

from spaceties.datapackage.csv.text import read_text, why_unreadable
from spaceties.datapackage.diff.model import Diff
from spaceties.datapackage.model import Package
from spaceties.datapackage.report.words import escape_markdown, markdown_name

KINDS = ("added", "removed", "changed", "renamed")


def data_notes(diff: Diff) -> list[str]:
    """The lines of Markdown that say what changed since the release before."""
    since = diff.old.version
    if not diff:
        return [f"The data are those of {since}.", *_reasons(diff)]
    lines = [f"The data since {since}, row by row in `changes.html` of the release:", ""]
    table = list(_counts(diff))
    lines += [*table, ""] if table else []
    reasons = list(_reasons(diff))
    return [*lines, *reasons] if reasons else lines[:-1]


def first_notes(package: Package) -> list[str]:
    """The same for a first release, of which everything is new."""
    lines = ["| table | rows |", "|---|---:|"]
    for table in package.resources:
        if not why_unreadable(package, table):
            lines.append(
                f"| {markdown_name(table.name)} | {read_text(package, table).num_rows:,} |"
            )
    return lines


def _counts(diff: Diff) -> Iterator[str]:
    tables = [t for t in diff.tables.values() if t.rows or t.rows_before != t.rows_after]
    if not tables:
        return
    yield "| table | rows | added | removed | changed | other key |"
    yield "|---|---:|---:|---:|---:|---:|"
    for table in tables:
        whole = {"added": table.rows_after, "removed": table.rows_before}
        counts = table.rows.counts if table.rows else whole
        told = (f"{n:,}" if (n := counts.get(kind)) else "" for kind in KINDS)
        yield f"| {markdown_name(table.name)} | {table.rows_after or 0:,} | {' | '.join(told)} |"


def _reasons(diff: Diff) -> Iterator[str]:
    """What the table of counts does not say; of mere texts only if nothing else changed."""
    counted = {f"rows-{kind}" for kind in KINDS}
    for reason in diff.reasons:
        if reason.kind not in counted and (reason.level != "patch" or diff.bump == "patch"):
            yield f"- {reason.level}: {escape_markdown(reason.text)}"
