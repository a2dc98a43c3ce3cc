"""An HTML report read back, as its elements."""

from html.parser import HTMLParser

from msglife.conformance import LogReport, Report
from msglife.spec import catalog

from msglife.html_report import to_html
from support import reports

VOID = {"meta", "link", "br", "img", "input", "hr"}


class Page(HTMLParser):
    """A page as its elements: (name, attributes, text directly in it), in order."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.elements, self._open = [], []
        self.feed(text)
        self.close()
        assert [] == self._open, "an element is left open"

    def handle_starttag(self, tag, attrs):
        self.elements.append([tag, dict(attrs), ""])
        if tag not in VOID:
            self._open.append(self.elements[-1])

    def handle_startendtag(self, tag, attrs):
        self.elements.append([tag, dict(attrs), ""])

    def handle_endtag(self, tag):
        assert tag == self._open.pop()[0]

    def handle_data(self, data):
        if self._open:
            self._open[-1][2] += data

    def all(self, tag):
        """The elements of a name."""
        return [each for each in self.elements if each[0] == tag]


def page_of(report):
    """The page of a report."""
    return to_html(report, catalog(()))


OF_SMS = {"provider": "vonage", "lifecycle": "vonage/sms"}


def sms_message(key, verdict="violates", **more):
    """A message of a lifecycle that a page can draw."""
    return reports.message(key, **{"verdict": verdict, **OF_SMS, **more})


def sms_finding(code="LIFE002", severity="error", key="k", line=1, message="wrong", **more):
    """What was found of it."""
    return reports.finding(code, severity, message, line, key, **{**OF_SMS, **more})


def report_of(messages=(), findings=(), logs=None):
    """A report of messages and findings, of one log if not of others."""
    logs = logs or (LogReport("a.log", 1, 1, 0, 0, ""),)
    return Report(tuple(logs), tuple(messages), tuple(findings), len(messages), {})
