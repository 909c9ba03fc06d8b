"""How all tests run: property-based ones try the same examples every time and never fail for being
slow, and files that take long begin first."""

import gc

import pytest
from hypothesis import settings

settings.register_profile("same", derandomize=True, deadline=None, database=None)
settings.load_profile("same")

# Files of the longest tests. A file that is begun last must not be one that takes a minute, while
# the other processor waits.
LONGEST = (
    "test_writing", "test_verify", "test_release", "test_site_browser", "test_cost", "test_fuzz",
    "test_rules_odd_cells", "test_recipes", "test_release_formats", "test_contribute_fuzz",
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first, each as a whole."""
    items.sort(key=lambda item: item.path.stem not in LONGEST)


def pytest_collection_finish() -> None:
    """Thousands of tests and all that they import stay until the end. Python need not walk through
    them again and again in search of what can go, which takes a seventh of all the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
