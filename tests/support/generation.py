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
EACH_FORM = pytest.mark.parametrize(
    ("lifecycle", "form"), FORMS, ids=[f"{each.id}-{form.name}" for each, form in FORMS]
)


def asked(lifecycle, form):
    """How to check what a form tells: keys whole, as labels have them; and a form by name where
    what is polled looks like what is pushed.
    """
    alike = [each for each in lifecycle.forms if each.select == form.select]
    return Options(show_numbers=True, forms=(form.name,) if len(alike) > 1 else ())
