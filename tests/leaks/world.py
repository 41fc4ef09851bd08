"""A community of each level, each with one thing of every kind the product knows, all marked with one word."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy import select

from lhs_community.accounts.current import guest
from lhs_community.accounts.models import PersonKind, SiteRole
from lhs_community.accounts.viewer import Viewer
from lhs_community.chat.actions import excerpts, messages as chat
from lhs_community.chat.actions.direct import start_direct
from lhs_community.chat.actions.rooms import start_room
from lhs_community.communities.actions.following import set_following
from lhs_community.communities.actions.members import remove_member
from lhs_community.communities.models import Community, FollowLevel, Visibility
from lhs_community.communities.queries.members import viewer_for
from lhs_community.decisions import actions as decisions
from lhs_community.decisions.models import Method
from lhs_community.diagnostics.actions import start_diagnostic
from lhs_community.diagnostics.models import DiagnosticKind
from lhs_community.discussions import keeping
from lhs_community.discussions.actions import (
    answers as answer_actions,
    moving as moving_actions,
    posts as post_actions,
    summaries as summary_actions,
    threads as thread_actions,
)
from lhs_community.discussions.models.posts import Post
from lhs_community.discussions.models.summaries import Heading
from lhs_community.discussions.models.threads import ThreadKind
from lhs_community.drafts import actions as drafts
from lhs_community.embedding import actions as embedding
from lhs_community.embedding.models import StillThere
from lhs_community.files import actions as files
from lhs_community.files.intake import Sent, prepare
from lhs_community.foundation import clock, subjects
from lhs_community.foundation.database import db
from lhs_community.foundation.refs import Ref
from lhs_community.interpretations import actions as interpretations
from lhs_community.interpretations.models import Sureness
from lhs_community.library.actions import adoptions, lessons, reviews
from lhs_community.library.models import SECTIONS, LessonKind
from lhs_community.library.queries.lessons import get_lesson
from lhs_community.measures.actions.measures import Plan, start_measure
from lhs_community.measures.actions.readings import add_readings
from lhs_community.measures.models.measures import MeasureKind
from lhs_community.measures.queries.measures import get_measure
from lhs_community.measures.spc.terms import Direction
from lhs_community.meetings.actions import agenda, attendance, feeds, meetings, notes, tasks
from lhs_community.meetings.models import Answer, LinkKind
from lhs_community.meetings.queries.meetings import get_meeting
from lhs_community.meetings.times import resolve
from lhs_community.moderation import actions as moderation
from lhs_community.moderation.models import FlagReason
from lhs_community.programmes.actions import children, definitions, programmes
from lhs_community.programmes.queries.programmes import get_child
from lhs_community.projects.actions import cycles, diagram, progress, projects, team, templates
from lhs_community.projects.charter import Charter
from lhs_community.projects.models.terms import TeamPart
from lhs_community.projects.queries.cycles import get_idea
from lhs_community.projects.queries.projects import get_project, get_whole_project
from lhs_community.projects.queries.revisions import list_revisions
from lhs_community.tasks import actions as tasks_of_projects
from lhs_community.writeups.actions import reports as report_actions, write_ups
from lhs_community.writeups.queries.reports import write_report
from lhs_community.writeups.queries.write_ups import get_section

# One unlikely word for each level; a page that holds it holds something of that community.
MARKS = {
    Visibility.OPEN: "quokkaberry", Visibility.RESTRICTED: "wombatmelon", Visibility.PRIVATE: "numbatplum",
    Visibility.CONFIDENTIAL: "bettongpeach",
}  # fmt: skip

# Said by the author to the convenor alone.
BETWEEN_TWO = "bilbyquince"


@dataclass
class Place:
    """A community and what is in it: kind -> the things' refs. `ids` fills URLs."""

    community: Community
    mark: str
    author: Viewer
    convenor: Viewer
    refs: dict[str, Ref] = field(default_factory=dict)
    ids: dict[str, int | str] = field(default_factory=dict)


