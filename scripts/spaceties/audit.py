"""The claims against the documents that they were made of, for those who hold the documents.

The package keeps where a claim stands (characters counted from 0 in the UTF-8 text) and the SHA-256
of that span, not the words. Whoever has a document can see that nothing was made up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from spaceties.datapackage.csv.text import TextRow, read_rows
from spaceties.datapackage.files import sha256
from spaceties.datapackage.report import Problem, Report
from spaceties.datapackage.report.codes import Code

if TYPE_CHECKING:
    from spaceties.datapackage.model import Package

CLAIMS, SOURCES = "claims", "sources"


def audit(package: Package, documents: Iterable[Path]) -> Report:
    """Re-hash the span of every claim whose document is among `documents` (files, or folders of
    them).

    A file is the document of a source if it has its digest (`sources.sha256`), or its id for a
    name. Raises OSError for what cannot be read, ValueError for tables that cannot.
    """
    sources = (row.cells for row in read_rows(package, package.resource(SOURCES)))
    digests = {cells["sha256"]: cells["source_id"] for cells in sources if cells["sha256"]}
    report = Report()
    held: dict[str, bytes] = {}
    rows = read_rows(package, package.resource(CLAIMS))
    claims = [row for row in rows if row.cells["excerpt_sha256"]]
    cited = {row.cells["source_id"] for row in claims}
    for path in _files(documents):
        data = path.read_bytes()
        source = digests.get(sha256(data))
        if source is None and path.stem in cited:
            source = path.stem
            report.notes.append(f"{path.name} is not the text of {source} that was read")
        if source is None:
            report.notes.append(f"{path.name} is the document of no claim")
        else:
            held[source] = data
    report.tables[CLAIMS] = sum(row.cells["source_id"] in held for row in claims)
    report.problems += _wrong(claims, held)
    report.notes += [f"no document of {source} was given" for source in sorted(cited - set(held))]
    return report


def _wrong(claims: Iterable[TextRow], held: Mapping[str, bytes]) -> Iterator[Problem]:
    texts = {source: data.decode("utf-8", "replace") for source, data in held.items()}
    for claim in claims:
        row = claim.cells
        text = texts.get(row["source_id"])
        if text is None:
            continue
        span = text[int(row["start_char"]) : int(row["end_char"])]
        if sha256(span.encode("utf-8")) != row["excerpt_sha256"]:
            yield Problem(
                code=Code.SPAN,
                table=CLAIMS,
                file=claim.file,
                line=claim.line,
                column="excerpt_sha256",
                key=row["claim_id"],
                value=row["excerpt_sha256"],
                message=Code.SPAN.sentence,
                hint=f"the document ends at character {len(text)}" if not span else None,
            )


def _files(documents: Iterable[Path]) -> Iterator[Path]:
    for path in documents:
        if path.is_dir():
            yield from sorted(entry for entry in path.iterdir() if entry.is_file())
        else:
            yield path
