"""Endpoints for callbacks, and callbacks played to them."""

import socket

from click.testing import CliRunner

from msglife.cli import cli


def play(*args):
    done = CliRunner().invoke(cli, ["play", *args], prog_name="msglife")
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done


def closed_port():
    """A port nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
