"""Importers: refresh the tables from catalogues that others keep."""
