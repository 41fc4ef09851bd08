"""The roof: which features there are, in which order they stand on pages, and how they are wired."""

from __future__ import annotations

import zoneinfo
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from importlib import import_module
from typing import Any

from flask import Flask, Response, current_app, redirect, render_template, request, send_from_directory, url_for
from flask_migrate import Migrate
from werkzeug.middleware.proxy_fix import ProxyFix

from lhs_community import paths
from lhs_community.accounts import current
from lhs_community.communities.queries.members import roles_of, viewer_for
from lhs_community.foundation import bus, clock, expiry, health, limits, relay, seats, settings, subjects, text, work
from lhs_community.foundation.database import db
from lhs_community.foundation.features import Feature, Panels
from lhs_community.foundation.live import asking, rooms, server as sockets
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.web import access, edge
from lhs_community.safety import guard

# In the order in which their panels and menu entries stand.
FEATURES = (
    "accounts",
    "communities",
    "chain",
    "files",
    "topics",
    "drafts",
    "presence",
    "discussions",
    "projects",
    "diagnostics",
    "measures",
    "tasks",
    "embedding",
    "decisions",
    "interpretations",
    "library",
    "chat",
    "meetings",
    "moderation",
    "search",
    "notifications",
    "bookmarks",
    "unsealing",
    "programmes",
    "expertise",
    "home",
    "reports",
    "convening",
    "digest",
    "writeups",
)
ACCOUNT_LINKS = (
    ("Your profile", "accounts.change_profile"),
    ("What you follow", "communities.list_following"),
    ("Your tasks", "tasks.list_my_tasks"),
    ("Bookmarks", "bookmarks.list_bookmarks"),
    ("Your drafts", "drafts.list_drafts"),
    ("What you missed", "digest.show_digest"),
    ("Protected time", "notifications.change_protected_time"),
    ("Chat settings", "chat.change_settings"),
    ("Password and sessions", "accounts.show_security"),
)
migrate = Migrate(render_as_batch=True, compare_type=True)


def load_features(names: Sequence[str] = FEATURES) -> tuple[Feature, ...]:
    return tuple(import_module(f"lhs_community.{name}.feature").feature for name in names)


def create_app(overrides: dict[str, Any] | None = None, features: Sequence[str] = FEATURES) -> Flask:
    """The application. Raises settings.Misconfigured, naming the variable to set."""
    app = Flask("lhs_community", template_folder=str(paths.TEMPLATES), static_folder=str(paths.STATIC))
    settings.load(app, overrides)
    db.init_app(app)
    migrate.init_app(app, db, directory=str(paths.MIGRATIONS))
    edge.install(app)
    limits.install(app)
    relay.install(app)
    current.roles_from(roles_of)
    current.install(app)
    asking.viewers_from(viewer_for)
    guard.allow_test_numbers(bool(app.config["GUARD_ALLOW_TEST_NUMBERS"]))
    app.before_request(_require_sign_in)
    loaded = load_features(features)
    app.extensions["lhs_features"] = loaded
    _wire(app, loaded)
    _add_pages_of_no_feature(app, loaded)
    _prepare_templates(app, loaded)
    return app


def start_worker(app: Flask) -> None:
    """Inside this process; `lhs-community worker` is the same in a process of its own."""
    work.start_thread(app, app.extensions["lhs_features"])


def join_others(app: Flask) -> None:
    """From now on this process hears what other processes of the site do. For those that serve pages."""
    rooms.hear_of_changes()
    seats.tell_other_processes()
    bus.follow(app)
    relay.start(app)


def _wire(app: Flask, features: Sequence[Feature]) -> None:
    bus.forget_listeners()
    subjects.forget()
    expiry.clear()
    for feature in features:
        expiry.register(feature.holds, feature.forgets)
        bus.listen(feature.listeners)
        subjects.register(feature.subjects)
        if feature.blueprint:
            app.register_blueprint(feature.blueprint)
        if feature.live:  # handlers before init_app, or a second application has none
            feature.live()
    sockets.install(app)
    # Around all that is there by now: the gate of the sockets asks for the scheme, their events for the address.
    if proxies := int(app.config["TRUSTED_PROXIES"]):
        behind = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies)
        app.wsgi_app = behind  # type: ignore[method-assign]  # the documented way


