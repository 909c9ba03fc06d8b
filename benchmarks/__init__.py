"""Benchmarks of validation: `python -m benchmarks.validate --help`."""
