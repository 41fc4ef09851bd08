"""The demo's lessons, adoptions and decisions."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import Any

from lhs_community.accounts.models import Person
from lhs_community.accounts.viewer import Viewer
from lhs_community.communities.policy import may_read
from lhs_community.decisions import actions as decisions
from lhs_community.decisions.models import Method
from lhs_community.demo.content import read
from lhs_community.demo.stage import Stage
from lhs_community.foundation import clock
from lhs_community.foundation.database import db
from lhs_community.foundation.refs import Ref
from lhs_community.library.actions import adoptions, lessons, reviews as lessons_reviews
from lhs_community.library.models import SECTIONS, Lesson, LessonKind, Outcome
from lhs_community.library.queries.adoptions import get_adoption
from lhs_community.library.queries.lessons import get_lesson


def plan_lessons(stage: Stage) -> None:
    for one in read("lessons")["lesson"]:
        written = stage.moment(one["published_days_ago"])
        if one["state"] == "draft":
            stage.plan(written, partial(_draft, stage, one))
            continue
        is_out = one["state"] != "in_review"
        stage.plan(written - timedelta(days=6 if is_out else 0), partial(_draft, stage, one))
        stage.plan(written - timedelta(days=4 if is_out else 0), partial(_submit, stage, one))
        if is_out:
            stage.plan(written, partial(_publish, stage, one))
            _plan_next_review(stage, one, written + timedelta(days=366))


def _plan_next_review(stage: Stage, one: dict[str, Any], due: datetime) -> None:
    if due > stage.now:
        return
    stage.plan(due, lessons_reviews.mark_due_reviews)
    if one["state"] == "published":
        stage.plan(due + timedelta(hours=9), partial(_review, stage, one))


def _draft(stage: Stage, one: dict[str, Any]) -> None:
    author = stage.viewer(one["author"])
    written = lessons.Written(
        title=one["title"],
        kind=LessonKind(one["kind"]),
        setting=one["setting"],
        topics=tuple(one["topics"]),
        texts={section: one[section] for section in SECTIONS},
    )
    origin = stage.refs.get(f"project:{one.get('from_project', '')}")
    made = lessons.draft_lesson(author, stage.community(one["community"]), written, origin)
    stage.refs[f"lesson:{one['key']}"] = Ref("lesson", made.id)
    stage.things[f"lesson:{one['key']}"] = get_lesson(author, made.id)


def _lesson(stage: Stage, one: dict[str, Any]) -> Lesson:
    lesson: Lesson = stage.things[f"lesson:{one['key']}"]
    return lesson


def _submit(stage: Stage, one: dict[str, Any]) -> None:
    lessons.submit_lesson(stage.viewer(one["author"]), _lesson(stage, one))


def _reviewer(stage: Stage, one: dict[str, Any]) -> Viewer:
    """The curator; where she may not read, a convenor other than the author."""
    curator = stage.viewer(one["reviewer"])
    if may_read(curator, stage.community(one["community"])):
        return curator
    place = next(place for place in read("communities")["community"] if place["key"] == one["community"])
    return stage.viewer(next(key for key in place["convenors"] if key != one["author"]))


def _publish(stage: Stage, one: dict[str, Any]) -> None:
    judgement = lessons_reviews.Judgement(checked=frozenset(lessons_reviews.CHECKLIST))
    lessons_reviews.publish_lesson(_reviewer(stage, one), _lesson(stage, one), judgement)


def _review(stage: Stage, one: dict[str, Any]) -> None:
    judgement = lessons_reviews.Judgement(checked=frozenset(lessons_reviews.CHECKLIST))
    lessons_reviews.review_lesson(_reviewer(stage, one), _lesson(stage, one), judgement)


def plan_adoptions(stage: Stage) -> None:
    for one in read("adoptions")["adoption"]:
        adopted = stage.moment(one["adopted_days_ago"])
        stage.plan(adopted, partial(_adopt, stage, one))
        if one["outcome"] != Outcome.TOO_EARLY:
            stage.plan(adopted + timedelta(days=0.6 * one["adopted_days_ago"]), partial(_tell, stage, one))


def _adapted(one: dict[str, Any]) -> adoptions.Adapted:
    return adoptions.Adapted(**{part: one[part] for part in ("kept", "changed", "dropped", "added")})


def _adopt(stage: Stage, one: dict[str, Any]) -> None:
    actor, project = stage.viewer(one["by"]), stage.refs[f"project:{one['project']}"]
    made = adoptions.adopt_lesson(actor, stage.things[f"lesson:{one['lesson']}"], project.id, _adapted(one))
    stage.things[f"adoption:{one['lesson']}:{one['project']}"] = get_adoption(actor, made.id)


def _tell(stage: Stage, one: dict[str, Any]) -> None:
    made = stage.things[f"adoption:{one['lesson']}:{one['project']}"]
    adoptions.tell_outcome(stage.viewer(one["by"]), made, Outcome(one["outcome"]), one["what_happened"], _adapted(one))


def plan_decisions(stage: Stage) -> None:
    for one in read("decisions")["decision"]:
        stage.plan(stage.moment(one["decided_days_ago"]), partial(_decide, stage, one))


def _decide(stage: Stage, one: dict[str, Any]) -> None:
    today = clock.now().date()
    decisions.record_decision(
        stage.viewer(one["owner"]),
        stage.community(one["community"]),
        title=one["title"],
        what=one["what"],
        why=one["why"],
        method=Method(one["how"]),
        options_not_taken=one.get("options_not_taken", ""),
        dissent=one.get("dissent", ""),
        owner=db.session.get_one(Person, stage.people[one["owner"]]),
        decided_on=today,
        review_on=today + timedelta(days=one["review_in_days"]),
        origin=stage.refs.get(_origin(one)),
    )


def _origin(one: dict[str, Any]) -> str:
    if one.get("from_thread"):
        return f"thread:{one['from_thread']}"
    return f"project:{one.get('project', '')}"
