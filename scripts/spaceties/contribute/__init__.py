"""Rows that somebody sends in: read, checked as if merged, put right, and merged."""
