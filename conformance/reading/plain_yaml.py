"""Plain YAML, read item by item: no tag makes a Python object, and nothing grows without bound."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

import yaml

from ..results.masking import plain
from .records import Problem

MAX_NODES: Final = 250_000
"""An item of more values than this is not read, nor one beyond it in all that have names."""
MAX_DEPTH: Final = 100
"""A deeper item is not read."""
_BOTTOM: Final = 1_000
"""What is nested deeper than this is not even skipped: scanning it takes ever longer."""
_KEY_LENGTH: Final = 1_024
"""A key that needs no mark is at most this long, says YAML."""
_DIGITS: Final = 4_300
"""A number of more digits is not read; Python has the same limit."""

_MERGE: Final = "tag:yaml.org,2002:merge"
_INTEGER: Final = "tag:yaml.org,2002:int"


class Item(NamedTuple):
    """One item of a sequence: a value, or the problem that keeps it from being one."""

    line: int
    value: Any
    problem: Problem | None = None


class NotYaml(Exception):
    """A document cannot be read further.

    Args:
        line: where, counted from 1, if that is known.
        reason: why.
    """

    def __init__(self, line: int | None, reason: str) -> None:
        super().__init__(line, reason)
        self.line = line
        self.reason = reason


def read_items(data: bytes, name: str) -> Iterator[Item]:
    """Yield the items of the sequence that stands under a name in a document's mapping.

    Args:
        data: the document.
        name: the name.

    Raises:
        NotYaml: it is no YAML from here on.
    """
    try:
        yield from _Loader(data).items_under(name)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        raise NotYaml(mark.line + 1 if mark is not None else None, _reason(error)) from None


class _Loader(yaml.SafeLoader):
    """A loader that can skip what it will not read.

    Merge keys are refused: nested, they grow without bound.
    """

    depth = 0  # of the event that was read last
    floor = 0  # the depth of the items
    count = 0  # of the nodes of this item
    named = 0  # of the nodes that are kept, since an alias may name them

    def __init__(self, data: bytes) -> None:
        super().__init__(data)
        self.fresh: list[yaml.Node | None] = []
        self.kept: set[yaml.Node | None] = set()

    # PyYAML goes through all open collections at each token. Yet the keys that are still
    # possible stand in the order of their depth, and so of their age: the first is the oldest.

    def next_possible_simple_key(self) -> int | None:
        return next((key.token_number for key in self.possible_simple_keys.values()), None)

    def stale_possible_simple_keys(self) -> None:
        while self.possible_simple_keys:
            level, key = next(iter(self.possible_simple_keys.items()))
            if key.line == self.line and self.index - key.index <= _KEY_LENGTH:
                return
            if key.required:
                words = "could not find expected ':'"
                raise yaml.scanner.ScannerError(
                    "while scanning a simple key", key.mark, words, self.get_mark()
                )
            del self.possible_simple_keys[level]

    def get_event(self) -> Any:
        event = super().get_event()  # type: ignore[no-untyped-call]
        if isinstance(event, yaml.CollectionStartEvent):
            self.depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            self.depth -= 1
        return event

    def compose_node(self, parent: Any, index: Any) -> Any:
        event = self.peek_event()  # type: ignore[no-untyped-call]
        self.count += 1
        if self.count + self.named > MAX_NODES:
            raise _TooMuch("LOGS006", f"it holds more than {MAX_NODES:,} values")
        if self.depth > self.floor + MAX_DEPTH:
            raise _TooMuch("LOGS005", "it is nested too deeply")
        before = self.count
        node = super().compose_node(parent, index)
        if not isinstance(event, yaml.AliasEvent):
            self.fresh.append(node)
            if event.anchor is not None:
                self.kept.add(node)
                self.named += self.count - before + 1
        return node

    def items_under(self, name: str) -> Iterator[Item]:
        self.get_event()  # the stream begins
        if self.check_event(yaml.StreamEndEvent):
            return
        self.get_event()  # the document begins
        if self.check_event(yaml.MappingStartEvent):
            yield from self.items_of_mapping(name)
        else:
            self.skip_node()
        self.get_event()  # the document ends
        if not self.check_event(yaml.StreamEndEvent):
            mark = self.get_event().start_mark
            raise yaml.composer.ComposerError(None, None, "a second document follows", mark)

    def items_of_mapping(self, name: str) -> Iterator[Item]:
        self.get_event()
        while not self.check_event(yaml.MappingEndEvent):
            key = self.composed()
            wanted = isinstance(key, yaml.ScalarNode) and key.value == name
            if wanted and self.check_event(yaml.SequenceStartEvent):
                self.get_event()
                while not self.check_event(yaml.SequenceEndEvent):
                    yield self.item()
                self.get_event()
            else:
                self.composed()
        self.get_event()

    def item(self) -> Item:
        line = self.peek_event().start_mark.line + 1  # type: ignore[no-untyped-call]
        node = self.composed()
        if isinstance(node, Problem):
            return Item(line, None, node)
        try:
            return Item(line, self.construct_object(node, deep=True))
        except Exception as error:  # what PyYAML raises at a scalar its tag does not fit varies
            self.recursive_objects.clear()
            self.state_generators.clear()
            return Item(line, None, Problem("LOGS005", _reason(error)))
        finally:
            for node in self.fresh:
                if node not in self.kept:
                    self.constructed_objects.pop(node, None)

    def composed(self) -> yaml.Node | Problem | None:
        """One node, or why it is not read; then it is skipped."""
        self.fresh.clear()
        self.count, self.floor = 0, self.depth
        try:
            node: yaml.Node = self.compose_node(None, None)
        except _TooMuch as problem:
            while self.depth > self.floor:
                self.skip_event()
            return Problem(*problem.args)
        return node

    def skip_node(self) -> None:
        floor = self.depth
        self.skip_event()
        while self.depth > floor:
            self.skip_event()

    def skip_event(self) -> None:
        mark = self.get_event().start_mark
        if self.depth > _BOTTOM:
            raise yaml.composer.ComposerError(None, None, "it is nested too deeply", mark)

    def flatten_mapping(self, node: yaml.MappingNode) -> None:
        for key, _ in node.value:
            if key.tag == _MERGE:
                words = "merge keys are not read"
                raise yaml.constructor.ConstructorError(None, None, words, key.start_mark)
        super().flatten_mapping(node)

    def construct_integer(self, node: yaml.ScalarNode) -> int:
        # Base 60 takes time with the square of its length, and Python's limit is not asked.
        if len(node.value) > _DIGITS:
            words = f"a number has more than {_DIGITS:,} digits"
            raise yaml.constructor.ConstructorError(None, None, words, node.start_mark)
        return int(self.construct_yaml_int(node))


_Loader.add_constructor(_INTEGER, _Loader.construct_integer)


class _TooMuch(Exception):
    """A node is beyond the limits; its arguments are a problem's."""


def _reason(error: Exception) -> str:
    """PyYAML's words; those of other errors may hold a value, and values may be sensitive."""
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    return plain(getattr(error, "problem", None) or "a value is not of the kind it is said to be")
