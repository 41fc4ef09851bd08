"""Makes applications in a process of its own (the registries of events and subjects belong to the process) and tells.

`python -m tests.architecture.inspect_app` prints, as JSON: the routes; the events, with who hears them; and what goes
wrong when one feature is left out.
"""

from __future__ import annotations

import dataclasses
import json
import re
import subprocess
import sys
import tempfile
import typing
from functools import cache
from typing import Any

from lhs_community.accounts import actions
from lhs_community.accounts.models import PersonKind, SiteRole
from lhs_community.accounts.viewer import Viewer
from lhs_community.app import FEATURES, create_app
from lhs_community.foundation import bus
from lhs_community.foundation.database import db, unit_of_work
from tests.architecture.source import ROOT

# What every page stands on or links to cannot be left out.
NEEDED = ("accounts", "communities", "chain", "home")
# "thread", "nhs_number": words of the code, not of people.
KIND = re.compile(r"(\w+_)?kinds?:")


@cache
def _told() -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.architecture.inspect_app"]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=900, check=False)


def inspect() -> dict[str, Any]:
    done = _told()
    assert done.returncode == 0, done.stderr[-4000:]
    return dict(json.loads(done.stdout))


def _app(folder: str, features: tuple[str, ...] = FEATURES) -> Any:
    return create_app({"CONFIG": "Testing", "DATA_FOLDER": folder}, features)


def _routes(app: Any) -> list[dict[str, object]]:
    found = []
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        found.append({
            "rule": rule.rule, "endpoint": rule.endpoint, "view": view.__name__,
            "methods": ",".join(sorted(rule.methods - {"HEAD", "OPTIONS"})),
            "is_public": bool(getattr(view, "is_public", False)) or rule.endpoint == "static",
        })
    return found


def _kinds(event: type[bus.Event]) -> list[str]:
    hints = typing.get_type_hints(event)
    names = [field.name for field in dataclasses.fields(event) if _may_hold_text(hints[field.name])]
    return [f"{name}: {hints[name]}" for name in names]


def _may_hold_text(kind: Any) -> bool:
    """A plain str could carry what somebody typed; an enumeration cannot."""
    if kind is str or kind is typing.Any:
        return True
    return any(_may_hold_text(part) for part in typing.get_args(kind) if part is not ...)


def _events(listeners: list[bus.Listener]) -> list[dict[str, object]]:
    found, waiting = [], list(bus.Event.__subclasses__())
    while waiting:
        event = waiting.pop()
        waiting += event.__subclasses__()
        if event.__module__.startswith("lhs_community.") and (event.name or not event.__subclasses__()):
            texts = [one for one in _kinds(event) if not KIND.match(one)]
            heard = [one.name for one in listeners if one.hears(event) and bus.Event not in one.on]
            about = {"class": event.__name__, "module": event.__module__, "name": event.name}
            found.append({**about, "texts": texts, "heard_by": heard})
    return found


def _without(feature: str) -> str:
    """What breaks when `feature` is left out of FEATURES: the first fault, or ""."""
    rest = tuple(name for name in FEATURES if name != feature)
    with tempfile.TemporaryDirectory() as folder:
        try:
            app = _app(folder, rest)
            with app.app_context():
                db.create_all()
                with unit_of_work():
                    person = actions.add_person(
                        Viewer(id=None, site_roles=frozenset({SiteRole.ADMINISTRATOR})), name="Ada Okoro",
                        email="ada@tests.example", password="", password_hash="!", kind=PersonKind.CLINICIAN,
                    )
                    token = actions.start_session(person, address="", browser="")
                bus.deliver()
            client = app.test_client()
            with client.session_transaction() as session:
                session["_user_id"] = token
            for rule in app.url_map.iter_rules():
                if "GET" in rule.methods and not rule.arguments:
                    status = client.get(rule.rule).status_code
                    if status >= 500:
                        return f"{rule.rule} answers {status}"
        except Exception as error:
            return f"{type(error).__name__}: {error}"[:500]
        finally:
            with app.app_context():
                db.engine.dispose()
    return ""


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        app = _app(folder)
        listeners = [listener for feature in app.extensions["lhs_features"] for listener in feature.listeners]
        told = {"routes": _routes(app), "events": _events(listeners)}
    told["without"] = {feature: _without(feature) for feature in FEATURES if feature not in NEEDED}
    json.dump(told, sys.stdout)


if __name__ == "__main__":
    main()
