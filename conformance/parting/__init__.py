"""A log in parts: which messages must meet, each part judged by itself, and one clock for all."""
