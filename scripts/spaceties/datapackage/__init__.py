"""Validation of any Frictionless Data Package, column by column.

Nothing here knows about space or about Spaceties: the package imports nothing above itself, so
that it can be lifted out and used on any descriptor.
"""
