"""General Catalog of Artificial Space Objects (GCAT), by Jonathan McDowell.

The folder holds launchlog*.tsv (all are read, later names override earlier ones), psatcat*.tsv,
orgs*.tsv, sites*.tsv, lv*.tsv (of each the last name), state_to_iso.csv (GCAT's state codes and
ISO 3166) and perhaps spot_check*.csv (reentries and makers of single objects).
Rows of other sources stay as they are. Nothing is written if any line is malformed.
GCAT: https://planet4589.org/space/gcat, CC-BY 4.0.
"""

# `reading` reads the files and `checks` refuses lines; `codes`, `dates`, `countries` and
# `organizations` say what GCAT's codes mean, `rows` makes rows, `refresh` chooses which.

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spaceties.importers.base import Importer
    from spaceties.importers.gcat.reading import Catalogue

TABLES = (
    "countries", "organizations", "launch_sites", "launch_vehicles", "launches", "satellites",
    "satellite_participants", "sources",
)  # fmt: skip


def importer() -> Importer[Catalogue]:
    """The importer of GCAT; what it needs is imported only here, since help needs none of it."""
    from spaceties.importers.base import Importer
    from spaceties.importers.gcat.reading import read
    from spaceties.importers.gcat.refresh import fill

    return Importer(source_prefix="gcat-", tables=TABLES, read=read, fill=fill)
