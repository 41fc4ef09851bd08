"""Who may read, write, review and adopt lessons.

What is published is read by whoever reads its community, and stays readable when retired, since adoptions point to
it. A draft is for its author and the community's convenors; once submitted, curators who read the community see it
too. Nobody reviews their own. In private and confidential communities the convenors review, elsewhere curators.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, false, or_, select

from lhs_community.accounts.viewer import Viewer
from lhs_community.communities import policy as communities
from lhs_community.communities.models import Community
from lhs_community.foundation import subjects
from lhs_community.foundation.errors import Invalid, Refused
from lhs_community.foundation.refs import Ref
from lhs_community.library.models import Adoption, Lesson, LessonState

READABLE = (LessonState.PUBLISHED, LessonState.NEEDS_REVIEW)
OF_A_TEAM = ("project", "cycle", "measure", "adoption", "write_up")
REVIEWED = (LessonState.IN_REVIEW, LessonState.NEEDS_REVIEW)


def may_read(viewer: Viewer, lesson: Lesson, community: Community) -> bool:
    if lesson.community_id != community.id or not communities.may_read(viewer, community):
        return False
    if lesson.published_at is not None:
        return True
    if viewer.is_curator and lesson.state is LessonState.IN_REVIEW:
        return True
    return _is_insider(viewer, lesson)


def readable_by(viewer: Viewer) -> ColumnElement[bool]:
    """The SQL twin of may_read, on Lesson."""
    own = [Lesson.published_at.is_not(None), _insider(viewer)]
    if viewer.is_curator:
        own.append(Lesson.state == LessonState.IN_REVIEW)
    return and_(communities.in_readable(viewer, Lesson.community_id), or_(*own))


def _is_insider(viewer: Viewer, lesson: Lesson) -> bool:
    if viewer.is_guest:
        return False
    return viewer.id == lesson.author_id or lesson.community_id in viewer.convenes


def _insider(viewer: Viewer) -> ColumnElement[bool]:
    if viewer.is_guest:
        return false()
    return or_(Lesson.author_id == viewer.id, Lesson.community_id.in_(viewer.convenes))


def require_draft(actor: Viewer, community: Community, origin: Ref | None = None) -> None:
    """A project's lessons are for its team to tell; a thread or message may teach whoever reads it."""
    communities.require_post(actor, community)
    if origin is None:
        return
    subjects.require_card(actor, origin)
    if origin.kind in OF_A_TEAM and not subjects.may_edit(actor, origin):
        raise Refused("Only the team of a project can draft a lesson from it. Ask them, or join the project.")


def may_change(actor: Viewer, lesson: Lesson, community: Community) -> bool:
    """Its author and the convenors, while it is not before a reviewer and not retired."""
    return (
        _is_insider(actor, lesson)
        and may_read(actor, lesson, community)
        and lesson.state not in (LessonState.IN_REVIEW, LessonState.RETIRED)
    )


def require_change(actor: Viewer, lesson: Lesson, community: Community) -> None:
    if not (_is_insider(actor, lesson) and may_read(actor, lesson, community)):
        raise Refused("Only its author or a convenor of its community can change this lesson.")
    if lesson.state is LessonState.IN_REVIEW:
        raise Refused("This lesson is being reviewed. Take it back to draft to change it.")
    if lesson.state is LessonState.RETIRED:
        raise Refused("This lesson is retired and is not changed any more.")


def may_take_back(actor: Viewer, lesson: Lesson) -> bool:
    return _is_insider(actor, lesson) and lesson.state is LessonState.IN_REVIEW


def require_take_back(actor: Viewer, lesson: Lesson) -> None:
    if not _is_insider(actor, lesson):
        raise Refused("Only its author or a convenor of its community can take this lesson back.")
    if lesson.state is not LessonState.IN_REVIEW:
        raise Invalid("This lesson is not being reviewed, so there is nothing to take back.")


def is_reviewed_by_convenors(community: Community) -> bool:
    return community.visibility not in communities.FOR_SIGNED_IN


def is_reviewer(viewer: Viewer, lesson: Lesson, community: Community) -> bool:
    """May they judge this lesson, whatever its state?"""
    if viewer.is_guest or viewer.id == lesson.author_id or not communities.may_read(viewer, community):
        return False
    if is_reviewed_by_convenors(community):
        return communities.may_convene(viewer, community)
    return viewer.is_curator


