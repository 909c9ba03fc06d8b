"""What a table is while it is read: which column is which field, and blocks of its rows."""
