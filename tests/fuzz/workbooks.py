"""Whatever a workbook holds, a table in it is judged, or the file is refused in one line, whether a
package has it or a contributor sends it; both readers see the same rows; and a copy with one cell
changed has that cell changed and no other.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from spaceties.contribute.read import xlsx
from spaceties.contribute.read.grid import ContributionError, Grid
from spaceties.datapackage.formats.workbook import Limits, open_workbook
from spaceties.datapackage.tabular.files import UnreadableFile
from tests.datapackages import field, table, validate_folder, write

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SHEET = "xl/worksheets/sheet1.xml"
RELATION = '<Relationship Id="r%d" Type="%s/%s" Target="%s"/>'
RELATIONS = "<Relationships>%s</Relationships>"
FIELDS = [
    field("a", "integer"),
    field("b", "date", required=True),
    field("c", "number", minimum=0),
    field("d"),
    field("e", "any", unique=True),
    field("f", "boolean"),
]
TEXTS = ["", "a", "x y", "1", "-1", "0.5", "1e400", "NaN", "9" * 400, "42000", "2958466", "60",
         "-0", "true", "2016-01-05", "2016-01-05T07:30:00Z", "PT3H", "#N/A", "#REF!", "_x000D_",
         "_xD800_", "_xD83D__xDE00_",
         "&#x1F600;", "&lt;", " a ", "٣", "1_0", "a" * 40_000]  # fmt: skip
KINDS = [
    "",
    ' t="s"',
    ' t="str"',
    ' t="inlineStr"',
    ' t="b"',
    ' t="e"',
    ' t="d"',
    ' t="n"',
    ' t="z"',
]
STYLES = ["", ' s="0"', ' s="1"', ' s="2"', ' s="3"', ' s="99"', ' s="-1"', ' s="x"']
PLACES = ["", *(f' r="{c}{n}"' for c in "ABCDEF" for n in (1, 2, 3, 7)), ' r="XFD1048576"',
          ' r="XFE1"', ' r="A0"', ' r="1"', ' r="a1"', ' r="AAAA1"', ' r="A1048577"']  # fmt: skip
INNER = ["<v>%s</v>", "<is><t>%s</t></is>", "<f>1+1</f><v>%s</v>", "<f/>", "<v/>",
         "<v>%s</v><v>1</v>", "<is><r><t>%s</t></r><rPh><t>z</t></rPh></is>", "%s", "",
         "<c/>"]  # fmt: skip
BESIDE = ["", '<mergeCells><mergeCell ref="A2:B3"/></mergeCells>', '<dimension ref="A1:B2"/>',
          '<mergeCells><mergeCell/><mergeCell ref="x"/></mergeCells>', "<!-- -->"]  # fmt: skip
SNIPPETS = [b"", b"\0", b"<", b">", b"&", b'"', b"<c>", b"</row>", b"<v>1</v>", b"\xff", b"PK\1\2",
            b"<!DOCTYPE x>", b' r="B2"', b"<!--", b"1", b"\xfe\xff"]  # fmt: skip


def packed(parts: dict[str, bytes]) -> bytes:
    """The zip of some parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


@st.composite
def cells(draw: st.DrawFn, place: str | None = None) -> str:
    inner = draw(st.sampled_from(INNER)).replace("%s", draw(st.sampled_from(TEXTS)))
    at = draw(st.sampled_from(PLACES)) if place is None else place
    return f"<c{at}{draw(st.sampled_from(KINDS))}{draw(st.sampled_from(STYLES))}>{inner}</c>"


@st.composite
def sheets(draw: st.DrawFn) -> str:
    """A header that fits, as a rule, and rows in their places, as a rule."""
    row = "".join(f'<c r="{c}1" t="inlineStr"><is><t>{c.lower()}</t></is></c>' for c in "ABCDEF")
    rows = [f'<row r="1">{row}</row>']
    for number in range(2, draw(st.integers(2, 7))):
        usual = draw(st.integers(0, 3))
        columns = "ABCDEF"[: draw(st.integers(0, 6))]
        row = "".join(draw(cells(f' r="{c}{number}"' if usual else None)) for c in columns)
        rows.append(f'<row r="{number}">{row}</row>' if usual else f"<row>{row}</row>")
    end = draw(st.sampled_from(BESIDE))
    return f"<worksheet {MAIN}><sheetData>{''.join(rows)}</sheetData>{end}</worksheet>"


