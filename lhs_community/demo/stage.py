"""What the parts of the loader share: who is who by key, and standing at another moment."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from lhs_community.accounts.viewer import Viewer
from lhs_community.communities.models import Community
from lhs_community.communities.queries import viewer_for
from lhs_community.foundation import clock
from lhs_community.foundation.database import db
from lhs_community.foundation.refs import Ref


@dataclass
class Stage:
    """`people` and `communities` map the content's keys to ids; `refs` those of all other things."""

    now: datetime
    people: dict[str, int] = field(default_factory=dict)
    communities: dict[str, int] = field(default_factory=dict)
    refs: dict[str, Ref] = field(default_factory=dict)
    _viewers: dict[str, Viewer] = field(default_factory=dict)

    def viewer(self, key: str) -> Viewer:
        """That person with their present roles; remembered, for nobody changes roles after the first step."""
        if key not in self._viewers:
            self._viewers[key] = viewer_for(self.people[key])
        return self._viewers[key]

    def community(self, key: str) -> Community:
        return db.session.get_one(Community, self.communities[key])

    def moment(self, days_ago: float) -> datetime:
        return self.now - timedelta(days=days_ago)

    def at(self, moment: datetime) -> AbstractContextManager[None]:
        """Act at that moment; never in the future."""
        return clock.at(min(moment, self.now))

    def ago(self, days_ago: float) -> AbstractContextManager[None]:
        return self.at(self.moment(days_ago))
