"""How well and how fast search finds, on two open collections, beside SQLite FTS5 on the same machine in the same run.

    python -m tests.benchmarks.search_quality [--collection scifact-2101|liveqa-medquad]

Gain is 2^judgement - 1 over the first ten (nDCG@10). Times are CPU milliseconds of a query with ten highlighted
snippets, facets and the rights filter for us, and with ten snippets by bm25() and snippet() for FTS5. Measured in
November 2026 on a shared two-core box, the first row while it was busy (FTS5 on liveqa-medquad was not):

| collection, questions          | nDCG@10 | p50 ms | p95 ms | FTS5 nDCG@10 | FTS5 p50 ms | FTS5 p95 ms |
|--------------------------------|---------|--------|--------|--------------|-------------|-------------|
| scifact-2101                   | 0.738   | 11.5   | 17.0   | 0.739        | 10.7        | 21.3        |
| liveqa-medquad, as questions   | 0.592   | 8.0    | 14.3   | -            | -           | -           |
| liveqa-medquad, as long e-mail | 0.457   | 9.8    | 20.2   | -            | -           | -           |

Without snippets a question takes 2-4 ms. Building: 210-245 documents a second of CPU; one change is committed in 20 ms.
"""

from __future__ import annotations

import csv
import gzip
import json
import re
import sqlite3
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from math import log2
from pathlib import Path
from typing import Any, NamedTuple

import click

from lhs_community.foundation.refs import Ref
from lhs_community.search.index import SearchDocument, SearchQuery
from lhs_community.search.whoosh_index.engine import WhooshIndex
from tests.support.shared import SHARED

COLLECTIONS = ("scifact-2101", "liveqa-medquad")
Judgements = dict[str, dict[str, int]]


class Collection(NamedTuple):
    documents: list[dict[str, Any]]
    questions: list[dict[str, str]]
    judgements: Judgements


class Figures(NamedTuple):
    ndcg: float
    recall: float
    p50: float
    p95: float


def load(name: str) -> Collection:
    folder = SHARED / "search" / name
    judgements: Judgements = defaultdict(dict)
    with gzip.open(folder / "docs.jsonl.gz", "rt", encoding="utf-8") as lines:
        documents = [json.loads(line) for line in lines if line.strip()]
    questions = [json.loads(line) for line in (folder / "queries.jsonl").read_text("utf-8").splitlines()]
    for row in csv.DictReader((folder / "qrels.tsv").read_text("utf-8").splitlines(), delimiter="\t"):
        judgements[row["query_id"]][row["doc_id"]] = int(row["relevance"])
    return Collection(documents, questions, judgements)


def ndcg(ranked: Sequence[str], relevance: dict[str, int], depth: int = 10) -> float:
    def gain(values: Sequence[int]) -> float:
        return sum((2**value - 1) / log2(place + 2) for place, value in enumerate(values[:depth]))

    best = gain(sorted(relevance.values(), reverse=True))
    return gain([relevance.get(name, 0) for name in ranked]) / best if best else 0.0


def judge(collection: Collection, form: str, find: Callable[[str, int], list[str]]) -> Figures:
    qualities, recalls, times = [], [], []
    for warm in (False, True):  # the first round fills caches, as a running site has them
        for question in collection.questions:
            relevance = collection.judgements[question["id"]]
            wanted = {name for name, value in relevance.items() if value}
            if form not in question or not wanted:
                continue
            started = time.process_time()
            ranked = find(question[form], 10)
            times += [time.process_time() - started] if warm else []
            if warm:
                qualities.append(ndcg(ranked, relevance))
                recalls.append(len(wanted & set(find(question[form], 100))) / len(wanted))
    times.sort()
    mean_quality, mean_recall = sum(qualities) / len(qualities), sum(recalls) / len(recalls)
    return Figures(mean_quality, mean_recall, times[len(times) // 2] * 1000, times[len(times) * 95 // 100] * 1000)


def ours(collection: Collection, folder: Path) -> Callable[[str, int], list[str]]:
    index = WhooshIndex(folder)
    started = time.process_time()
    rebuild = index.rebuild()
    rebuild.add(_documents(collection))
    rebuild.switch()
    spent = time.process_time() - started
    click.echo(
        f"  index: {len(collection.documents) / spent:.0f} documents a second, {index.state().size_bytes / 1e6:.0f} MB"
    )

    def find(typed: str, limit: int) -> list[str]:
        query = SearchQuery(typed=typed, readable=frozenset(range(4)), limit=limit, with_snippets=limit <= 10)
        return [collection.documents[hit.ref.id]["id"] for hit in index.search(query).hits]

    return find


def _documents(collection: Collection) -> Iterator[SearchDocument]:
    """Spread over four communities and a few topics, so that rights and facets have work to do."""
    for number, document in enumerate(collection.documents):
        yield SearchDocument(
            ref=Ref("document", number),
            title=document.get("title", ""),
            body=document["text"],
            community_id=number % 4,
            facets={"topic": (f"Topic {number % 17}",), "setting": (f"Setting {number % 5}",)},
        )


def fts5(collection: Collection) -> Callable[[str, int], list[str]]:
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE texts USING fts5(name UNINDEXED, title, body, tokenize='porter unicode61')")
    rows = ((one["id"], one.get("title", ""), one["text"]) for one in collection.documents)
    database.executemany("INSERT INTO texts VALUES (?, ?, ?)", rows)
    asked = (
        "SELECT name, snippet(texts, 2, '[', ']', '…', 40) FROM texts WHERE texts MATCH ?"
        " ORDER BY bm25(texts, 0, 2.0, 1.0) LIMIT ?"
    )

    def find(typed: str, limit: int) -> list[str]:
        words = " OR ".join(f'"{word}"' for word in re.findall(r"\w+", typed)[:64])
        return [name for name, _ in database.execute(asked, (words, limit))]

    return find


@click.command()
@click.option("--collection", "names", multiple=True, type=click.Choice(COLLECTIONS), default=COLLECTIONS)
def main(names: Sequence[str]) -> None:
    for name in names:
        click.echo(name)
        collection = load(name)
        with tempfile.TemporaryDirectory() as folder:
            finders = {"ours": ours(collection, Path(folder) / "index"), "fts5": fts5(collection)}
            for form in ("text", "long"):
                if form not in collection.questions[0]:
                    continue
                for who, find in finders.items():
                    f = judge(collection, form, find)
                    click.echo(
                        f"  {form:5} {who:5} nDCG@10 {f.ndcg:.4f}  recall@100 {f.recall:.4f}"
                        f"  p50 {f.p50:.1f} ms  p95 {f.p95:.1f} ms"
                    )


if __name__ == "__main__":
    main()
