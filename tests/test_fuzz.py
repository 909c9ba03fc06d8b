"""A few inputs of every target of `make fuzz`, and that the search finds what is there."""

from __future__ import annotations

import math
import types

import pytest
from hypothesis import strategies as st

from tests import fuzz

# Of these one input takes long. A count and no time, so that the inputs are always the same.
LONG = ("cells", "contributed", "deltas")


@pytest.mark.parametrize("name", fuzz.targets())
def test_no_input_breaks_the_promise(name):
    most = 20 if name in LONG else 100
    outcome = fuzz.fuzz(fuzz.target(name), seconds=math.inf, first_seed=1, most=most)
    assert outcome.inputs >= most or outcome.found
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
