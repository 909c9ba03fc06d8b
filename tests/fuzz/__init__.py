"""Searches for inputs that break a promise, a target at a time, for as long as one likes.

A target is a module here with `INPUTS`, a strategy of hypothesis, and `check(value, folder)`, which
raises if the promise in its docstring does not hold for a value; `folder` is new and empty each
time.
`make test` tries a few inputs of every target, always the same, `make fuzz` many for ten minutes.
"""

from __future__ import annotations

import importlib
import pkgutil
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, seed, settings

PATIENCE = 30  # seconds of the processor's time that one input may take
ROUND = settings(
    max_examples=200,
    derandomize=False,
    deadline=None,
    database=None,
    report_multiple_bugs=False,
    suppress_health_check=list(HealthCheck),
)


@dataclass(frozen=True)
class Found:
    """A broken promise. seed: of the round that found it; value: the smallest such input."""

    seed: int
    value: str
    trace: str


@dataclass
class Outcome:
    """inputs: how many were checked; found: one for each place at which a promise broke."""

    inputs: int = 0
    found: dict[str, Found] = field(default_factory=dict)


def targets() -> list[str]:
    """The names of all targets."""
    return sorted(m.name for m in pkgutil.iter_modules(__path__) if not m.name.startswith("_"))


def target(name: str) -> Any:
    """The module of a target."""
    return importlib.import_module(f"{__name__}.{name}")


def fuzz(module: Any, seconds: float, first_seed: int, most: int = sys.maxsize) -> Outcome:
    """Checks inputs in rounds of 200 until the time is over or `most` are checked; a round ends
    with what it finds."""
    outcome, number, until = Outcome(), first_seed, time.monotonic() + seconds
    while time.monotonic() < until and outcome.inputs < most:
        _round(module, number, until, most - outcome.inputs, outcome)
        number += 1
    return outcome


def _round(module: Any, number: int, until: float, most: int, outcome: Outcome) -> None:
    few = settings(ROUND, max_examples=min(most, ROUND.max_examples))
    failed: list[tuple[Any, str, str]] = []

    def once(value: Any) -> None:
        if not failed and time.monotonic() > until:
            return
        outcome.inputs += 1
        try:
            with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
                _within_patience(module.check, value, Path(folder))
        except Exception as error:
            last = traceback.extract_tb(error.__traceback__)[-1]
            place = f"{type(error).__name__} at {last.filename}:{last.lineno}"
            failed.append((value, place, traceback.format_exc()))
            raise

    try:
        seed(number)(few(given(module.INPUTS)(once)))()
    except Exception:
        if not failed:
            raise  # of a strategy, not of a check
        value, place, trace = failed[-1]
        outcome.found.setdefault(place, Found(number, repr(value), trace))


def _within_patience(check: Callable[[Any, Path], None], value: Any, folder: Path) -> None:
    def late(*_: object) -> None:
        raise TimeoutError(f"more than {PATIENCE} seconds for one input")

    before = signal.signal(signal.SIGPROF, late)
    signal.setitimer(signal.ITIMER_PROF, PATIENCE)
    try:
        check(value, folder)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