def _thread(place: Place) -> None:
    draft = keeping.Draft(
        title=f"About {place.mark} at night", body=f"Who knows {place.mark}?", tags=[f"{place.mark} tag"]
    )
    thread = thread_actions.start_thread(place.author, place.community, draft)
    csv = f"Ward,{place.mark}\nNorth,12\n".encode()
    held = files.hold_upload(place.convenor, prepare(Sent(f"{place.mark}.csv", csv))).attachment
    post = post_actions.reply(
        place.convenor, thread, f"I know {place.mark} @{place.author.handle}", chosen=files.Chosen([held.key])
    )
    summary = summary_actions.summarise(place.convenor, thread, f"All of {place.mark}")
    summary_actions.save_draft(place.convenor, thread, {Heading.AGREED: f"A draft about {place.mark}"})
    first = db.session.scalars(select(Post.id).where(Post.thread_id == thread.id).order_by(Post.id)).first()
    topic = thread.tags[0].topic
    place.refs |= {"thread": Ref("thread", thread.id), "post": Ref("post", post.id), "topic": Ref("topic", topic.id)}
    place.ids["summary_id"] = summary.id
    place.ids |= {"file_key": held.key, "file_name": held.name}
    place.ids |= {"thread_id": thread.id, "post_id": first or 0, "number": 1, "key": topic.key, "merge_id": 0}
    flag = moderation.flag(place.author, Ref("post", post.id), FlagReason.UNKIND, f"Not {place.mark}")
    place.ids["flag_id"] = flag.id
    place.ids["change_id"] = _change(place)


def _change(place: Place) -> int:
    """Two threads merged, and one of the other's posts split off: the address of each is one to walk."""
    draft = keeping.Draft(title=f"More of {place.mark} by day", body=f"All {place.mark}", tags=[])
    thread, other = (thread_actions.start_thread(place.author, place.community, draft) for _ in range(2))
    answer = post_actions.reply(place.convenor, thread, f"Try {place.mark}")
    answer_actions.try_answer(place.author, thread, answer, f"A {place.mark} ward", has_worked=True)
    moving_actions.merge_thread(place.convenor, other, thread)
    change = moving_actions.split_thread(
        place.convenor, thread, [answer], f"Of {place.mark} again", ThreadKind.DISCUSSION
    )
    return change.id


def _project(place: Place) -> None:
    origin = place.refs["thread"]
    charter = Charter(title=f"Fewer {place.mark} falls", problem=f"Too much {place.mark}", balancing=place.mark)
    made = projects.start_project(place.author, place.community, charter, origin)
    project = get_whole_project(place.author, made.id)
    projects.change_charter(place.author, project, Charter(title=f"No {place.mark} falls", problem=place.mark))
    driver = diagram.add_driver(place.author, project, kind=_primary(), title=f"Driver {place.mark}")
    idea = get_idea(place.author, diagram.add_idea(place.author, project, f"Idea {place.mark}").id)
    plan = cycles.Plan(objective=f"Try {place.mark}", questions=[(f"Is it {place.mark}?", "Yes")])
    cycle = cycles.plan_cycle(place.author, idea, plan)
    place.refs |= {"project": Ref("project", project.id), "cycle": Ref("cycle", cycle.id)}
    place.ids |= {
        "project_id": project.id, "cycle_id": cycle.id, "idea_id": idea.id, "driver_id": driver.id,
        "member_id": project.team[0].id if project.team else 0,
        "suggestion_id": 0, "template_id": templates.save_template(place.convenor, project, f"As {place.mark} did").id,
        "place_id": team.add_place(place.author, project, TeamPart.SPONSOR, f"The head of {place.mark}").id,
        "revision_id": list_revisions(place.author, project)[0][0].revision.id,
    }  # fmt: skip


def _diagnostic(place: Place) -> None:
    title, lines = f"Why {place.mark}", f"People\n  Too few {place.mark}"
    made = start_diagnostic(place.author, place.refs["project"].id, DiagnosticKind.FISHBONE, title, lines)
    place.refs["diagnostic"] = Ref("diagnostic", made.id)
    place.ids["diagnostic_id"] = made.id


