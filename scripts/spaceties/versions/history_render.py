"""The history of a row as text and as JSON."""

from __future__ import annotations

from spaceties.datapackage.diff.render import cell_text, key_text
from spaceties.datapackage.report.words import json_text, printable
from spaceties.versions.row_history import Event


def history_to_text(table: str, events: list[Event]) -> str:
    """The events as a person reads them, the oldest first."""
    lines = [f"{table} {key_text(events[-1].key)}"]
    words = {"renamed": "got this key", "present": "there in the first known release"}
    for event in events:
        date = f" ({event.date})" if event.date else ""
        word = words.get(event.what, event.what)
        if event.what == "present" and not event.date:
            word = "there, not released yet"
        label = f" {key_text(event.key)}" if event.what == "renamed" else ""
        lines.append(f"{event.version}{date}: {word}{label}")
        for name, (before, after) in event.cells.items():
            whole = event.what in ("added", "present")
            change = cell_text(after) if whole else f"{cell_text(before)} → {cell_text(after)}"
            lines.append(f"  {name}: {change}")
        if event.source[0]:
            title = f", {event.source[1]}" if event.source[1] else ""
            lines.append(f"  source: {event.source[0]}{title}")
    return "\n".join(map(printable, lines)) + "\n"


def history_to_json(events: list[Event]) -> str:
    """A list of {version, date, what, key, cells: {field: {before, after}}, source}."""
    told = [
        {
            "version": e.version,
            "date": e.date or None,
            "what": e.what,
            "key": list(e.key),
            "cells": {name: {"before": a, "after": b} for name, (a, b) in e.cells.items()},
            "source": {"id": e.source[0], "title": e.source[1]} if e.source[0] else None,
        }
        for e in events
    ]
    return json_text(told, indent=2) + "\n"
