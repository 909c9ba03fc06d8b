"""Two versions of a package compared: rows, declarations, the version that the change needs, the
delta between them, and all that as text, JSON, Markdown and HTML."""
