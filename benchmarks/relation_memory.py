"""Memory while requests and their messages stream by, with release and without, in one run.

python benchmarks/relation_memory.py [--messages N]

Each form runs in a process of its own, so that its peak memory is its own.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

DAY = 86_400_000
PER_REQUEST = 20
REQUESTS_A_DAY = 500
FIRST = 1_700_000_000_000


def snapshots(messages: int) -> Iterator[dict[str, Any]]:
    """Polls of requests and their messages, day after day."""
    for number in range(messages // PER_REQUEST):
        begun = FIRST + number * DAY // REQUESTS_A_DAY
        request = f"r{number}"
        yield of_request(request, "TRANSMITTING", begun, 2, 0)
        for state, version in (("CREATED", 1), ("SENT", 2), ("DELIVERED", 3)):
            for index in range(PER_REQUEST):
                yield {
                    "id": f"{request}-{index}",
                    "state": state,
                    "direction": "MT",
                    "message_request_id": request,
                    "created_date": begun,
                    "last_updated_date": begun + version * 1000,
                    "version_number": version,
                    "sent_date": begun,
                    "delivered_date": begun,
                }
        yield of_request(request, "COMPLETED", begun + 4000, 3, PER_REQUEST)


def of_request(name: str, state: str, at: int, version: int, sent: int) -> dict[str, Any]:
    return {
        "id": name,
        "state": state,
        "created_date": at,
        "last_updated_date": at,
        "version_number": version,
        "recipient_count": PER_REQUEST,
        "sent_count": sent,
        "delivered_count": 0,
    }


def run(messages: int, release: bool) -> None:
    from msglife.conformance import Checker, Options

    checker = Checker(Options(final_within=DAY * 1000 if release else 2**60))
    peak = 0
    begin = time.perf_counter()

    def watched() -> Iterator[dict[str, Any]]:
        nonlocal peak
        for count, record in enumerate(snapshots(messages)):
            if count % 10_000 == 0:
                peak = max(peak, checker.open_messages)
            yield record

    checker.read_records(watched())
    report = checker.finish()
    took = time.perf_counter() - begin
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    name = "with release" if release else "without release"
    print(
        f"{name:16} {len(report.messages):>10,} messages  {report.released:>10,} released  "
        f"{peak:>10,} open at most  {memory:7,.0f} MiB  {took:6.1f} s"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=100_000)
    parser.add_argument("--form", choices=["release", "keep"])
    options = parser.parse_args()
    if options.form:
        run(options.messages, options.form == "release")
        return
    for form in ("release", "keep"):
        command = [sys.executable, __file__, "--messages", str(options.messages), "--form", form]
        subprocess.run(command, check=True)


if __name__ == "__main__":
    main()
