"""Cross-table rules, by subject. Each has a stable code, a severity, what holds and why, what a
row that breaks it is told, and how to mend that.

Code letters: R relations, P provenance, D probable duplicates, X safety.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spaceties.rules.engine import Rule


def catalogue() -> list[Rule]:
    """Every rule, ordered by code."""
    from spaceties.rules import (
        agreements,
        audits,
        claims,
        confidence,
        duplicates,
        launches,
        organizations,
        participants,
        parties,
        satellites,
        spending,
        text,
        told,
    )

    modules = (
        text,
        launches,
        satellites,
        participants,
        organizations,
        agreements,
        parties,
        told,
        spending,
        claims,
        confidence,
        audits,
        duplicates,
    )
    return sorted((rule for module in modules for rule in module.RULES), key=lambda r: r.code)
