"""The command as ``python -m msglife``."""

from __future__ import annotations

from .cli import main

if __name__ == "__main__":
    main()
