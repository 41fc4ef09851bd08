"""What is done to one post: edit, accept, react, hide."""

from __future__ import annotations

from flask import Response, render_template, request

from lhs_community.accounts import current
from lhs_community.discussions import forms, policy
from lhs_community.discussions.actions import answers as answer_actions, hiding as hiding_actions, posts as post_actions
from lhs_community.discussions.queries import posts as post_queries
from lhs_community.discussions.views.shared import blueprint, choice, post_url, tools
from lhs_community.files.forms import takes_files
from lhs_community.files.queries import attachments_of
from lhs_community.foundation import limits
from lhs_community.foundation.differences import changes
from lhs_community.foundation.errors import Invalid
from lhs_community.foundation.reactions import ReactionKind
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.submissions import submitted_once
from lhs_community.foundation.web.access import go_to, public


@blueprint.route("/posts/<int:post_id>/edit", methods=["GET", "POST"])
@limits.limited("240 per hour")
@submitted_once
@takes_files
def edit_post(post_id: int) -> Response:
    viewer = current.viewer()
    post = post_queries.get_post(viewer, post_id)
    thread = post.thread
    policy.require_edit_post(viewer, thread, post)
    tags = ", ".join(tag.name for tag in thread.shown_tags)
    if post.is_first:
        form = forms.EditFirstPostForm(body=post.body, title=thread.title, tags=tags)
    else:
        form = forms.EditPostForm(body=post.body)
    if form.validate_on_submit():
        with form.refusals():
            post_actions.edit_post(viewer, thread, post, form.draft(), chosen=form.chosen(), consent=form.consent())
            return go_to(post_url(thread, post.number))
    there = attachments_of(viewer, [ref := Ref("post", post.id)]).get(ref, ())
    return form.page(
        "discussions/edit_post.html", post=post, thread=thread, community=thread.community, files=there, **tools()
    )


@blueprint.get("/posts/<int:post_id>/history")
@public
def show_history(post_id: int) -> str:
    """Each version with what changed from the one before it, the newest first."""
    viewer = current.viewer()
    post = post_queries.get_post(viewer, post_id)
    return render_template(
        "discussions/show_history.html",
        post=post,
        thread=post.thread,
        community=post.thread.community,
        revisions=post_queries.list_revisions(viewer, post.thread, post),
        changes=changes,
        **tools(),
    )


@blueprint.get("/posts/<int:post_id>/reactions")
def list_reactions(post_id: int) -> str:
    viewer = current.viewer()
    post = post_queries.get_post(viewer, post_id)
    return render_template(
        "discussions/list_reactions.html",
        post=post,
        thread=post.thread,
        community=post.thread.community,
        reactors=post_queries.list_reactors(viewer, post),
        **tools(),
    )


@blueprint.post("/posts/<int:post_id>/accept")
def accept_answer(post_id: int) -> Response:
    """`do` is accept or unaccept."""
    viewer = current.viewer()
    post = post_queries.get_post(viewer, post_id)
    if choice("accept", "unaccept") == "accept":
        answer_actions.accept_answer(viewer, post.thread, post)
    else:
        answer_actions.unaccept_answer(viewer, post.thread, post)
    return go_to(post_url(post.thread, post.number))


@blueprint.post("/posts/<int:post_id>/react")
@limits.limited("120 per minute")
def react(post_id: int) -> Response:
    """`on` or `off` names the reaction to leave or to take back."""
    viewer = current.viewer()
    post = post_queries.get_post(viewer, post_id)
    kind = request.form.get("on") or request.form.get("off") or ""
    if kind not in set(ReactionKind):
        raise Invalid("Choose one of the reactions offered.")
    post_actions.react(viewer, post.thread, post, ReactionKind(kind), is_on="on" in request.form)
    return go_to(post_url(post.thread, post.number))


@blueprint.post("/posts/<int:post_id>/hide")
def hide_post(post_id: int) -> Response:
    """`do` is hide or restore."""
    viewer = current.viewer()
    post = post_queries.get_post(viewer, post_id)
    hiding_actions.hide_post(viewer, post.thread, post, is_hidden=choice("hide", "restore") == "hide")
    return go_to(post_url(post.thread, post.number))
