"""Communities of this site, from the server's console."""

from __future__ import annotations

import click
from sqlalchemy import func, select

from lhs_community.cli.people import find
from lhs_community.cli.site import OPERATOR, on_site
from lhs_community.communities.actions.communities import start_community
from lhs_community.communities.actions.members import add_member
from lhs_community.communities.models import Community, CommunityKind, CommunityRole, Membership, Visibility
from lhs_community.foundation.database import db, unit_of_work
from lhs_community.foundation.errors import NotThere


@click.group("communities")
def command() -> None:
    """Add or list communities."""


@command.command()
@click.option("--name", required=True)
@click.option("--kind", type=click.Choice([kind.value for kind in CommunityKind]), default=CommunityKind.TEAM.value)
@click.option("--visibility", type=click.Choice([level.value for level in Visibility]), default=Visibility.OPEN.value,
              show_default=True, help="Who may read and post; the help page 'communities' explains the levels.")
@click.option("--purpose", default="", help="One sentence.")
@click.option("--parent", "parent_slug", default="", metavar="SLUG", help="The community above.")
@click.option("--convenor", "convenors", multiple=True, required=True, metavar="EMAIL",
              help="Who looks after it; may be given more than once.")
@on_site
def add(
    name: str, kind: str, visibility: str, purpose: str, parent_slug: str, convenors: tuple[str, ...]
) -> None:
    """Start a community and name its convenors."""
    with unit_of_work():
        parent = None
        if parent_slug:
            parent = db.session.scalars(select(Community).where(Community.slug == parent_slug)).first()
            if parent is None:
                raise NotThere(f"There is no community {parent_slug}. See: lhs-community communities list")
        people = [find(email) for email in convenors]
        community = start_community(
            OPERATOR, name=name, kind=CommunityKind(kind), visibility=Visibility(visibility), purpose=purpose,
            parent=parent,
        )
        for person in people:
            add_member(OPERATOR, community, person, CommunityRole.CONVENOR)
        slug = community.slug
    click.echo(f"Started. Its page is /c/{slug}")


@command.command("list")
@on_site
def list_() -> None:
    """List all communities, with their level and number of members."""
    # All of them: the operator has to be able to find a private one, and holds the database anyway.
    rows = db.session.execute(
        select(Community.slug, Community.name, Community.kind, Community.visibility, func.count(Membership.id))
        .outerjoin(Membership, Membership.community_id == Community.id)
        .group_by(Community.id).order_by(Community.name)
    ).all()
    for slug, name, kind, visibility, members in rows:
        click.echo(f"{slug}  {name}  | {kind}, {visibility}, {members} member{'' if members == 1 else 's'}")
    if not rows:
        click.echo("None yet. Start the first: lhs-community communities add --name ... --convenor EMAIL")