def _work_to_do(place: Place) -> None:
    """Tasks, a score and a handover: they hang on the project."""
    ref, author = place.refs["project"], place.author
    wanted = tasks_of_projects.Wanted(text=f"Ask about {place.mark}", owner_id=author.person_id, place=place.mark)
    (task,) = tasks_of_projects.add_tasks(author, ref, [wanted])
    progress.set_progress(author, get_project(author, ref.id), 8, f"All of {place.mark}")
    plan = embedding.Plan(owner_id=author.person_id, standard_work=f"Always {place.mark}", training=place.mark)
    with clock.at(clock.now() - timedelta(days=100)):
        kept = embedding.plan_embedding(author, ref.id, plan)
        embedding.hand_over(author, kept, clock.now().date())
    embedding.answer_check(author, kept.checks[0], StillThere.PARTLY, f"Some {place.mark}")
    place.refs["task"] = Ref("task", task.id)
    place.ids |= {"task_id": task.id, "check_id": kept.checks[0].id}


def _primary():
    return diagram.DriverKind.PRIMARY


def _measure(place: Place) -> None:
    plan = Plan(
        name=f"Rate of {place.mark}", kind=MeasureKind.OUTCOME, direction=Direction.DECREASE, unit=place.mark
    )
    measure = start_measure(place.author, place.refs["project"].id, plan)
    sheet = "\n".join(["date,value", *(f"2025-{month:02}-01,{10 + month % 3}" for month in range(1, 13))])
    add_readings(place.author, measure, sheet)
    place.refs["measure"] = Ref("measure", measure.id)
    place.ids |= {"measure_id": measure.id, "annotation_id": 0, "rebase_id": 0, "token_id": 0}


def _interpretation(place: Place) -> None:
    measure = place.refs["measure"]
    add_readings(place.author, get_measure(place.author, measure.id), "2026-01-01,99")
    finding = subjects.findings(place.author, [measure])[measure][-1]
    card = subjects.require_card(place.author, measure)
    made = interpretations.open_interpretation(place.author, card, finding)
    given = interpretations.Given(what_changed=f"More {place.mark}", why=place.mark, sureness=Sureness.LIKELY)
    for person in (place.author, place.convenor):
        interpretations.give_reading(person, made, given)
    interpretations.show_readings(place.author, made)
    interpretations.settle(
        place.author, made, agreed=f"It was the {place.mark}", reasons=place.mark, differences=place.mark
    )
    place.refs["interpretation"] = Ref("interpretation", made.id)
    place.ids["interpretation_id"] = made.id


def _programme(place: Place) -> None:
    """With a child, a definition that the child uses, and a newer version that waits for its answer."""
    made = programmes.start_programme(
        place.convenor, place.community, programmes.Outline(f"All of {place.mark}", f"Less {place.mark}")
    )
    project = get_whole_project(place.author, place.refs["project"].id)
    children.invite_project(place.convenor, made, project, f"Join {place.mark}")
    child = get_child(place.author, made.id, project.id)
    children.answer_invitation(place.author, child, join=True)
    terms = Plan(f"Shared {place.mark}", MeasureKind.OUTCOME, Direction.DECREASE, unit=place.mark)
    definition = definitions.write_definition(place.convenor, made, terms)
    definitions.take_up(place.author, definition, project, f"Ward {place.mark}")
    changed = replace(terms, exclusions=f"No {place.mark}")
    definitions.propose_version(place.convenor, definition, changed, f"Because of {place.mark}", 1)
    place.refs["programme"] = Ref("programme", made.id)
    place.ids |= {"programme_id": made.id, "definition_id": definition.id}


def _decision(place: Place) -> None:
    made = decisions.record_decision(
        place.author, place.community, title=f"We keep {place.mark}", what=place.mark, why=place.mark,
        method=Method.CONSENT, origin=place.refs["thread"],
    )  # fmt: skip
    place.refs["decision"] = Ref("decision", made.id)
    place.ids["decision_id"] = made.id


