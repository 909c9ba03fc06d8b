"""The accessor `.vague` of a pandas column of vague dates: what the texts can mean."""

from __future__ import annotations

import pandas as pd

from spaceties.datapackage import edtf


class VagueDates:
    """Vague dates (EDTF text) as days; every property has the index of the column.

    Missing cells stay missing. Raises ValueError for text that is no vague date.
    """

    def __init__(self, column: pd.Series) -> None:
        if not pd.api.types.is_string_dtype(column.dtype):
            raise AttributeError("only columns of text have .vague")
        self._column = column
        self._intervals = {text: edtf.parse(text) for text in column.dropna().unique()}

    def __repr__(self) -> str:
        """What each text can mean, as pandas shows a table."""
        parts = {"text": self._column, "earliest": self.earliest, "latest": self.latest}
        return repr(pd.DataFrame(parts))

    @property
    def earliest(self) -> pd.Series:
        """First day that each can mean, datetime64[s]; missing where an interval is open."""
        return self._days("earliest")

    @property
    def latest(self) -> pd.Series:
        """Last day that each can mean, datetime64[s]; missing where an interval is open."""
        return self._days("latest")

    @property
    def precision(self) -> pd.Series:
        """day, month, season, year, decade or interval."""
        return self._each("precision").astype("str")

    @property
    def uncertain(self) -> pd.Series:
        """Whether the source is unsure (`?`, `%`)."""
        return self._each("uncertain").astype("boolean")

    @property
    def approximate(self) -> pd.Series:
        """Whether the source says about (`~`, `%`)."""
        return self._each("approximate").astype("boolean")

    def _days(self, end: str) -> pd.Series:
        return pd.to_datetime(self._each(end)).astype("datetime64[s]")

    def _each(self, part: str) -> pd.Series:
        values = {text: getattr(interval, part) for text, interval in self._intervals.items()}
        return self._column.map(values).astype("object")


def register() -> None:
    """Give every pandas column of text the accessor; `spaceties.load` does."""
    if not hasattr(pd.Series, "vague"):
        pd.api.extensions.register_series_accessor("vague")(VagueDates)
