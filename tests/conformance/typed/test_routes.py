"""What requests ask for: URLs that are taken apart together lead where each by itself does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msglife.conformance.judging.options import Options, lifecycles_of, observers_of
from msglife.conformance.observing.endpoints import Endpoints
from msglife.conformance.typed.container import Enveloped

HEADS = [
    "https://x.example/v1/messages/status",
    "/v1/messages/status",
    "/hooks",
    "",
    "?a=/b",
    "a\nb",
]
NAMES = ["a-1", "b%2Fc", "%41", "status", "messages", "", "a b", "é", "k?"]
PARAMETERS = ["channel=SMS", "channel=RCS", "channel=FAX", "channel=", "channel", "channels=SMS"]
PARAMETERS += ["_=1", "to=a/b", "", "chan%6Eel=SMS", "a+b=c", "Channel=SMS", "=", "x=channel=SMS"]
QUERIES = st.lists(st.sampled_from(PARAMETERS), max_size=4).map("&".join)
URLS = st.builds(
    lambda head, name, query: f"{head}/{name}{query}",
    st.sampled_from(HEADS),
    st.sampled_from(NAMES),
    st.one_of(st.just(""), QUERIES.map("?{}".format)),
)
REQUESTS = st.lists(
    st.tuples(st.sampled_from(["GET", "get", "POST", None]), st.one_of(URLS, st.just(None))),
    min_size=1,
    max_size=6,
)
PLAIN = st.lists(
    st.tuples(
        st.just("GET"),
        st.builds(
            "https://x.example/v1/messages/status/{}?{}".format,
            st.sampled_from(["a-1", "b%2Fc", "status"]),
            QUERIES,
        ),
    ),
    min_size=1,
    max_size=6,
)


@pytest.fixture(scope="module")
def endpoints():
    """Of a family whose requests name a variant in their query."""
    lifecycles = lifecycles_of(Options(lifecycles=("partner_gateway",)))
    return Endpoints(observers_of(lifecycles, reveal=False))


@given(st.one_of(REQUESTS, PLAIN))
def test_urls_together(endpoints, requests):
    """Equal numbers are equal routes, and the keys are those that are asked for."""
    methods, urls = map(list, zip(*requests, strict=True))
    numbers, keys = Enveloped("response", endpoints)._routed(methods, urls)
    routes = []
    for method, url in requests:
        asked = endpoints.find(method, url) if method is not None and url is not None else None
        route = asked and (asked.endpoint.name, asked.observer, asked.named, asked.mistake)
        routes.append((route, asked and asked.key))
    assert [route is not None for route, _ in routes] == [number > 0 for number in numbers]
    assert len(set(zip(numbers, (route for route, _ in routes), strict=True))) == len(set(numbers))
    if keys is not None:
        assert [key for _, key in routes] == keys


@pytest.mark.parametrize(
    ("query", "is_plain"),
    [
        ("", True),
        ("?channel=SMS", True),
        ("?_=1&channel=SMS&x=2", True),
        ("?x=1&y=2", True),
        ("?channel=SMS&channel=RCS", False),
        ("?" + "&".join(["x=1"] * 51), True),
        ("?" + "&".join(["x=1"] * 52), False),
    ],
)
def test_most_are_taken_apart(endpoints, query, is_plain):
    """For speed, whatever nobody reads: but not where two parameters are read, or very many are."""
    url = f"https://x.example/v1/messages/status/a-1{query}"
    parted = Enveloped("response", endpoints)._parted(["GET", "GET"], [url, url])
    assert is_plain == (parted is not None)