def _require_sign_in() -> Any:
    """Closed by default: whoever is not signed in is sent to sign in and comes back where they were."""
    if access.is_public(current_app, request.endpoint) or not current.viewer().is_guest:
        return None
    return redirect(url_for("accounts.sign_in", next=access.where_to_return()), 303)


def _add_pages_of_no_feature(app: Flask, features: Sequence[Feature]) -> None:
    @app.get("/healthz")
    @access.public
    def healthz() -> dict[str, str]:
        return {"status": "alive"}

    @app.get("/readyz")
    @access.public
    def readyz() -> tuple[dict[str, Any], int]:
        found = health.examine(features)
        is_ready = not any(problem and is_vital for problem, is_vital in found.values())
        checks = {name: "well" if not problem else "degraded" for name, (problem, _) in found.items()}
        return {"status": "ready" if is_ready else "not ready", "checks": checks}, 200 if is_ready else 503

    @app.get("/brand.css")
    @access.public
    def brand_css() -> Response:
        response = Response(render_template("layouts/brand.css"), mimetype="text/css")
        response.headers["Cache-Control"] = "public, max-age=300"
        return response

    @app.get("/logo")
    @access.public
    def logo() -> Response:
        return send_from_directory(settings.data_folder(app) / "public", app.config["ORGANISATION_LOGO"], max_age=300)

    @app.post("/preview")
    @limits.limited("120 per minute")
    def preview() -> dict[str, str]:
        """Markdown as it will look when it is posted: the same path, so the same result."""
        typed = request.form.get("text", "")[:20_000]
        return {"html": str(text.to_html(typed)), "verdict": guard.check(typed).verdict.value}


@lru_cache(maxsize=64)
def _zone(name: str) -> zoneinfo.ZoneInfo:
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return zoneinfo.ZoneInfo("Europe/London")


def local_time(moment: datetime | None, form: str = "%-d %B %Y, %H:%M") -> str:
    """In the viewer's own time zone."""
    if moment is None:
        return ""
    return moment.astimezone(_zone(current.viewer().time_zone)).strftime(form)


def ago(moment: datetime | None) -> str:
    """ "3 hours ago"; a date once it is more than four weeks past."""
    if moment is None:
        return ""
    seconds = (clock.now() - moment).total_seconds()
    if seconds < 60:
        return "just now"
    for size, name in ((3600, "minute"), (86400, "hour"), (28 * 86400, "day")):
        if seconds < size:
            count = int(seconds // {"minute": 60, "hour": 3600, "day": 86400}[name])
            return f"{count} {name}{'' if count == 1 else 's'} ago"
    return local_time(moment, "%-d %B %Y")


def _prepare_templates(app: Flask, features: Sequence[Feature]) -> None:
    panels = Panels(features)
    items = sorted((item for feature in features for item in feature.nav), key=lambda item: item.order)

    def navigation() -> list[dict[str, Any]]:
        here = request.path
        entries = [{"label": item.label, "url": url_for(item.endpoint), "count": item.count} for item in items]
        return [entry | {"current": here == entry["url"] or here.startswith(f"{entry['url']}/")} for entry in entries]

    def account_links() -> list[dict[str, str]]:
        known = app.view_functions
        return [{"label": label, "url": url_for(endpoint)} for label, endpoint in ACCOUNT_LINKS if endpoint in known]

    app.jinja_env.filters.update(local_time=local_time, ago=ago, headings=text.headings)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        panels=lambda on, subject_id, slot="main": panels.render(current.viewer(), on, subject_id, slot),
        Ref=Ref,
        report_url=lambda kind, subject_id: "",  # moderation puts its own in its place
        bell=None,  # notifications puts its own count in its place
        protected_time=None,  # and when the viewer is left in peace
        bookmarked=None,  # and bookmarks its look-up
        kept_draft=lambda key: None,  # and drafts what is kept of a form
    )
    app.context_processor(
        lambda: {
            "viewer": current.viewer(),
            "navigation": navigation(),
            "settings": app.config,
            "account_links": account_links(),
            "brand_css_url": url_for("brand_css", v=app.config["BRAND_COLOUR"].lstrip("#")),
        }
    )
    for feature in features:
        if feature.context:
            app.jinja_env.globals.update(feature.context)
