"""Endpoints: what a recorded request asks for."""

import pytest
from msglife.conformance.judging.options import Options, lifecycles_of, observers_of
from msglife.conformance.observing.endpoints import Endpoints

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
