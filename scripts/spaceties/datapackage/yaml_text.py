"""Descriptors written in YAML: what JSON can say, within bounds, and nothing said twice."""

from __future__ import annotations

from typing import Any

MOST_BYTES = 4 * 1024**2  # PyYAML reads some 100 kB a second
MOST_NODES = 1_000_000  # of the document with every alias written out
TAGS = {f"tag:yaml.org,2002:{kind}" for kind in
        ("map", "seq", "str", "int", "float", "bool", "null", "merge")}  # fmt: skip
TEXT, DATE, MERGE = (f"tag:yaml.org,2002:{kind}" for kind in ("str", "timestamp", "merge"))


def parse(text: str) -> Any:
    """The document as JSON would hold it: keys are texts, and dates stay as they are written.

    Raises ValueError, in one line, for what is no YAML, has a tag of its own, the same key twice
    in one object, or aliases that contain themselves or come to too much.
    """
    import yaml

    if len(text) > MOST_BYTES:
        raise ValueError(f"it is larger than {MOST_BYTES // 1024**2} MiB; write it as JSON")
    loader = None
    try:
        loader = yaml.SafeLoader(text)
        node = loader.get_single_node()
        if node is None:
            return None
        _measure(node, {})
        return loader.construct_document(node)
    except yaml.MarkedYAMLError as error:
        raise _error(error.problem or "it cannot be read", error.problem_mark) from None
    except (yaml.YAMLError, RecursionError) as error:
        deep = isinstance(error, RecursionError)
        said = "the values are nested too deep" if deep else " ".join(str(error).split())
        raise ValueError(said) from None
    finally:
        if loader is not None:
            loader.dispose()


def _measure(node: Any, sizes: dict[int, int | None]) -> int:
    """How many nodes there are with every alias written out. sizes: those known; None of what
    contains this one."""
    known = sizes.get(id(node), 0)
    if known is None:
        raise _error("an alias contains itself", node.start_mark)
    if known:
        return known
    sizes[id(node)] = None
    if node.tag == DATE:
        node.tag = TEXT
    if node.tag not in TAGS:
        raise _error(f'the tag "{node.tag}" is none of JSON', node.start_mark)
    size, keys = 1, set()
    for child in node.value if node.id != "scalar" else ():
        if node.id == "mapping":
            key, child = child
            if key.id != "scalar":
                raise _error("a key is no text", key.start_mark)
            if key.value in keys:
                raise _error(f'the key "{key.value}" stands here again', key.start_mark)
            keys.add(key.value)
            key.tag = key.tag if key.tag == MERGE else TEXT
        size += _measure(child, sizes)
    if size > MOST_NODES:
        raise _error(f"aliases come to more than {MOST_NODES:,} values", node.start_mark)
    sizes[id(node)] = size
    return size


def _error(problem: str, mark: Any) -> ValueError:
    return ValueError(f"line {mark.line + 1}: {problem}" if mark else problem)
