"""Threads where there is enough to do for them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, TypeAlias

from ..arrow import one_core

if TYPE_CHECKING:
    from concurrent.futures import Executor

SMALL = 250_000  # bytes of tables that one thread validates before others have started

Pool: TypeAlias = "Executor | InTurn"


class InTurn:
    """What an Executor does, in the thread that asks for the result and not before it asks."""

    def __enter__(self) -> InTurn:
        return self

    def __exit__(self, *_: object) -> None:
        """There is nothing to wait for."""

    def map(self, fn: Callable[..., Any], /, *iterables: Iterable[Any]) -> Iterator[Any]:
        """The results in the order of what is given."""
        return map(fn, *iterables)

    def submit(self, fn: Callable[..., Any], /, *args: Any) -> Any:
        """What has a `result()`, as a future has."""
        return SimpleNamespace(result=partial(fn, *args))


def executor(workers: int, size: int) -> Pool:
    """Threads for tables of so many bytes, or none if that is little or one core has all to do."""
    if size <= SMALL or one_core():
        return InTurn()
    from concurrent.futures import ThreadPoolExecutor

    return ThreadPoolExecutor(workers)
