"""Rows that somebody sends in: read in any usual form, fixed, judged as if merged, merged."""
