"""Beginning from a template, and saving a project as one."""

from __future__ import annotations

from collections.abc import Sequence

from lhs_community.accounts.viewer import Viewer
from lhs_community.chain.models import Relation
from lhs_community.chain.queries import results_of
from lhs_community.foundation import clock
from lhs_community.foundation.bus import record, unrecorded
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Invalid, NotThere
from lhs_community.foundation.refs import Ref
from lhs_community.projects import events, policy
from lhs_community.projects.actions import diagram
from lhs_community.projects.models.diagram import Driver
from lhs_community.projects.models.projects import Project
from lhs_community.projects.models.templates import ProjectTemplate, SuggestedMeasure
from lhs_community.projects.models.terms import DriverKind
from lhs_community.projects.queries import templates as queries
from lhs_community.projects.queries.templates import Offered
from lhs_community.projects.templates import MOST, Branch, Outline, Suggested
from lhs_community.safety.guard import NO_CONSENT, Consent, require_clear

# What is said of the place, not of people: the rest of a charter is each team's own.
AS_HINTS = ("aim_what", "aim_how_good", "scope_out", "balancing", "equality", "ethics")


def begin_from(actor: Viewer, project: Project, template: Offered) -> None:
    """Hints for the charter, a first driver diagram, and a list of measures to add. `project` has just been started."""
    policy.require_edit(actor, project)
    project.hints = dict(template.outline.hints)
    for branch in template.outline.drivers[:MOST]:
        _draw(actor, project, branch, above=None)
    for one in template.outline.measures[:MOST]:
        db.session.add(
            SuggestedMeasure(
                project_id=project.id, kind=one.kind, title=one.title, definition=one.definition, unit=one.unit
            )
        )
    db.session.flush()
    record(events.TemplateUsed(actor_id=actor.id, subject_kind="project", subject_id=project.id))


def _draw(actor: Viewer, project: Project, branch: Branch, above: Driver | None) -> None:
    kind = DriverKind.SECONDARY if above else DriverKind.PRIMARY
    driver = diagram.add_driver(actor, project, kind, branch.title, [above.id] if above else ())
    for idea in branch.ideas:
        diagram.add_idea(actor, project, idea, [driver.id])
    for below in branch.drivers if above is None else ():
        _draw(actor, project, below, driver)


def save_template(
    actor: Viewer, project: Project, title: str, about: str = "", consent: Consent = NO_CONSENT
) -> ProjectTemplate:
    """For this community. Its lead or a convenor does it; the guard reads all of it again. `project` is a whole one."""
    policy.require_save_template(actor, project)
    title, about = " ".join(title.split()), " ".join(about.split())
    if not 3 <= len(title) <= 120:
        raise Invalid("Enter a title of 3 to 120 characters.", "title")
    outline = _outline_of(actor, project)
    require_clear(actor, {"title": title, "about": about, "outline": "\n".join(outline.texts())}, consent)
    if queries.find_same_title(actor, project.community, title):
        raise Invalid("This community has a template of that title. Choose another.", "title")
    template = ProjectTemplate(
        community_id=project.community_id,
        title=title,
        about=about[:300],
        outline=outline.as_kept(),
        saved_by_id=actor.id,
        saved_at=clock.now(),
    )
    db.session.add(template)
    db.session.flush()
    record(events.TemplateSaved(actor_id=actor.id, subject_kind="project", subject_id=project.id))
    return template


@unrecorded("a template is no thing of its own; who saved it may take it away")
def remove_template(actor: Viewer, template: ProjectTemplate) -> None:
    policy.require_remove_template(actor, template)
    db.session.delete(template)
    db.session.flush()


@unrecorded("waving a suggestion away is no news")
def dismiss_suggestion(actor: Viewer, project: Project, suggestion_id: int) -> None:
    policy.require_edit(actor, project)
    found = db.session.get(SuggestedMeasure, suggestion_id)
    if found is None or found.project_id != project.id:
        raise NotThere
    db.session.delete(found)
    db.session.flush()


def _outline_of(actor: Viewer, project: Project) -> Outline:
    hints = {name: text[:600] for name in AS_HINTS if (text := getattr(project, name).strip())}
    primaries = [one for one in project.drivers if one.kind is DriverKind.PRIMARY]
    drivers = [Branch(one.title, _below(project, one), _ideas(project, one)) for one in primaries]
    return Outline(hints, drivers[:MOST], _measures(actor, project))


def _below(project: Project, primary: Driver) -> Sequence[Branch]:
    """What serves several stands under the first of them."""
    below = [one for one in project.drivers if one.primaries and one.primaries[0] is primary]
    return [Branch(one.title, (), _ideas(project, one)) for one in below][:MOST]


def _ideas(project: Project, driver: Driver) -> Sequence[str]:
    return [idea.title for idea in project.ideas if idea.drivers and idea.drivers[0] is driver][:MOST]


def _measures(actor: Viewer, project: Project) -> Sequence[Suggested]:
    cards = results_of(actor, Ref("project", project.id), Relation.MEASURED_BY)
    return [Suggested(card.role or "outcome", card.title[:160], card.body[:600]) for card in cards][:MOST]
