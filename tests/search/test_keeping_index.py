"""One writer, readers meanwhile, a rebuild beside the live index, and an index that is broken or of another version."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from lhs_community.foundation.refs import Ref
from lhs_community.search.index import SearchQuery
from lhs_community.search.whoosh_index.engine import WhooshIndex
from tests.make.search import make_document

MakeIndex = Callable[..., WhooshIndex]


def total(index: WhooshIndex, typed: str) -> int:
    return index.search(SearchQuery(typed=typed, readable=None)).total


def test_the_same_again_changes_nothing(make_index: MakeIndex) -> None:
    index = make_index(make_document(1, "Falls"))
    index.apply([make_document(1, "Falls")])
    index.apply([make_document(1, "Falls"), make_document(1, "Falls")])
    assert index.state().documents == 1
    assert total(index, "falls") == 1


def test_a_change_replaces_and_a_removal_removes(make_index: MakeIndex) -> None:
    index = make_index(make_document(1, "Falls"), make_document(2, "Asthma"))
    index.apply([make_document(1, "Sepsis")], [Ref("lesson", 2), Ref("lesson", 99)])
    assert [total(index, word) for word in ("falls", "asthma", "sepsis")] == [0, 0, 1]
    assert set(index.refs()) == {Ref("lesson", 1)}
    index.apply(remove=[Ref("lesson", 1)])
    assert index.state().documents == 0


def test_what_is_removed_leaves_no_facet_and_no_suggestion(make_index: MakeIndex) -> None:
    index = make_index(make_document(1, "Thrombosis", facets={"topic": "Clots"}), make_document(2, "Asthma"))
    index.apply(remove=[Ref("lesson", 1)])
    results = index.search(SearchQuery(typed="thrombosiss", readable=None))
    assert results.did_you_mean == ""
    everything = index.search(SearchQuery(readable=None))
    assert "Clots" not in {value.value for facet in everything.facets for value in facet.values}


def test_another_process_sees_a_commit_at_once(make_index: MakeIndex, tmp_path: Path) -> None:
    index = make_index(make_document(1, "Falls"))
    other = WhooshIndex(tmp_path / "index")
    assert total(other, "falls") == 1
    index.apply([make_document(2, "More falls")])
    assert total(other, "falls") == 2


def test_reading_goes_on_while_somebody_writes(make_index: MakeIndex) -> None:
    index = make_index(*(make_document(n, f"Falls {n}") for n in range(20)))
    wrong: list[object] = []
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            try:
                results = index.search(SearchQuery(typed="falls", readable=None))
                if results.total < 20 or not results.hits[0].snippet and results.hits[0].ref.id < 0:
                    wrong.append(results.total)
            except Exception as error:  # the test's point is that there is none
                wrong.append(error)

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    for number in range(20, 50):
        index.apply([make_document(number, f"Falls {number}")])
    stop.set()
    for reader in readers:
        reader.join()
    assert not wrong
    assert total(index, "falls") == 50


def test_a_rebuild_is_seen_only_when_it_is_switched_to(make_index: MakeIndex) -> None:
    index = make_index(make_document(1, "Old"))
    rebuild = index.rebuild()
    rebuild.add([make_document(2, "New"), make_document(3, "New too")])
    assert (total(index, "old"), total(index, "new")) == (1, 0)
    index.apply([make_document(4, "Old meanwhile")])
    assert total(index, "old") == 2
    rebuild.switch(lambda: rebuild.apply([make_document(4, "Caught up")], [Ref("lesson", 3)]))
    assert (total(index, "old"), total(index, "new"), total(index, "caught")) == (0, 1, 1)
    assert index.state().is_filled


def test_an_abandoned_rebuild_leaves_nothing(make_index: MakeIndex, tmp_path: Path) -> None:
    index = make_index(make_document(1, "Old"))
    rebuild = index.rebuild()
    rebuild.add([make_document(2, "New")])
    rebuild.abandon()
    assert total(index, "old") == 1
    assert len([entry for entry in (tmp_path / "index").iterdir() if entry.is_dir()]) == 1


# Whoosh leaves the file open that it could not read.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning")
def test_a_broken_index_is_replaced_by_an_empty_one_that_says_so(make_index: MakeIndex, tmp_path: Path) -> None:
    index = make_index(make_document(1, "Falls"))
    index.rebuild().switch()
    index.apply([make_document(1, "Falls")])
    for file in (tmp_path / "index").glob("v*/*.seg"):
        file.write_bytes(b"nonsense")
    again = WhooshIndex(tmp_path / "index")
    assert again.check() is False
    assert (again.state().documents, again.state().is_filled) == (0, False)
    again.apply([make_document(2, "Works again")])
    assert total(again, "works") == 1
    assert again.check() is True


def test_an_index_of_another_version_is_made_anew(make_index: MakeIndex, tmp_path: Path) -> None:
    make_index(make_document(1, "Falls"))
    folder = next((tmp_path / "index").glob("v*"))
    folder.rename(folder.with_name("v0-00000000"))
    (tmp_path / "index" / "current").write_text("v0-00000000")
    assert WhooshIndex(tmp_path / "index").state() == (0, False, *WhooshIndex(tmp_path / "index").state()[2:])
    assert not (tmp_path / "index" / "v0-00000000").exists()


def test_a_killed_writer_loses_nothing_that_was_committed(tmp_path: Path) -> None:
    program = """
import sys
from pathlib import Path

import pytest
from lhs_community.search.whoosh_index.engine import WhooshIndex
from tests.make.search import make_document
index = WhooshIndex(Path(sys.argv[1]))
for number in range(1000):
    index.apply([make_document(number, f"Falls {number}")])
    print(number, flush=True)
"""
    root = Path(__file__).parents[2]
    for last in (3, 8):
        writer = subprocess.Popen(
            [sys.executable, "-c", program, str(tmp_path)], cwd=root, stdout=subprocess.PIPE, text=True,
            env=os.environ | {"PYTHONPATH": str(root)},
        )  # fmt: skip
        assert writer.stdout is not None
        done = -1
        while done < last:
            done = int(writer.stdout.readline())
        writer.send_signal(signal.SIGKILL)
        writer.wait()
        writer.stdout.close()
        index = WhooshIndex(tmp_path)
        assert index.check()
        assert total(index, "falls") >= done + 1
        index.apply([make_document(5000 + last, "After")])
        assert total(index, "after") >= 1
