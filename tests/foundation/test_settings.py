"""Settings: what cannot work is refused at the start, naming the variable to set."""

from __future__ import annotations

import pytest
from flask import Flask

from lhs_community.foundation import settings
from lhs_community.foundation.settings import Misconfigured

REAL = {"CONFIG": "Production", "SECRET_KEY": "x" * 40, "PUBLIC_URL": "https://learning.example"}


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    for name in ("LHS_CONFIG", "LHS_SECRET_KEY", "LHS_DATABASE_URL", "LHS_DEMO", "LHS_DATA_FOLDER"):
        monkeypatch.delenv(name, raising=False)


def load(**overrides) -> Flask:
    app = Flask("tests")
    settings.load(app, overrides)
    return app


@pytest.mark.parametrize(("change", "named"), [
    ({"SECRET_KEY": ""}, "LHS_SECRET_KEY"),
    ({"SECRET_KEY": "short"}, "LHS_SECRET_KEY"),
    ({"PUBLIC_URL": ""}, "LHS_PUBLIC_URL"),
    ({"DEMO": True}, "LHS_DEMO"),
    ({"BRAND_COLOUR": "red; } body { display: none"}, "LHS_BRAND_COLOUR"),
    ({"CONFIG": "Produktion"}, "LHS_CONFIG"),
    ({"REDIS_URL": "localhost:6379"}, "LHS_REDIS_URL"),
    ({"REDIS_URL": "http://localhost:6379"}, "LHS_REDIS_URL"),
    ({"REDIS_URL": "redis://"}, "LHS_REDIS_URL"),
    ({"REDIS_URL": "redis://localhost:port"}, "LHS_REDIS_URL"),
    ({"REDIS_URL": "redis://localhost:99999/0"}, "LHS_REDIS_URL"),
])
def test_a_real_site_does_not_start_with(change, named):
    with pytest.raises(Misconfigured, match=named):
        load(**(REAL | change))


def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(Misconfigured, match="LHS_DATA_FOLDER"):
        load(**REAL, DATA_FOLDER=str(tmp_path / "file" / "below"))


def test_development_makes_its_own_secret_and_keeps_it():
    first, second = load(CONFIG="Development"), load(CONFIG="Development")
    assert first.config["SECRET_KEY"] == second.config["SECRET_KEY"]
    assert len(first.config["SECRET_KEY"]) > 40


def test_the_environment_and_dotenv_override_config(monkeypatch, tmp_path):
    (tmp_path / ".env").write_text("LHS_ORGANISATION_NAME=From the file\nLHS_REVIEW_MONTHS=6\n")
    monkeypatch.setenv("LHS_REVIEW_MONTHS", "9")
    monkeypatch.setenv("LHS_ORGANISATION_NAME", "")  # so that the file's value does not stay set after this test
    monkeypatch.delenv("LHS_ORGANISATION_NAME")
    app = load(CONFIG="Development")
    assert app.config["ORGANISATION_NAME"] == "From the file"
    assert app.config["REVIEW_MONTHS"] == 9


@pytest.mark.parametrize("url", ["postgres://u:p@h/n", "postgresql://u:p@h/n", "postgresql+psycopg://u:p@h/n"])
def test_each_spelling_of_a_postgresql_address_gets_the_right_driver(url):
    app = load(**REAL, DATABASE_URL=url)
    assert app.config["SQLALCHEMY_DATABASE_URI"] == "postgresql+psycopg://u:p@h/n"


def test_domains_may_be_written_with_commas():
    assert load(**REAL, ALLOWED_DOMAINS="a.example, b.example").config["ALLOWED_DOMAINS"] == ["a.example", "b.example"]
