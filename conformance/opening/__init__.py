"""From arguments to bytes: folders, patterns, pipes, packed files."""
