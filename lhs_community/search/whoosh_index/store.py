"""Where the index lies, and how it changes: one writer at a time, and a rebuild beside the live one.

The folder holds sub-folders with one Whoosh index each, and a file `current` that names the live one. A commit and a
switch are one atomic rename each, so a killed process leaves the state before or after, never between. An index that
is missing, of another version or broken is replaced by an empty one without the mark `filled`; the worker rebuilds it.
"""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex
from whoosh.util.filelock import FileLock, try_for

from lhs_community.foundation.refs import Ref
from lhs_community.search.index import SearchDocument
from lhs_community.search.whoosh_index.fields import VERSION, fields_of, schema

_LOCK_SECONDS = 30.0
_REBUILD_MEMORY_MB = 128
_BUILDING = "building"
_LONGEST_REBUILD_SECONDS = 86_400


# Whoosh's own types are too loose to check by.
Index = Any
Writer = Any


class Store:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._opened: tuple[str, Index] | None = None

    def live(self) -> Index:
        """The index in use now; made if there is none that can be used."""
        name = self._current()
        if not name:
            with self._locked():
                name = self._current() or self._make_live(self.make())
        if self._opened is None or self._opened[0] != name:
            self._opened = (name, self.open(name))
        return self._opened[1]

    def replace_broken(self) -> None:
        """Puts an empty index in the place of one that cannot be read."""
        with self._locked():
            self._opened = None
            self._make_live(self.make())

    def open(self, name: str) -> Index:
        return FileIndex(FileStorage(str(self.folder / name)), schema=schema())

    def make(self, *, is_rebuild: bool = False) -> str:
        name = f"v{VERSION}-{secrets.token_hex(4)}"
        (self.folder / name).mkdir(parents=True)
        if is_rebuild:
            (self.folder / name / _BUILDING).touch()
        FileIndex.create(FileStorage(str(self.folder / name)), schema())
        return name

    def make_live(self, name: str) -> None:
        with self._locked():
            self._make_live(name)

    def path(self) -> Path:
        self.live()
        return self.folder / self._current()

    def is_filled(self) -> bool:
        return (self.path() / "filled").exists()

    def size_bytes(self) -> int:
        return sum(file.stat().st_size for file in self.path().iterdir() if file.is_file())

    def made_at(self) -> datetime | None:
        with suppress(OSError):
            return datetime.fromtimestamp((self.folder / "current").stat().st_mtime, UTC)
        return None

    def remove(self, name: str) -> None:
        shutil.rmtree(self.folder / name, ignore_errors=True)

    def _current(self) -> str:
        with suppress(OSError):
            name = (self.folder / "current").read_text().strip()
            if name.startswith(f"v{VERSION}-") and (self.folder / name).is_dir():
                return name
        return ""

    def _make_live(self, name: str) -> str:
        fresh = self.folder / f"current.{secrets.token_hex(4)}"
        fresh.write_text(name)
        fresh.replace(self.folder / "current")
        for other in self.folder.iterdir():
            if other.is_dir() and other.name.startswith("v") and other.name != name and not _is_being_built(other):
                self.remove(other.name)
        return name

    @contextmanager
    def writing(self) -> Iterator[Writer]:
        """The one writer of the live index; commits at the end, or leaves the index as it was."""
        with self.one_writer():
            writer = self.live().writer(timeout=_LOCK_SECONDS)
            try:
                yield writer
            except BaseException:
                writer.cancel()
                raise
            writer.commit()

    def one_writer(self) -> AbstractContextManager[None]:
        """While this is held, nobody else changes the live index or puts another in its place."""
        return self._held("writing.lock")

    def _locked(self) -> AbstractContextManager[None]:
        """While this is held, nobody else decides which index is live."""
        return self._held("current.lock")

    @contextmanager
    def _held(self, name: str) -> Iterator[None]:
        self.folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(str(self.folder / name))
        # Tried again and again, not waited for: under gevent a wait would stop the whole process.
        if not try_for(lock.acquire, timeout=_LOCK_SECONDS, delay=0.05):
            raise TimeoutError("another process has been writing the search index for too long")
        try:
            yield
        finally:
            lock.release()


def _is_being_built(folder: Path) -> bool:
    """A rebuild that was killed leaves its mark; after a day it counts as left over."""
    with suppress(OSError):
        age = datetime.now(UTC).timestamp() - (folder / _BUILDING).stat().st_mtime
        return age < _LONGEST_REBUILD_SECONDS
    return False


def write(index: Index, writer: Writer, add: Iterable[SearchDocument], remove: Iterable[Ref]) -> None:
    latest = {document.ref: document for document in add}
    _delete(index, writer, {*latest, *remove})
    for document in latest.values():
        writer.add_document(**fields_of(document))


def _delete(index: Index, writer: Writer, refs: Iterable[Ref]) -> None:
    if not writer.segments:
        return
    with index.reader() as reader:
        for ref in refs:
            term = str(ref).encode()
            if ("ref", term) not in reader:
                continue
            matcher = reader.postings("ref", term)
            while matcher.is_active():
                writer.delete_document(matcher.id())
                matcher.next()


class WhooshRebuild:
    """See `search.index.Rebuild`. Batches are written as they come; the last commit makes one segment of all."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._name = store.make(is_rebuild=True)
        self._index = store.open(self._name)
        self._writer: Any = self._index.writer(timeout=_LOCK_SECONDS, limitmb=_REBUILD_MEMORY_MB)

    def add(self, documents: Iterable[SearchDocument]) -> None:
        for document in documents:
            self._writer.add_document(**fields_of(document))

    def apply(self, add: Iterable[SearchDocument], remove: Iterable[Ref]) -> None:
        """Put later changes in, after everything was added."""
        self._commit()
        writer = self._index.writer(timeout=_LOCK_SECONDS)
        write(self._index, writer, add, remove)
        writer.commit()

    def switch(self, last: Callable[[], None] | None = None) -> None:
        self._commit()
        with self._store.one_writer():
            if last:
                last()
            (self._store.folder / self._name / "filled").touch()
            (self._store.folder / self._name / _BUILDING).unlink(missing_ok=True)
            self._store.make_live(self._name)

    def abandon(self) -> None:
        if self._writer:
            self._writer.cancel()
            self._writer = None
        self._store.remove(self._name)

    def _commit(self) -> None:
        if self._writer:
            self._writer.commit(optimize=True)
            self._writer = None
