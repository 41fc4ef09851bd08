"""The command line, as an operator uses it."""

from __future__ import annotations

import socket

import pytest

from lhs_community.cli import COMMANDS
from tests.support.server import Site

PASSWORD = "warm tea and figures\n"
ADA = ("--name", "Ada Okoro", "--email", "ada@tests.example")


@pytest.fixture(scope="module")
def fresh(tmp_path_factory):
    """A site with tables and nobody in it."""
    site = Site(tmp_path_factory.mktemp("fresh") / "instance", LHS_DEMO="false")
    site.command("db", "upgrade")
    site.command("people", "add", *ADA, "--role", "administrator", typed=PASSWORD)
    return site


def test_a_person_who_was_added_is_listed(fresh):
    listed = fresh.command("people", "list")
    assert "ada@tests.example" in listed
    assert "administrator" in listed


def test_the_same_address_twice_is_refused_in_words(fresh):
    done = fresh.attempt("people", "add", *ADA, typed=PASSWORD)
    assert done.returncode == 2
    assert "There is an account with this address already." in done.stderr
    assert "Traceback" not in done.stderr


def test_a_weak_password_is_refused_in_words(fresh):
    done = fresh.attempt("people", "add", "--name", "Ben Ames", "--email", "ben@tests.example", typed="short\n")
    assert done.returncode == 2
    assert "characters" in done.stderr


def test_a_disabled_person_is_listed_as_such(fresh):
    fresh.command("people", "add", "--name", "Cara Dunn", "--email", "cara@tests.example", typed=PASSWORD)
    assert "Cara Dunn can no longer sign in" in fresh.command("people", "disable", "cara@tests.example")
    line = next(line for line in fresh.command("people", "list").splitlines() if "cara@" in line)
    assert "disabled" in line


def test_disabling_nobody_says_where_to_look(fresh):
    done = fresh.attempt("people", "disable", "nobody@tests.example")
    assert done.returncode == 2
    assert "people list" in done.stderr


def test_a_community_is_started_with_its_convenor(fresh):
    named = ("--name", "Falls", "--convenor", "ada@tests.example", "--visibility", "private")
    said = fresh.command("communities", "add", *named)
    assert "/c/falls" in said
    assert "falls  Falls  | team, private, 1 member" in fresh.command("communities", "list")


def test_a_community_below_one_that_is_not_there_is_refused(fresh):
    named = ("--name", "Lost", "--convenor", "ada@tests.example", "--parent", "nowhere")
    done = fresh.attempt("communities", "add", *named)
    assert done.returncode == 2
    assert "communities list" in done.stderr


def test_the_doctor_finds_a_fresh_site_well(tmp_path):
    site = Site(tmp_path / "instance")  # a demo site, so development settings are meant
    site.command("db", "upgrade")
    site.command("reindex")  # which a running worker does by itself
    said = site.command("doctor")
    for part in ("settings", "database", "migrations", "search index", "mail", "clock"):
        assert f"well   {part}" in said


def test_the_doctor_says_what_to_do(tmp_path):
    site = Site(tmp_path / "instance", LHS_MAIL_SERVER="127.0.0.1", LHS_MAIL_PORT="1")
    done = site.attempt("doctor")
    assert done.returncode == 1
    assert "lhs-community db upgrade" in done.stdout
    assert "LHS_MAIL_SERVER" in done.stdout
    assert "Traceback" not in done.stderr


def test_a_wrong_setting_is_named(tmp_path):
    done = Site(tmp_path / "instance", LHS_BRAND_COLOUR="blue").attempt("doctor")
    assert done.returncode == 2
    assert "LHS_BRAND_COLOUR" in done.stderr


def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    done = Site(tmp_path / "file" / "instance").attempt("doctor")
    assert done.returncode == 2
    assert "LHS_DATA_FOLDER" in done.stderr


def test_a_busy_port_is_said_at_once(fresh):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", fresh.port))
        taken.listen()
        done = fresh.attempt("run", "--port", str(fresh.port))
    assert done.returncode == 2
    assert f"--port {fresh.port + 1}" in done.stderr


def test_several_processes_need_redis(fresh):
    done = fresh.attempt("run", "--workers", "2")
    assert done.returncode == 2
    assert "LHS_REDIS_URL" in done.stderr


@pytest.mark.parametrize("command", list(COMMANDS))
def test_every_command_explains_itself(command, tmp_path):
    assert "Usage: lhs-community" in Site(tmp_path / "instance").command(command, "--help")
