"""The forms in which a table can lie in a package: which reader reads it.

Each module reads one form into the blocks of `datapackage.block`; CSV has a folder of its own,
`datapackage.csv`. A module is imported only where such a table is met.
"""

from __future__ import annotations

from pathlib import Path

from ..cells import Unsupported
from ..model import Resource
from ..tabular.block import Reader


def reader_of(resource: Resource, base: Path) -> Reader:
    """The reader of a resource's table; base is the folder of its package.

    Raises `Unsupported` for a form that no reader here knows.
    """
    if not resource.paths:
        if isinstance(resource.data, str) and resource.format in ("csv", "tsv"):
            from ..csv.reader import InlineTextReader

            return InlineTextReader(resource, base)
        if not isinstance(resource.data, list):
            raise Unsupported("inline data that is no list")
        from .json import InlineReader

        return InlineReader(resource)
    if resource.format in ("csv", "tsv"):
        from ..csv.reader import TableReader

        return TableReader(resource, base)
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
    raise Unsupported(f'format "{resource.format}"')
