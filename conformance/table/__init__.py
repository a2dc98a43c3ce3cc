"""The row table: a row for each observation, grouped into messages, spilled where memory ends."""
