"""Contributed files, CSV, XLSX or ODS, as rows of text cells with their lines."""
