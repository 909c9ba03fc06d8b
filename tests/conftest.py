"""Property-based tests try the same examples every time, and never fail for being slow."""

from hypothesis import settings

settings.register_profile("same", derandomize=True, deadline=None, database=None)
settings.load_profile("same")
