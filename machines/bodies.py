"""A form whose payloads are items of a body, as one whose payloads are such bodies, of one item.

What is built, proved and made up of it can then do without items, and without what climbs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any, Final

from ..spec import Alias, Around, Edge, Form, Lifecycle, Pointer, Relation, Rule
from ..spec.schema_walk import Schema
from .schema_cases import inlined

_ABOUT_PAYLOADS: Final = ("schema", "undecided_when", "sum_at_least")
"""The kinds of rules whose schema is one of payloads."""
_LIST: Final = "*"


def needs_body(form: Form) -> bool:
    """Whether payloads of a form are not told alone: a callback's items, or what climbs."""
    pushed = form.payload == "request" and form.mode == "announced"
    return bool(form.items) and (pushed or form.climbs or bool(form.around))


def item_of(form: Form) -> Pointer:
    """Return where the item stands in a body that holds one; the whole body of other forms."""
    return _pointer(_path(form)) if needs_body(form) else Pointer("")


def standing(form: Form, body: Any) -> tuple[Any, Around]:
    """Return the item of a body that holds one, and what it stands in, from near to far.

    Args:
        form: the form, as its file has it.
        body: a JSON value.
    """
    parts = item_of(form).parts
    around = (_pointer(parts[:depth]).get(body) for depth in reversed(range(len(parts))))
    return _pointer(parts).get(body), tuple(around)


@lru_cache(maxsize=256)
def in_body(lifecycle: Lifecycle, form: Form) -> tuple[Lifecycle, Form]:
    """Return a lifecycle and one of its forms, as they are about the bodies of its payloads.

    Args:
        lifecycle: the lifecycle.
        form: the form; as it is if its payloads are told alone.
    """
    if not needs_body(form):
        return lifecycle, form
    here = _InBody(form)
    # A body that is a payload by itself is taken for that.
    alone = [each for each in lifecycle.forms if each.name != form.name and not each.climbs]
    others = [{"not": inlined(each.select)} for each in alone if each.text is None]
    body = here.form()
    return here.lifecycle(lifecycle), body._replace(select={"allOf": [body.select, *others]})


class _InBody:
    """Says of bodies what is said of their items."""

    def __init__(self, form: Form) -> None:
        self._form = form
        self._path = _path(form)
        self._around = dict(form.around)

    def lifecycle(self, lifecycle: Lifecycle) -> Lifecycle:
        return replace(
            lifecycle,
            edges=tuple(map(self._edge, lifecycle.edges)),
            rules=tuple(map(self._rule, lifecycle.rules)),
            aliases=tuple(map(self._alias, lifecycle.aliases)),
            relations=tuple(map(self._relation, lifecycle.relations)),
            sensitive=self._all(lifecycle.sensitive),
        )

    def form(self) -> Form:
        form = self._form
        return form._replace(
            select=self._schema(form.select, self._around),
            schema=self._schema(form.schema, self._around, _telling),
            keys=self._all(form.keys),
            status=self._at(form.status),
            previous=self._maybe(form.previous),
            variant=self._maybe(form.variant),
            time=form.time and form.time._replace(at=self._at(form.time.at)),
            version=self._maybe(form.version),
            event_id=self._maybe(form.event_id),
            volatile=self._all(form.volatile),
            parts=self._maybe(form.parts),
            text=form.text and form.text._replace(at=self._all(form.text.at)),
            items=(),
            around=(),
            schemas={},
        )

    def _at(self, place: Pointer) -> Pointer:
        return _pointer((*self._path[: len(self._path) - place.up], *place.parts))

    def _maybe(self, place: Pointer | None) -> Pointer | None:
        return None if place is None else self._at(place)

    def _all(self, places: Iterable[Pointer]) -> tuple[Pointer, ...]:
        return tuple(map(self._at, places))

    def _schema(
        self,
        schema: Schema,
        around: dict[int, Any] | None = None,
        also: Callable[[Mapping[str, Any]], Iterable[Schema]] = lambda _: (),
    ) -> dict[str, Any]:
        """A schema of bodies with one item, which satisfies a schema.

        Args:
            schema: of the item.
            around: what the item must stand in, by how far up it is.
            also: what is asked further of what has such a schema.
        """
        found: Any = inlined(schema)
        for up, part in enumerate(reversed(self._form.items[0].parts), 1):
            if part == _LIST:
                found = {"type": "array", "minItems": 1, "maxItems": 1, "items": found}
            else:
                found = {"type": "object", "required": [part], "properties": {part: found}}
            if around and up in around:
                found = {"allOf": [found, inlined(around[up]), *also(around[up])]}
        whole: dict[str, Any] = found
        return whole

    def _edge(self, edge: Edge) -> Edge:
        if edge.guard is None:
            return edge
        return edge._replace(guard=edge.guard._replace(schema=self._schema(edge.guard.schema)))

    def _rule(self, rule: Rule) -> Rule:
        schema = rule.schema
        if schema is not None and rule.kind in _ABOUT_PAYLOADS:
            schema = self._schema(schema)
        return rule._replace(
            fields=self._all(rule.fields), items=self._maybe(rule.items), schema=schema
        )

    def _alias(self, alias: Alias) -> Alias:
        return alias._replace(at=self._at(alias.at), to=self._maybe(alias.to))

    def _relation(self, relation: Relation) -> Relation:
        return relation._replace(
            fields=self._all(relation.fields),
            number=self._all(relation.number),
            total=self._all(relation.total),
        )


def _telling(around: Mapping[str, Any]) -> Iterator[Schema]:
    """What is named around items says which they are: in what is made up, it is there."""
    yield {
        "required": [
            name
            for name, schema in around.get("properties", {}).items()
            if isinstance(schema, Mapping) and ("const" in schema or "enum" in schema)
        ]
    }


def _path(form: Form) -> tuple[str, ...]:
    return tuple("0" if part == _LIST else part for part in form.items[0].parts)


def _pointer(parts: Iterable[str]) -> Pointer:
    return Pointer("".join(f"/{each.replace('~', '~0').replace('/', '~1')}" for each in parts))
