"""Pages of threads: the list, asking, reading and answering, convening."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, url_for

from lhs_community.accounts import current
from lhs_community.accounts.viewer import Viewer
from lhs_community.chain.models import Relation
from lhs_community.chain.queries import results_of
from lhs_community.communities import policy as community_policy
from lhs_community.communities.models import Community
from lhs_community.communities.queries import get_community, get_community_by_id, list_communities, list_postable
from lhs_community.discussions import actions, forms, policy
from lhs_community.discussions.models import KIND_LABELS, REACTION_LABELS, ReactionKind, Thread, ThreadKind
from lhs_community.discussions.queries import posts as post_queries, threads as queries
from lhs_community.discussions.queries.posts import PAGE_OF_POSTS
from lhs_community.foundation import clock, limits, subjects
from lhs_community.foundation.errors import Invalid, Refused
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.subjects import Card
from lhs_community.foundation.submissions import submitted_once
from lhs_community.foundation.text import to_html
from lhs_community.foundation.web.access import go_to, public

blueprint = Blueprint("discussions", __name__)


@blueprint.get("/threads")
@public
def list_threads() -> str:
    viewer = current.viewer()
    wanted, chosen = _filter(viewer)
    page = queries.list_threads(viewer, wanted, before=request.args.get("before", ""))
    kept = {key: value for key, value in request.args.items() if key != "before" and value}
    return render_template(
        "discussions/list_threads.html", page=page, wanted=wanted, chosen=chosen, kept=kept, kinds=KIND_LABELS,
        scopes=queries.SCOPES[:1] if viewer.is_guest else queries.SCOPES, communities=list_communities(viewer),
        tags=queries.list_tags(viewer), may_ask=bool(list_postable(viewer, limit=1)),
    )


def _filter(viewer: Viewer) -> tuple[queries.Filter, Community | None]:
    """Anything unknown in the address is as if it were not there."""
    kind, slug, scope = (request.args.get(name, "") for name in ("kind", "community", "scope"))
    community = get_community(viewer, slug) if slug else None
    filtered = queries.Filter(
        scope=scope if scope in queries.SCOPES and not viewer.is_guest else "all",
        kind=ThreadKind(kind) if kind in set(ThreadKind) else None, tag=request.args.get("tag", "")[:40],
        community_id=community.id if community else None,
    )
    return filtered, community


def _origin(viewer: Viewer) -> Card | None:
    """What a new thread comes from, as `?from=message:5` says."""
    named = request.args.get("from", "")
    return subjects.require_card(viewer, Ref.parse(named)) if named else None


@blueprint.route("/ask", methods=["GET", "POST"])
@limits.limited("60 per hour")
@submitted_once
def ask() -> Response:
    """Where no community is chosen yet."""
    viewer = current.viewer()
    origin = _origin(viewer)
    if origin and origin.community_id and request.method == "GET":
        community = get_community_by_id(viewer, origin.community_id)
        return go_to(url_for(".start_thread", slug=community.slug, **request.args.to_dict()))  # type: ignore[arg-type]  # Flask takes any value
    form = forms.AskAnywhereForm(title=request.args.get("title", "")[:200])
    postable = list_postable(viewer)
    if not postable:
        raise Refused("You can post in no community yet. Join one first.")
    form.community.choices = [(one.slug, one.name) for one in postable]
    form.kind.choices = _kinds(viewer, None)
    if form.validate_on_submit():
        with form.refusals():
            community = get_community(viewer, form.community.data)
            thread = actions.start_thread(
                viewer, community, form.draft(), origin=origin.ref if origin else None, consent=form.consent()
            )
            return go_to(url_for(".show_thread", thread_id=thread.id))
    return form.page("discussions/start_thread.html", community=None, origin=origin, kept_html=None)


def _kinds(viewer: Viewer, community: Community | None) -> list[tuple[str, str]]:
    return [
        (kind.value, label) for kind, label in KIND_LABELS.items()
        if (community and policy.may_start(viewer, community, kind)) or (not community and kind != ThreadKind.NOTICE)
    ]


@blueprint.route("/c/<slug>/ask", methods=["GET", "POST"])
@limits.limited("60 per hour")
@submitted_once
def start_thread(slug: str) -> Response:
    viewer = current.viewer()
    community = get_community(viewer, slug)
    community_policy.require_post(viewer, community)
    origin = _origin(viewer)
    if origin and origin.ref.kind == "message":
        return _keep_message(viewer, community, origin)
    form = forms.AskForm(**_prefilled(community, origin))
    form.kind.choices = _kinds(viewer, community)
    if form.validate_on_submit():
        with form.refusals():
            thread = actions.start_thread(
                viewer, community, form.draft(), origin=origin.ref if origin else None, consent=form.consent()
            )
            return go_to(url_for(".show_thread", thread_id=thread.id))
    return form.page("discussions/start_thread.html", community=community, origin=origin, kept_html=None)


def _prefilled(community: Community, origin: Card | None) -> dict[str, str]:
    kind = request.args.get("kind", "")
    found = {"title": request.args.get("title", "")[:200], "kind": kind if kind in set(ThreadKind) else "question"}
    # The title of a thing is not carried into a community whose readers may not know it.
    if origin and origin.community_id in (None, community.id):
        found["body"] = f"From [{origin.title}]({origin.url}):\n\n"
    return found


def _keep_message(viewer: Viewer, community: Community, origin: Card) -> Response:
    if kept := results_of(viewer, origin.ref, Relation.KEPT_FROM):
        flash("This message has been kept already.", "info")
        return go_to(kept[0].url)
    form = forms.KeepForm()
    form.kind.choices = _kinds(viewer, community)
    if form.validate_on_submit():
        with form.refusals():
            thread = actions.keep_message(viewer, community, origin.ref, form.draft(), consent=form.consent())
            return go_to(url_for(".show_thread", thread_id=thread.id))
    return form.page(
        "discussions/start_thread.html", community=community, origin=origin, kept_html=to_html(origin.body)
    )


@blueprint.get("/threads/<int:thread_id>")
@public
def show_thread(thread_id: int) -> Response:
    """`?fragment=replies&after=12`: only what was posted since, for the open page."""
    viewer = current.viewer()
    thread = queries.get_thread(viewer, thread_id)
    if request.args.get("fragment") == "replies":
        rows = post_queries.list_posts(viewer, thread, after=_number("after"))
        return Response(render_template("discussions/_posts.html", thread=thread, rows=rows, **_tools()))
    return _thread_page(viewer, thread, forms.ReplyForm(formdata=None))


def _number(name: str) -> int:
    given = request.values.get(name, "")
    return min(int(given), 10**9) if given.isascii() and given.isdigit() and len(given) < 12 else 0


def _tools() -> dict[str, Any]:
    return {"rules": policy, "reactions": REACTION_LABELS, "post_url": post_url}


def _thread_page(viewer: Viewer, thread: Thread, form: forms.ReplyForm) -> Response:
    read_to = queries.find_read_mark(viewer, thread)
    first_unread = read_to + 1 if read_to is not None and read_to < thread.post_count else None
    pages = _page_of(thread.post_count)
    # A form that came back stands under the last page, where it was sent from.
    opening = pages if form.is_submitted() else _page_of(first_unread or 1)
    page = min(_number("page") or opening, pages)
    summaries = post_queries.list_summaries(viewer, thread)
    return form.page(
        "discussions/show_thread.html", thread=thread, community=thread.community, pages=pages, page=page,
        rows=post_queries.list_posts(viewer, thread, after=(page - 1) * PAGE_OF_POSTS), first_unread=first_unread,
        accepted=post_queries.list_accepted(viewer, thread), summary=summaries[0] if summaries else None,
        earlier_summaries=len(summaries) - 1, read_to=read_to or 0, **_tools(),
    )


def _page_of(number: int) -> int:
    return max(0, number - 1) // PAGE_OF_POSTS + 1


def post_url(thread: Thread, number: int) -> str:
    """Where a post stands now. The address to hand on is /threads/<id>/posts/<number>."""
    page = _page_of(number) if thread.post_count > PAGE_OF_POSTS else None
    return f"{url_for('discussions.show_thread', thread_id=thread.id, page=page)}#post-{number}"


@blueprint.get("/threads/<int:thread_id>/posts/<int:number>")
@public
def show_post(thread_id: int, number: int) -> Any:
    """The permanent address of a post, whatever page it is on."""
    viewer = current.viewer()
    thread = queries.get_thread(viewer, thread_id)
    return redirect(post_url(thread, post_queries.get_numbered_post(viewer, thread, number).number))


@blueprint.post("/threads/<int:thread_id>/reply")
@limits.limited("120 per hour")
@submitted_once
def reply(thread_id: int) -> Response:
    viewer = current.viewer()
    thread = queries.get_thread(viewer, thread_id)
    form = forms.ReplyForm()
    if form.validate_on_submit():
        try:
            with form.refusals():
                post = actions.reply(viewer, thread, form.body.data or "", consent=form.consent())
                return go_to(post_url(thread, post.number))
        except Refused as refusal:  # closed while somebody was writing: what was typed comes back
            form.take(Invalid(refusal.message))
    return _thread_page(viewer, thread, form)


@blueprint.post("/threads/<int:thread_id>/seen")
@limits.limited("240 per minute")
def mark_read(thread_id: int) -> Response:
    """How far the reader has come: sent by the page as posts come into view, or by its button without scripts."""
    viewer = current.viewer()
    thread = queries.get_thread(viewer, thread_id)
    actions.mark_read(viewer, thread, _number("number"))
    if request.form.get("back"):
        return go_to(post_url(thread, min(_number("number"), thread.post_count)))
    return Response(status=204)


@blueprint.route("/posts/<int:post_id>/edit", methods=["GET", "POST"])
@submitted_once
def edit_post(post_id: int) -> Response:
    viewer = current.viewer()
    post = post_queries.get_post(viewer, post_id)
    thread = post.thread
    policy.require_edit_post(viewer, thread, post)
    tags = ", ".join(tag.label for tag in thread.tags)
    if post.is_first:
        form = forms.EditFirstPostForm(body=post.body, title=thread.title, tags=tags)
    else:
        form = forms.EditPostForm(body=post.body)
    if form.validate_on_submit():
        with form.refusals():
            actions.edit_post(viewer, thread, post, form.draft(), consent=form.consent())
            return go_to(post_url(thread, post.number))
    return form.page("discussions/edit_post.html", post=post, thread=thread, community=thread.community, **_tools())


@blueprint.get("/posts/<int:post_id>/history")
@public
def show_history(post_id: int) -> str:
    viewer = current.viewer()
    post = post_queries.get_post(viewer, post_id)
    return render_template(
        "discussions/show_history.html", post=post, thread=post.thread, community=post.thread.community,
        revisions=post_queries.list_revisions(viewer, post.thread, post), **_tools(),
    )


@blueprint.post("/posts/<int:post_id>/accept")
def accept_answer(post_id: int) -> Response:
    """`do` is accept or unaccept."""
    viewer = current.viewer()
    post = post_queries.get_post(viewer, post_id)
    if _choice("accept", "unaccept") == "accept":
        actions.accept_answer(viewer, post.thread, post)
    else:
        actions.unaccept_answer(viewer, post.thread, post)
    return go_to(post_url(post.thread, post.number))


def _choice(*known: str) -> str:
    wish = request.form.get("do", "")
    if wish not in known:
        raise Invalid("This button does not do what the page thought. Reload the page and try again.")
    return wish


@blueprint.post("/posts/<int:post_id>/react")
@limits.limited("120 per minute")
def react(post_id: int) -> Response:
    """`on` or `off` names the reaction to leave or to take back."""
    viewer = current.viewer()
    post = post_queries.get_post(viewer, post_id)
    kind = request.form.get("on") or request.form.get("off") or ""
    if kind not in set(ReactionKind):
        raise Invalid("Choose one of the reactions offered.")
    actions.react(viewer, post.thread, post, ReactionKind(kind), is_on="on" in request.form)
    return go_to(post_url(post.thread, post.number))


@blueprint.post("/posts/<int:post_id>/hide")
def hide_post(post_id: int) -> Response:
    """`do` is hide or restore."""
    viewer = current.viewer()
    post = post_queries.get_post(viewer, post_id)
    actions.hide_post(viewer, post.thread, post, is_hidden=_choice("hide", "restore") == "hide")
    return go_to(post_url(post.thread, post.number))


@blueprint.post("/threads/<int:thread_id>/pin")
def pin_thread(thread_id: int) -> Response:
    """`do` is pin or unpin."""
    viewer = current.viewer()
    is_pinned = _choice("pin", "unpin") == "pin"
    actions.pin_thread(viewer, queries.get_thread(viewer, thread_id), is_pinned=is_pinned)
    flash("Pinned to the top of the community." if is_pinned else "No longer pinned.", "success")
    return go_to(url_for(".show_thread", thread_id=thread_id))


@blueprint.post("/threads/<int:thread_id>/hide")
def hide_thread(thread_id: int) -> Response:
    """`do` is hide or restore."""
    viewer = current.viewer()
    is_hidden = _choice("hide", "restore") == "hide"
    actions.hide_thread(viewer, queries.get_thread(viewer, thread_id), is_hidden=is_hidden)
    flash("Only convenors see this thread now." if is_hidden else "Its readers see it again.", "success")
    return go_to(url_for(".show_thread", thread_id=thread_id))


@blueprint.route("/threads/<int:thread_id>/summarise", methods=["GET", "POST"])
@submitted_once
def summarise(thread_id: int) -> Response:
    viewer = current.viewer()
    thread = queries.get_thread(viewer, thread_id)
    policy.require_summarise(viewer, thread)
    standing = post_queries.list_summaries(viewer, thread, limit=1)
    form = forms.SummaryForm(body=standing[0].body if standing else "")
    if form.validate_on_submit():
        with form.refusals():
            actions.summarise(viewer, thread, form.body.data or "", consent=form.consent())
            return go_to(f"{url_for('.show_thread', thread_id=thread_id, page=1)}#summary")
    return form.page(
        "discussions/summarise.html", thread=thread, community=thread.community,
        rows=post_queries.list_posts(viewer, thread, limit=200), **_tools(),
    )


@blueprint.get("/threads/<int:thread_id>/summaries")
@public
def list_summaries(thread_id: int) -> str:
    viewer = current.viewer()
    thread = queries.get_thread(viewer, thread_id)
    return render_template(
        "discussions/list_summaries.html", thread=thread, community=thread.community,
        summaries=post_queries.list_summaries(viewer, thread),
    )


@blueprint.route("/threads/<int:thread_id>/close", methods=["GET", "POST"])
@submitted_once
def close_thread(thread_id: int) -> Response:
    viewer = current.viewer()
    thread = queries.get_thread(viewer, thread_id)
    policy.require_convene(viewer, thread)
    form = forms.CloseForm(body=thread.outcome)
    if form.validate_on_submit():
        with form.refusals():
            actions.close_thread(viewer, thread, form.body.data or "", consent=form.consent())
            return go_to(url_for(".show_thread", thread_id=thread_id, page=1))
    return form.page("discussions/close_thread.html", thread=thread, community=thread.community)


@blueprint.post("/threads/<int:thread_id>/reopen")
def reopen_thread(thread_id: int) -> Response:
    viewer = current.viewer()
    actions.reopen_thread(viewer, queries.get_thread(viewer, thread_id))
    flash("Open for replies again.", "success")
    return go_to(url_for(".show_thread", thread_id=thread_id))


@blueprint.get("/queue")
@blueprint.get("/c/<slug>/queue")
def show_queue(slug: str = "") -> str:
    """What waits for a convenor, in one community or in all they convene."""
    viewer = current.viewer()
    community = get_community(viewer, slug) if slug else None
    if community:
        community_policy.require_convene(viewer, community)
    elif not viewer.convenes:
        raise Refused("This page is for convenors. You convene no community.")
    ids = [community.id] if community else list(viewer.convenes)
    return render_template(
        "discussions/show_queue.html", community=community, unanswered=queries.list_unanswered(viewer, ids),
        unsettled=queries.list_unsettled(viewer, ids), overdue_before=clock.now() - answer_within(),
        hours=current_app.config["ANSWER_WITHIN_HOURS"],
    )


def answer_within() -> timedelta:
    return timedelta(hours=current_app.config["ANSWER_WITHIN_HOURS"])
