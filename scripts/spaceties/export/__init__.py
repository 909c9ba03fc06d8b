"""One module per release format; `FORMATS` is the registry.

Each module has `SUFFIX`, `MEDIATYPE`, `FORMAT` (the Frictionless name), `COUNTS_BYTES` (whether
frictionless can check the size) and `write(table, resource, about, path)`, where `resource` is the table's descriptor and `about` tells
package, version and licence.
"""

from __future__ import annotations

from spaceties.export import csv_folder, json_folder, parquet_folder

FORMATS = {"csv": csv_folder, "parquet": parquet_folder, "json": json_folder}
