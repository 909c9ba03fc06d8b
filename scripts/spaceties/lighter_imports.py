"""What libraries import and no command uses, left out of processes that last an eighth of a second.

Importing pyarrow.compute makes some 300 functions with signatures and documentation, of which a
command calls a dozen and reads none; numpy adds the documentation of what is written in C; pandera
imports what draws examples for tests, and what reads the types of other libraries. `install` leaves
that out and lets pyarrow's own code make each function when it is first asked for. It leans on
names that nobody promises (`_make_generic_wrapper`, `function_registry` read from
`pyarrow._compute`, modules of documentation, what pandera takes from where): where they are
missing, the modules are imported as they stand.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Sequence
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Any, cast

MODULE = "pyarrow.compute"
SCRAPER = "pyarrow.vendored.docscrape"  # for documentation: imports pydoc, platform, sysconfig
DOCUMENTATION = ("numpy._core._add_newdocs", "numpy._core._add_newdocs_scalars")
EXAMPLES = "hypothesis"
SCHEMAS, LATE = "pandera", "pandera.backends.pandas.container"  # what it imports when it is used
# What pandera asks whether a cell is a model of, or of a type of typing: a rule has no such column.
TYPES = {"pydantic": "2", "pydantic_core": "2", "typeguard": "4"}
# What the module calls otherwise than the registry, and what it looks up while it is imported.
ALIASES = {"and_": "and", "or_": "or", "utf8_zfill": "utf8_zero_fill"}
LOOKED_UP = ["utf8_zero_fill"]


def install() -> None:
    """Have libraries, when they are imported, do without what no command uses."""
    if "numpy" not in sys.modules:
        sys.modules.update((name, ModuleType(name)) for name in DOCUMENTATION)
    sys.modules.setdefault(EXAMPLES, cast(ModuleType, None))  # as if it were not installed
    for name, load in ((MODULE, _make_on_demand), (SCHEMAS, _without_types)):
        if name not in sys.modules:
            sys.meta_path.insert(0, _Finder(name, load))


Load = Callable[[Any, ModuleType], None]


class _Finder:  # no dataclass: these bring inspect along, which every start would wait for
    """Has one module loaded in another way, once."""

    def __init__(self, name: str, load: Load) -> None:
        self.name, self.load = name, load

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name != self.name:
            return None
        sys.meta_path.remove(self)
        spec = PathFinder.find_spec(name, path, target)
        if spec is not None and spec.loader is not None:
            spec.loader = cast(Any, _Loader(spec.loader, self.load))
        return spec


class _Loader:
    def __init__(self, loader: Any, load: Load) -> None:
        self.loader, self.load = loader, load

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        module: ModuleType | None = self.loader.create_module(spec)
        return module

    def exec_module(self, module: ModuleType) -> None:
        before = dict(vars(module))
        try:
            self.load(self.loader, module)
        except Exception:  # another version than those tried
            vars(module).clear()
            vars(module).update(before)
            self.loader.exec_module(module)


def _make_on_demand(loader: Any, module: ModuleType) -> None:
    import pyarrow._compute as private

    attributes, registry = vars(module), private.function_registry
    sys.modules[SCRAPER] = ModuleType(SCRAPER)
    private.function_registry = _NoFunctions
    attributes.update(dict.fromkeys(LOOKED_UP))
    try:
        loader.exec_module(module)
    finally:
        private.function_registry = registry
        del sys.modules[SCRAPER]
    for name in (*LOOKED_UP, *ALIASES):
        attributes.pop(name, None)
    attributes["function_registry"] = registry
    options_of, wrap = attributes["_get_options_class"], attributes["_make_generic_wrapper"]

    def make(name: str) -> Any:
        try:
            function = registry().get_function(ALIASES.get(name, name))
        except KeyError:
            raise AttributeError(f"module {MODULE!r} has no attribute {name!r}") from None
        made = wrap(name, function, options_of(function), function.arity)
        made.__name__ = made.__qualname__ = name
        return attributes.setdefault(name, made)

    attributes["__getattr__"] = make


def _without_types(loader: Any, module: ModuleType) -> None:
    left_out = [name for name in TYPES if name not in sys.modules]
    sys.modules.update({name: _unused(name) for name in left_out})
    try:
        loader.exec_module(module)
        importlib.import_module(LATE)
    except Exception:
        for name in [name for name in sys.modules if name.startswith(f"{SCHEMAS}.")]:
            del sys.modules[name]
        raise
    finally:
        for name in left_out:
            del sys.modules[name]


class _AllUnused(type):
    def __getattr__(cls, name: str) -> type:
        if name.startswith("__"):
            raise AttributeError(name)
        return cls


class _Unused(Exception, metaclass=_AllUnused):
    """Stands for any class of a module that is left out; nothing is one, nothing raises it."""


def _unused(name: str) -> ModuleType:
    """A module in which every name is `_Unused`."""
    module = ModuleType(name)
    vars(module).update(__version__=TYPES[name], __getattr__=lambda name: getattr(_Unused, name))
    return module


class _NoFunctions:
    def list_functions(self) -> list[str]:
        return []
