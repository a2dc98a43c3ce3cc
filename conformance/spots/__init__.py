"""Where in records payloads stand, and the times beside them, as the first records tell."""
