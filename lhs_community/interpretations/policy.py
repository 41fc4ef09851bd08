"""Who may read, take part in and run the reading of a signal. While it is blind, each sees only what they wrote."""

from __future__ import annotations

from sqlalchemy import ColumnElement, or_

from lhs_community.accounts.viewer import Viewer
from lhs_community.communities import policy as communities
from lhs_community.communities.models import Community
from lhs_community.foundation import subjects
from lhs_community.foundation.errors import Invalid, Refused
from lhs_community.foundation.refs import Ref
from lhs_community.interpretations.models import Interpretation, Reading, State

ENOUGH = 2  # readings that make it worth seeing them side by side before the time is up


def may_read(viewer: Viewer, interpretation: Interpretation) -> bool:
    """The interpretation's community must be loaded."""
    return communities.may_read(viewer, interpretation.community)


def readable_by(viewer: Viewer) -> ColumnElement[bool]:
    """The SQL twin of may_read, on Interpretation."""
    return communities.in_readable(viewer, Interpretation.community_id)


def may_see_reading(viewer: Viewer, interpretation: Interpretation, reading: Reading) -> bool:
    """Nobody's but one's own before all are shown: not even a convenor's eye comes first."""
    is_own = not viewer.is_guest and reading.person_id == viewer.id
    return may_read(viewer, interpretation) and (is_own or interpretation.state is not State.COLLECTING)


def readings_seen_by(viewer: Viewer) -> ColumnElement[bool]:
    """The SQL twin of may_see_reading, on Reading joined with its Interpretation."""
    shown = Interpretation.state != State.COLLECTING
    own = or_(shown, Reading.person_id == viewer.id) if not viewer.is_guest else shown
    return readable_by(viewer) & own


def require_open(actor: Viewer, community: Community) -> None:
    communities.require_post(actor, community)


def may_take_part(actor: Viewer, interpretation: Interpretation) -> bool:
    is_settled = interpretation.state in (State.AGREED, State.PARTED)
    return not is_settled and communities.may_post(actor, interpretation.community)


def require_take_part(actor: Viewer, interpretation: Interpretation) -> None:
    communities.require_post(actor, interpretation.community)
    if interpretation.state in (State.AGREED, State.PARTED):
        raise Invalid("This signal is settled. Ask those who run it to open it again, and say what is new.")


def may_run(actor: Viewer, interpretation: Interpretation) -> bool:
    """Whoever opened it, who may work on the chart, and the community's convenors."""
    if actor.is_guest or not communities.may_post(actor, interpretation.community):
        return False
    is_theirs = interpretation.opened_by_id == actor.id or communities.may_convene(actor, interpretation.community)
    return is_theirs or subjects.may_edit(actor, Ref(interpretation.subject_kind, interpretation.subject_id))


def require_run(actor: Viewer, interpretation: Interpretation) -> None:
    if not may_run(actor, interpretation):
        raise Refused("Only who opened it, the project's team and the community's convenors can do this.")
