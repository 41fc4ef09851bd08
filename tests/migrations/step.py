"""`python -m tests.migrations.step up 0003` brings a site's tables to a revision, `down 0002` takes them back."""

from __future__ import annotations

import sys

import flask_migrate

from lhs_community import paths
from lhs_community.app import create_app

if __name__ == "__main__":
    way, revision = sys.argv[1:]
    go = flask_migrate.upgrade if way == "up" else flask_migrate.downgrade
    with create_app().app_context():
        go(directory=str(paths.MIGRATIONS), revision=revision)
