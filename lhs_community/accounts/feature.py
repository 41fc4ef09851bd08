"""The door of accounts."""

from __future__ import annotations

from lhs_community.accounts import views
from lhs_community.foundation.features import Feature

feature = Feature(name="accounts", blueprint=views.blueprint)
