"""A crowd for a running site: `python -m tests.support.crowd 30` in its environment makes a community with so many
members, each signed in, and a thread; it prints them as JSON. What a browser would send, `Browser` sends."""

from __future__ import annotations

import http.client
import json
import re
import sys
import threading
from collections.abc import Callable, Sequence
from urllib.parse import urlencode, urlsplit

from lhs_community.accounts import actions as accounts
from lhs_community.accounts.models import PersonKind, SiteRole
from lhs_community.accounts.viewer import Viewer
from lhs_community.app import create_app
from lhs_community.communities.actions.communities import start_community
from lhs_community.communities.actions.members import add_member
from lhs_community.communities.models import CommunityKind, CommunityRole, Visibility
from lhs_community.communities.queries.members import viewer_for
from lhs_community.discussions.actions.threads import start_thread
from lhs_community.discussions.keeping import Draft
from lhs_community.foundation.database import unit_of_work

OPERATOR = Viewer(id=None, site_roles=frozenset({SiteRole.ADMINISTRATOR}))


class Browser:
    """One person signed in."""

    def __init__(self, address: str, cookie: str) -> None:
        self.host, self.cookie = urlsplit(address).netloc, cookie

    def get(self, path: str) -> str:
        _, body, _ = self._ask("GET", path)
        return body

    def form(self, path: str) -> dict[str, str]:
        """The hidden fields of a page's form for posting."""
        page = self.get(path)
        return {
            name: match.group(1)
            for name in ("csrf_token", "submission_token")
            if (match := re.search(rf'name="{name}"[^>]* value="([^"]+)"', page))
        }

    def post(self, path: str, fields: dict[str, str]) -> tuple[int, str]:
        """Status, and where it leads."""
        status, _, location = self._ask("POST", path, urlencode(fields))
        return status, location

    def _ask(self, method: str, path: str, body: str | None = None) -> tuple[int, str, str]:
        connection = http.client.HTTPConnection(self.host, timeout=120)
        headers = {"Cookie": self.cookie}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, path, body=body, headers=headers)
        answer = connection.getresponse()
        if kept := answer.headers.get("Set-Cookie"):
            self.cookie = kept.partition(";")[0]
        found = answer.status, answer.read().decode(), answer.headers.get("Location", "")
        connection.close()
        return found


def all_at_once(calls: Sequence[Callable[[], tuple[int, str]]]) -> list[tuple[int, str]]:
    """Every call in a thread of its own, begun at the same moment; what they gave, in order."""
    start = threading.Barrier(len(calls))
    given: list[tuple[int, str]] = [(0, "no answer")] * len(calls)

    def run(place: int) -> None:
        start.wait()
        given[place] = calls[place]()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return given


def make(size: int) -> dict[str, object]:
    app = create_app()
    cookies = []
    with app.app_context(), unit_of_work():
        community = start_community(
            OPERATOR, name="The crowd", kind=CommunityKind.TEAM, visibility=Visibility.PRIVATE, slug="crowd"
        )
        for number in range(size):
            person = accounts.add_person(
                accounts.NOBODY, name=f"Member {number}", email=f"member-{number}@tests.example", password="",
                password_hash="!", kind=PersonKind.CLINICIAN,
            )  # fmt: skip
            add_member(OPERATOR, community, person, CommunityRole.MEMBER)
            client = app.test_client()
            with client.session_transaction() as session:
                session["_user_id"] = accounts.start_session(person, address="127.0.0.1", browser="a test")
                session["_fresh"] = True
            kept = client.get_cookie(app.config["SESSION_COOKIE_NAME"])
            assert kept is not None
            cookies.append(f"{kept.key}={kept.value}")
        thread = start_thread(viewer_for(person.id), community, Draft("Who is here?", "Say so, all of you."))
        return {"cookies": cookies, "thread": thread.id, "slug": community.slug, "community": community.id}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(make(int(sys.argv[1]))))
