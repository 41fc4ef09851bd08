"""The door of the start page."""

from __future__ import annotations

from lhs_community.foundation.features import Feature, NavItem
from lhs_community.home import views

feature = Feature(name="home", blueprint=views.blueprint, nav=(NavItem("Home", "home.show_home", 10),))
