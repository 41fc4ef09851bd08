"""How the demo's communities are run: charters, welcomes, requests, invitations, a handover."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

from lhs_community.communities.actions.charters import Written, write_charter
from lhs_community.communities.actions.communities import change_community
from lhs_community.communities.actions.handovers import offer_handover
from lhs_community.communities.actions.invitations import Terms, check_list, send_list
from lhs_community.communities.actions.members import join_community
from lhs_community.communities.actions.requests import ask_to_join, decline_join_request
from lhs_community.communities.actions.welcomes import welcome_member
from lhs_community.communities.queries.charters import find_charter
from lhs_community.communities.queries.requests import list_join_requests
from lhs_community.demo.content import read
from lhs_community.demo.stage import Stage
from lhs_community.expertise.actions import describe_expertise
from lhs_community.foundation import clock
from lhs_community.foundation.database import db

# These people do not exist, so their links lead nowhere.
TERMS = Terms(days=14, link="(a link stands here)")


def plan_running(stage: Stage) -> None:
    content = read("running")
    for one in content["welcomer"]:
        stage.plan(stage.moment(400), partial(_name_welcomer, stage, one))
    parts = {
        "charter": _write,
        "newcomer": _join,
        "welcomed": _welcome,
        "request": _ask,
        "invited": _invite,
        "handover": _hand_over,
    }
    for one in content["expertise"]:
        stage.plan(stage.moment(200), partial(_describe, stage, one))
    for kind, act in parts.items():
        for one in content[kind]:
            stage.plan(stage.moment(one["days_ago"]), partial(act, stage, one))


def _name_welcomer(stage: Stage, one: dict[str, Any]) -> None:
    community = stage.community(one["community"])
    change_community(
        stage.viewer(one["by"]),
        community,
        name=community.name,
        visibility=community.visibility,
        join_question=one["question"],
        welcomer_id=stage.people[one["person"]],
        allows_anonymous=community.allows_anonymous,
    )


def _write(stage: Stage, one: dict[str, Any]) -> None:
    actor, community = stage.viewer(one["by"]), stage.community(one["community"])
    before = find_charter(actor, community)
    written = Written(
        purpose=community.purpose,
        principles=one["principles"],
        good=before.good if before else "",
        work=before.work if before else "",
        review_on=clock.now().date() + timedelta(days=one["review_in_days"]),
    )
    write_charter(actor, community, written, on_top_of=before.number if before else 0)


def _join(stage: Stage, one: dict[str, Any]) -> None:
    join_community(stage.viewer(one["person"]), stage.community(one["community"]))


def _welcome(stage: Stage, one: dict[str, Any]) -> None:
    welcome_member(
        stage.viewer(one["by"]), stage.community(one["community"]), stage.people[one["person"]], one["note"]
    )


def _ask(stage: Stage, one: dict[str, Any]) -> None:
    community = stage.community(one["community"])
    ask_to_join(stage.viewer(one["person"]), community, one["reason"])
    db.session.flush()
    if "answer" in one:
        convenor = stage.viewer(one["declined_by"])
        asked = next(
            request
            for request in list_join_requests(convenor, [community.id])
            if request.person_id == stage.people[one["person"]]
        )
        decline_join_request(convenor, community, asked, one["answer"])


def _invite(stage: Stage, one: dict[str, Any]) -> None:
    actor, community = stage.viewer(one["by"]), stage.community(one["community"])
    send_list(actor, community, check_list(actor, community, one["list"], "", is_external=False), TERMS)


def _hand_over(stage: Stage, one: dict[str, Any]) -> None:
    offer_handover(
        stage.viewer(one["by"]),
        stage.community(one["community"]),
        stage.people[one["to"]],
        one["note"],
        steps_down=one["steps_down"],
    )


def _describe(stage: Stage, one: dict[str, Any]) -> None:
    describe_expertise(stage.viewer(one["person"]), one["ask_about"], hides_evidence=False, takes_questions=True)
