"""Who may do what with files. The right to read one is that of the thing it hangs on: its card, asked each time.

hold    everybody signed in, for themselves; nobody else sees a held file
claim   whoever may write the thing: its own action has asked
remove  who sent it or wrote the thing, and the convenors of the community where the thing stands
"""

from __future__ import annotations

from lhs_community.accounts.viewer import Viewer
from lhs_community.files.models import Attachment
from lhs_community.foundation.errors import Refused


def may_remove(actor: Viewer, attachment: Attachment, community_id: int | None, *, is_author: bool = False) -> bool:
    """`is_author`: the thing is theirs to change, also where it does not say so."""
    if actor.is_guest or attachment.is_removed:
        return False
    if is_author or attachment.uploader_id == actor.id:
        return True
    return community_id is not None and community_id in actor.convenes


def require_remove(
    actor: Viewer, attachment: Attachment, community_id: int | None, *, is_author: bool = False
) -> None:
    if not may_remove(actor, attachment, community_id, is_author=is_author):
        raise Refused("Only whoever attached a file, or a convenor, can remove it.")
