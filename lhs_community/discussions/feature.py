"""The door of discussions."""

from __future__ import annotations

from datetime import timedelta

from lhs_community.accounts.events import PersonDisabled
from lhs_community.communities.events import MemberLeft, RoleChanged
from lhs_community.discussions import events, listeners, sealing
from lhs_community.discussions.actions import care as care_actions, hiding
from lhs_community.discussions.queries import cards, panels, tags, waiting
from lhs_community.discussions.views import (
    asking,
    care,
    convening,
    marks,
    moving,
    posts,
    reading,
    shared,
    summaries,
    trials,
)
from lhs_community.foundation.bus import Listener
from lhs_community.foundation.features import Feature, HealthCheck, NavItem, Panel, Periodic
from lhs_community.foundation.subjects import Subject

# Their views are on the blueprint once they are imported.
WITH_VIEWS = (asking, reading, marks, posts, trials, care, convening, summaries, moving)

feature = Feature(
    name="discussions",
    blueprint=shared.blueprint,
    subjects=(
        Subject(
            "thread",
            "Thread",
            path=r"/threads/([0-9]+)(?:/posts/[0-9]+)?",
            cards=cards.thread_cards,
            index_card=cards.thread_index_card,
            may_edit=cards.may_work_on_thread,
            mine=cards.my_threads,
            outline=cards.thread_outline,
            all_ids=cards.all_thread_ids,
            topic_uses=tags.topic_uses,
            ids_with_topic=tags.all_topic_thread_ids,
            topic_ids=tags.topic_ids_of_thread,
            waiting=waiting.waiting_threads,
            set_hidden=hiding.set_thread_hidden,
        ),
        Subject(
            "post",
            "Post",
            cards=cards.post_cards,
            may_edit=cards.may_work_on_post,
            set_hidden=hiding.set_post_hidden,
        ),
    ),
    panels=(
        Panel("community", "discussions/_community_actions.html", panels.community_actions, slot="actions", order=10),
        Panel("community", "discussions/_community_threads.html", panels.community_threads, order=10),
        Panel("topic", "discussions/_topic_threads.html", panels.topic_threads, order=10),
        Panel("measure", "discussions/_measure_ask.html", panels.measure_ask, order=10),
        Panel("interpretation", "discussions/_interpretation_ask.html", panels.interpretation_ask, "actions", 10),
        Panel("project", "discussions/_project_threads.html", panels.project_threads, order=60),
        Panel("handover", "discussions/_handover_threads.html", panels.handover_threads, order=10),
        Panel("home", "discussions/_home_ask.html", panels.home_ask, slot="top", order=10),
        Panel("home", "discussions/_home_unread.html", panels.home_unread, order=20),
        Panel("home", "discussions/_home_owned.html", panels.home_owned, order=15),
        Panel("home", "discussions/_home_unanswered.html", panels.home_unanswered, order=30),
    ),
    listeners=(
        Listener(
            "discussions.tell_readers", (events.ThreadEvent,), listeners.tell_readers,
            durable=False, everywhere=True,
        ),
        Listener(
            "discussions.put_out_readers",
            (events.ThreadMoved, events.ThreadsMerged, events.ThreadChangeUndone),
            listeners.put_out_readers,
            durable=False,
            everywhere=True,
        ),
        Listener(
            "discussions.give_questions_on", (MemberLeft, RoleChanged, PersonDisabled), listeners.give_questions_on
        ),
    ),
    periodic=(
        Periodic("discussions.keep_owned", timedelta(minutes=10), care_actions.keep_owned),
        Periodic("discussions.tell_due", timedelta(minutes=10), care_actions.tell_due),
    ),
    health=(HealthCheck("sealing", sealing.problem),),
    nav=(NavItem("Discussions", "discussions.list_threads", 30),),
)