def _lesson(place: Place) -> None:
    written = lessons.Written(
        title=f"Offer {place.mark} early", kind=LessonKind.WORKED, topics=(place.mark,), setting=place.mark,
        texts=dict.fromkeys(SECTIONS, f"All about {place.mark}."),
    )  # fmt: skip
    made = lessons.draft_lesson(place.author, place.community, written, place.refs["project"])
    lesson = get_lesson(place.author, made.id)
    lessons.submit_lesson(place.author, lesson)
    reviewer = _reviewer(place)
    reviews.publish_lesson(reviewer, lesson, reviews.Judgement(checked=frozenset(reviews.CHECKLIST)))
    place.refs["lesson"] = Ref("lesson", lesson.id)
    place.ids["lesson_id"] = lesson.id


def _reviewer(place: Place) -> Viewer:
    """In closed communities the convenors review; elsewhere a curator, who here is the convenor as well."""
    return place.convenor


def _adoption(place: Place) -> None:
    charter = Charter(title=f"Another {place.mark} project")
    other = projects.start_project(place.author, place.community, charter)
    lesson = get_lesson(place.author, place.refs["lesson"].id)
    made = adoptions.adopt_lesson(place.author, lesson, other.id, adoptions.Adapted(kept=f"All of {place.mark}"))
    place.refs["adoption"] = Ref("adoption", made.id)
    place.ids["adoption_id"] = made.id


def _write_up(place: Place) -> None:
    project = get_whole_project(place.author, place.refs["project"].id)
    report_actions.change_ask(place.author, project, f"More {place.mark}", version=0)
    report = report_actions.send_report(place.author, write_report(place.author, project.id), [])
    id_ = write_ups.start_write_up(place.author, project).id
    whole, section = get_section(place.author, id_, "3")
    write_ups.write_part(place.author, section.part, f"Of {place.mark}", section.sources, section.part.version)
    write_ups.finish_write_up(place.author, whole.write_up, [])
    place.refs |= {"sponsor_report": Ref("sponsor_report", report.id), "write_up": Ref("write_up", id_)}
    place.ids |= {"report_id": report.id, "write_up_id": id_, "item": "3"}


def _draft(place: Place) -> None:
    """A member's own: to the convenor and everybody else it is not there."""
    kept = drafts.keep_draft(place.author, "reply:1", "/threads/1", {"body": f"Not sent yet: {place.mark}"})
    place.ids["draft_id"] = kept.id


def _message(place: Place) -> None:
    message = chat.post_message(place.author, place.refs["project"], f"Talk of {place.mark}")
    chat.post_message(place.convenor, place.refs["project"], f"A reply of {place.mark}", answers=message.number)
    chat.post_message(place.author, place.refs["community"], f"More talk of {place.mark}")
    place.refs["message"] = Ref("message", message.id)
    place.ids["message_id"] = message.id
    kept = excerpts.make_excerpt(place.author, place.refs["community"], [1])
    place.refs["excerpt"], place.ids["excerpt_id"] = kept.ref, kept.id


def _meeting(place: Place) -> None:
    plan = meetings.Plan(
        title=f"We meet on {place.mark}", when=resolve(datetime.fromisoformat("2099-06-01T12:30"), "Europe/London"),
        purpose=f"All about {place.mark}", place=f"The {place.mark} room", access_note=place.mark,
        joining_link=f"https://{place.mark}.example/room", host_ids=[place.author.person_id],
    )  # fmt: skip
    made = get_meeting(place.convenor, meetings.arrange_meeting(place.convenor, place.community, plan).id)
    item = agenda.put_on_agenda(place.convenor, made, place.refs["thread"])
    attendance.answer_invitation(place.author, made, Answer.YES)
    notes.write_notes(place.author, made, {f"item_{item.id}": f"Notes of {place.mark}", "notes": place.mark})
    address = f"https://{place.mark}.example/slides"
    link = notes.add_link(place.convenor, made, LinkKind.SLIDES, f"Slides of {place.mark}", address)
    task = tasks.add_task(place.convenor, made, tasks.Undertaking(f"Do {place.mark}", place.author.person_id))
    place.refs["meeting"] = Ref("meeting", made.id)
    place.ids |= {"meeting_id": made.id, "item_id": item.id, "link_id": link.id, "action_id": task.id, "feed_id": 0}


