"""What the checker looks at in the payloads of one form, that tell one state."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any

from ...spec import Form, Lifecycle, Pointer, Rule
from .looks import Look, looks

Path = tuple[str, ...]

_MOST_PATHS = 1_000
"""So many are remembered: a log may name others on each line."""


class Watched:
    """Says which values of a payload matter for more than being of the right kind.

    Args:
        lifecycle: the lifecycle.
        form: the form of its payloads.
        state: the state they tell.
        selectors: every form that payloads may be recognised as.
        counted: where counters stand that other lifecycles' relations look at.
        known: what judges a value in any state, by path; kept, and asked for other states, too.
    """

    def __init__(
        self,
        lifecycle: Lifecycle,
        form: Form,
        state: str,
        selectors: Iterable[Form],
        counted: Sequence[Pointer],
        known: dict[Path, tuple[Look, ...]],
    ) -> None:
        self._lifecycle = lifecycle
        self._form = form
        self._state = state
        self._selectors = tuple(selectors)
        self._counted = tuple(counted)
        self._known = known

    @cached_property
    def _rules(self) -> tuple[Rule, ...]:
        name = self._form.name
        return tuple(r for r in self._lifecycle.rules if not r.forms or name in r.forms)

    @cached_property
    def pinned(self) -> tuple[Pointer, ...]:
        """Places whose values are read: as a status, a fact, an alias."""
        form = self._form
        found = [form.status, form.variant, form.previous]
        found += [alias.at for alias in self._lifecycle.aliases if alias.values]
        for rule in self._rules:
            if rule.kind == "only_in" and rule.schema is not None:
                found += rule.fields if self._state not in rule.states else ()
            elif rule.kind == "sum_equals":
                found += [*rule.fields, rule.items]
            elif rule.kind == "non_decreasing":
                found += [place for place in rule.fields if place != form.version]
        for relation in self._lifecycle.relations:
            found += [*relation.number, *relation.total]
        return (*(each for each in found if each is not None), *self._counted)

    @cached_property
    def constant(self) -> tuple[Pointer, ...]:
        """Places whose values must not change within one message."""
        return tuple(place for r in self._rules if r.kind == "constant" for place in r.fields)

    @cached_property
    def ordered(self) -> tuple[tuple[Pointer, ...], ...]:
        """Places whose numbers must not fall from one to the next."""
        return tuple(rule.fields for rule in self._rules if rule.kind == "at_most")

    def looks(self, path: Path) -> Iterator[Look]:
        """Yield what judges a value; what an accepted payload need not satisfy is not certain.

        Args:
            path: where the value stands in the payload.
        """
        found = self._known.get(path)
        if found is None:
            found = tuple(self._in_any_state(path))
            if len(self._known) < _MOST_PATHS:
                self._known[path] = found
        yield from found
        for rule in self._rules:
            if rule.kind == "schema" and (not rule.states or self._state in rule.states):
                yield from _certain(rule.schema, path, True)

    def _in_any_state(self, path: Path) -> Iterator[Look]:
        form = self._form
        yield from looks(form.schema, path)
        for each in self._selectors:
            yield from _certain(each.select, path, each is form)
        for guard in self._lifecycle.guards:
            yield from _certain(guard.schema, path, False)
        for rule in self._rules:
            if rule.kind == "undecided_when":
                yield from _certain(rule.schema, path, False)


def _certain(schema: Any, path: Path, certain: bool) -> Iterator[Look]:
    for look in looks(schema, path):
        yield look if certain else look._replace(certain=False)
