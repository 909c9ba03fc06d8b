"""`README.md` of one page: what the release is, its licence and citation, its tables, and how to
open them. The same page lies in every zip.

Its head makes the folder a data set of Hugging Face, with a configuration for each table: what
`load_dataset(folder)` reads are the Parquet files, in `parquet/` or, out of a zip, beside the page.
Source: huggingface.co/docs/hub/datasets-manual-configuration.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from spaceties.datapackage.files import put
from spaceties.release.formats.format import File, Format

if TYPE_CHECKING:
    from spaceties.dataset.model import Release

NAME = "README.md"
SHOWN = "ties"  # what a viewer opens first
PAGE = """\
---
pretty_name: {quoted}
license: {licence}
configs:
{configs}
---

# {title}

{description}

- Version: {version}, {created}
- Licence: {licences}
- Cite as: {citation}
- Every column with its type, unit and meaning: `datapackage.json` beside the tables, for people
  `data-dictionary.md` in the release
- Days: a vague one is text (EDTF) as its source has it, such as 1977 or 2012-07; the columns
  `_earliest` and `_latest` are the days that it can mean

## Tables

| table | rows | what a row is |
| --- | ---: | --- |
{tables}

## How to open them

The files lie in the folders `csv`, `parquet` and `json`. A zip holds one of these without the
folder: leave `parquet/` or `csv/` away there.

**pandas**

```python
import pandas as pd

{table} = pd.read_parquet("parquet/{table}.parquet")
# CSV needs to know that NA is a code (Namibia) and only an empty cell is missing:
{table} = pd.read_csv("csv/{table}.csv", keep_default_na=False, na_values=[""])
```

**Polars**

```python
import polars as pl

{table} = pl.read_parquet("parquet/{table}.parquet")
```

**DuckDB**

```python
import duckdb

duckdb.sql("SELECT count(*) FROM 'parquet/{table}.parquet'").fetchall()
```

**R**

```r
source("load.R")  # with the package jsonlite
{table} <- read_spaceties("{table}")
```

**CSV** elsewhere: only an empty cell is missing, `NA` is a code (`na = ""` in readr), and a time is
text of the precision that it has, which readers that guess make `05:06:00` of `05:06`; in DuckDB:
`read_csv('csv/launches.csv', types = {{'launch_time_utc': 'VARCHAR'}})`.

**SQLite**: `{package}.sqlite`; references are enforced after `PRAGMA foreign_keys = ON`, which
SQLite wants to hear from each connection. **Datasette**: `datasette {package}.sqlite --metadata
metadata.json`. **frictionless**: `csv/` or `json/`; version 5 fails on a missing day of `parquet/`.

**JavaScript**: `load.mjs`, with hyparquet. **Hugging Face**: `load_dataset(".", "{table}")`.

**Excel, LibreOffice**: open `{package}.xlsx`. To open a CSV file there, import it (Data, From
Text/CSV) as UTF-8 with ids and vague dates as text; a double click turns some into other dates.
"""


def text(release: Release) -> str:
    """The page, in Markdown."""
    package = release.package
    return PAGE.format(
        title=package.title,
        quoted=json.dumps(package.title, ensure_ascii=False),
        licence=package.descriptor["licenses"][0]["name"].lower(),
        configs="\n".join(_config(table.name) for table in release.tables),
        description=package.custom.get("description", ""),
        version=package.version,
        created=release.created,
        licences="; ".join(f"{x['title']}, {x['path']}" for x in package.descriptor["licenses"]),
        citation=release.citation,
        tables="\n".join(
            f"| {t.name} | {t.data.num_rows:,} | {_cell(t.schema.description)} |"
            for t in release.tables
        ),
        table=release.tables[0].name,
        package=package.name,
    )


def _config(table: str) -> str:
    default = ", default: true" if table == SHOWN else ""
    return f'- {{config_name: {table}, data_files: "**/{table}.parquet"{default}}}'


def _cell(description: str) -> str:
    """The first sentence, as a cell of a table."""
    first = description.partition(". ")[0].removesuffix(".")
    return " ".join(first.replace("|", "\\|").split())


def write(release: Release, root: Path) -> None:
    """Write `README.md` into a folder."""
    put(root / NAME, text(release))


# Releases up to 0.2.0 have none.
FORMAT = Format("readme", (File(NAME, label="About the release", optional=True),), write=write)
