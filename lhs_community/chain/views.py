"""The learning story of anything."""

from __future__ import annotations

from flask import Blueprint, render_template

from lhs_community.accounts import current
from lhs_community.chain import queries
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.web.access import public

blueprint = Blueprint("chain", __name__)


@blueprint.get("/story/<kind>/<int:subject_id>")
@public
def show_story(kind: str, subject_id: int) -> str:
    return render_template("chain/show_story.html", story=queries.story(current.viewer(), Ref(kind, subject_id)))
