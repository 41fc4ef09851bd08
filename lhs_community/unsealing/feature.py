"""The door of unsealing."""

from __future__ import annotations

from lhs_community.foundation.features import Feature
from lhs_community.unsealing import models

TABLES = (models.UnsealingRequest,)

feature = Feature(name="unsealing")
