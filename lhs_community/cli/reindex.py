"""`lhs-community reindex`: the search index built anew, beside the one in use."""

import click

from lhs_community.cli.site import on_site
from lhs_community.search import keeping


@click.command("reindex")
@on_site
def reindex() -> None:
    """Build the search index anew. Search goes on meanwhile; what changes meanwhile is not lost."""
    refs = keeping.all_refs()
    with click.progressbar(length=len(refs), label="Indexing", show_pos=True) as bar:
        count = keeping.rebuild(refs, bar.update)
    click.echo(f"{count} of {len(refs)} things can be found.")
