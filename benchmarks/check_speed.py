"""The full check beside the bare parsing of the same lines, in one run.

python benchmarks/check_speed.py [--records N] [--rounds R]
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path

import orjson

import msglife

LIVES = (
    ("submitted", "delivered", "read"),
    ("submitted", "delivered"),
    ("submitted", "rejected"),
    ("submitted",),
)


def callbacks(count: int, seed: int) -> list[bytes]:
    """Lines of callbacks, messages interleaved, about one fault in a hundred records."""
    rng = random.Random(seed)
    begin = datetime(2026, 1, 1, tzinfo=UTC)
    lines: list[tuple[float, bytes]] = []
    while len(lines) < count:
        key = str(uuid.UUID(int=rng.getrandbits(128)))
        start = rng.uniform(0, 3600)
        statuses = list(rng.choice(LIVES))
        if rng.random() < 0.03:
            statuses.pop(rng.randrange(len(statuses)))
        for step, status in enumerate(statuses):
            moment = start + step * rng.uniform(1, 60)
            payload = {
                "message_uuid": key,
                "to": f"44770090{rng.randrange(10_000):04}",
                "from": "447700900001",
                "timestamp": (begin + timedelta(seconds=moment)).isoformat(timespec="milliseconds"),
                "status": status,
                "channel": "whatsapp",
                "client_ref": "benchmark",
            }
            payload["to"] = f"44770090{int(key[:4], 16) % 10_000:04}"
            if status == "rejected":
                payload["error"] = {"type": "about:blank", "title": "Rejected"}  # type: ignore[assignment]
            lines.append((moment, orjson.dumps(payload)))
    lines.sort()
    return [line for _, line in lines[:count]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    lines = callbacks(options.records, seed=1)
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "callbacks.jsonl"
        log.write_bytes(b"\n".join(lines) + b"\n")
        parse, check = [], []
        for _ in range(options.rounds):
            begin = time.perf_counter()
            with log.open("rb") as stream:
                for line in stream:
                    orjson.loads(line)
            middle = time.perf_counter()
            report = msglife.check(log)
            parse.append(middle - begin)
            check.append(time.perf_counter() - middle)
    ratios = [full / bare for full, bare in zip(check, parse, strict=True)]
    size = sum(map(len, lines)) / len(lines)
    print(f"{len(lines):,} records of {size:.0f} bytes, {len(report.messages):,} messages")
    print(f"orjson.loads on each line  {statistics.median(parse):7.2f} s   1.0")
    print(
        f"check                      {statistics.median(check):7.2f} s   "
        f"{statistics.median(ratios):.1f}  ({min(ratios):.1f} to {max(ratios):.1f})"
    )
    print("verdicts: " + ", ".join(f"{name} {n:,}" for name, n in report.verdicts.items()))


if __name__ == "__main__":
    main()
