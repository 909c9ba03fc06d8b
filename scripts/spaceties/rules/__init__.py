"""Cross-table rules, by subject. Each has a stable code, a severity, a sentence and a reason.

Code letters: R relations, P provenance, D probable duplicates, X safety.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spaceties.rules.base import Rule


def catalogue() -> list[Rule]:
    """Every rule, ordered by code."""
    from spaceties.rules import (
        agreements,
        duplicates,
        launches,
        money,
        organizations,
        provenance,
        safety,
    )

    modules = (safety, launches, organizations, agreements, money, provenance, duplicates)
    return sorted((rule for module in modules for rule in module.RULES), key=lambda r: r.code)
