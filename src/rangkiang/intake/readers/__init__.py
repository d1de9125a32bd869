"""From the bytes of a file to the rows of a table: what kind of file, its cells as text, its header, its values."""
