"""Files dropped in the inbox folder: taken whole and once, refused in words, and nothing outside the folder touched."""

from __future__ import annotations

import os

import pytest

from lhs_community.foundation.database import db
from lhs_community.measures import inbox
from lhs_community.measures.models.measures import Measure
from lhs_community.measures.models.readings import Batch, Reading, Way
from tests.make.measures import figures
from tests.measures.test_bringing import workbook


@pytest.fixture
def folder(app, tmp_path, monkeypatch):
    place = tmp_path / "inbox"
    place.mkdir()
    monkeypatch.setitem(app.config, "INBOX_FOLDER", str(place))
    return place


@pytest.fixture
def measure_id(make_team, make_measure):
    team = make_team()
    measure = make_measure(team.lead, team.project_id, values=())
    db.session.commit()
    return measure.id


def look_twice():
    """As the worker does: a file is taken in the look after the first that found it."""
    box = inbox.Inbox()
    box.take_round()
    return box.take_round()


def names(place):
    return sorted(one.name for one in place.iterdir()) if place.exists() else []


def count(model):
    return db.session.query(model).count()


def test_a_dropped_file_is_taken_and_moved(folder, measure_id):
    name = f"measure-{measure_id}-march.csv"
    (folder / name).write_text(figures(5, 6, None), "utf-8")
    assert look_twice() == 1
    assert names(folder) == ["done", "refused"]
    assert names(folder / "done") == [name]
    batch = db.session.query(Batch).one()
    assert (batch.way, batch.file_name, batch.added_count, batch.added_by_id) == (Way.DROPPED, name, 3, None)
    assert inbox.check() == ""


def test_a_workbook_is_taken_too(folder, measure_id):
    content, _ = workbook(("A", [["date", "value"], ["2024-01-01", 5]]), ("-B", [["x"]]))
    (folder / f"MEASURE-{measure_id}-a.XLSX").write_bytes(content.getvalue())
    assert look_twice() == 1
    assert count(Reading) == 1


def test_a_file_that_still_grows_is_left_for_the_next_look(folder, measure_id):
    file = folder / f"measure-{measure_id}-march.csv"
    file.write_text("date,value\n2024-01-01,5\n", "utf-8")
    box = inbox.Inbox()
    assert box.take_round() == 0
    with file.open("a", encoding="utf-8") as more:
        more.write("2024-02-01,6\n")
    assert box.take_round() == 0
    assert box.take_round() == 1
    assert count(Reading) == 2


def test_whoever_is_stopped_before_the_file_is_moved_takes_nothing_twice(folder, measure_id, monkeypatch):
    (folder / f"measure-{measure_id}-march.csv").write_text(figures(5, 6), "utf-8")
    with monkeypatch.context() as stopped:
        stopped.setattr(os, "rename", _stop)
        with pytest.raises(KeyboardInterrupt):
            look_twice()
    assert (count(Batch), names(folder / "done")) == (1, [])
    assert look_twice() == 1
    assert (count(Batch), count(Reading)) == (1, 2)


def _stop(*_arguments, **_more):
    raise KeyboardInterrupt


def test_a_corrected_value_names_the_file_and_keeps_the_old_one(folder, measure_id):
    for values in ((5, 6), (5, 7)):
        (folder / f"measure-{measure_id}-march.csv").write_text(figures(*values), "utf-8")
        assert look_twice() == 1
    assert names(folder / "done") == [f"measure-{measure_id}-march.csv", f"measure-{measure_id}-march~2.csv"]
    assert count(Reading) == 3
    batch = db.session.query(Batch).order_by(Batch.id.desc()).first()
    assert (batch.corrected_count, f"measure-{measure_id}-march.csv" in batch.reason) == (1, True)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"date,value\n2024-01-01,5\n2024-02-01,x\n", "Row 3, cell B3: “x” is not a number"),
        (b"", "no rows"),
        (b"\x00\x01\x02", "text file"),
        (b"date,value,for\n2024-01-01,5,943 476 5919\n", "may identify a person: nhs_number"),
        (b"2024-01-01,5\n" * 20_000, "smaller than 200 kB"),
    ],
)
def test_what_is_wrong_stands_beside_the_refused_file(content, said, folder, measure_id):
    name = f"measure-{measure_id}-march.csv"
    (folder / name).write_bytes(content)
    assert look_twice() == 1
    assert names(folder / "refused") == [name, f"{name}.txt"]
    told = (folder / "refused" / f"{name}.txt").read_text("utf-8")
    assert told.startswith("Nothing of this file was saved.")
    assert said in told
    assert "5919" not in told
    assert count(Reading) == 0
    assert "1 dropped files were refused" in inbox.check()


def test_a_measure_that_is_not_there_is_told(folder, measure_id):
    (folder / "measure-987654-march.csv").write_text(figures(5), "utf-8")
    assert look_twice() == 1
    assert "There is no measure 987654" in (folder / "refused" / "measure-987654-march.csv.txt").read_text("utf-8")


def test_links_are_not_followed_and_other_files_are_left_alone(folder, measure_id, tmp_path):
    outside = tmp_path / "outside.csv"
    outside.write_text(figures(5, 6), "utf-8")
    (folder / f"measure-{measure_id}-link.csv").symlink_to(outside)
    (folder / f"measure-{measure_id}-hard.csv").hardlink_to(outside)
    os.mkfifo(folder / f"measure-{measure_id}-pipe.csv")
    (folder / f"measure-{measure_id}-folder.csv").mkdir()
    (folder / "notes.csv").write_text(figures(5), "utf-8")
    (folder / f"measure-{measure_id}-notes.txt").write_text(figures(5), "utf-8")
    assert look_twice() == 4
    assert count(Reading) == 0
    assert outside.read_text("utf-8") == figures(5, 6)
    assert names(folder) == ["done", f"measure-{measure_id}-notes.txt", "notes.csv", "refused"]


def test_nothing_is_moved_through_a_folder_that_is_a_link(folder, measure_id, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (folder / "done").symlink_to(tmp_path / "elsewhere")
    (folder / f"measure-{measure_id}-march.csv").write_text(figures(5), "utf-8")
    with pytest.raises(OSError, match="done"):
        look_twice()
    assert names(tmp_path / "elsewhere") == []


def test_it_is_off_unless_a_folder_is_named_and_says_when_there_is_none(app, monkeypatch, tmp_path):
    monkeypatch.setitem(app.config, "INBOX_FOLDER", "")
    assert (look_twice(), inbox.check()) == (0, "")
    monkeypatch.setitem(app.config, "INBOX_FOLDER", str(tmp_path / "nowhere"))
    assert "names no folder" in inbox.check()


def test_a_file_that_waits_for_long_is_told_to_the_operator(folder, measure_id):
    file = folder / f"measure-{measure_id}-march.csv"
    file.write_text(figures(5), "utf-8")
    os.utime(file, (1, 1))
    assert "waited for an hour" in inbox.check()


def test_a_fault_leaves_the_file_for_the_next_round(folder, measure_id, monkeypatch):
    file = folder / f"measure-{measure_id}-march.csv"
    file.write_text(figures(5), "utf-8")
    with monkeypatch.context() as away:
        away.setattr(db.session, "get", _fail)
        assert look_twice() == 0
    assert file.exists()
    assert look_twice() == 1
    assert db.session.query(Measure).count() == 1


def _fail(*_arguments):
    raise TimeoutError("the database is away")
