"""Libraries that are no part of every installation, and how to get them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

# module: the extra of pyproject.toml that brings it
EXTRAS = {
    **dict.fromkeys(("dateutil", "jsonschema", "openpyxl", "referencing", "yaml"), "formats"),
    **dict.fromkeys(
        ("anyascii", "chardet", "iso_4217", "pandera", "pycountry", "rapidfuzz", "xlsxwriter"),
        "tables",
    ),
    "duckdb": "verify",
    "frictionless": "frictionless",
    "polars": "polars",
}


class NotInstalled(ModuleNotFoundError):
    """A library is missing; the message says how to install it."""


@contextmanager
def explained(extra: str | None = None) -> Iterator[None]:
    """Raises NotInstalled where a library of an extra is missing; may decorate a function.

    extra: what to install for all that happens here, if that is more than the library.
    """
    try:
        yield
    except NotInstalled:
        raise
    except ModuleNotFoundError as error:
        module = (error.name or "").partition(".")[0]
        if module not in EXTRAS:
            raise
        remedy = f"pip install 'spaceties[{extra or EXTRAS[module]}]'"
        raise NotInstalled(f"{module} is not installed: {remedy}", name=error.name) from None
