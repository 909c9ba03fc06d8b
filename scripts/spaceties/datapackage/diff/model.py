"""What a comparison of two versions of a package says."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..model import Package
from .rows import RowChanges
from .schema import DeclarationChange
from .semver import Reason, highest


@dataclass
class TableDiff:
    """What happened to one table.

    status: "added", "removed", "renamed", "changed" or "same"; name is the new name, was the old
    one of a renamed table. rows are None where they are not held by both or cannot be read (`note`
    says why). rows_before, rows_after: counts, None where they are not known. content: whether
    files that cannot be compared row by row differ.
    """

    name: str
    status: str = "same"
    was: str = ""
    rows_before: int | None = None
    rows_after: int | None = None
    changes: list[DeclarationChange] = field(default_factory=list)
    rows: RowChanges | None = None
    referenced_removed: int = 0
    referenced_renamed: int = 0
    content: bool = False
    note: str = ""


@dataclass
class Diff:
    """What changed between two versions.

    package: changes of its own properties; tables: those that are not the same, by new name;
    reordered: whether they stand in another order; reasons: why the version must rise, the
    weightiest first.
    """

    old: Package
    new: Package
    package: list[DeclarationChange] = field(default_factory=list)
    tables: dict[str, TableDiff] = field(default_factory=dict)
    reordered: bool = False
    reasons: list[Reason] = field(default_factory=list)

    @property
    def bump(self) -> str | None:
        """The version that the change needs: "major", "minor", "patch" or None."""
        return highest(self.reasons)

    def __bool__(self) -> bool:
        return bool(self.package or self.tables or self.reordered)
