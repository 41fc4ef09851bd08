"""A PostgreSQL server of our own on a free port, thrown away afterwards. Speed over safety: no syncing to disk."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import psycopg
from psycopg import sql

from tests.support.ports import free_port

OPTIONS = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "max_connections=60",
    "shared_buffers=128MB",
    "autovacuum=off",
    "listen_addresses=127.0.0.1",
)


def programs() -> Path | None:
    """The folder of initdb and postgres; Debian keeps it out of PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4].split(".")[0]))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


WANTED = "LHS_TEST_DATABASE"
SERVER = "LHS_TESTS_POSTGRES"  # the address of the run's server, for the processes that share it


class Cluster:
    def __init__(self) -> None:
        bin_folder = programs()
        if bin_folder is None:
            raise RuntimeError("PostgreSQL is not installed: sudo apt-get install postgresql")
        self.bin = bin_folder
        self.port = free_port()
        self.folder = Path(tempfile.mkdtemp(prefix="lhs-postgres-"))
        # initdb refuses to run as root; Debian's package brings a user for it.
        self.user = "postgres" if os.geteuid() == 0 else None
        if self.user:
            shutil.chown(self.folder, self.user)
        data = self.folder / "data"
        kind = ("--auth=trust", "--username=tests", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
        self._run("initdb", *kind, "-D", data)
        settings = " ".join(f"-c {option}" for option in OPTIONS)
        listen = f"-p {self.port} -k '{self.folder}' {settings}"
        self._run("pg_ctl", "start", "--wait", "-D", data, "-l", self.folder / "log", "-o", listen)

    def url(self, database: str = "postgres") -> str:
        return f"postgresql+psycopg://tests@127.0.0.1:{self.port}/{database}"

    def stop(self) -> None:
        self._run("pg_ctl", "stop", "--mode=immediate", "-D", self.folder / "data")
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, program: str, *arguments: object) -> None:
        command = [str(self.bin / program), *map(str, arguments)]
        # Output goes to a file: the server would inherit a pipe and keep it open.
        with (self.folder / "commands.log").open("ab") as output:
            done = subprocess.run(command, user=self.user, cwd=self.folder, stdout=output, stderr=output, check=False)
        if done.returncode:
            raise RuntimeError(f"{program} failed:\n{(self.folder / 'commands.log').read_text()[-2000:]}")


def start_if_wanted() -> Cluster | None:
    """The run's server; None on SQLite, and where the run has one already."""
    if os.environ.get(WANTED, "sqlite") != "postgresql" or SERVER in os.environ:
        return None
    cluster = Cluster()
    os.environ[SERVER] = cluster.url("{}")
    return cluster


def new_database(name: str) -> str:
    """A fresh, empty database on the run's server; its address."""
    server = os.environ[SERVER]
    with psycopg.connect(server.format("postgres").replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return server.format(name)


def is_wanted() -> bool:
    return SERVER in os.environ
