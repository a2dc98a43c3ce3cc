"""Precision and recall of the checker by label, on labelled faults.

python benchmarks/fault_recall.py

Two corpora: the vectors, whose expected findings are the labels (each rule and relation among
them), and generated logs, whose labels file says what was done to each message.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from msglife.conformance import Options, Report, check
from msglife.conformance.generating.generator import CannotGenerate, Plan, form_of, generate
from msglife.spec import catalog
from spec_mutation import READ, reader

Labels = Counter[tuple[str, ...]]


def of_vectors() -> Iterator[tuple[Labels, Labels]]:
    """Expected and found labels of each vector: code, record and rule."""
    for case in reader().cases():
        options = {
            name: READ[name](value) if name in READ else value
            for name, value in case.case.get("options", {}).items()
        }
        report = check([case.records], Options(**options))
        expected: Labels = Counter()
        found: Labels = Counter()
        for each in case.findings:
            expected[name_of(each["code"], each.get("rule")), case.name, str(each["record"])] += 1
        for finding in report.findings:
            name = name_of(finding.code, finding.rule)
            found[name, case.name, str(finding.place.record)] += 1
        yield expected, found


def of_generated(messages: int) -> Iterator[tuple[Labels, Labels]]:
    """Expected and found codes of each generated message, and what undecidable ones got."""
    for lifecycle in catalog():
        for form in lifecycle.forms:
            try:
                form_of(lifecycle, form.name)
            except CannotGenerate:
                continue
            rates = {"faults": 0.5, "late": 0.2, "repeated": 0.2, "lost": 0.2, "assumed": 0.1}
            sent = list(generate(lifecycle, Plan(messages, seed=1, form=form.name, **rates)))
            report: Report = check([[each.payload for each in sent]])
            labels = {each.label.key: each.label for each in sent if each.label}
            expected: Labels = Counter()
            found: Labels = Counter()
            for key, label in labels.items():
                expected.update((code, lifecycle.id, key) for code in label.codes)
                if label.verdict == "undecided":
                    expected["undecided", lifecycle.id, key] += 1
            pairs = {
                (each.code, each.key or sent[each.place.record].key) for each in report.findings
            }
            found.update((code, lifecycle.id, key) for code, key in pairs)
            found.update(
                ("undecided", lifecycle.id, each.key)
                for each in report.messages
                if each.verdict == "undecided"
            )
            yield expected, found


def name_of(code: str, rule: str | None) -> str:
    """A label: the code, and the rule or relation behind it."""
    return f"{code} {rule}" if rule else code


def table(title: str, corpus: Iterator[tuple[Labels, Labels]]) -> None:
    """Print precision and recall by label, and over all."""
    right: Counter[str] = Counter()
    expected_all: Counter[str] = Counter()
    found_all: Counter[str] = Counter()
    for expected, found in corpus:
        for label, count in expected.items():
            expected_all[label[0]] += count
            right[label[0]] += min(count, found[label])
        for label, count in found.items():
            found_all[label[0]] += count
    print(f"{title}\n{'label':44} expected  found  precision  recall")
    for name in sorted(expected_all | found_all):
        print(row(name, expected_all[name], found_all[name], right[name]))
    print(row("all", expected_all.total(), found_all.total(), right.total()))
    print()


def row(name: str, expected: int, found: int, right: int) -> str:
    """One line of the table."""
    precision = right / found if found else 0.0
    recall = right / expected if expected else 0.0
    return f"{name:44} {expected:8} {found:6}  {precision:9.3f}  {recall:6.3f}"


def main() -> None:
    """Print both tables."""
    table("vectors", of_vectors())
    table("generated", of_generated(messages=400))


if __name__ == "__main__":
    main()
