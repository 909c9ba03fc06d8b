"""What a release is made of, before any format: tables as released and what is said about them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import pyarrow as pa

from spaceties.export.values import plain
from spaceties.package.schema import Package, Resource


@dataclass(frozen=True)
class ReleaseTable:
    """One table of a release.

    descriptor: its resource with the schema as released, without file properties; schema: the
    same, parsed; data: typed rows; derived: whether it is computed from the other tables.
    """

    descriptor: Mapping
    schema: Resource
    data: pa.Table
    derived: bool = False

    @property
    def name(self) -> str:
        return self.schema.name

    @cached_property
    def columns(self) -> list[list]:
        """Cells by column as JSON holds them: text, int, float, bool or None."""
        return [plain(column) for column in self.data.columns]

    def rows(self) -> Iterator[tuple]:
        """Cells by row, as in :attr:`columns`."""
        return zip(*self.columns, strict=True)

    @cached_property
    def lines(self) -> list[str]:
        """The rows as JSON objects, one text a row, keys in schema order."""
        names = self.data.column_names
        return [
            json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False)
            for row in self.rows()
        ]

    @cached_property
    def content_hash(self) -> str:
        """SHA-256 of the table as JSON Lines: it depends on the cells alone, on no library."""
        digest = hashlib.sha256()
        for line in self.lines:
            digest.update(f"{line}\n".encode())
        return f"sha256:{digest.hexdigest()}"


@dataclass(frozen=True)
class Release:
    """All tables of one version, and the package they come from."""

    package: Package
    tables: tuple[ReleaseTable, ...]

    @property
    def name(self) -> str:
        """Package and version, which name the folder of the release."""
        return f"{self.package.name}-{self.package.version}"

    @property
    def about(self) -> dict[str, str]:
        """Package, version and licence, as metadata of files."""
        licences = ", ".join(licence["name"] for licence in self.package.descriptor["licenses"])
        return {
            "package": self.package.name,
            "version": self.package.version,
            "license": licences,
        }

    @property
    def created(self) -> str:
        """The date that the descriptor states, ISO: the release has no clock of its own."""
        return str(self.package.custom["created"])[:10]

    @property
    def creators(self) -> list[str]:
        """Titles of those who made the package, for citations."""
        return [
            person["title"]
            for person in self.package.custom.get("contributors", [])
            if "creator" in person.get("roles", [])
        ]

    @property
    def citation(self) -> str:
        """How to cite this release, in one sentence."""
        about = self.about
        return (
            f"{', '.join(self.creators)} ({self.created[:4]}): {self.package.title}. "
            f"Version {about['version']}. {about['license']}."
        )
