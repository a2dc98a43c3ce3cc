"""The semantics: the edits by which a life explains what was observed, and the cheapest of them."""
