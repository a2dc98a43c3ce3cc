"""What stands within texts and values of logs: JSON, times, maps that tell types."""
