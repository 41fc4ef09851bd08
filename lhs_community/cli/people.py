"""People of this site, from the server's console."""

from __future__ import annotations

import sys

import click

from lhs_community.accounts import actions, queries
from lhs_community.accounts.models import KIND_LABELS, Person, PersonKind, SiteRole
from lhs_community.cli.site import OPERATOR, on_site
from lhs_community.foundation.database import unit_of_work
from lhs_community.foundation.errors import NotThere


@click.group("people")
def command() -> None:
    """Add, list or disable people."""


def find(email: str) -> Person:
    """Raises NotThere."""
    if (person := queries.find_by_email(email)) is None:
        raise NotThere(f"Nobody here has the address {email}. See: lhs-community people list")
    return person


def _password() -> str:
    """From standard input where it is a file or a pipe, else asked for twice without showing it."""
    if sys.stdin.isatty():
        return str(click.prompt("Password", hide_input=True, confirmation_prompt="The same again"))
    return sys.stdin.readline().rstrip("\r\n")


@command.command()
@click.option("--name", required=True, help="As it is to be shown.")
@click.option("--email", required=True, help="Used for signing in.")
@click.option("--handle", default="", help="For @mentions; made from the name if left out.")
@click.option("--kind", type=click.Choice([kind.value for kind in PersonKind]), default=PersonKind.IMPROVEMENT.value)
@click.option("--role-title", default="", help="Such as: Ward sister.")
@click.option("--role", "roles", multiple=True, type=click.Choice([role.value for role in SiteRole]),
              help="A site-wide role; may be given more than once.")
@on_site
def add(name: str, email: str, handle: str, kind: str, role_title: str, roles: tuple[str, ...]) -> None:
    """Add a person. The password comes from standard input, or is asked for."""
    password = _password()
    with unit_of_work():
        person = actions.add_person(
            OPERATOR, name=name, email=email, password=password, handle=handle, kind=PersonKind(kind),
            role_title=role_title,
        )
        for role in roles:
            actions.grant_site_role(OPERATOR, person, SiteRole(role))
        shown = f"{person.name} (@{person.handle}) can sign in with {person.email}."
    click.echo(f"Added. {shown}")


@command.command("list")
@click.option("--limit", default=200, show_default=True, type=click.IntRange(1, 100_000))
@on_site
def list_(limit: int) -> None:
    """List people: address, handle, name, kind, site-wide roles."""
    people = queries.list_people(OPERATOR, limit=limit)
    for person in people:
        roles = ", ".join(sorted(queries.site_roles_of(person.id)))
        marks = [KIND_LABELS[person.kind], roles, "disabled" if person.is_disabled else ""]
        click.echo(f"{person.email}  @{person.handle}  {person.name}  | {', '.join(filter(None, marks))}")
    if not people:
        click.echo("Nobody yet. The first: lhs-community people add --name ... --email ... --role administrator")


@command.command()
@click.argument("email")
@on_site
def disable(email: str) -> None:
    """Shut an account at once: every session of it ends. What the person wrote stays."""
    with unit_of_work():
        person = find(email)
        actions.disable_person(OPERATOR, person)
        name = person.name
    click.echo(f"{name} can no longer sign in.")
