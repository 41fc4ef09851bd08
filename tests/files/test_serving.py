"""Who gets a file, how it is handed out, and that removing it takes it from everywhere."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from lhs_community.communities.models import Visibility
from lhs_community.discussions.actions import hiding as hiding_actions
from lhs_community.files import actions, intake, keeping, policy, queries, store
from lhs_community.files.actions import Chosen
from lhs_community.files.intake import Sent
from lhs_community.files.models import Attachment
from lhs_community.foundation import clock, health
from lhs_community.foundation.bus import EventRow
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Invalid, NotThere, Refused
from lhs_community.foundation.refs import Ref
from tests.make import files as made
from tests.make.files import CSV, post_ref

NAMES = Path(__file__).parents[1] / "data" / "bad" / "upload_filenames_own.json"


@pytest.fixture
def scene(make_community, make_member, make_thread, attach):
    """A private community: its thread, the author of a reply with a table, the reply and the file."""
    community = make_community(visibility=Visibility.PRIVATE)
    author = make_member(community)
    thread = make_thread(community)
    post, file = attach(author, thread)
    db.session.commit()
    return community, thread, author, post, file


def test_a_file_is_for_who_may_read_its_post_and_for_nobody_else(client, app, as_viewer, make_member, scene):
    community, _, author, _, file = scene
    for reader, status in ((author, 200), (make_member(community), 200), (make_member(), 404)):
        as_viewer(client, reader)
        assert client.get(file.url, check=False).status_code == status
        assert client.get(f"{file.url}?small=1", check=False).status_code == status
    assert app.test_client().get(file.url, check=False).status_code == 404


def test_a_guest_reads_the_files_of_an_open_community(client, make_community, make_member, make_thread, attach):
    community = make_community()
    _, file = attach(make_member(community), make_thread(community), "chart.png", made.picture())
    answer = client.get(file.url)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert client.get(file.url, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("falls.csv", CSV, "text/csv"),
        ("leaflet.pdf", made.pdf(), "application/pdf"),
        ("chart.png", made.picture(), "image/webp"),
    ],
)
def test_whatever_it_is_a_browser_can_do_nothing_with_it(client, as_viewer, scene, attach, name, content, media_type):
    _, thread, author, _, _ = scene
    _, file = attach(author, thread, name, content)
    as_viewer(client, author)
    headers = client.get(file.url).headers
    assert headers["Content-Type"].partition(";")[0] == media_type
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert headers["Cache-Control"] == "private, no-store"
    is_ours = media_type == "image/webp"
    assert headers["Content-Disposition"].startswith("inline" if is_ours else "attachment")
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_losing_the_right_to_read_takes_effect_at_once(client, as_viewer, make_member, scene):
    community, thread, author, post, file = scene
    as_viewer(client, author)
    convenor = make_member(community, "convenor")
    hiding_actions.hide_post(convenor, thread, post, is_hidden=True)
    assert client.get(file.url, check=False).status_code == 404
    assert "falls.csv" not in client.get(f"/threads/{thread.id}").text
    hiding_actions.hide_post(convenor, thread, post, is_hidden=False)
    assert client.get(file.url).status_code == 200
    hiding_actions.hide_thread(convenor, thread, is_hidden=True)
    assert client.get(file.url, check=False).status_code == 404


def test_names_that_would_leave_the_folder_lead_nowhere(client, as_viewer, scene):
    _, _, author, _, file = scene
    as_viewer(client, author)
    for name in [*json.loads(NAMES.read_text("utf-8")), "other.csv", "%2e%2e%2fsecret-key", "....//", "falls.csv/"]:
        for address in (f"/files/{file.key}/{name}", f"/files/{name}/falls.csv", f"/files/{name}", f"/files/../{name}"):
            answer = client.get(address.replace("?", "%3F").replace("#", "%23"), check=False)
            assert answer.status_code in (301, 308, 404, 400), address
            assert b"root:" not in answer.data


def test_what_lies_on_the_disk_has_a_name_that_no_page_tells(client, as_viewer, scene, app):
    _, thread, author, _, file = scene
    as_viewer(client, author)
    page = client.get(f"/threads/{thread.id}").text
    assert file.stored_as not in page
    assert client.get(f"/files/{file.stored_as}/{file.name}", check=False).status_code == 404
    assert (Path(app.config["DATA_FOLDER"]) / "uploads" / file.stored_as).stat().st_mode & 0o777 == 0o600


def test_an_author_removes_a_file_and_it_goes_from_the_disk(client, as_viewer, make_member, scene, deliver):
    community, thread, author, _, file = scene
    as_viewer(client, author)
    stored = store.path_of(file.stored_as)
    assert stored.is_file()
    assert f'action="/files/{file.key}/remove"' in client.get(f"/threads/{thread.id}").text
    done = client.post(f"/files/{file.key}/remove")
    assert done.status_code == 303
    assert client.get(file.url, check=False).status_code == 404
    as_viewer(client, make_member(community))
    page = client.get(f"/threads/{thread.id}").text
    assert "A table was removed by its author." in page
    assert "falls.csv" not in page
    deliver()
    assert not stored.exists()
    stored_event = db.session.query(EventRow).filter_by(name="files.file_removed").one()
    assert (stored_event.actor_id, stored_event.subject_kind) == (author.id, "post")
    left = db.session.get_one(Attachment, file.id)
    assert (left.name, left.words, left.table) == ("", "", {})


def test_a_convenor_removes_a_file_and_is_named(client, as_viewer, make_member, scene):
    community, thread, author, _, file = scene
    as_viewer(client, make_member(community, "convenor", name="Ada Okoro"))
    assert client.post(f"/files/{file.key}/remove").status_code == 303
    as_viewer(client, author)
    assert "A table was removed by Ada Okoro, a convenor." in client.get(f"/threads/{thread.id}").text


def test_who_may_remove_a_file(client, as_viewer, make_community, make_member, scene):
    community, _, author, _, file = scene
    convenor, elsewhere = make_member(community, "convenor"), make_member(make_community(), "convenor")
    allowed = {author.id, convenor.id}
    for person in (author, convenor, make_member(community), elsewhere):
        assert policy.may_remove(person, file, community.id) == (person.id in allowed)
    as_viewer(client, make_member(community))
    assert client.post(f"/files/{file.key}/remove").status_code == 403
    as_viewer(client, elsewhere)
    assert client.post(f"/files/{file.key}/remove").status_code == 404
    with pytest.raises(Refused):
        policy.require_remove(elsewhere, file, community.id)


def test_a_removed_file_is_undone_with_its_transaction(scene, deliver):
    _, _, author, _, file = scene
    stored = store.path_of(file.stored_as)
    actions.remove_attachment(author, queries.get_attachment(author, file.key))
    db.session.rollback()
    deliver()
    assert stored.is_file()


def test_a_held_file_is_only_for_who_sent_it_and_hangs_on_nothing(make_member, make_thread):
    sender = make_member()
    held = actions.hold_upload(sender, intake.prepare(Sent("falls.csv", CSV))).attachment
    assert queries.get_attachment(sender, held.key).card is None
    with pytest.raises(NotThere):
        queries.get_attachment(make_member(), held.key)
    with pytest.raises(NotThere):
        actions.remove_attachment(sender, queries.get_attachment(sender, held.key))
    with pytest.raises(NotThere):  # nor can it be hung on what its sender may not read
        actions.claim(sender, Ref("post", 999_999), Chosen([held.key]))
    thread = make_thread()
    with pytest.raises(Invalid, match="no longer here"):
        actions.claim(make_member(), Ref("thread", thread.id), Chosen([held.key]))


def test_the_sweep_takes_what_nobody_claimed_and_what_belongs_to_nothing(scene):
    _, _, author, _, file = scene
    held = actions.hold_upload(author, intake.prepare(Sent("spare.csv", CSV))).attachment
    stray = store.folder() / f"{'0' * 40}.part"
    stray.write_bytes(b"half")
    keeping.sweep()
    assert stray.exists()  # a request may still be writing
    with clock.at(clock.now() + timedelta(hours=25)):
        keeping.sweep()  # the row goes
        keeping.sweep()  # and then its file
    assert db.session.get(Attachment, held.id) is None
    assert not store.path_of(held.stored_as).exists()
    assert not stray.exists()
    assert store.path_of(file.stored_as).exists()


def test_files_cost_a_page_two_statements_however_many_there_are(scene, attach, make_community, count_queries):
    _, thread, author, post, _ = scene
    refs = [post_ref(post), *(post_ref(attach(author, thread)[0]) for _ in range(5))]
    db.session.commit()
    with count_queries(at_most=2):
        found = queries.attachments_of(author, refs)
    assert list(found) == refs


def test_nobody_learns_of_files_by_asking_for_things_they_may_not_read(scene, make_member):
    _, _, _, post, _ = scene
    assert queries.attachments_of(make_member(), [post_ref(post)]) == {}
    assert queries.count_attached(make_member(), post_ref(post)) == 0


def test_a_folder_that_is_no_folder_is_an_illness_that_the_doctor_names(app):
    folder = store.folder()
    features = app.extensions["lhs_features"]
    assert health.examine(features)["uploads"] == ("", False)
    folder.write_text("a file where the folder should be")
    try:
        assert "cannot be written" in health.examine(features)["uploads"][0]
    finally:
        folder.unlink()


def test_nothing_is_left_of_a_file_that_could_not_be_written(app, uploads, monkeypatch):
    monkeypatch.setattr(store.os, "replace", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    with pytest.raises(store.Unavailable, match="no room"):
        store.keep(b"x" * 100, b"y")
    assert uploads() == []
