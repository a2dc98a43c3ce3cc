"""What many payloads hold at one place, decoded by types and looked at together."""
