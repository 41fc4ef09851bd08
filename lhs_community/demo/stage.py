"""What the parts of the loader share: who is who by key, and the timetable.

Each part puts on the timetable who does what and when; then all of it is played in order, because ids tell the order
of things on the site: a reply of yesterday must not come before a question of last year.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from lhs_community.accounts.viewer import Viewer
from lhs_community.communities.models import Community
from lhs_community.communities.queries.members import viewer_for
from lhs_community.foundation import clock
from lhs_community.foundation.database import db
from lhs_community.foundation.refs import Ref


@dataclass
class Stage:
    """`people` and `communities` map the content's keys to ids, `refs` those of all other things; `things` keeps
    loaded rows, so that each is loaded once.
    """

    now: datetime
    people: dict[str, int] = field(default_factory=dict)
    communities: dict[str, int] = field(default_factory=dict)
    refs: dict[str, Ref] = field(default_factory=dict)
    things: dict[str, Any] = field(default_factory=dict)
    _viewers: dict[str, Viewer] = field(default_factory=dict)
    _timetable: list[tuple[datetime, int, Callable[[], object]]] = field(default_factory=list)

    def viewer(self, key: str) -> Viewer:
        """That person with their present roles; remembered, for nobody changes roles after the first step."""
        if key not in self._viewers:
            self._viewers[key] = viewer_for(self.people[key])
        return self._viewers[key]

    def community(self, key: str) -> Community:
        return db.session.get_one(Community, self.communities[key])

    def moment(self, days_ago: float) -> datetime:
        return self.now - timedelta(days=days_ago)

    def plan(self, moment: datetime, act: Callable[[], object]) -> None:
        """`act` happens at `moment`; what is planned for the future happens now."""
        self._timetable.append((min(moment, self.now), len(self._timetable), act))

    def timetable(self) -> Sequence[tuple[datetime, int, Callable[[], object]]]:
        return sorted(self._timetable, key=lambda entry: entry[:2])


def play(entries: Sequence[tuple[datetime, int, Callable[[], object]]]) -> None:
    """A part of the timetable."""
    for moment, _, act in entries:
        with clock.at(moment):
            act()
