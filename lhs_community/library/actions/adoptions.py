"""Taking a lesson home, and telling how it went there."""

from __future__ import annotations

from dataclasses import dataclass

from lhs_community.accounts.viewer import Viewer
from lhs_community.chain import actions as chain
from lhs_community.chain.models import Relation
from lhs_community.communities.actions.following import follow_own, mention_people
from lhs_community.foundation import clock, subjects
from lhs_community.foundation.bus import record
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Invalid, NotThere
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.text import mentions, to_html
from lhs_community.library import events, policy
from lhs_community.library.keeping import lock, weigh_and_tell
from lhs_community.library.models import Adoption, Lesson, Outcome
from lhs_community.library.queries import adoptions as queries, drafting
from lhs_community.safety.guard import Consent, require_clear


@dataclass(frozen=True)
class Adapted:
    """What became of each part of a lesson in its new place, and why; Markdown."""

    kept: str = ""
    changed: str = ""
    dropped: str = ""
    added: str = ""

    def to_check(self) -> dict[str, str]:
        return {"kept": self.kept, "changed": self.changed, "dropped": self.dropped, "added": self.added}


def _write(adoption: Adoption, texts: dict[str, str]) -> None:
    for name, text in texts.items():
        setattr(adoption, name, text.strip())
        setattr(adoption, f"{name}_html", to_html(text.strip()))


def adopt_lesson(
    actor: Viewer, lesson: Lesson, project_id: int, adapted: Adapted, consent: Consent = Consent()
) -> Adoption:
    """Take the lesson, as it reads now, into a project of the actor's."""
    lock(lesson)
    policy.require_adopt(actor, lesson, project_id)
    project = subjects.require_card(actor, Ref("project", project_id))
    if project.community_id is None:
        raise NotThere
    if found := queries.find_adoption(actor, lesson, project_id):
        raise Invalid(f"This project has adopted it already: see adoption {found.id}.", "project")
    if project.ref in {card.ref for card in drafting.origins_of(actor, lesson)}:
        raise Invalid("This lesson was learned in that project. Choose another one.", "project")
    require_clear(actor, adapted.to_check(), consent)
    if not adapted.kept.strip():
        raise Invalid("Say what you keep: without that it is another change, not this one.", "kept")
    adoption = Adoption(
        lesson=lesson,
        lesson_version=lesson.version,
        project_id=project_id,
        community_id=project.community_id,
        adopted_by_id=actor.person_id,
        adopted_at=clock.now(),
        updated_at=clock.now(),
        updated_by_id=actor.person_id,
        outcome=Outcome.TOO_EARLY,
    )
    _write(adoption, adapted.to_check())
    db.session.add(adoption)
    db.session.flush()
    ref = Ref("adoption", adoption.id)
    record(
        events.LessonAdopted(
            actor_id=actor.id,
            subject_kind="adoption",
            subject_id=adoption.id,
            lesson_id=lesson.id,
            project_id=project_id,
            version=lesson.version,
        )
    )
    chain.link(actor, Ref("lesson", lesson.id), ref, Relation.ADOPTED_AS)
    chain.link(actor, ref, project.ref, Relation.LED_TO)
    follow_own(actor, ref)
    mention_people(actor, ref, "\n".join(adapted.to_check().values()), adoption.community_id)
    return adoption


def tell_outcome(
    actor: Viewer,
    adoption: Adoption,
    outcome: Outcome,
    what_happened: str,
    adapted: Adapted,
    consent: Consent = Consent(),
) -> None:
    """How it is going, and what has been adapted since. What did not work counts as much as what did."""
    policy.require_tell(actor, adoption)
    texts = adapted.to_check() | {"what_happened": what_happened}
    require_clear(actor, texts, consent)
    if outcome is not Outcome.TOO_EARLY and not what_happened.strip():
        raise Invalid("Say what happened, with figures if you have them.", "what_happened")
    if not adapted.kept.strip():
        raise Invalid("Say what you keep: without that it is another change, not this one.", "kept")
    known = mentions("\n".join(getattr(adoption, name) for name in texts))
    _write(adoption, texts)
    adoption.outcome = outcome
    adoption.updated_at, adoption.updated_by_id = clock.now(), actor.person_id
    record(
        events.AdoptionChanged(
            actor_id=actor.id,
            subject_kind="adoption",
            subject_id=adoption.id,
            lesson_id=adoption.lesson_id,
            project_id=adoption.project_id,
            outcome=outcome,
        )
    )
    fresh = " ".join(f"@{handle}" for handle in sorted(mentions("\n".join(texts.values())) - known))
    mention_people(actor, Ref("adoption", adoption.id), fresh, adoption.community_id)
    weigh_and_tell(adoption.lesson, actor.id)
