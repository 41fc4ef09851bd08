"""The blueprint of communities."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("communities", __name__)
