"""Reads config.py and the environment, and refuses to start with what cannot work, saying which variable to set."""

from __future__ import annotations

import os
import re
import secrets
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from dotenv import dotenv_values
from flask import Flask, current_app

from lhs_community import paths


class Misconfigured(Exception):
    """The site cannot start; the message names the variable and what to set it to."""


def load(app: Flask, overrides: dict[str, Any] | None = None) -> None:
    """Fill `app.config`. Raises Misconfigured."""
    environment = {key: value for key, value in dotenv_values(".env").items() if value is not None}
    for key, value in environment.items():
        if key.startswith("LHS_"):
            os.environ.setdefault(key, value)
    chosen = (overrides or {}).get("CONFIG") or os.environ.get("LHS_CONFIG", "Development")
    app.config.from_object(_config_class(str(chosen)))
    app.config["CONFIG"] = chosen
    app.config.from_prefixed_env("LHS")
    app.config.update(overrides or {})
    _prepare_folder(app)
    _check_secret(app)
    _check_values(app)
    app.config["SQLALCHEMY_DATABASE_URI"] = database_url(app)
    if app.config["SQLALCHEMY_DATABASE_URI"].startswith("postgresql"):
        app.config.setdefault("SQLALCHEMY_ENGINE_OPTIONS", {"pool_pre_ping": True, "pool_size": 10, "max_overflow": 10})


def _config_class(name: str) -> type:
    spec = spec_from_file_location("lhs_community_config", paths.CONFIG)
    if spec is None or spec.loader is None:
        raise Misconfigured(f"{paths.CONFIG.name} is missing beside the package")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    chosen = getattr(module, name, None)
    if not isinstance(chosen, type):
        raise Misconfigured(f"LHS_CONFIG is {name!r}; set it to Development or Production")
    return chosen


def number(name: str) -> int:
    """A whole-number setting of the present application, for rules that hang on one."""
    return int(current_app.config[name])


def data_folder(app: Flask) -> Path:
    return Path(app.config["DATA_FOLDER"])


def _prepare_folder(app: Flask) -> None:
    folder = Path(str(app.config["DATA_FOLDER"])).expanduser().resolve()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / f".probe-{secrets.token_hex(4)}"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise Misconfigured(
            f"The data folder cannot be written ({error.strerror}). Set LHS_DATA_FOLDER to a folder that can."
        ) from error
    app.config["DATA_FOLDER"] = str(folder)


def database_url(app: Flask) -> str:
    url = str(app.config["DATABASE_URL"] or "")
    if not url:
        return f"sqlite:///{data_folder(app) / 'lhs_community.sqlite3'}"
    # The plain spelling, as providers hand it out, would pick another driver.
    return re.sub(r"^postgres(ql)?://", "postgresql+psycopg://", url)


def _check_secret(app: Flask) -> None:
    secret = str(app.config["SECRET_KEY"] or "")
    if secret and (len(secret) >= 16 or app.testing):
        app.config["SECRET_KEY"] = secret
        return
    if app.config["CONFIG"] == "Production":
        raise Misconfigured("LHS_SECRET_KEY is missing or short. Set it to 32 or more random characters.")
    kept = data_folder(app) / "secret-key"  # development and demo: made once, so that sessions survive a restart
    if not kept.exists():
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(48), "ascii")
    app.config["SECRET_KEY"] = kept.read_text("ascii")


def _check_redis(url: str) -> None:
    if not url:
        return
    try:
        parts = urlsplit(url)
        has_place = bool(parts.path if parts.scheme == "unix" else parts.hostname) and parts.port != 0
    except ValueError:  # a port that is none
        has_place = False
    if not has_place or parts.scheme not in ("redis", "rediss", "unix"):
        raise Misconfigured("LHS_REDIS_URL is not an address of a Redis. Write it as redis://host:6379/0")
    if find_spec("redis") is None:
        raise Misconfigured("LHS_REDIS_URL needs a package that is not installed: pip install 'redis>=6'")


def _check_values(app: Flask) -> None:
    config = app.config
    for name in ("ALLOWED_DOMAINS", "SEALING_KEYS_BEFORE"):
        if isinstance(config[name], str):
            config[name] = [part.strip() for part in config[name].split(",") if part.strip()]
    if config["SEALING_KEY"] and len(str(config["SEALING_KEY"])) < 16:
        raise Misconfigured("LHS_SEALING_KEY is short. Set it to 32 or more random characters, or leave it out.")
    if config["CONFIG"] == "Production" and config["DEMO"]:
        raise Misconfigured("LHS_DEMO shows passwords on the sign-in page. Unset it, or LHS_CONFIG=Production.")
    if config["CONFIG"] == "Production" and not config["PUBLIC_URL"]:
        raise Misconfigured(
            "LHS_PUBLIC_URL is missing. Set it to the address people use, such as https://learning.example.org"
        )
    _check_redis(str(config["REDIS_URL"] or ""))
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", str(config["BRAND_COLOUR"])):
        raise Misconfigured("LHS_BRAND_COLOUR is not a colour. Write it as #rrggbb.")
    if str(config["PUBLIC_URL"]).startswith("http://"):
        config["SESSION_COOKIE_SECURE"] = False
        if config["SESSION_COOKIE_NAME"].startswith("__Host-"):
            config["SESSION_COOKIE_NAME"] = "session"
