"""The door of discussions."""

from __future__ import annotations

from lhs_community.discussions import events, listeners
from lhs_community.discussions.actions import hiding
from lhs_community.discussions.queries import cards, panels, tags
from lhs_community.discussions.views import asking, convening, marks, posts, reading, shared
from lhs_community.foundation.bus import Listener
from lhs_community.foundation.features import Feature, NavItem, Panel
from lhs_community.foundation.subjects import Subject

# Their views are on the blueprint once they are imported.
WITH_VIEWS = (asking, reading, marks, posts, convening)

feature = Feature(
    name="discussions",
    blueprint=shared.blueprint,
    subjects=(
        Subject(
            "thread",
            "Thread",
            cards=cards.thread_cards,
            index_card=cards.thread_index_card,
            may_edit=cards.may_work_on_thread,
            mine=cards.my_threads,
            outline=cards.thread_outline,
            all_ids=cards.all_thread_ids,
            topic_uses=tags.topic_uses,
            ids_with_topic=tags.all_topic_thread_ids,
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
        Panel("home", "discussions/_home_ask.html", panels.home_ask, slot="top", order=10),
        Panel("home", "discussions/_home_unread.html", panels.home_unread, order=20),
        Panel(
            "home",
            "discussions/_home_unanswered.html",
            lambda viewer, _id: panels.home_unanswered(viewer, convening.answer_within()),
            order=30,
        ),
    ),
    listeners=(Listener("discussions.tell_readers", (events.ThreadEvent,), listeners.tell_readers, durable=False),),
    nav=(NavItem("Discussions", "discussions.list_threads", 30),),
)
