"""What 200 traces cost: Hypothesis draws them, and as many plain dictionaries of texts.

    python benchmarks/strategies_speed.py

Each row is the median of paired runs: the strategy, then the dictionaries, in turn.
"""

import statistics
import time

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from msglife.strategies import faulty_traces, legal_traces, observed, payloads

DRAWS = 200
RUNS = 7
PLAIN = st.dictionaries(st.text(max_size=20), st.text(max_size=20), min_size=5, max_size=10)


def drawn(strategy):
    """Seconds that the draws take."""

    @settings(
        max_examples=DRAWS,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def draw(_):
        pass

    began = time.process_time()
    draw()
    return time.process_time() - began


def main():
    print(f"{DRAWS} draws: seconds of processor time, and as a multiple of plain dictionaries")
    for lifecycle in ("vonage/sms", "go4network/message", "scg/message", "partner_gateway/rcs"):
        for name, strategy in {
            "payloads": payloads(lifecycle),
            "legal": legal_traces(lifecycle),
            "observed": observed(legal_traces(lifecycle)),
            "faulty": faulty_traces(lifecycle),
        }.items():
            drawn(strategy), drawn(PLAIN)  # what is compiled once
            pairs = [(drawn(strategy), drawn(PLAIN)) for _ in range(RUNS)]
            seconds = statistics.median(ours for ours, _ in pairs)
            ratios = sorted(ours / plain for ours, plain in pairs)
            spread = f"{ratios[0]:.2f} to {ratios[-1]:.2f}"
            middle = statistics.median(ratios)
            print(f"{lifecycle:22}{name:10}{seconds:8.2f} s {middle:6.2f}  ({spread})")


if __name__ == "__main__":
    main()
