"""How much work something is, counted and not timed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

import pytest


@contextmanager
def sizes_given(module: ModuleType, name: str) -> Iterator[list[int]]:
    """While it lasts, the sizes of the collections that a function of a module is given."""
    sizes: list[int] = []
    original = getattr(module, name)

    def counting(collection: Any) -> Any:
        sizes.append(len(collection))
        return original(collection)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, name, counting)
        yield sizes
