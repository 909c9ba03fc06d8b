"""What stops the validation of one table: told as a problem of that table, and no other's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from ..cells import Unsupported
from ..model import Resource
from ..report import Problem
from ..report.codes import Code
from ..report.words import is_of_memory, os_error, own_fault


class Net:
    """Catches what is raised while a table is validated; `problems` by table, the first of each."""

    def __init__(self) -> None:
        self.problems: dict[str, Problem] = {}

    @contextmanager
    def under(self, resource: Resource) -> Iterator[None]:
        """Ends what happens here where it is stopped, save by Unsupported, for memory, or for a
        library that is not installed."""
        try:
            yield
        except (Unsupported, ImportError):
            raise
        except Exception as error:
            if is_of_memory(error):
                raise
            if isinstance(error, OSError):
                self._keep(resource, Code.UNREADABLE, f"cannot be read: {os_error(error)}")
            else:
                self._keep(resource, Code.FAULT, f"was not validated: {own_fault(error)}")

    def _keep(self, resource: Resource, code: Code, text: str) -> None:
        problem = Problem(code=code, table=resource.name, file=resource.file, message=text)
        self.problems.setdefault(resource.name, problem)
