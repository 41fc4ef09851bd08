"""Adding, changing, closing tasks; who may; what is kept of them; telling their owners once, the day before."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from lhs_community.accounts.models import Person
from lhs_community.communities.actions.members import remove_member
from lhs_community.communities.models import Visibility
from lhs_community.communities.queries.members import viewer_for
from lhs_community.foundation import clock
from lhs_community.foundation.bus import EventRow
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Invalid, NotThere, Refused, Stale
from lhs_community.foundation.refs import Ref
from lhs_community.notifications.models import Notice
from lhs_community.tasks import actions, queries
from lhs_community.tasks.actions import Wanted
from lhs_community.tasks.models import Became, TaskState
from tests.support.counting import count_queries

NUMBER = "Her number is 999 000 0018"


@pytest.fixture
def work(make_cycle, make_member):
    """A cycle, its lead and a member who is not on the team."""

    class Work:
        cycle = make_cycle()
        ref = Ref("cycle", cycle.id)
        project = Ref("project", cycle.project_id)
        lead = viewer_for(cycle.project.lead_id)
        member = make_member(cycle.project.community)
        community = cycle.project.community

    return Work


def add(work, text="Ask each of them", **wanted):
    wanted.setdefault("owner_id", work.member.id)
    (task,) = actions.add_tasks(work.lead, wanted.pop("ref", work.ref), [Wanted(text=text, **wanted)])
    return task


def recorded():
    return [(row.name, row.payload) for row in db.session.scalars(select(EventRow).order_by(EventRow.id))]


def notices_of(viewer):
    rows = db.session.execute(
        select(EventRow.name).join(Notice, Notice.event_id == EventRow.id).where(Notice.person_id == viewer.id)
    )
    return [name for (name,) in rows if name.startswith("tasks.")]


def test_several_tasks_are_added_at_once_and_each_owner_is_told(work, deliver):
    wanted = [
        Wanted(text=" Ask  each of them ", owner_id=work.member.id, place="Bay B", due_on=date(2099, 3, 1)),
        Wanted(text="Count the bells", owner_id=work.lead.id),
    ]
    first, second = actions.add_tasks(work.lead, work.ref, wanted)
    assert (first.text, first.place, first.state, second.due_on) == ("Ask each of them", "Bay B", TaskState.OPEN, None)
    deliver()
    assert notices_of(work.member) == ["tasks.task_given"]
    assert notices_of(work.lead) == []  # who gives a task to themselves knows of it
    assert "Ask" not in str(recorded())


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        ({"text": "no"}, "text_1"),
        ({"text": "x" * 201}, "text_1"),
        ({"place": "y" * 121}, "place_1"),
        ({"owner_id": 999_999}, "owner_id_1"),
        ({"due_on": date(2001, 1, 1)}, "due_on_1"),
        ({"text": NUMBER}, "text_1"),
        ({"place": NUMBER}, "place_1"),
    ],
)
def test_what_cannot_be_a_task_is_refused_by_its_field(wanted, field, work):
    with pytest.raises(Invalid) as refused:
        add(work, **({"text": "Ask each of them"} | wanted))
    assert refused.value.field == field


def test_a_problem_in_the_second_row_names_the_second_row_and_adds_none(work):
    wanted = [Wanted(text="Ask each of them", owner_id=work.lead.id), Wanted(text="", owner_id=work.lead.id)]
    with pytest.raises(Invalid) as refused:
        actions.add_tasks(work.lead, work.ref, wanted)
    assert refused.value.field == "text_2"


def test_only_who_may_read_it_can_have_a_task(make_project, make_community, make_member):
    community = make_community(visibility=Visibility.PRIVATE)
    project = make_project(community)
    lead, outsider = viewer_for(project.lead_id), make_member()
    wanted = Wanted(text="Ask each of them", owner_id=outsider.id)
    with pytest.raises(Invalid) as refused:
        actions.add_tasks(lead, Ref("project", project.id), [wanted])
    assert refused.value.field == "owner_id_1"


def test_who_works_on_a_thing_adds_and_changes_and_its_owner_closes(work, make_member):
    other = make_member(work.community)
    task = add(work)
    with pytest.raises(Refused):
        actions.add_tasks(other, work.ref, [Wanted(text="Ask each of them", owner_id=other.id)])
    for act in (
        lambda: actions.change_task(other, task, Wanted(text="Ask nobody", owner_id=other.id)),
        lambda: actions.close_task(other, task, TaskState.DONE),
        lambda: actions.change_task(work.member, task, Wanted(text="Ask nobody", owner_id=work.member.id)),
        lambda: actions.close_task(work.member, task, TaskState.DROPPED),
    ):
        with pytest.raises(Refused):
            act()
    actions.close_task(work.member, task, TaskState.DONE)
    actions.close_task(work.lead, task, TaskState.OPEN)
    assert task.state is TaskState.OPEN


def test_tasks_hang_on_projects_and_cycles_only(work):
    with pytest.raises(NotThere):
        add(work, ref=Ref("thread", 1))
    with pytest.raises(Refused):
        add(work, ref=Ref("community", work.community.id))


def test_everything_that_becomes_of_a_task_is_kept(work, deliver):
    task = add(work, due_on=date(2099, 3, 1))
    changed = Wanted(text="Ask six of them", owner_id=work.lead.id, due_on=date(2099, 4, 1), place="Bay B")
    actions.change_task(work.lead, task, changed)
    actions.close_task(work.lead, task, TaskState.DONE)
    actions.close_task(work.lead, task, TaskState.DONE)  # twice is once
    actions.close_task(work.lead, task, TaskState.OPEN)
    actions.close_task(work.lead, task, TaskState.DROPPED)
    db.session.flush()
    db.session.expire_all()
    changes = queries.get_task(work.lead, task.id).changes
    assert [(one.became, one.words) for one in changes] == [
        (Became.ADDED, ""), (Became.REWORDED, "Ask each of them"), (Became.GIVEN, work.member.name),
        (Became.MOVED, "1 March 2099"), (Became.DONE, ""), (Became.REOPENED, ""), (Became.DROPPED, ""),
    ]  # fmt: skip


def test_two_who_change_a_task_at_once_do_not_overwrite_each_other(work):
    task = add(work)
    seen = task.version
    actions.change_task(work.lead, task, Wanted(text="Ask six of them", owner_id=work.member.id), seen)
    with pytest.raises(Stale):
        actions.change_task(work.lead, task, Wanted(text="Ask seven of them", owner_id=work.member.id), seen)


def test_whoever_added_a_task_hears_that_it_is_done(work, deliver):
    task = add(work)
    actions.close_task(work.member, task, TaskState.DONE)
    actions.close_task(work.lead, task, TaskState.OPEN)
    deliver()
    assert notices_of(work.lead) == ["tasks.task_done"]
    assert notices_of(work.member) == ["tasks.task_given", "tasks.task_reopened"]


def test_a_task_may_keep_its_day_once_that_has_passed_but_not_get_one_in_the_past(work):
    with clock.at(datetime(2026, 3, 1, 9, tzinfo=UTC)):
        task = add(work, due_on=date(2026, 3, 5))
    with clock.at(datetime(2026, 3, 9, 9, tzinfo=UTC)):
        actions.change_task(work.lead, task, Wanted(text="Ask six", owner_id=work.member.id, due_on=date(2026, 3, 5)))
        with pytest.raises(Invalid):
            actions.change_task(
                work.lead, task, Wanted(text="Ask six", owner_id=work.member.id, due_on=date(2026, 3, 6))
            )


# --- the day before ---


def live_in(zone, viewer):
    db.session.get_one(Person, viewer.id).time_zone = zone
    db.session.flush()


@pytest.mark.parametrize(
    ("zone", "due_on", "told_at"),
    [
        ("Europe/London", date(2026, 3, 29), datetime(2026, 3, 28, 8, tzinfo=UTC)),  # clocks go forward on the 29th
        ("Europe/London", date(2026, 3, 30), datetime(2026, 3, 29, 7, tzinfo=UTC)),
        ("Europe/London", date(2026, 10, 26), datetime(2026, 10, 25, 8, tzinfo=UTC)),  # and back on the 25th
        ("Pacific/Auckland", date(2026, 3, 30), datetime(2026, 3, 28, 19, tzinfo=UTC)),
        ("America/Los_Angeles", date(2026, 3, 30), datetime(2026, 3, 29, 15, tzinfo=UTC)),
    ],
)
def test_the_owner_is_told_once_on_the_morning_before_by_their_own_clock(zone, due_on, told_at, work):
    live_in(zone, work.member)
    with clock.at(datetime(2026, 3, 1, 9, tzinfo=UTC)):
        add(work, due_on=due_on)
    with clock.at(told_at - timedelta(seconds=1)):
        assert actions.remind() == 0
    with clock.at(told_at):
        assert actions.remind() == 1
        assert actions.remind() == 0
    name, payload = recorded()[-1]
    assert (name, payload["person_id"], payload["due_on"]) == (
        "tasks.task_nearly_due", work.member.id, due_on.isoformat(),
    )  # fmt: skip


def test_a_worker_that_slept_tells_once_when_it_wakes(work):
    with clock.at(datetime(2026, 3, 1, 9, tzinfo=UTC)):
        add(work, due_on=date(2026, 3, 10))
    with clock.at(datetime(2026, 4, 20, 9, tzinfo=UTC)):
        assert (actions.remind(), actions.remind()) == (1, 0)


def test_a_new_day_is_reminded_of_anew_and_what_is_done_is_not(work):
    with clock.at(datetime(2026, 3, 1, 9, tzinfo=UTC)):
        task, done = add(work, due_on=date(2026, 3, 10)), add(work, due_on=date(2026, 3, 10))
        actions.close_task(work.lead, done, TaskState.DONE)
    with clock.at(datetime(2026, 3, 9, 9, tzinfo=UTC)):
        assert actions.remind() == 1
        later = Wanted(text="Ask each of them", owner_id=work.member.id, due_on=date(2026, 3, 20))
        actions.change_task(work.lead, task, later)
        assert actions.remind() == 0
    with clock.at(datetime(2026, 3, 19, 9, tzinfo=UTC)):
        assert actions.remind() == 1


def test_a_task_for_tomorrow_needs_no_reminder(work):
    with clock.at(datetime(2026, 3, 1, 9, tzinfo=UTC)):
        add(work, due_on=date(2026, 3, 2))
        assert actions.remind() == 0


def test_who_may_not_read_it_any_more_is_not_told_and_has_it_on_no_list(make_project, make_community, make_member):
    community = make_community(visibility=Visibility.PRIVATE)
    project, member, convenor = make_project(community), make_member(community), make_member(community, "convenor")
    ref, lead = Ref("project", project.id), viewer_for(project.lead_id)
    with clock.at(datetime(2026, 3, 1, 9, tzinfo=UTC)):
        (task,) = actions.add_tasks(
            lead, ref, [Wanted(text="Ask each of them", owner_id=member.id, due_on=date(2026, 3, 10))]
        )
        assert [row.task.id for row in queries.list_my_tasks(member)] == [task.id]
        remove_member(convenor, community, member.person_id)
    member = viewer_for(member.id)
    assert queries.list_my_tasks(member) == []
    assert queries.list_my_closed(member) == ([], None)
    with pytest.raises(NotThere):
        queries.get_task(member, task.id)
    with clock.at(datetime(2026, 3, 9, 9, tzinfo=UTC)):
        assert actions.remind() == 0


# --- lists ---


def test_a_project_lists_its_tasks_and_those_of_its_cycles_overdue_first(work):
    with clock.at(datetime(2026, 3, 1, 9, tzinfo=UTC)):
        late = add(work, "Late", due_on=date(2026, 3, 5))
        soon = add(work, "Soon", ref=work.project, due_on=date(2026, 3, 8))
        some_time = add(work, "Some time", ref=work.project)
        done = add(work, "Done", due_on=date(2026, 3, 2))
        actions.close_task(work.lead, done, TaskState.DONE)
    with clock.at(datetime(2026, 3, 7, 9, tzinfo=UTC)):
        rows = queries.list_tasks(work.lead, work.project)
    assert [row.task.id for row in rows] == [late.id, soon.id, some_time.id, done.id]
    assert [row.is_overdue for row in rows] == [True, False, False, False]
    assert [row.task.id for row in queries.list_tasks(work.lead, work.ref)] == [late.id, done.id]


def test_overdue_is_by_the_readers_own_day(work):
    with clock.at(datetime(2026, 3, 1, 9, tzinfo=UTC)):
        add(work, due_on=date(2026, 3, 5), owner_id=work.lead.id)
    with clock.at(datetime(2026, 3, 5, 12, tzinfo=UTC)):  # in Auckland it is the 6th
        live_in("Pacific/Auckland", work.member)
        far = viewer_for(work.member.id)
        assert [row.is_overdue for row in queries.list_tasks(far, work.ref)] == [True]
        assert [row.is_overdue for row in queries.list_tasks(work.lead, work.ref)] == [False]


def test_many_tasks_cost_no_more_statements_than_one(work):
    add(work)
    with count_queries(at_most=12) as few:
        queries.list_my_tasks(work.member)
    for _ in range(5):
        add(work)
        add(work, ref=work.project)
    db.session.flush()  # what was recorded of them is not the list's
    with count_queries(at_most=len(few) + 1):  # one more kind of thing
        queries.list_my_tasks(work.member)


def test_the_team_stands_first_among_those_who_could_do_it(work):
    choices = queries.owner_choices(work.member, work.ref)
    assert choices[0][0] == str(work.lead.id)
    assert str(work.member.id) in {value for value, _ in choices}
