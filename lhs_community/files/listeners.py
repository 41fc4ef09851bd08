"""Takes from the disk what was removed: after the commit, and again if that failed."""

from __future__ import annotations

from lhs_community.files import store
from lhs_community.files.models import Attachment
from lhs_community.foundation.bus import StoredEvent
from lhs_community.foundation.database import db


def erase(happened: StoredEvent) -> None:
    attachment = db.session.get(Attachment, happened.payload["attachment_id"])
    if attachment is not None and attachment.is_removed:
        store.erase(attachment.stored_as)
