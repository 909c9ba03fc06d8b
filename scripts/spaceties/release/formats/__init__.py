"""One module per format of a release, each with its `FORMAT`; `FORMATS` is the registry.

To add a format, write its module and name it here: `spaceties release` writes it, `verify` reads
it back, `spaceties.load` takes it if it can load tables, Croissant and the page name its files.
"""

from __future__ import annotations

from spaceties.release.formats import (
    croissant,
    csv,
    datasette,
    dictionary,
    documents,
    explorer,
    json,
    loaders,
    parquet,
    readme,
    sqlite,
    sums,
    xlsx,
)
from spaceties.release.formats.format import Format

# In the order in which the page offers them. Of what can be loaded, the first that is there is.
FORMATS: tuple[Format, ...] = (
    xlsx.FORMAT,
    csv.FORMAT,
    parquet.FORMAT,
    json.FORMAT,
    sqlite.FORMAT,
    datasette.FORMAT,
    croissant.FORMAT,
    dictionary.FORMAT,
    readme.FORMAT,
    loaders.FORMAT,
    documents.FORMAT,
    explorer.FORMAT,
    sums.FORMAT,
)
