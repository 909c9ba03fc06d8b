"""CSV: from the bytes of a table's files to text columns with physical lines, and back.

Reading, from the bottom up: `stream` (bytes as UTF-8), `lines`, `dialect`, `records` (single
records, cut exactly), `header` (columns), `scanner` (which records are plain), `parser` (those by
Arrow, the others exactly), `blocks`, `reader` (a table's files) and `text`, where others start.
Writing: `writer`, and `canonical`, which tells how a file differs from what it would write.
"""
