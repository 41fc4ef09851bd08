"""Lists of people to invite: what is read, what is refused by row and cell, what is sent and once."""

from __future__ import annotations

import io
import re
import time
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from lhs_community.accounts.models import Person
from lhs_community.communities import sheet
from lhs_community.communities.actions.invitations import (
    Guest,
    Terms,
    check_list,
    invite,
    register_by_invitation,
    resend_invitation,
    send_list,
    sweep_lists,
)
from lhs_community.communities.actions.members import leave_community
from lhs_community.communities.models import Invitation, InvitationList, Visibility
from lhs_community.communities.queries.invitation_lists import check_lines, get_list
from lhs_community.communities.queries.invitations import list_invitations, page_invitations
from lhs_community.communities.queries.members import viewer_for
from lhs_community.foundation import clock
from lhs_community.foundation.bus import EventRow
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Invalid, NotThere, Refused
from lhs_community.foundation.mail import Letter
from lhs_community.safety.guard import Consent
from tests.make.people import PASSWORD

TERMS = Terms(days=7, link="http://x/TOKEN")


def letters() -> list[str]:
    return list(db.session.scalars(select(Letter.text).order_by(Letter.id)))


def token_in(text: str) -> str:
    return re.search(r"http://x/(\S+)", text).group(1)


@pytest.fixture
def place(make_community, make_member):
    community = make_community(visibility=Visibility.PRIVATE)
    return community, make_member(community, "convenor")


@pytest.mark.parametrize(
    "typed",
    [
        "a@demo.example, Ada, member, Hello",
        "email;name;role;note\na@demo.example;Ada;Member;Hello",
        "Note\tRole\tName\tE-mail address\nHello\tmember\tAda\ta@demo.example\n",
        "\ufeffemail,shoe size,name,note\r\na@demo.example,38,Ada,Hello\r\n\r\n",
        'a@demo.example,"Ada",,"Hello"',
    ],
)
def test_columns_are_known_by_heading_or_by_order(typed):
    (line,) = sheet.read(typed)
    assert (line.email, line.name, line.note) == ("a@demo.example", "Ada", "Hello")
    assert line.role.casefold() in ("", "member")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Paste a list"),
        ("email,name\n", "no addresses"),
        ('a@demo.example,"Ada', "quotation mark"),
        ("\n".join(["a@demo.example"] * 5001), "at most 5,000"),
        ("a\0b", "no list"),
    ],
)
def test_what_is_no_list_is_refused_in_words(typed, said):
    with pytest.raises(Invalid, match=said):
        sheet.read(typed)


@pytest.mark.parametrize("content", [b"PK\x03\x04zip", b"\xd0\xcf\x11\xe0", b"a\0b", b"x" * 2_000_001])
def test_a_workbook_or_a_picture_is_no_csv(content):
    with pytest.raises(Invalid, match="CSV"):
        sheet.decode(content)


def test_each_problem_is_named_by_row_and_cell(place, make_person, make_member):
    community, convenor = place
    member, left, closed = make_member(community), make_member(community), make_person()
    leave_community(left, community)
    closed.is_disabled = True
    email = {viewer.id: db.session.get_one(Person, viewer.id).email for viewer in (member, left)}
    invite(convenor, community, Guest("asked@demo.example"), TERMS)
    typed = "\n".join(
        [
            "email,name,role,note",
            "good@demo.example,Good",
            "no address,Bad",
            ",Empty",
            "GOOD@demo.example,Twice",
            email[member.id],
            email[left.id],
            closed.email,
            "asked@demo.example",
            "role@demo.example,,king,",
            f"long@demo.example,{'n' * 121},,{'x' * 501}",
            "said@demo.example,,,NHS number 943 476 5919",
        ]
    )
    kept = check_list(convenor, community, typed, "", is_external=False)
    checked = check_lines(convenor, community, kept)
    assert [line.email for line in checked.good] == ["good@demo.example"]
    found = [(problem.row, problem.cell, problem.message.split(":")[0]) for problem in checked.problems]
    assert found == [
        (3, "E-mail address", "is no e-mail address such as name@example.org"),
        (4, "E-mail address", "is empty"),
        (5, "E-mail address", "stands in row 2 already"),
        (6, "E-mail address", "is a member already"),
        (7, "E-mail address", "has left this community"),
        (8, "E-mail address", "has an account that is closed"),
        (9, "E-mail address", "is invited already"),
        (10, "Role", "is neither member nor convenor"),
        (11, "Name", "is longer than 120 characters"),
        (11, "Note", "is longer than 500 characters"),
        (12, "Note", "may identify a person"),
    ]
    assert len(letters()) == 1, "nothing is sent by checking"


def test_a_list_is_sent_once_and_lets_people_in(place):
    community, convenor = place
    kept = check_list(convenor, community, "a@demo.example,Ada\nb@demo.example", "Come and see", is_external=True)
    assert send_list(convenor, community, kept, TERMS) == 2
    first, second = letters()
    assert "Hello Ada," in first
    assert "Come and see" in second
    person = register_by_invitation(
        token_in(first), name="Ada Lovell", password=PASSWORD, kind="clinician", role_title="", consent=Consent()
    )
    assert viewer_for(person.id).roles == {community.id: "member"}
    assert viewer_for(person.id).is_external
    with pytest.raises(NotThere):
        get_list(convenor, community, kept.id)


