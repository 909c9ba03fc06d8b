"""What a verb is at, on one line of the terminal, once that takes long; the line is taken back.

The verb says what it is at, or says nothing; the seconds run on either way. Only a terminal gets
the line, and none where --quiet is asked for.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Event, Lock, Thread
from typing import IO

from spaceties.commands import terminal

PATIENCE = 2.0  # seconds until there is a line
PAUSE = 0.5  # seconds from one line to the next
CLEAR = "\r\x1b[K"
clock = time.monotonic  # seconds


class Line:
    """The line on `stream`; `seconds` is a clock."""

    def __init__(self, stream: IO[str], verb: str, seconds: Callable[[], float]):
        self.stage = ""
        self._stream, self._verb, self._clock = stream, verb, seconds
        self._began = seconds()
        self._drawn = self._ended = False
        self._lock = Lock()

    def draw(self) -> None:
        """Write the line over the one before, if it is time for it."""
        with self._lock:
            seconds = self._clock() - self._began
            if self._ended or seconds < PATIENCE:
                return
            text = f"{self._verb} {seconds:.0f} s{self.stage and ': '}{self.stage}"
            # A line that is broken in two could not be taken back.
            self._write(f"{CLEAR}{text[: _columns(self._stream) - 1]}")
            self._drawn = True

    def clear(self) -> None:
        """Take the line back, so that something else can be written in its place."""
        with self._lock:
            if self._drawn:
                self._write(CLEAR)
                self._drawn = False

    def end(self) -> None:
        """Take the line back for good."""
        self.clear()
        self._ended = True

    def _write(self, text: str) -> None:
        with suppress(OSError):  # of a terminal that was closed
            self._stream.write(text)
            self._stream.flush()


def _columns(stream: IO[str]) -> int:
    try:
        return os.get_terminal_size(stream.fileno()).columns or terminal.WIDE
    except (OSError, ValueError):
        return terminal.WIDE


_lines: list[Line] = []  # the one of the verb that runs, if it has one


@contextmanager
def shown(verb: str) -> Iterator[None]:
    """Shows the line for as long as the context lasts."""
    if terminal.quiet() or not terminal.redraws(sys.stderr):
        yield
        return
    line, over = Line(sys.stderr, verb, clock), Event()

    def run() -> None:
        while not over.wait(PAUSE):
            line.draw()

    thread = Thread(target=run, daemon=True)
    _lines.append(line)
    thread.start()
    try:
        yield
    finally:
        over.set()
        line.end()
        _lines.remove(line)


def stage(text: str) -> None:
    """Say what the verb is about to do."""
    if not _lines:
        return
    from spaceties.datapackage.report.words import printable

    for line in _lines:
        line.stage = printable(text)


def share(what: str, done: int, of: int) -> None:
    """Say how far the verb is with a table, say; `of` is 0 where nobody can tell."""
    stage(f"{100 * done // of} % of {what}" if of else what)


def clear() -> None:
    """Take the line back until it is drawn again: something is about to be written."""
    for line in _lines:
        line.clear()


def end() -> None:
    """Take the line back for good: what was found is written now, perhaps into a pager."""
    for line in _lines:
        line.end()
