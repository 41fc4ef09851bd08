"""Serve the site: checks that it can be served, then hands over to gunicorn."""

from __future__ import annotations

import errno
import os
import socket
import sys

import click
from flask import Flask

from lhs_community.app import create_app
from lhs_community.cli import demo
from lhs_community.cli.site import missing_migrations
from lhs_community.demo import offered
from lhs_community.foundation.errors import Refused

SOCKETS = 2000  # open at once in one process: readers, and one for each page that shows live changes


@click.command("run")
@click.option("--host", default="127.0.0.1", show_default=True, help="0.0.0.0 to be reached from other machines.")
@click.option("--port", default=5000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64),
              help="Processes; more than one needs LHS_REDIS_URL.")
@click.option("--with-demo", is_flag=True, help="Make the tables and load the demo community first.")
def command(host: str, port: int, workers: int, with_demo: bool) -> None:
    """Serve the site until stopped."""
    _require_free(host, port)
    app = create_app()
    if workers > 1 and not app.config["REDIS_URL"]:
        raise Refused("Several processes need a Redis to tell each other what happens: set LHS_REDIS_URL, or use one.")
    with app.app_context():
        if with_demo:
            demo.load()
        if missing := missing_migrations():
            raise Refused(f"The database needs {missing} migrations for this version. Run: lhs-community db upgrade")
    _greet(app, host, port)
    sys.stdout.flush()
    # A new program, not a call: the server makes everything cooperative before it imports anything else.
    os.execv(sys.executable, [sys.executable, "-m", "gunicorn", *_arguments(host, port, workers)])  # noqa: S606  our own words, no shell


def _arguments(host: str, port: int, workers: int) -> list[str]:
    shown_host = f"[{host}]" if ":" in host else host
    return [
        "--worker-class", "gevent", "--workers", str(workers), "--worker-connections", str(SOCKETS),
        "--bind", f"{shown_host}:{port}", "--graceful-timeout", "10", "--timeout", "60", "--log-level", "warning",
        # Headers of proxies are the application's to judge (LHS_TRUSTED_PROXIES), never gunicorn's.
        "--forwarded-allow-ips", "", "--no-control-socket",
        "lhs_community.wsgi:app",
    ]  # fmt: skip


def _require_free(host: str, port: int) -> None:
    """Raises Refused where nothing could listen; gunicorn would try for seconds and then say it less clearly."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except socket.gaierror as error:
        raise Refused(f"{host} is not an address of this machine. Use --host 127.0.0.1 or --host 0.0.0.0") from error
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except OSError as error:
            raise Refused(_why_not(error, host, port)) from error


def _why_not(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} is in use, perhaps by this site started before. Stop that, or use: --port {port + 1}"
    if error.errno == errno.EACCES:
        return f"Port {port} is kept for the system's own services. Use one above 1023: --port 5000"
    if error.errno == errno.EADDRNOTAVAIL:
        return f"{host} is not an address of this machine. Use --host 127.0.0.1 or --host 0.0.0.0"
    return f"The site cannot listen on {host}, port {port}: {error.strerror}."


def _greet(app: Flask, host: str, port: int) -> None:
    shown = "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104  compared, not bound
    address = app.config["PUBLIC_URL"] or f"http://{shown}:{port}"
    click.echo(f"\n{app.config['SITE_NAME']} is at {address}   (stop with Ctrl-C)")
    if app.config["DEMO"]:
        click.echo(f"It is a demo. Sign in as one of these invented people, with the password {offered.PASSWORD}")
        for person in offered.people():
            click.echo(f"  {person['email']:<34} {person['name']}, {person['role_title']}")
