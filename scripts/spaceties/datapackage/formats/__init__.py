"""The forms in which a table can lie in a package: which reader reads it.

Each module reads one form into the blocks of `tabular.block`; CSV has a folder of its own,
`csv`. A module is imported only where such a table is met.
"""

from __future__ import annotations

from pathlib import Path

from ..cells import UnknownForm
from ..model import Resource
from ..tabular.block import Reader


def reader_of(resource: Resource, base: Path) -> Reader:
    """The reader of a resource's table; base is the folder of its package.

    Raises `UnknownForm` for a form that no reader here knows, and `Unsupported` for a dialect.
    """
    if not resource.paths:
        if isinstance(resource.data, str) and resource.format in ("csv", "tsv"):
            from ..csv.reader import InlineTextReader

            return InlineTextReader(resource, base)
        if not isinstance(resource.data, list):
            if isinstance(resource.data, str):
                raise UnknownForm('the data is text; for CSV state "format": "csv"')
            raise UnknownForm("the data is no list of rows")
        from .json import InlineReader

        return InlineReader(resource)
    if resource.format in ("csv", "tsv"):
        from ..csv.reader import CsvReader

        return CsvReader(resource, base)
    if resource.format == "json":
        from .json import JsonReader

        return JsonReader(resource, base)
    if resource.format in ("jsonl", "ndjson"):
        from .json_lines import JsonLinesReader

        return JsonLinesReader(resource, base)
    if resource.format in ("parquet", "pq"):
        from .parquet import ParquetReader

        return ParquetReader(resource, base)
    if resource.format in ("xlsx", "xlsm"):
        from .xlsx import XlsxReader

        return XlsxReader(resource, base)
    known = "CSV, JSON, Parquet and XLSX are"
    raise UnknownForm(f'tables in the format "{resource.format}" are not read; {known}')
