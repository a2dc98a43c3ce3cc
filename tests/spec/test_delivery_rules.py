"""How callbacks are delivered, as lifecycle files tell it."""

import shutil

import pytest
from msglife.spec import SpecError, builtin_folder, catalog, load_file

from support.commands import run_msglife


@pytest.fixture
def written(tmp_path):
    """Load a small lifecycle whose delivery is this TOML."""
    shutil.copytree(builtin_folder() / "go4network", tmp_path / "post")
    file = tmp_path / "post" / "message.toml"
    text = file.read_text(encoding="utf-8")

    def load(table, cite="webhook: Conclusion"):
        head = f'{text}\n[delivery]\nbasis = "assumed"\ncite = "{cite}"\n'
        file.write_text(head + table, encoding="utf-8")
        return load_file(file)[0].delivery

    return load


def waits(delivery, status=None, most=20):
    """Every wait, as long as the same answer comes."""
    found = []
    while len(found) < most:
        wait = delivery.next_wait(status, len(found) + 1, sum(found))
        if wait is None:
            break
        found.append(wait)
    return found


def test_without_a_table_nothing_is_known():
    """It is optional."""
    assert catalog().get("go4network/message").delivery is None


def test_what_is_left_out_has_a_default(written):
    """It is posted, as its form is written; 2xx is accepted, and it is sent once."""
    delivery = written("")
    assert ("POST", None, "", ("2xx",), None) == (
        delivery.method,
        delivery.encoding,
        delivery.content_type,
        delivery.accepted,
        delivery.answer,
    )
    assert [] == waits(delivery)
    assert "once" == delivery.schedule


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ("waits_s = [1, 3]\nattempts = 5", [1, 3, 3, 3]),
        ("waits_s = [1, 3]\nattempts = 1", []),
        ("waits_s = [1, 3]\ngive_up_after_s = 7", [1, 3, 3]),
        ("waits_s = [1, 3]\ngive_up_after_s = 6.9", [1, 3]),
        ("waits_s = [0.5]\nattempts = 3\ngive_up_after_s = 0.9", [0.5]),
        ("attempts = 4", [60, 60, 60]),
        ("give_up_after_s = 200", [60, 60, 60]),
        ('retried = ["5xx"]', [60, 60]),
        ('waits_s = "untold"', [60, 60]),
        ('waits_s = "untold"\nattempts = 2', [60]),
    ],
)
def test_waits(written, table, expected):
    """The last goes on until the attempts or the time are used up."""
    assert expected == waits(written(table))


def test_answers(written):
    """Single statuses and hundreds of them; no answer is always tried again."""
    delivery = written(
        'waits_s = [1]\nattempts = 2\naccepted = ["200", "3xx"]\nretried = ["429", "5xx"]'
    )
    statuses = (None, 199, 200, 201, 302, 404, 429, 500, 599)
    assert [200, 302] == [status for status in statuses if delivery.accepts(status)]
    assert [None, 429, 500, 599] == [status for status in statuses if waits(delivery, status)]


def test_every_other_answer_is_retried_if_none_is_named(written):
    """What is not accepted is sent again."""
    assert [1] == waits(written("waits_s = [1]\nattempts = 2"), 404)


@pytest.mark.parametrize(
    ("table", "place"),
    [
        ("waits_s = [1]", "delivery"),
        ("waits_s = []\nattempts = 3", "delivery.waits_s"),
        ('waits_s = "seldom"', "delivery.waits_s"),
        ("waits_s = [0]\nattempts = 3", "delivery.waits_s[0]"),
        ('accepted = ["2x"]', "delivery.accepted[0]"),
        ('method = "DELETE"', "delivery.method"),
        ('method = "GET"\nencoding = "json"', "delivery.encoding"),
        ('method = "GET"\ncontent_type = "application/json"', "delivery.content_type"),
        ('encoding = "form"\ncontent_type = "application/json"', "delivery.content_type"),
        ('content_type = "application/x-www-form-urlencoded"', "delivery.content_type"),
        ('encoding = "xml"', "delivery.encoding"),
        ('answer = ""', "delivery.answer"),
        ('content_type = "text/html"', "delivery.content_type"),
        ("retries = 3", "delivery"),
    ],
)
def test_a_broken_table_is_told(written, table, place):
    """The error names the place."""
    with pytest.raises(SpecError) as caught:
        written(table)
    assert place == caught.value.place


@pytest.mark.parametrize(
    ("cite", "expected"),
    [("nowhere: Conclusion", "no source 'nowhere'"), ("webhook: Retries", "no section in")],
)
def test_a_citation_must_name_a_section(written, cite, expected):
    """As everywhere in the file."""
    with pytest.raises(SpecError, match=expected) as caught:
        written("", cite)
    assert "delivery.cite" == caught.value.place


def test_the_rules_that_come_along_double_up_to_a_quarter_of_an_hour():
    """The one schedule that is documented: from 5 s, doubled, up to 15 min, for a day."""
    delivery = catalog().get("vonage/sms").delivery
    found = waits(delivery, 500, most=1000)
    assert [5, 10, 20, 40, 80, 160, 320, 640, 900, 900] == found[:10]
    assert 86400 - 900 < sum(found) <= 86400


def test_show_tells_them():
    """With their citation and note."""
    shown = run_msglife("show", "vonage/sms").output
    assert "POST    200       429, 5xx    5, 10, 20, 40, 80, 160, 320, 640, 900 s, given" in shown
    assert "delivery: The waits double from 5 s" in shown
    shown = run_msglife("show", "partner_gateway/sms").output
    assert "POST    2xx       else, or no answer  untold  untold" in shown
