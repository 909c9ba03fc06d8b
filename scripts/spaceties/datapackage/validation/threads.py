"""Threads where there is enough to do for them."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from typing import Any

SMALL = 250_000  # bytes of tables that one thread validates before others have started


class InTurn(Executor):
    """Does what is submitted at once, in the thread that submits it."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **rest: Any) -> Future[Any]:
        """The result, or the exception, as a future that is done."""
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **rest))
        except Exception as error:
            future.set_exception(error)
        return future


def executor(workers: int, size: int) -> Executor:
    """Threads for tables of so many bytes, or none if that is little."""
    return ThreadPoolExecutor(workers) if size > SMALL else InTurn()
