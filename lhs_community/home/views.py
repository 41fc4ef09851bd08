"""The start page and help."""

from __future__ import annotations

from typing import NamedTuple

from flask import Blueprint, render_template

from lhs_community.accounts import current
from lhs_community.foundation.errors import NotThere
from lhs_community.foundation.web.access import public
from lhs_community.home import queries

blueprint = Blueprint("home", __name__)


class HelpPage(NamedTuple):
    slug: str
    title: str


# In the order of the menu; the slug is the address and the template.
HELP_PAGES = (
    HelpPage("", "Help"),
    HelpPage("getting-started", "Getting started"),
    HelpPage("asking", "Asking a good question"),
    HelpPage("formatting", "Writing: formatting, quotes, mentions, drafts"),
    HelpPage("without-your-name", "Posting without your name"),
    HelpPage("keeping-up", "Keeping up: new, followed, bookmarked"),
    HelpPage("rooms-and-direct-talk", "Rooms, direct talk and protected time"),
    HelpPage("talk-to-learning", "From talk to learning"),
    HelpPage("messages", "Chat: what can be done with a message"),
    HelpPage("what-not-to-post", "What must never be posted"),
    HelpPage("convenors", "For convenors"),
    HelpPage("meetings", "Meetings"),
    HelpPage("finding-people", "Finding people"),
    HelpPage("projects", "Projects and PDSA cycles"),
    HelpPage("charts", "Reading a chart"),
    HelpPage("figures", "Bringing figures"),
    HelpPage("write-ups", "Reports and write-ups"),
    HelpPage("programmes", "Programmes and shared measures"),
    HelpPage("lessons", "Lessons and adoption"),
    HelpPage("conduct", "About and conduct"),
    HelpPage("privacy", "Privacy and cookies"),
    HelpPage("accessibility", "Accessibility statement"),
)


@blueprint.get("/")
@public
def show_home() -> str:
    viewer = current.viewer()
    if viewer.is_guest:
        return render_template("home/_welcome.html", communities=queries.other_communities(viewer))
    mine = queries.my_communities(viewer)
    others = () if len(mine) > 3 else queries.other_communities(viewer)
    return render_template("home/show_home.html", communities=mine, other_communities=others)


@blueprint.get("/help/", defaults={"slug": ""})
@blueprint.get("/help/<slug>")
@public
def show_help(slug: str) -> str:
    if slug not in {page.slug for page in HELP_PAGES}:
        raise NotThere("There is no help page of that name.")
    return render_template(f"help/{slug or 'index'}.html", help_pages=HELP_PAGES, slug=slug)
