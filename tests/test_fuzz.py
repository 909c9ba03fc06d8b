"""Every target of `make fuzz` for a few seconds, and that the search finds what is there."""

from __future__ import annotations

import types

import pytest
from hypothesis import strategies as st

from tests import fuzz


@pytest.mark.parametrize("name", fuzz.targets())
def test_no_input_breaks_the_promise(name):
    outcome = fuzz.fuzz(fuzz.target(name), seconds=4, first_seed=1)
    assert outcome.inputs
    assert not outcome.found, "\n".join(found.trace for found in outcome.found.values())


def test_what_breaks_a_promise_is_found_once_and_made_small():
    def check(value, folder):
        assert not any(folder.iterdir())
        (folder / "rest").write_text("")
        assert value < 1000

    target = types.SimpleNamespace(INPUTS=st.integers(0, 10_000), check=check)
    (found,) = fuzz.fuzz(target, seconds=0.5, first_seed=1).found.values()
    assert found.value == "1000"


def test_an_input_that_takes_too_long_is_found(monkeypatch):
    def check(value, _folder):
        while value:
            pass

    target = types.SimpleNamespace(INPUTS=st.booleans(), check=check)
    monkeypatch.setattr(fuzz, "PATIENCE", 0.1)
    (place,) = fuzz.fuzz(target, seconds=0.5, first_seed=1).found
    assert place.startswith("TimeoutError")
