"""Tables to one DuckDB file: built beside the old one, checked, and swapped in whole."""
