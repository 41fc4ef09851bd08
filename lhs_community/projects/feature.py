"""The door of projects."""

from __future__ import annotations

from lhs_community.foundation.features import Feature

# Imported so that the tables are known.
from lhs_community.projects import models

feature = Feature(name="projects")
__all__ = ["feature", "models"]
