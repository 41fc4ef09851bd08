"""What a project asks of its sponsor, and sending a report."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from lhs_community.accounts.viewer import Viewer
from lhs_community.chain.actions import link
from lhs_community.chain.models import Relation
from lhs_community.foundation import clock
from lhs_community.foundation.bus import record
from lhs_community.foundation.database import claim, db
from lhs_community.foundation.errors import Invalid, Stale
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.text import to_html
from lhs_community.projects.models.projects import Project
from lhs_community.safety.guard import NO_CONSENT, Consent, require_clear
from lhs_community.writeups import events, policy
from lhs_community.writeups.models import ReportChart, SponsorAsk, SponsorReport
from lhs_community.writeups.queries.material import sponsors_of
from lhs_community.writeups.queries.reports import Written, find_ask

LONGEST_ASK = 1000


def change_ask(actor: Viewer, project: Project, text: str, version: int, consent: Consent = NO_CONSENT) -> SponsorAsk:
    """`version` is 0 where there was none yet. Raises Stale when somebody else saved meanwhile."""
    policy.require_write(actor, project)
    if len(text) > LONGEST_ASK:
        raise Invalid(f"Keep this to {LONGEST_ASK} characters: a sponsor answers a short question sooner.", "text")
    require_clear(actor, {"text": text}, consent)
    db.session.refresh(project, ["version"], with_for_update=True)  # two who write the first one meet here
    ask = find_ask(actor, project)
    if ask is None:
        ask = SponsorAsk(project_id=project.id, version=0)
        db.session.add(ask)
    elif version == 0:
        raise Stale(ask)
    else:
        claim(ask, version)
    ask.text, ask.text_html = text.strip(), to_html(text)
    ask.version += 1
    ask.changed_by_id, ask.changed_at = actor.id, clock.now()
    db.session.flush()
    record(events.AskChanged(actor_id=actor.id, subject_kind="project", subject_id=project.id, version=ask.version))
    return ask


def send_report(actor: Viewer, written: Written, drawings: Sequence[Markup]) -> SponsorReport:
    """Keep it as it is now, drawings and all, and tell the sponsor and who follows the project.

    `drawings`: one for each chart of the report, made by our own templates.
    """
    project = written.project
    policy.require_write(actor, project)
    report = SponsorReport(
        project_id=project.id,
        period=written.period,
        since=written.since,
        sent_at=clock.now(),
        sent_by_id=actor.id,
        content=written.report.kept(),
        ask_html=written.ask.text_html if written.ask else Markup(""),
        charts=[ReportChart(position=place, drawing=one) for place, one in enumerate(drawings)],
    )
    db.session.add(report)
    db.session.flush()
    sponsors = tuple(member.person_id for member in sponsors_of(project))
    record(
        events.ReportSent(
            actor_id=actor.id,
            subject_kind="sponsor_report",
            subject_id=report.id,
            project_id=project.id,
            person_ids=sponsors,
        )
    )
    link(actor, Ref("project", project.id), Ref("sponsor_report", report.id), Relation.LED_TO)
    return report
