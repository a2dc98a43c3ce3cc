"""How one callback goes over HTTP: as a body of JSON or of fields, or as a query."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from .conformance.reading.forms import write_form
from .exchange import Address, Answer, exchange
from .spec import Delivery, Form
from .spec.delivery import FORM, Encoding

_JSON: Final = "application/json"


class Unwritable(ValueError):
    """A payload cannot be written so; says why."""


class Posting(NamedTuple):
    """How callbacks are sent.

    Args:
        method: the HTTP method; of a GET, the payload is the query.
        encoding: how the payload is written.
        content_type: of the body.
        delivery: what else is documented, if anything is.
    """

    method: str = "POST"
    encoding: Encoding = "json"
    content_type: str = _JSON
    delivery: Delivery | None = None

    def written(self, payload: Any) -> str:
        """Write a payload as it is sent.

        Raises:
            Unwritable: it is to be fields, and has none.
        """
        if self.encoding == "json":
            return json.dumps(payload, ensure_ascii=False)
        if not isinstance(payload, dict):
            what = f"expected an object, whose members are the fields, not {type(payload).__name__}"
            raise Unwritable(what)
        return write_form(payload)

    def headers(self) -> dict[str, str]:
        """Return what a request says of its body."""
        return {} if self.method == "GET" else {"Content-Type": self.content_type}

    def send(
        self,
        to: Address,
        payload: Any,
        timeout: float,
        headers: Callable[[bytes], Mapping[str, str]] = lambda _: {},
    ) -> Answer:
        """Send a payload, and read the answer.

        Args:
            to: whom to send it to.
            payload: the payload.
            timeout: seconds that all of it may take.
            headers: makes further ones of the body; of a GET, of the payload's query.

        Raises:
            Unwritable: the payload cannot be written so.
        """
        text = self.written(payload)
        body: bytes | None = text.encode()
        more = {**self.headers(), **headers(text.encode())}
        if self.method == "GET":
            to, body = to._replace(path=with_query(to.path, text)), None
        return exchange(to, self.method, body, more, timeout)

    def accepts(self, answer: Answer) -> bool:
        """Whether an answer says that the callback arrived; any 2xx does, if nobody says which."""
        if self.delivery is None:
            return answer.status is not None and 200 <= answer.status < 300
        return self.delivery.accepts(answer.status, answer.body)


def posting_of(delivery: Delivery | None, form: Form) -> Posting:
    """Return how the callbacks of a form are sent.

    Args:
        delivery: what is documented of it, if anything is.
        form: the form of the payloads.
    """
    encoding = (delivery and delivery.encoding) or form.encoding
    content_type = (delivery and delivery.content_type) or (FORM if encoding == "form" else _JSON)
    return Posting(delivery.method if delivery else "POST", encoding, content_type, delivery)


def with_query(url: str, query: str) -> str:
    """Return a URL, or its path, with a query behind the one it has."""
    return f"{url}{'&' if '?' in url else '?'}{query}"
