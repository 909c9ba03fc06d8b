"""Contributed files, CSV or XLSX, as rows of text cells with their lines."""
