"""The gate each action puts people's text through before it is kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from lhs_community.foundation.bus import record
from lhs_community.foundation.errors import Invalid
from lhs_community.safety import masks
from lhs_community.safety.check import check_text
from lhs_community.safety.detectors.own_words import find_own_words
from lhs_community.safety.events import GuardOverridden
from lhs_community.safety.findings import Finding, Report, Tier, Verdict, settle
from lhs_community.safety.held import Held

SHORTEST_REASON = 10
_allow_test_numbers = False


class Actor(Protocol):
    """Who is writing; the viewer of the layer above satisfies it."""

    @property
    def id(self) -> int | None: ...
    @property
    def is_ig_lead(self) -> bool: ...


@dataclass(frozen=True)
class Consent:
    """What the author answered to an earlier report; only an information-governance lead's reason counts."""

    confirmed: bool = False
    override_reason: str = ""


NO_CONSENT = Consent()


def allow_test_numbers(allow: bool) -> None:
    """LHS_GUARD_ALLOW_TEST_NUMBERS: whether 999 numbers, which are issued to nobody, may pass."""
    global _allow_test_numbers
    _allow_test_numbers = allow


def check(text: str) -> Report:
    """What a text holds that may identify a person."""
    return check_text(text, allow_test_numbers=_allow_test_numbers)


def mask(text: str, findings: tuple[Finding, ...]) -> str:
    """The text with what was found replaced by words such as [NHS number removed]."""
    return masks.mask(text, findings)


def require_clear(
    actor: Actor, texts: Mapping[str, str], consent: Consent = NO_CONSENT, own_words: Sequence[str] = ()
) -> None:
    """Raises Held unless nothing asks for attention, or the actor may and did let it pass.

    `own_words`: the actor's name and what else would show who wrote a text that is to bear no name.
    """
    reports = {name: _check_with(text, own_words) for name, text in texts.items() if text}
    blocked = {name: report for name, report in reports.items() if report.verdict is Verdict.BLOCK}
    if blocked and _may_override(actor, consent):
        kinds = {f.kind for report in blocked.values() for f in report.findings if f.tier is Tier.BLOCK}
        # The thing that the text becomes part of may not exist yet, so the event is about its author.
        record(
            GuardOverridden(
                actor_id=actor.id, subject_kind="person", subject_id=actor.id or 0, kinds=tuple(sorted(kinds))
            )
        )
        return
    held = {
        name: report
        for name, report in reports.items()
        if name in blocked or (report.verdict is Verdict.WARN and not consent.confirmed)
    }
    if held:
        raise Held(_words(held, blocked=bool(blocked)), held, texts, may_override=actor.is_ig_lead)


def _check_with(text: str, own_words: Sequence[str]) -> Report:
    report = check(text)
    return Report(settle([*report.findings, *find_own_words(text, own_words)])) if own_words else report


def _may_override(actor: Actor, consent: Consent) -> bool:
    reason = consent.override_reason.strip()
    if not actor.is_ig_lead or not reason:
        return False
    if len(reason) < SHORTEST_REASON or check(reason).verdict in (Verdict.BLOCK, Verdict.WARN):
        raise Invalid(
            f"Give a reason of at least {SHORTEST_REASON} characters that itself names no person.",
            field="guard_reason",
        )
    return True


def _words(held: Mapping[str, Report], *, blocked: bool) -> str:
    tier = Tier.BLOCK if blocked else Tier.WARN
    kinds = dict.fromkeys(f.kind for report in held.values() for f in report.findings if f.tier is tier)
    what = _listed([_with_article(masks.label(kind)) for kind in kinds])
    if blocked:
        return f"This seems to hold {what}. Take it out, or use the mask offered, before you post."
    return f"This may hold {what}. Take it out, or confirm that it is not about an identifiable person."


def _with_article(name: str) -> str:
    # Said aloud: "an NHS number", "an NMC PIN".
    return f"{'an' if name[0] in 'aei' or name.startswith(('NHS', 'NMC')) else 'a'} {name}"


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
