"""Whatever a contributor sends, `check` tells of it in one line or by problems with a line of the
file; no table of the package changes; what is printed steers no terminal; and a copy that --fix
writes has nothing left to fix.
"""

from __future__ import annotations

import atexit
import functools
import json
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from hypothesis import strategies as st

from spaceties.contribute import fixes, render
from spaceties.contribute.check import check as check_files
from spaceties.contribute.read.grid import ContributionError
from spaceties.datapackage import descriptor
from spaceties.datapackage.csv.lines import count_breaks
from spaceties.datapackage.model import Package
from tests import mini
from tests.fuzz.workbooks import INPUTS as WORKBOOKS

TABLES = ("sources", "payloads", "agreements", "agreement_parties", "spending", "satellites")
ODD = ["", " ", "x", "A B", "-", "n/a", "=1+1", "@a", "Be\u0301", "a\u200bb", "\x1b[31m", "\u202e",
       "<b>", "1", "1,5", "1.000", "3 May 2001", "May 2001", "2001-02-30", "2001-13", "199X",
       "01/02/2001", "37000", "yes", "TRUE", "\u00e9\ufffd", "Al\u00e4nd", "'", '"', "a\nb",
       "9" * 400, "1e999", "AAA", "aaa", "Aland", "Beland Rockets", "#REF!", "a" * 300]  # fmt: skip
LABELS = ["", "x", "Title", "SOURCE ID", "source-id", "publishd_on", "title", "*", "\u00e9"]


@dataclass(frozen=True)
class Sent:
    data: bytes
    fix: bool


@st.composite
def texts(draw: st.DrawFn) -> bytes:
    """Rows of a table of the package, each cell as it is or an odd one, written in some way."""
    name = draw(st.sampled_from(TABLES))
    rows = mini.rows(name)
    labels = draw(st.permutations([*rows[0]])) if draw(st.booleans()) else [*rows[0]]
    lines = [[draw(st.sampled_from(LABELS)) if draw(st.integers(0, 40)) == 0 else label
              for label in labels]]  # fmt: skip
    for row in draw(st.lists(st.sampled_from(rows), max_size=4)):
        often = draw(st.sampled_from([2, 5, 30]))
        lines.append([draw(st.sampled_from(ODD)) if draw(st.integers(0, often)) == 0 else row[at]
                      for at in labels])  # fmt: skip
        if draw(st.integers(0, 9)) == 0:
            lines[-1] = draw(st.sampled_from([[], lines[-1][:-1], [*lines[-1], "x"], ["# note"]]))
    mark = draw(st.sampled_from([",", ",", ";", "\t", "|"]))
    end = draw(st.sampled_from(["\n", "\n", "\r\n", "\r"]))
    quotes = draw(st.sampled_from(["right", "right", "none", "all"]))
    text = end.join(mark.join(_quoted(cell, mark, quotes) for cell in line) for line in lines)
    before = draw(st.sampled_from(["", "", "", "A title\n\n", "\ufeff", f"sep={mark}\n"]))
    encoding = draw(st.sampled_from(["utf-8", "utf-8", "utf-8", "utf-16", "cp1252", "utf-16-le"]))
    data = (before + text + draw(st.sampled_from(["", end]))).encode(encoding, "replace")
    if draw(st.integers(0, 5)) == 0:
        at = draw(st.integers(0, len(data)))
        data = data[:at] + draw(st.binary(max_size=4)) + data[at + draw(st.integers(0, 3)) :]
    return data


def _quoted(cell: str, mark: str, quotes: str) -> str:
    needed = quotes == "all" or any(sign in cell for sign in (mark, '"', "\n", "\r"))
    return f'"{cell.replace(chr(34), chr(34) * 2)}"' if needed and quotes != "none" else cell


INPUTS = st.builds(
    Sent, st.one_of(*[texts()] * 9, WORKBOOKS, st.binary(max_size=200)), st.booleans()
)


@functools.cache
def _package() -> Package:
    folder = Path(tempfile.mkdtemp(prefix="fuzz-package-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return descriptor.load(mini.write(folder))


def check(sent: Sent, folder: Path) -> None:
    """Checks the file; with fix, also the copy that would be written."""
    package = _package()
    before = {path: path.read_bytes() for path in sorted(package.basepath.rglob("*.csv"))}
    path = folder / "rows"
    path.write_bytes(sent.data)
    try:
        checked = check_files(package, [str(path)], fix=sent.fix)
    except ContributionError as error:
        assert "\n" not in str(error)
        return
    finally:
        assert before == {path: path.read_bytes() for path in before}
    height = count_breaks(sent.data) + 1
    for problem in checked.report.problems:
        known = problem.line is None or problem.line >= 1
        assert known and (sent.data.startswith(b"PK") or (problem.line or 1) <= height), problem
    json.loads(render.to_json(checked))
    for form in ("text", "github", "markdown"):
        said = render.checked_text(checked, form, False, None)
        odd = {c for c in said if not c.isprintable()} - {"\n"}
        assert not odd, (form, odd)
    if sent.fix and checked.fixes:
        contributions = [one for _, of_file in checked.files for one in of_file]
        (folder / "copy").write_bytes(fixes.copied(contributions, checked.fixes))
        again = check_files(package, [str(folder / "copy")], fix=True)
        left = {(fix.line, fix.column) for fix in again.fixes}
        assert not left & {(fix.line, fix.column) for fix in checked.fixes}, "fixed twice"
