"""What a workbook holds beside its cells, and what may not be there: hidden sheets, links that lead
elsewhere than they say, macros. Format: ECMA-376 part 1, 18.2 and 18.3."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree

WORKBOOK, RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
PARTS = re.compile(  # that a workbook of a release can have
    r"\[Content_Types\]\.xml|_rels/\.rels|docProps/(app|core|custom)\.xml"
    r"|xl/(workbook|styles|sharedStrings|metadata)\.xml|xl/_rels/workbook\.xml\.rels"
    r"|xl/theme/theme\d+\.xml|xl/tables/table\d+\.xml"
    r"|xl/worksheets/sheet\d+\.xml|xl/worksheets/_rels/sheet\d+\.xml\.rels"
)


@dataclass
class Beside:
    """sheets: names in their order; strange: what no workbook of a release has, in words; links:
    by sheet, the addresses that its cells lead to; formulas: sheets that have one."""

    sheets: list[str] = field(default_factory=list)
    strange: list[str] = field(default_factory=list)
    links: dict[str, dict[str, str]] = field(default_factory=dict)
    formulas: list[str] = field(default_factory=list)


@lru_cache(1)
def beside(path: Path, _changed: int) -> Beside:
    """What stands beside the cells; `_changed` tells one state of the file from another.

    Raises what zipfile and ElementTree raise for a file that is no workbook.
    """
    found = Beside()
    with zipfile.ZipFile(path) as book:
        names = book.namelist()
        found.strange += [f"holds {name}" for name in names if not PARTS.fullmatch(name)]
        found.strange += [f"holds {name} twice" for name in {*names} if names.count(name) > 1]
        targets = _targets(book.read(RELATIONS), "xl")
        for tag, told in _elements(book.read(WORKBOOK)):
            if tag == "sheet":
                found.sheets.append(told["name"])
                if told.get("state", "visible") != "visible":
                    found.strange.append(f"has a hidden sheet, {told['name']}")
                _look_at(book, targets[told["id"]], told["name"], found)
            elif tag == "definedName" and not told["name"].startswith("_xlnm."):
                found.strange.append(f"defines a name, {told['name']}")
    return found


def bare(address: str) -> str:
    """An address without what spreadsheets write otherwise."""
    return unquote(address).removesuffix("/")


def _look_at(book: zipfile.ZipFile, part: str, sheet: str, found: Beside) -> None:
    folder, name = posixpath.split(part)
    relations = f"{folder}/_rels/{name}.rels"
    there = relations in book.namelist()
    targets = _targets(book.read(relations), "") if there else {}
    links: dict[str, str] = {}
    for tag, told in _elements(book.read(part)):
        if tag in ("row", "col") and told.get("hidden") in ("1", "true"):
            found.strange.append(f"has a hidden {tag} in {sheet}")
        elif tag == "f" and sheet not in found.formulas:
            found.formulas.append(sheet)
        elif tag == "hyperlink":
            parts = targets.get(told.get("id", ""), ""), told.get("location", "")
            links[told["ref"]] = bare("#".join(filter(None, parts)))
    found.links[sheet] = links


def _targets(data: bytes, folder: str) -> dict[str, str]:
    """What the relations of a part lead to, by their ids; those within the file by their names."""
    return {
        told["Id"]: posixpath.join("/", folder, told["Target"])[1:] if folder else told["Target"]
        for tag, told in _elements(data)
        if tag == "Relationship"
    }


def _elements(data: bytes) -> Iterator[tuple[str, dict[str, str]]]:
    """The tags with their attributes, without namespaces: prefixes are the writer's choice."""
    for _, element in ElementTree.iterparse(io.BytesIO(data)):
        attributes = {name.rpartition("}")[2]: value for name, value in element.items()}
        yield element.tag.rpartition("}")[2], attributes
        element.clear()


def plain(data: bytes) -> bytes:
    """All that a reader of a workbook sees, cells with their formats and links, however its parts
    are written."""
    import openpyxl

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = sorted(n for n in archive.namelist() if not PARTS.fullmatch(n))
        book: Any = openpyxl.load_workbook(io.BytesIO(data))
        told = book.properties
        about = told.title, told.creator, told.description, str(told.created), told.keywords
        sheets = [
            (
                sheet.title,
                sheet.sheet_state,
                sorted(map(str, sheet.merged_cells.ranges)),
                sorted(str(key) for key, at in sheet.column_dimensions.items() if at.hidden),
                sorted(key for key, at in sheet.row_dimensions.items() if at.hidden),
                [_seen(cell) for row in sheet.iter_rows() for cell in row],
            )
            for sheet in book
        ]
    except Exception:  # openpyxl raises anything for what is no workbook
        return data
    return repr((names, about, sorted(book.defined_names), sheets)).encode()


def _seen(cell: Any) -> tuple[object, ...]:
    link = getattr(cell, "hyperlink", None)  # which merged cells lack
    leads = (link.target, link.location) if link else None
    note = getattr(cell, "comment", None)
    return cell.value, cell.data_type, cell.number_format, leads, note and note.text