def _talk(place: Place) -> None:
    """A room, the talk about a meeting, and what two people say to each other, which is in no community."""
    room = start_room(place.convenor, place.community, f"About {place.mark}", f"All {place.mark}")
    chat.post_message(place.author, Ref("room", room.id), f"In a room of {place.mark}")
    chat.post_message(place.author, place.refs["meeting"], f"When we meet on {place.mark}")
    talk = start_direct(place.author, [place.convenor.person_id])
    chat.post_message(place.author, Ref("direct", talk.id), f"{BETWEEN_TWO} of {place.mark}")
    place.refs |= {"room": Ref("room", room.id), "direct": Ref("direct", talk.id)}
    place.ids |= {"room_id": room.id, "talk_id": talk.id}


def _feed(place: Place, outsider: Viewer) -> None:
    """The address of a calendar of somebody who has been sent away."""
    place.ids["token"] = feeds.make_feed(outsider, place.community)
    remove_member(place.convenor, place.community, outsider.person_id)


MAKERS: tuple[tuple[tuple[str, ...], Callable[[Place], None]], ...] = (
    (("thread", "post", "topic"), _thread),
    (("project", "cycle"), _project),
    (("measure",), _measure),
    (("interpretation",), _interpretation),
    (("diagnostic",), _diagnostic),
    (("programme",), _programme),
    (("decision",), _decision),
    (("lesson",), _lesson),
    (("adoption",), _adoption),
    (("message", "excerpt"), _message),
    (("meeting",), _meeting),
    (("room", "direct"), _talk),
    (("sponsor_report", "write_up"), _write_up),
    (("task",), _work_to_do),
    ((), _draft),
)
# A new kind of thing is made here, or the matrix test says that it is missing. People and requests to unseal are of no
# community: the latter are for two roles.
KINDS = {"community", "person", "unsealing", *(kind for kinds, _ in MAKERS for kind in kinds)}


def build(visibility: Visibility, make_community, make_member) -> Place:
    """A community of that level with everything in it."""
    mark = MARKS[visibility]
    community = make_community(name=f"The {mark} group", visibility=visibility)
    author = make_member(community)
    convenor = make_member(community, "convenor", site_roles=(SiteRole.CURATOR,))
    place = Place(community, mark, author, convenor, refs={"community": Ref("community", community.id)})
    place.ids |= {
        "slug": community.slug,
        "indicator": "learning-steps",
        "person_id": author.person_id,
        "invitation_id": 0,
        "request_id": 0,
        "unsealing_id": 0,  # for two roles and the author: see tests/unsealing
        "list_id": 0,
        "handover_id": 0,
        "sign_in_id": 0,
        "bookmark_id": 0,
    }
    for _, make in MAKERS:
        make(place)
    _feed(place, make_member(community, kind=PersonKind.EXTERNAL))
    set_following(convenor, place.refs["community"], FollowLevel.FOLLOW)
    db.session.commit()
    return place


ROLES = ("guest", "outsider", "external", "all_site_roles", "former_member", "member", "convenor")
INSIDE = frozenset({"member", "convenor"})


def person(role: str, place: Place, make_member) -> Viewer:
    match role:
        case "guest":
            return guest()
        case "external":
            return make_member(kind=PersonKind.EXTERNAL)
        case "all_site_roles":
            return make_member(site_roles=tuple(SiteRole))
        case "member" | "convenor":
            return make_member(place.community, role)
        case "former_member":
            was = make_member(place.community)
            set_following(was, place.refs["thread"], FollowLevel.FOLLOW)
            remove_member(place.convenor, place.community, was.person_id)
            return viewer_for(was.person_id)
    return make_member()


def may_read(role: str, visibility: Visibility) -> bool:
    """The table of communities/policy.py, written out once more on purpose."""
    if role in INSIDE or (visibility is Visibility.OPEN and role != "external"):
        return True
    return visibility is Visibility.RESTRICTED and role not in ("guest", "external")
