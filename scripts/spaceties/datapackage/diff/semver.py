"""The version that a change needs, with the reasons, by the Data Package version recipe.

Source: datapackage.org/recipes/data-package-version. In its words: MAJOR to "change the data
package, resource or field name or identifier", "add, remove or re-order fields", "change a field
type or format", "change a field constraint to be more restrictive", "combine, split, delete or
change the meaning of data that is referenced by another data resource"; MINOR to "add a new data
resource", "add new data to an existing data resource", "change a field constraint to be less
restrictive", "update a reference to another data resource"; PATCH to "correct errors in existing
data" and to "change descriptive metadata properties"; "you relocate the data to a new URL or path:
no change in the version number".

What the recipe leaves open is decided so:
- A removed row, or one whose key changed, is major where a row of another table referred to it
  (the recipe's "delete … data that is referenced"); else it is the correction of an error: patch.
  A removed row does not count as referred to by rows that stay and refer to another one now: they
  were corrected first, which left it unused.
- A removed table is major, as every removed name is. The order of tables means nothing: patch.
- Primary, unique and foreign keys are constraints: one more is tighter, one less is looser.
- Another unit changes what the figures mean: major.
- The recipe has no exception for versions below 1.0.0, so none is made.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

LEVELS = {
    "package-renamed": "major",
    "table-removed": "major",
    "table-renamed": "major",
    "field-renamed": "major",
    "field-removed": "major",
    "field-added": "major",
    "fields-reordered": "major",
    "field-retyped": "major",
    "unit-changed": "major",
    "constraint-tightened": "major",
    "key-tightened": "major",
    "referenced-rows-removed": "major",
    "referenced-rows-renamed": "major",
    "table-added": "minor",
    "rows-added": "minor",
    "content-changed": "minor",
    "constraint-loosened": "minor",
    "key-loosened": "minor",
    "reference-updated": "minor",
    "rows-changed": "patch",
    "rows-removed": "patch",
    "rows-renamed": "patch",
    "tables-reordered": "patch",
    "text-changed": "patch",
    "form-changed": "patch",
}
ORDER = ("patch", "minor", "major")
# Source: semver.org, "Is there a suggested regular expression".
SEMVER = re.compile(
    r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)"
    r"(?:-((?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)(?:\.(?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*))*))?"
    r"(?:\+([0-9a-zA-Z-]+(?:\.[0-9a-zA-Z-]+)*))?"
)
# Major, minor, patch, whether it is final, and what comes before the final one.
Precedence = tuple[int, int, int, int, tuple[tuple[int, int, str], ...]]


@dataclass(frozen=True)
class Reason:
    """Why a version must rise: a kind (of `LEVELS`), a sentence, what it speaks of."""

    kind: str
    text: str
    table: str | None = None
    field: str | None = None

    @property
    def level(self) -> str:
        """major, minor or patch."""
        return LEVELS[self.kind]


def highest(reasons: Iterable[Reason]) -> str | None:
    """The level that all reasons together need, None without any."""
    return max((r.level for r in reasons), key=ORDER.index, default=None)


def raised(version: str, level: str | None) -> str:
    """The next version of that level: 1.2.3 becomes 2.0.0, 1.3.0 or 1.2.4. None changes nothing.

    Raises ValueError if the version is not MAJOR.MINOR.PATCH.
    """
    major, minor, patch, final, _ = precedence(version)
    if level is None:
        return version
    if not final:  # 2.0.0-rc.1 is on its way to 2.0.0 already
        steps = {"major": minor == patch == 0, "minor": patch == 0, "patch": True}
        if steps[level]:
            return f"{major}.{minor}.{patch}"
    return {
        "major": f"{major + 1}.0.0",
        "minor": f"{major}.{minor + 1}.0",
        "patch": f"{major}.{minor}.{patch + 1}",
    }[level]


def precedence(version: str) -> Precedence:
    """A key by which versions sort as semver.org says; ValueError if it is no such version."""
    match = SEMVER.fullmatch(version)
    if not match:
        raise ValueError(f"{version!r} is no version of the form MAJOR.MINOR.PATCH")
    major, minor, patch = (int(part) for part in match.groups()[:3])
    before = match[4]
    if before is None:
        return major, minor, patch, 1, ()
    parts = tuple((0, int(p), "") if p.isdigit() else (1, 0, p) for p in before.split("."))
    return major, minor, patch, 0, parts
