"""Lines decoded by types compiled from the schemas, and judged a column at a time."""
