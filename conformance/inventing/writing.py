"""Payloads, written as their provider sends them: what is read of that is the payload again."""

from __future__ import annotations

import json
from typing import Any, Final
from urllib.parse import urlencode

from ...machines.bodies import item_of
from ...spec import Form
from ..payloads.labelled_text import read_labelled, write_labelled
from .made_up_values import put
from .members import copied

FORM_TYPE: Final = "application/x-www-form-urlencoded"


class Writing:
    """Writes the payloads of one form; of items, the bodies that hold them.

    Args:
        form: the form, as its file has it.
    """

    def __init__(self, form: Form) -> None:
        self._text = form.text
        self._is_form = form.encoding == "form"
        self._item = item_of(form)
        self.is_plain = self._text is None and not self._is_form
        """Whether what is written is the payload as it is."""

    def written(self, payload: Any) -> Any:
        """Return what is sent: a JSON value, or an object of the form's fields.

        Args:
            payload: as it is read; it stays as it was.
        """
        if self.is_plain:
            return payload
        if self._text is not None:
            first = self._text.at[0]
            item = self._item.get(payload)
            values = first.get(item)
            if isinstance(values, dict):
                payload = copied(payload)
                labelled = {name: _text(each) for name, each in values.items()}
                text = write_labelled(labelled, self._text.labels)
                put(payload, (*self._item.parts, *first.parts), text)
        if self._is_form and isinstance(payload, dict):
            payload = {name: _text(each) for name, each in payload.items()}
        return payload

    def read(self, sent: Any) -> Any:
        """Return the payload that is read of what is sent; as it is where nothing can be read."""
        if self._text is None:
            return sent
        item = read_labelled(self._item.get(sent), self._text)
        if not self._item.parts:
            return item
        sent = copied(sent)
        put(sent, self._item.parts, item)
        return sent

    def keeps(self, payload: Any) -> bool:
        """Whether a payload is read as it was when it is written."""
        return self.is_plain or self.read(self.written(payload)) == payload

    def encoded(self, sent: Any) -> Any:
        """Return the body of an exchange: a text where it is the fields of a form."""
        return urlencode(sent) if self._is_form and isinstance(sent, dict) else sent


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    return "" if value is None else json.dumps(value, ensure_ascii=False)
