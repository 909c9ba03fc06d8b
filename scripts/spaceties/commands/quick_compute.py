"""pyarrow.compute at a sixth of its price, for processes that last a fifth of a second.

Importing it makes some 300 functions with their documentation, of which a command calls a dozen
and reads none. `install` lets the module's own code make each when it is first asked for. That
leans on names that pyarrow does not promise (`function_registry` read from `pyarrow._compute`,
`_wrap_function`): where they are missing, the module is imported as it stands.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Any, cast

MODULE = "pyarrow.compute"
# Called by the module itself while it is imported.
AT_ONCE = ["utf8_zero_fill"]
# Functions whose name is a keyword of Python, as the module rewrites them.
KEYWORDS = {"and_": "and", "or_": "or"}


def install() -> None:
    """Have pyarrow.compute, when it is imported, make its functions on demand."""
    if MODULE not in sys.modules:
        sys.meta_path.insert(0, _Finder())


class _Finder:
    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name != MODULE:
            return None
        sys.meta_path.remove(self)
        spec = PathFinder.find_spec(name, path, target)
        if spec is not None and spec.loader is not None:
            spec.loader = cast(Any, _Loader(spec.loader))
        return spec


class _Loader:
    def __init__(self, loader: Any) -> None:
        self.loader = loader

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        module: ModuleType | None = self.loader.create_module(spec)
        return module

    def exec_module(self, module: ModuleType) -> None:
        before = dict(vars(module))
        try:
            _make_on_demand(self.loader, module)
        except Exception:  # another pyarrow than those tried
            vars(module).clear()
            vars(module).update(before)
            self.loader.exec_module(module)


def _make_on_demand(loader: Any, module: ModuleType) -> None:
    import pyarrow._compute as private

    registry = private.function_registry

    class AtOnce:
        def list_functions(self) -> list[str]:
            return AT_ONCE

        def get_function(self, name: str) -> Any:
            return registry().get_function(name)

    private.function_registry = AtOnce
    try:
        loader.exec_module(module)
    finally:
        private.function_registry = registry
    attributes = vars(module)
    wrap = attributes["_wrap_function"]
    attributes["function_registry"] = registry

    def make(name: str) -> Any:
        try:
            function = registry().get_function(KEYWORDS.get(name, name))
        except KeyError:
            raise AttributeError(f"module {MODULE!r} has no attribute {name!r}") from None
        return attributes.setdefault(name, wrap(name, function))

    attributes["__getattr__"] = make
