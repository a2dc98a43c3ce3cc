"""Endpoints: what a recorded request asks for."""

import pytest
from msglife.conformance import check
from msglife.conformance.judging.options import Options, lifecycles_of, observers_of
from msglife.conformance.observing.endpoints import Endpoints
from msglife.spec import SpecError, load_folder

from support.pigeon_post import ENDPOINT, planter

STATUS = "https://gateway.example/partner-gateway/v1/messages/status/k1"


@pytest.fixture(scope="module")
def endpoints():
    return Endpoints(observers_of(lifecycles_of(Options()), reveal=False))


@pytest.mark.parametrize("count", [0, 99, 100, 5_000])
def test_a_query_may_have_any_number_of_parameters(endpoints, count):
    asked = endpoints.find("GET", STATUS + "?channel=SMS" + "&x=1" * count)
    assert (asked.key, asked.mistake) == ("k1", "")
    assert asked.observer.lifecycle.variant == "SMS"


def test_a_parameter_given_twice_is_a_mistake(endpoints):
    asked = endpoints.find("GET", STATUS + "?channel=SMS&channel=SMS")
    assert "'channel' 2 times" in asked.mistake


def test_what_is_no_url_asks_for_nothing(endpoints):
    assert endpoints.find("GET", "https://[gateway/status") is None


ANSWERED = {
    "side": ('payload = "request"', 'payload = "response"'),
    "mode": ('mode = "announced"', 'mode = "sampled"'),
}
PLACES = (
    ("GET", "/post/{*}/letters/{key}.json"),
    ("GET", "/post/{*}/letters/{key}"),
    ("GET", "/post/{*}/letters/{key}/state"),
    ("POST", "/post/{*}/letters.json"),
)


def endpoint(method, path, name="look"):
    """An endpoint, as a lifecycle file has it."""
    return ENDPOINT.replace("GET", method).replace("/letters/{key}", path).replace("look", name)


@pytest.fixture
def planted(tmp_path):
    """Writes the lifecycle, changed."""
    return planter(tmp_path)


@pytest.mark.parametrize(
    ("method", "path", "found"),
    [
        ("GET", "/post/42/letters/k1.json", (0, "k1")),
        ("GET", "/v2/post/42/letters/k%2F1.json", (0, "k/1")),
        ("GET", "/post/42/letters/k1", (1, "k1")),
        ("GET", "/post/42/letters/k1.xml", (1, "k1.xml")),
        ("GET", "/post/42/letters/k1/state", (2, "k1")),
        ("POST", "/post/42/letters.json", (3, None)),
        ("POST", "/post/42/letters.json/", (3, None)),
        ("GET", "/post/42/letters/.json", (1, ".json")),
        ("GET", "/post/letters/k1.json", None),
        ("GET", "/post/4/2/letters/k1.json", None),
        ("POST", "/post/42/letters/k1.json", None),
        ("GET", "/post/42/lettersXjson", None),
    ],
)
def test_paths_with_suffixes_and_segments_that_vary(planted, method, path, found):
    names = [f"place_{number}" for number in range(len(PLACES))]
    told = [endpoint(*place, name) for place, name in zip(PLACES, names, strict=True)]
    lifecycles = load_folder(planted(*told, **ANSWERED))
    asked = Endpoints(observers_of(lifecycles, reveal=False)).find(
        method, f"https://x.example{path}"
    )
    assert (asked and (names.index(asked.endpoint.name), asked.key)) == found


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("/letters/{key}/{key}", "expected {key} once at most"),
        ("/letters/{key}{*}", "endpoints"),
        ("letters/{key}", "endpoints"),
        ("/letters//{key}", "endpoints"),
        ("/letters/{id}", "endpoints"),
        ("/letters/", "endpoints"),
    ],
)
def test_a_path_that_cannot_be(planted, path, says):
    with pytest.raises(SpecError, match=says):
        load_folder(planted(endpoint("GET", path), **ANSWERED))


def exchange(method, path, status, body):
    """An exchange with an endpoint, as a capture has it."""
    request = {"method": method, "url": f"https://x.example{path}"}
    return {"request": request, "response": {"status": status, "body": body}}


def letter(status, second, key="k1"):
    """What is answered of a letter."""
    return {"id": key, "status": status, "at": f"2026-03-01T10:00:{second:02}Z"}


@pytest.mark.parametrize(
    ("method", "status", "observations"),
    [("POST", 201, 2), ("POST", 202, 2), ("POST", 200, 2), ("POST", 400, 1)],
)
def test_what_a_created_message_s_answer_tells_is_judged_as_an_answer(
    planted, method, status, observations
):
    """It tells of the message it names, and leaves no gap: a poll misses nothing."""
    specs = planted(
        endpoint("POST", "/letters.json", "create"),
        endpoint("GET", "/letters/{key}.json", "look"),
        **ANSWERED,
        select=('select = { required = ["id"] }', 'select = { required = ["nothing"] }'),
    )
    records = [
        exchange(method, "/v1/letters.json", status, letter("queued", 1)),
        exchange("GET", "/v1/letters/k1.json", 200, letter("arrived", 9)),
    ]
    report = check([records], Options(lifecycles=("pigeon",), specs=(specs,)))
    (message,) = report.messages
    assert (message.key, message.observations) == ("k1", observations)
    assert (message.verdict, message.last) == ("conforms", "arrived")


def test_an_answer_of_201_tells_nothing_where_a_message_is_asked_for(planted):
    specs = planted(endpoint("GET", "/letters/{key}.json"), **ANSWERED)
    records = [exchange("GET", "/letters/k1.json", 201, letter("queued", 1))]
    report = check([records], Options(lifecycles=("pigeon",), specs=(specs,)))
    assert ([each.code for each in report.findings], len(report.messages)) == (["LOGS008"], 0)
