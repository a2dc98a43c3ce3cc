"""Tables by way of Arrow: files, databases, and whatever else is one; their rows as lines."""
