"""One payload by itself: its schema, fields, rules, aliases, and its links to other messages."""
