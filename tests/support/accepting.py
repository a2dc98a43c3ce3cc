"""Schemas drawn around a value that they accept."""

import json

from hypothesis import strategies as st

_NAMES = st.sampled_from(["id", "status", "parts", "cost", "to"])
_SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-1000, 10**6)
    | st.sampled_from([0.5, 7.25, 1e-3])
    | st.text("ab0-Z", max_size=12)
)
VALUES = st.recursive(
    _SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_NAMES, inner, max_size=4),
    max_leaves=8,
)
"""Values as payloads have them."""
_TYPES = {bool: "boolean", int: "integer", float: "number", str: "string", list: "array"}
_TYPES |= {dict: "object", type(None): "null"}


@st.composite
def accepting(draw):
    """Draw a value, and a schema that accepts it."""
    value = draw(VALUES)
    return value, draw(around(value))


@st.composite
def around(draw, value, depth=0):
    """Draw a schema that accepts a value."""
    schema = {"type": _TYPES[type(value)]}
    schema |= draw(_OF_TYPE[schema["type"]](value, depth))
    other = draw(_SCALARS)
    if depth < 3 and json.dumps(other) != json.dumps(value):
        match draw(st.sampled_from(["", "", "anyOf", "oneOf", "if", "else", "not", "allOf"])):
            case "anyOf":
                schema = {"anyOf": [{"const": other}, schema]}
            case "oneOf":
                schema = {"oneOf": [{"const": other, "not": schema}, schema]}
            case "if":
                schema = {"if": schema, "then": draw(around(value, 3)), "else": False}
            case "else":
                schema |= {"if": {"const": other}, "then": False, "else": draw(around(value, 3))}
            case "not":
                schema |= {"not": {"const": other}}
            case "allOf":
                schema |= {"allOf": [draw(around(value, 3))]}
    return schema


def _some(**keywords):
    """Some of these keywords."""
    return st.fixed_dictionaries({}, optional=keywords)


def _number(value, _):
    return _some(
        minimum=st.integers(0, 3).map(lambda less: value - less),
        exclusiveMaximum=st.integers(1, 3).map(lambda more: value + more),
        multipleOf=st.sampled_from([each for each in (1, 2, 5, 0.25, 0.5) if value % each == 0])
        if any(value % each == 0 for each in (1, 2, 5, 0.25, 0.5))
        else st.just(1e-3),
        enum=st.lists(st.integers(5, 9), max_size=2).map(lambda more: [*more, value]),
    )


def _text(value, _):
    return _some(
        minLength=st.integers(0, len(value)),
        maxLength=st.integers(len(value), len(value) + 3),
        pattern=st.sampled_from(
            [f"^{value}$", f"^[abZ0-9-]{{{len(value)}}}$", "^[abZ0-9-]*$", f"^({value}|other)$"]
        ),
        const=st.just(value),
    )


@st.composite
def _list(draw, value, depth):
    schema = draw(
        _some(
            minItems=st.integers(0, len(value)),
            maxItems=st.integers(len(value), len(value) + 2),
        )
    )
    if len({json.dumps(each, sort_keys=True) for each in value}) == len(value) and not any(
        isinstance(each, bool | int | float) for each in value
    ):
        unique = draw(_some(uniqueItems=st.just(True)))
        if unique:  # with all below, to build it takes more luck than is asked for
            return (
                schema
                | unique
                | {"items": {"anyOf": [{"const": each} for each in value] or [True]}}
            )
    if not value:
        return schema
    if draw(st.booleans()):
        first = draw(st.integers(0, len(value)))
        schema["prefixItems"] = [draw(around(each, depth + 1)) for each in value[:first]] or [True]
        rest = [draw(around(each, depth + 1)) for each in value[max(first, 1) :]]
        schema["items"] = {"anyOf": rest} if rest else False
    if draw(st.booleans()):
        wanted = draw(st.sampled_from(value))
        schema["contains"] = draw(around(wanted, depth + 1))
    return schema


@st.composite
def _object(draw, value, depth):
    names = list(value)
    schema = {"properties": {name: draw(around(value[name], depth + 1)) for name in names}}
    schema["required"] = draw(st.lists(st.sampled_from(names), unique=True)) if names else []
    schema |= draw(
        _some(
            additionalProperties=st.just(False),
            minProperties=st.integers(0, len(names)),
            maxProperties=st.integers(len(names), len(names) + 1),
            propertyNames=st.just({"pattern": "^[a-z]+$"}),
        )
    )
    if len(names) > 1:
        schema |= draw(
            _some(
                dependentRequired=st.just({names[0]: [names[1]]}),
                dependentSchemas=st.just({names[0]: {"required": [names[1]]}}),
            )
        )
    return schema


_OF_TYPE = {
    "boolean": lambda _value, _depth: _some(),
    "null": lambda _value, _depth: _some(),
    "integer": _number,
    "number": _number,
    "string": _text,
    "array": _list,
    "object": _object,
}
