"""A list of people to invite, checked against who is here already; nothing is sent by reading it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from sqlalchemy import select

from lhs_community.accounts.actions import clean_email
from lhs_community.accounts.models import Person
from lhs_community.accounts.viewer import Viewer
from lhs_community.communities import policy, sheet
from lhs_community.communities.models import Community, Invitation, InvitationList, Membership
from lhs_community.foundation import clock
from lhs_community.foundation.bus import EventRow
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Invalid, NotThere
from lhs_community.safety.findings import Verdict
from lhs_community.safety.guard import check

IN_ONE_STATEMENT = 1_000


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, with the row and cell it stands in, and what was typed there."""

    row: int
    cell: str
    typed: str
    message: str


@dataclass(frozen=True, slots=True)
class Checked:
    good: Sequence[sheet.Line]
    problems: Sequence[Problem]


def get_list(viewer: Viewer, community: Community, list_id: int) -> InvitationList:
    """Only its maker, while they convene, sees a list. Raises NotThere."""
    policy.require_convene(viewer, community)
    kept = db.session.get(InvitationList, list_id)
    if kept is None or kept.community_id != community.id or kept.made_by_id != viewer.id:
        raise NotThere("This list has been sent, or has waited for more than a day. Upload it again.")
    return kept


def check_lines(viewer: Viewer, community: Community, kept: InvitationList) -> Checked:
    """Who of the list can be invited now, and every problem by row and cell. Three statements a thousand lines."""
    policy.require_convene(viewer, community)
    lines = [sheet.Line(*cells) for cells in kept.lines["lines"]]
    known = _Known(community, (address for line in lines if (address := _address(line.email))))
    seen: dict[str, int] = {}
    good, problems = [], []
    for line in lines:
        address = _address(line.email)
        found = list(_wrong_cells(line, address)) or list(_wrong_person(line, address, seen, known))
        seen.setdefault(address, line.row)
        problems += found
        if not found:
            good.append(replace(line, email=address, role=sheet.ROLES[line.role.casefold()]))
    return Checked(good, problems)


@lru_cache(maxsize=20_000)
def _address(typed: str) -> str:
    """As stored; "" for what is none."""
    try:
        return clean_email(typed) if typed and len(typed) <= sheet.EMAIL_LENGTH else ""
    except Invalid:
        return ""


def _wrong_cells(line: sheet.Line, address: str) -> Iterator[Problem]:
    def problem(column: str, message: str) -> Problem:
        return Problem(line.row, sheet.LABELS[column], getattr(line, column)[:120], message)

    if not address:
        yield problem("email", "is no e-mail address such as name@example.org" if line.email else "is empty")
    if len(line.name) > sheet.NAME_LENGTH:
        yield problem("name", f"is longer than {sheet.NAME_LENGTH} characters")
    if line.role.casefold() not in sheet.ROLES:
        yield problem("role", "is neither member nor convenor")
    if len(line.note) > sheet.NOTE_LENGTH:
        yield problem("note", f"is longer than {sheet.NOTE_LENGTH} characters")
    elif _may_identify(line.note):
        yield problem("note", "may identify a person: take that out")


@lru_cache(maxsize=512)
def _may_identify(note: str) -> bool:
    return bool(note) and check(note).verdict in (Verdict.BLOCK, Verdict.WARN)


def _wrong_person(line: sheet.Line, address: str, seen: dict[str, int], known: _Known) -> Iterator[Problem]:
    message = ""
    if address in seen:
        message = f"stands in row {seen[address]} already"
    elif address in known.members:
        message = "is a member already"
    elif address in known.disabled:
        message = "has an account that is closed"
    elif address in known.left:
        message = "has left this community: ask them first, then invite them by themselves"
    elif address in known.invited:
        message = "is invited already: send that invitation again from the list of open invitations"
    if message:
        yield Problem(line.row, sheet.LABELS["email"], line.email[:120], message)


class _Known:
    """Which of the addresses belong to members, to people who left, to closed accounts, or are invited."""

    def __init__(self, community: Community, addresses: Iterable[str]) -> None:
        self.members: set[str] = set()
        self.disabled: set[str] = set()
        self.left: set[str] = set()
        self.invited: set[str] = set()
        wanted = sorted(set(addresses))
        gone = _who_left(community.id)
        for start in range(0, len(wanted), IN_ONE_STATEMENT):
            self._look_up(community.id, wanted[start : start + IN_ONE_STATEMENT], gone)

    def _look_up(self, community_id: int, some: Sequence[str], gone: frozenset[int]) -> None:
        people = db.session.execute(
            select(Person.id, Person.email, Person.is_disabled, Membership.id.is_not(None))
            .outerjoin(Membership, (Membership.person_id == Person.id) & (Membership.community_id == community_id))
            .where(Person.email.in_(some))
        )
        for person_id, email, is_disabled, is_member in people:
            if is_member:
                self.members.add(email)
            elif is_disabled:
                self.disabled.add(email)
            elif person_id in gone:
                self.left.add(email)
        self.invited.update(
            db.session.scalars(
                select(Invitation.email).where(
                    Invitation.email.in_(some),
                    Invitation.community_id == community_id,
                    Invitation.expires_at > clock.now(),
                )
            )
        )


def _who_left(community_id: int) -> frozenset[int]:
    """From the log: memberships of people who left are gone."""
    payloads = db.session.scalars(
        select(EventRow.payload).where(
            EventRow.subject_kind == "community",
            EventRow.subject_id == community_id,
            EventRow.name == "communities.member_left",
        )
    )
    return frozenset(payload["person_id"] for payload in payloads)
