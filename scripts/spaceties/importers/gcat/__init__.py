"""General Catalog of Artificial Space Objects (GCAT), by Jonathan McDowell.

The folder holds launchlog*.tsv and psatcat*.tsv (all are read, later names override earlier
ones), orgs*.tsv, sites*.tsv, lv*.tsv (of each the last name), and perhaps satcat*.tsv (status, end,
maker, bus and mass of objects), ended*.csv (days on which flights ended), spot_check*.csv
(reentries and makers of single objects) and state_to_iso.csv (GCAT's state codes and ISO 3166;
without it that of this package counts).
Editions are joined on the id where a name agrees, else on launch and name; what could not be
joined is told. Slips of GCAT are put right by corrections.csv in this package, reentries that it
does not tell yet are taken from came_down.csv; both are told too.
Rows of other sources stay as they are. Nothing is written if any line is malformed.
GCAT: https://planet4589.org/space/gcat, CC-BY 4.0.
"""

# `reading` reads the files, `checks` refuses lines and `join` brings editions together; `codes`,
# `dates`, `countries` and `organizations` say what GCAT's codes mean, `endings` what became of a
# spacecraft, `corrections` what is wrong; `rows` makes rows, `refresh` chooses which.

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
