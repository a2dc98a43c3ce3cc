"""Endpoints for callbacks, and callbacks played to them."""

import socket

from support.commands import run_msglife


def play(*args):
    """Run `msglife play` in this process."""
    return run_msglife("play", *args)


def closed_port():
    """A port nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
