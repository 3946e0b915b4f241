"""Taking over an old register from a table: its columns, reading it, checking each line, entering it."""