@st.composite
def workbooks(draw: st.DrawFn) -> bytes:
    texts = "".join(f"<si><t>{text}</t></si>" for text in draw(st.lists(st.sampled_from(TEXTS))))
    since = draw(st.sampled_from(["", '<workbookPr date1904="1"/>']))
    styles = '<xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="46"/><xf numFmtId="200"/>'
    code = draw(st.sampled_from(["yyyy\\-mm", "0.00", "[h]:mm", '"d"0', ""]))
    kinds = (("worksheet", "worksheets/sheet1.xml"), ("sharedStrings", "shared.xml"),
             ("styles", "styles.xml"))  # fmt: skip
    related = "".join(RELATION % (n, OFFICE, k, to) for n, (k, to) in enumerate(kinds, 1))
    sheet = '<sheets><sheet name="Data" r:id="r1"/></sheets>'
    book = f'<workbook {MAIN} xmlns:r="{OFFICE}">{since}{sheet}'
    whole = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": RELATIONS % (RELATION % (1, OFFICE, "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f"{book}</workbook>",
        "xl/_rels/workbook.xml.rels": RELATIONS % related,
        "xl/shared.xml": f"<sst>{texts}</sst>",
        "xl/styles.xml": f'<styleSheet><numFmts><numFmt numFmtId="200" formatCode="'
        f'{code.replace(chr(34), "&quot;")}"/></numFmts><cellXfs>{styles}</cellXfs></styleSheet>',
        SHEET: draw(sheets()),
    }
    parts = {name: text.encode() for name, text in whole.items()}
    damage = draw(st.integers(0, 9))
    if damage == 0:
        return _spoilt(draw, packed(parts))
    if damage < 3:
        name = draw(st.sampled_from([*parts]))
        parts[name] = _spoilt(draw, parts[name])
    if damage == 3:
        del parts[draw(st.sampled_from([*parts]))]
    return packed(parts)


def _spoilt(draw: st.DrawFn, data: bytes) -> bytes:
    begin = draw(st.integers(0, len(data)))
    end = begin + draw(st.sampled_from([0, 1, 3, 20, len(data)]))
    return data[:begin] + draw(st.sampled_from(SNIPPETS)) + data[end:]


INPUTS = workbooks()


def check(data: bytes, folder: Path) -> None:
    """Reads the workbook as the table of a package, and as a contribution."""
    write(folder, [table("t", FIELDS, path="t.xlsx")], {"t.xlsx": data})
    report = validate_folder(folder).report
    for problem in report.problems:
        assert "\n" not in f"{problem.message}{problem.hint}"
    try:
        with open_workbook(io.BytesIO(data), Limits(2**30, 100, 10**7)) as book:
            rows = {number for number, _ in book.rows(book.sheet(1), [])}
    except UnreadableFile:
        rows = None
    try:
        grids = xlsx.read_grids(data)
    except ContributionError as error:
        assert "\n" not in str(error)
        return
    for grid in grids:
        texts = {line.number: _texts(grid, line) for line in grid.lines}
        if rows is not None:
            assert set(texts) <= rows, "rows that only one reader sees"
        _change(grid, texts, data)


def _texts(grid: Grid, line: Any) -> list[str]:
    texts = [grid.form.text(line, index, None)[0] for index in range(len(line.cells))]
    return texts[: max((n for n, text in enumerate(texts, 1) if text), default=0)]


def _change(grid: Grid, texts: dict[int, list[str]], data: bytes) -> None:
    """Changes one cell that says something."""
    there = [(n, at) for n, row in texts.items() for at, text in enumerate(row)
             if text and not grid.form.locked(n, at)]  # fmt: skip
    if not there:
        return
    (line, index), new = there[-1], "<new> & better"
    try:
        again = xlsx.read_grids(grid.form.edited({(line, index): new}), grid.sheet)
    except ContributionError as error:
        assert "damaged" in str(error)
        return
    now = {one.number: _texts(again[0], one) for one in again[0].lines}
    texts[line][index] = new
    assert now == texts
