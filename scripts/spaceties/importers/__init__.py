"""Refreshing the tables from upstream catalogues: a package for each, and `base` for all.

The docstring of a catalogue's package is the help of `spaceties import NAME`, its first line the
name of the catalogue; `importer()` there gives its `base.Importer`.
"""

CATALOGUES = ("gcat",)
