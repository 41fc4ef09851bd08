"""`lhs-community search`: what a person would find, with scores and, where that is little, why."""

import json
from typing import Any

import click

from lhs_community.accounts import current
from lhs_community.accounts.queries import find_by_email
from lhs_community.accounts.viewer import Viewer
from lhs_community.cli.site import on_site
from lhs_community.communities.queries.members import viewer_for
from lhs_community.foundation import subjects
from lhs_community.search import queries


@click.command("search")
@click.argument("query")
@click.option("--as", "email", metavar="EMAIL", help="Search as this person; without it, as a guest.")
@click.option("--kind", help="Only one kind of thing, such as thread, project or lesson.")
@click.option("--limit", type=click.IntRange(1, 100), default=10, show_default=True)
@click.option("--format", "output", type=click.Choice(["text", "json"]), default="text", show_default=True)
@on_site
def search(query: str, email: str | None, kind: str | None, limit: int, output: str) -> None:
    """Search the site as a person would, and say why they find what they find.

    Results, counts and suggested spellings hold only what that person may read.
    """
    if kind and kind not in subjects.kinds():
        raise click.UsageError(f"There is no kind {kind!r}. Kinds are: {', '.join(sorted(subjects.kinds()))}.")
    filters = {"kind": frozenset({kind})} if kind else {}
    answer = queries.search(_viewer(email), queries.Wanted(typed=query, filters=filters, size=limit))
    click.echo(json.dumps(_as_json(answer), indent=2) if output == "json" else _as_text(answer))


def _viewer(email: str | None) -> Viewer:
    if email is None:
        return current.guest()
    person = find_by_email(email)
    if person is None:
        raise click.UsageError(f"Nobody here has the address {email}. List people with: lhs-community people list")
    return viewer_for(person.id)


def _plain(found: queries.Found) -> str:
    return "".join(piece.text for piece in found.snippet)


def _as_json(answer: queries.Answer) -> dict[str, Any]:
    return {
        "total": answer.total,
        "results": [
            {
                "ref": str(found.card.ref),
                "kind": found.card.ref.kind,
                "title": found.card.title,
                "url": found.card.url,
                "community": found.card.community_name or None,
                "score": found.score,
                "snippet": _plain(found),
            }
            for found in answer.found
        ],
        "did_you_mean": answer.did_you_mean or None,
        "why": list(answer.why),
        "facets": {
            facet.name: [{"value": c.value, "label": c.label, "count": c.count} for c in facet.choices]
            for facet in answer.facets
        },
    }


def _as_text(answer: queries.Answer) -> str:
    lines = [f"{answer.total} {'result' if answer.total == 1 else 'results'}"]
    if answer.did_you_mean:
        lines.append(f"Did you mean: {answer.did_you_mean}")
    lines += answer.why
    for found in answer.found:
        place = f", {found.card.community_name}" if found.card.community_name else ""
        lines += [
            "",
            f"{found.score:8.3f}  {found.card.title}",
            f"          {found.card.kind_label}{place}  {found.card.url}",
        ]
        if text := _plain(found):
            lines.append(f"          {text}")
    return "\n".join(lines)
