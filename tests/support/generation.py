"""The lifecycles and forms of which logs and traces can be made up."""

import pytest
from msglife.conformance import Options
from msglife.conformance.generating.generator import CannotGenerate, form_of
from msglife.spec import catalog

KNOWN = {each.id: each for each in catalog()}


def able(lifecycle):
    """The forms of a lifecycle that can be generated."""
    for form in lifecycle.forms:
        try:
            yield form_of(lifecycle, form.name)
        except CannotGenerate:
            continue


FORMS = [(lifecycle, form) for lifecycle in KNOWN.values() for form in able(lifecycle)]
_MOST = 1
"""So many forms of a family are tried each time; the others are slow, and so are its variants."""

_MANY = 6
"""Of a lifecycle with more forms, payloads take long to make up."""


def _is_seldom(lifecycle, form):
    """Whether much the same is tried by another form of the family."""
    if len(lifecycle.forms) > _MANY:
        return True
    family = [each for each in FORMS if each[0].family == lifecycle.family]
    first = [each for each in family if each[0] is family[0][0]]
    return (lifecycle, form) not in first[:_MOST]


EACH_FORM = pytest.mark.parametrize(
    ("lifecycle", "form"),
    [
        pytest.param(
            *each,
            id=f"{each[0].id}-{each[1].name}",
            marks=pytest.mark.slow if _is_seldom(*each) else (),
        )
        for each in FORMS
    ],
)


def asked(lifecycle, form):
    """How to check what a form tells: keys whole, as labels have them; and a form by name where
    what is polled looks like what is pushed.
    """
    alike = [each for each in lifecycle.forms if each.select == form.select]
    return Options(show_numbers=True, forms=(form.name,) if len(alike) > 1 else ())
