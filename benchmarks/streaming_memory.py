"""Memory of the plain path: bytes a message that was read, and one that was judged, in one run.

python benchmarks/streaming_memory.py [--messages N]

Each row runs in a process of its own. Callbacks of several messages are interleaved, as
traffic is: each status of every message is told before the next one of any.
"""

from __future__ import annotations

import argparse
import gc
import subprocess
import sys
import tracemalloc
from collections.abc import Iterator
from typing import Any

LIVES = {
    "vonage/whatsapp": ("submitted", "delivered", "read"),
    "go4network/message": (2, 5, 6),
    "scg/message": ("CREATED", "SENT", "DELIVERED"),
}
FIRST = 1_700_000_000_000


def told(lifecycle: str, message: int, step: int) -> dict[str, Any]:
    """What a provider tells of a message: its status number `step`."""
    status = LIVES[lifecycle][step]
    if lifecycle == "vonage/whatsapp":
        return {
            "message_uuid": f"aaaaaaaa-bbbb-4ccc-8ddd-{message:012x}",
            "to": f"4477{message:08}",
            "from": "447700900001",
            "timestamp": f"2026-01-01T{step:02}:{message // 60 % 60:02}:{message % 60:02}.000Z",
            "channel": "whatsapp",
            "status": status,
        }
    if lifecycle == "go4network/message":
        task = f"{message:016x}"
        return {
            "data": {"short_message_id": message + 1, "task_hash": task, "message_status": status}
        }
    return {
        "id": f"m-{message:020}",
        "state": status,
        "direction": "MT",
        "message_request_id": f"r-{message // 20:016}",
        "created_date": FIRST + message,
        "last_updated_date": FIRST + message + step * 1000,
        "version_number": step + 1,
        "sent_date": FIRST + message,
        "delivered_date": FIRST + message,
    }


def run(lifecycle: str, messages: int, steps: int) -> None:
    """Print the row of one lifecycle, with so many observations a message."""
    from msglife.conformance import Checker, Options

    def records() -> Iterator[dict[str, Any]]:
        for step in range(steps):
            for message in range(messages):
                yield told(lifecycle, message, step)

    checker = Checker(Options(lifecycles=(lifecycle,)))
    tracemalloc.start()
    checker.read_records(records())
    gc.collect()
    held = tracemalloc.get_traced_memory()[0] / messages
    report = checker.finish()
    del checker
    gc.collect()
    judged = tracemalloc.get_traced_memory()[0] / len(report.messages)
    findings = len(report.findings) / len(report.messages)
    print(
        f"{lifecycle:20} {steps} observations  {held:6,.0f} bytes read  "
        f"{judged:6,.0f} bytes judged, with {findings:.1f} findings"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=50_000)
    parser.add_argument("--row", nargs=2, metavar=("LIFECYCLE", "STEPS"))
    options = parser.parse_args()
    if options.row:
        run(options.row[0], options.messages, int(options.row[1]))
        return
    for lifecycle in LIVES:
        for steps in (2, 3):
            row = ["--messages", str(options.messages), "--row", lifecycle, str(steps)]
            subprocess.run([sys.executable, __file__, *row], check=True)


if __name__ == "__main__":
    main()
