"""How all tests run: property-based ones try the same examples every time and never fail for being
slow, and files that take long begin first."""

import gc
import os
from pathlib import Path

import pytest
from hypothesis import settings

from spaceties.contribute import problems
from spaceties.datapackage import cache
from tests import real

settings.register_profile("same", derandomize=True, deadline=None, database=None)
settings.load_profile("same")

# Nothing is kept in the folder of whoever runs the tests, nor known from it.
os.environ[cache.PLACE] = ""

# Files of the longest tests. A file that is begun last must not be one that takes a minute, while
# the other processor waits.
LONGEST = (
    "test_writing", "test_verify", "test_release", "test_site_browser", "test_cost", "test_fuzz",
    "test_rules_odd_cells", "test_recipes", "test_release_formats", "test_contribute_fuzz",
    "test_tampering", "test_rules", "test_contribute_ods", "test_check_page", "test_differential",
    "test_contributions_corpus", "test_site_figures", "test_check",
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first, each as a whole."""
    items.sort(key=lambda item: item.path.stem not in LONGEST)


def pytest_collection_finish() -> None:
    """Thousands of tests and all that they import stay until the end. Python need not walk through
    them again and again in search of what can go, which takes a seventh of all the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 10, 10)


@pytest.fixture(scope="session", autouse=True)
def _one_real_release(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Where the processes of a run, each with a folder of its own in that of the run, look."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        real.shared = tmp_path_factory.getbasetemp().parent


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for what tests keep for each other."""
    return tmp_path_factory.mktemp("kept")


@pytest.fixture
def both_ways(monkeypatch: pytest.MonkeyPatch, kept: Path) -> None:
    """Has checks ask twice what was there before, without what is kept and with it."""
    ask = problems._new

    def both(merge, others):
        monkeypatch.setenv(cache.PLACE, "")
        without = ask(merge, others)
        monkeypatch.setenv(cache.PLACE, str(kept))
        assert ask(merge, others) == without
        return without

    monkeypatch.setattr(problems, "_new", both)
