"""Files that hang on a project."""

from __future__ import annotations

from lhs_community.accounts.viewer import Viewer
from lhs_community.files import actions as files
from lhs_community.files.actions import Chosen
from lhs_community.foundation.errors import Invalid
from lhs_community.foundation.refs import Ref
from lhs_community.projects import policy
from lhs_community.projects.actions.versions import show_activity
from lhs_community.projects.models.projects import Project
from lhs_community.safety.guard import NO_CONSENT, Consent


def attach(actor: Viewer, project: Project, chosen: Chosen, consent: Consent = NO_CONSENT) -> None:
    """Whoever may work on the project attaches files to it; who may read it may have them."""
    policy.require_edit(actor, project)
    if not chosen.keys:
        raise Invalid("Choose a file.", "files")
    files.claim(actor, Ref("project", project.id), chosen, consent=consent)
    show_activity(project)