def test_only_who_made_a_list_and_still_convenes_sees_it(place, make_member):
    community, convenor = place
    kept = check_list(convenor, community, "a@demo.example", "", is_external=False)
    with pytest.raises(NotThere):
        get_list(make_member(community, "convenor"), community, kept.id)
    for other in (make_member(community), make_member()):
        with pytest.raises((Refused, NotThere)):
            get_list(other, community, kept.id)
        with pytest.raises((Refused, NotThere)):
            check_list(other, community, "a@demo.example", "", is_external=False)


def test_a_note_that_identifies_somebody_is_held(place):
    community, convenor = place
    with pytest.raises(Invalid):
        check_list(convenor, community, "a@demo.example", "About NHS number 943 476 5919", is_external=False)
    with pytest.raises(Invalid):
        invite(convenor, community, Guest("a@demo.example", note="NHS number 943 476 5919"), TERMS)


def test_sending_again_makes_a_new_link_and_voids_the_old(place):
    community, convenor = place
    invitation = invite(convenor, community, Guest("a@demo.example"), TERMS)
    with pytest.raises(Invalid, match="last hour"):
        resend_invitation(convenor, community, invitation, TERMS)
    with clock.at(clock.now() + timedelta(days=8)):
        assert page_invitations(convenor, community).invitations == []
        assert page_invitations(convenor, community, expired=True).expired_count == 1
        resend_invitation(convenor, community, invitation, TERMS)
        assert page_invitations(convenor, community).open_count == 1
        old, new = map(token_in, letters())
        for token, works in ((old, False), (new, True)):
            try:
                register_by_invitation(
                    token, name="Ada Lovell", password=PASSWORD, kind="clinician", role_title="", consent=Consent()
                )
                assert works
            except Invalid:
                assert not works


def test_tokens_stand_nowhere_but_in_the_letter(place, client, sign_in):
    community, convenor = place
    kept = check_list(convenor, community, "a@demo.example,Ada", "", is_external=False)
    send_list(convenor, community, kept, TERMS)
    token = token_in(letters()[0])
    sign_in(client, db.session.get_one(Person, convenor.id))
    for address in ("members", "invitations", "invitations?show=expired"):
        assert token not in client.get(f"/c/{community.slug}/{address}").text
    assert not any(token in str(row.payload) for row in db.session.scalars(select(EventRow)))
    assert token not in db.session.scalars(select(Invitation)).one().token_hash


def test_lists_that_nobody_sent_are_swept(place):
    community, convenor = place
    check_list(convenor, community, "a@demo.example", "", is_external=False)
    with clock.at(clock.now() + timedelta(days=2)):
        sweep_lists()
    assert db.session.scalar(select(func.count()).select_from(InvitationList)) == 0


def test_five_thousand_are_checked_and_sent_in_a_breath(place, count_queries):
    community, convenor = place
    typed = "\n".join(f"person{number}@many.example,Person {number}" for number in range(5000))
    began = time.process_time()
    kept = check_list(convenor, community, typed, "", is_external=False)
    db.session.flush()
    with count_queries(at_most=15):
        assert len(check_lines(convenor, community, kept).good) == 5000
    assert send_list(convenor, community, kept, TERMS) == 5000
    assert time.process_time() - began < 15
    assert db.session.scalar(select(func.count()).select_from(Letter)) == 5000


def test_a_file_is_checked_shown_and_sent_by_pressing_once(place, client, sign_in):
    community, convenor = place
    sign_in(client, db.session.get_one(Person, convenor.id))
    content = b"email,name\na@demo.example,Ada\nnonsense,Bad\n"
    address = f"/c/{community.slug}/invitations/list"
    answer = client.post(address, data={"file": (io.BytesIO(content), "people.csv"), "submission_token": "one"})
    assert answer.status_code == 303
    page = client.get(answer.location)
    assert "<b>1</b> person can be invited" in page.text
    assert "is no e-mail address" in page.text
    assert letters() == []
    for _ in range(2):
        sent = client.post(answer.location, data={"submission_token": "two"})
        assert sent.status_code == 303
    assert len(letters()) == 1
    assert [one.email for one in list_invitations(convenor, community)] == ["a@demo.example"]


def test_a_list_that_cannot_be_read_comes_back_with_what_was_typed(place, client, sign_in):
    community, convenor = place
    sign_in(client, db.session.get_one(Person, convenor.id))
    address = f"/c/{community.slug}/invitations/list"
    answer = client.post(address, data={"typed": 'a@demo.example,"Ada', "note": "Come"})
    assert answer.status_code == 422
    assert "quotation mark" in answer.text
    assert "Come" in answer.text
    too_long = client.post(address, data={"typed": "a@demo.example", "note": "x" * 501})
    assert too_long.status_code == 422
