"""A whole list at once."""

from __future__ import annotations

from lhs_community.accounts.viewer import Viewer
from lhs_community.foundation.bus import unrecorded
from lhs_community.foundation.errors import Invalid
from lhs_community.safety.guard import NO_CONSENT, Consent, require_clear
from lhs_community.topics import policy, queries, sheet
from lhs_community.topics.actions import curating
from lhs_community.topics.sheet import SheetRow


@unrecorded("each row is recorded by the action that takes it")
def import_topics(actor: Viewer, text: str, *, consent: Consent = NO_CONSENT) -> int:
    """All rows or none; how many. A topic that is there keeps its words, and gets those of its row besides."""
    policy.require_curate(actor)
    require_clear(actor, {"sheet": text}, consent)
    planned = queries.plan_import(actor, sheet.read(text))
    for one in planned:
        if one.problem:
            raise Invalid(f"Row {one.row.number}: {one.problem}", "sheet")
    for one in planned:
        try:
            _import(actor, one.row)
        except Invalid as refusal:
            raise Invalid(f"Row {one.row.number}: {refusal.message}", "sheet") from refusal
    return len(planned)


def _import(actor: Viewer, row: SheetRow) -> None:
    if queries.find_topic(actor, row.label) is None:
        curating.put_on_list(actor, row.label, row.description, row.synonyms)
        return
    topic = queries.get_topic(actor, row.label).topic
    words = [*topic.other_words, *row.synonyms]
    curating.reword(actor, topic, topic.label, row.description or topic.description, words)
