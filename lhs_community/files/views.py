"""A file for who may read the thing it hangs on, and taking it away."""

from __future__ import annotations

from flask import Blueprint, Response, flash, request, send_file

from lhs_community.accounts import current
from lhs_community.files import actions, queries, store
from lhs_community.files.queries import Found
from lhs_community.foundation import limits
from lhs_community.foundation.errors import NotThere
from lhs_community.foundation.web.access import go_to, public

blueprint = Blueprint("files", __name__)
# Whatever a file holds, opened by itself it can load nothing, run nothing and send nothing.
POLICY = "default-src 'none'; sandbox"


@blueprint.get("/files/<file_key>/<file_name>")
@public
def show_file(file_key: str, file_name: str) -> Response:
    """`?small=1`: the little picture."""
    found = queries.get_attachment(current.viewer(), file_key)
    if file_name != found.attachment.name:
        raise NotThere
    return _answer(found, is_small="small" in request.args and found.attachment.is_picture)


def _answer(found: Found, *, is_small: bool) -> Response:
    attachment = found.attachment
    path = store.path_of(attachment.stored_as, is_small=is_small)
    if not path.is_file():
        raise NotThere
    response = send_file(
        path,
        mimetype=attachment.media_type,
        as_attachment=not attachment.is_picture,  # only what we drew ourselves is opened in place
        download_name=attachment.name,
        etag=attachment.sha256[:32] + ("-small" if is_small else ""),
        last_modified=attachment.created_at,
    )
    response.headers["Content-Security-Policy"] = POLICY
    # In an open community a browser may keep it, yet asks each time whether it still may show it.
    response.headers["Cache-Control"] = "private, no-cache" if found.is_open else "private, no-store"
    return response


@blueprint.post("/files/<file_key>/remove")
@limits.limited("120 per hour")
def remove_attachment(file_key: str) -> Response:
    viewer = current.viewer()
    found = queries.get_attachment(viewer, file_key)
    actions.remove_attachment(viewer, found)
    flash("The file has been removed.", "success")
    return go_to(found.card.url if found.card else "/")