def may_review(viewer: Viewer, lesson: Lesson, community: Community) -> bool:
    """Is it their turn now?"""
    return is_reviewer(viewer, lesson, community) and lesson.state in REVIEWED


def reviewable_by(viewer: Viewer) -> ColumnElement[bool]:
    """The SQL twin of may_review, on Lesson."""
    if viewer.is_guest:
        return false()
    for_curators = select(Community.id).where(
        communities.readable_by(viewer), Community.visibility.in_(communities.FOR_SIGNED_IN)
    )
    for_convenors = select(Community.id).where(
        Community.id.in_(viewer.convenes), Community.visibility.not_in(communities.FOR_SIGNED_IN)
    )
    theirs: ColumnElement[bool] = Lesson.community_id.in_(for_convenors)
    if viewer.is_curator:
        theirs = or_(theirs, Lesson.community_id.in_(for_curators))
    return and_(theirs, Lesson.author_id != viewer.id, Lesson.state.in_(REVIEWED))


def require_review(actor: Viewer, lesson: Lesson, community: Community) -> None:
    if actor.id == lesson.author_id:
        raise Refused("Somebody else has to review a lesson of your own.")
    if not is_reviewer(actor, lesson, community):
        who = "a convenor of this community" if is_reviewed_by_convenors(community) else "a curator"
        raise Refused(f"Only {who} can review this lesson.")


def may_retire(actor: Viewer, lesson: Lesson, community: Community) -> bool:
    if lesson.state is LessonState.RETIRED or not may_read(actor, lesson, community):
        return False
    return _is_insider(actor, lesson) or is_reviewer(actor, lesson, community)


def require_retire(actor: Viewer, lesson: Lesson, community: Community) -> None:
    if lesson.state is LessonState.RETIRED:
        raise Invalid("This lesson is retired already.")
    if not may_retire(actor, lesson, community):
        raise Refused("Only its author, a convenor of its community or a reviewer can retire this lesson.")


def may_read_notes(viewer: Viewer, lesson: Lesson, community: Community) -> bool:
    """What reviewers wrote is for those who work on the lesson."""
    return may_read(viewer, lesson, community) and (
        _is_insider(viewer, lesson) or is_reviewer(viewer, lesson, community)
    )


def may_adopt(actor: Viewer, lesson: Lesson) -> bool:
    """Into some project of their own; require_adopt asks about the one chosen."""
    return not actor.is_guest and lesson.state in READABLE


def require_adopt(actor: Viewer, lesson: Lesson, project_id: int) -> None:
    if not may_adopt(actor, lesson):
        raise Refused("Only a published lesson can be adopted.")
    if not subjects.may_edit(actor, Ref("project", project_id)):
        raise Refused("Only the team of a project can adopt a lesson into it.")


def may_read_adoption(viewer: Viewer, adoption: Adoption, lesson: Lesson) -> bool:
    """Whoever may read both ends: what is tried in a closed place is not shown outside it, nor is what it took."""
    return (
        adoption.lesson_id == lesson.id
        and may_read(viewer, lesson, lesson.community)
        and communities.may_read(viewer, adoption.community)
    )


def adoptions_readable_by(viewer: Viewer) -> ColumnElement[bool]:
    """The SQL twin of may_read_adoption, on Adoption."""
    lessons = select(Lesson.id).where(readable_by(viewer))
    return and_(communities.in_readable(viewer, Adoption.community_id), Adoption.lesson_id.in_(lessons))


def counts_as_evidence(community: Community, lesson: Lesson) -> bool:
    """Adoptions in closed communities do not move a level that others see, so that nothing of them shows."""
    return community.id == lesson.community_id or community.visibility in communities.FOR_SIGNED_IN


def counted_as_evidence(lesson: Lesson) -> ColumnElement[bool]:
    """The SQL twin of counts_as_evidence, on Adoption."""
    shown = select(Community.id).where(Community.visibility.in_(communities.FOR_SIGNED_IN))
    return or_(Adoption.community_id == lesson.community_id, Adoption.community_id.in_(shown))


def may_tell(actor: Viewer, adoption: Adoption) -> bool:
    """The adopting project's team says how it went."""
    return subjects.may_edit(actor, Ref("project", adoption.project_id))


def require_tell(actor: Viewer, adoption: Adoption) -> None:
    if not may_tell(actor, adoption):
        raise Refused("Only the team of the adopting project can say how it went.")
