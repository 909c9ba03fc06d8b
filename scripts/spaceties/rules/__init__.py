"""Cross-table rules, by subject. Each has a stable code, a severity, a sentence and a reason.

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
        spending,
        text,
        told,
    )

    modules = (
        text,
        launches,
        organizations,
        agreements,
        told,
        spending,
        claims,
        confidence,
        audits,
        duplicates,
    )
    return sorted((rule for module in modules for rule in module.RULES), key=lambda r: r.code)
