"""The door of a feature, and panels: the second socket between features."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import Blueprint, render_template
from markupsafe import Markup

from lhs_community.foundation.bus import Listener
from lhs_community.foundation.expiry import Forgets, Holds
from lhs_community.foundation.subjects import Subject, Viewer


@dataclass(frozen=True)
class Panel:
    """A part that a feature adds to another feature's page. `load` answers None when there is nothing to show."""

    on: str
    template: str
    load: Callable[[Viewer, int], Mapping[str, Any] | None]
    slot: str = "main"
    order: int = 50


@dataclass(frozen=True)
class NavItem:
    """`count`: how many of its things wait for the viewer; asked for once a page."""

    label: str
    endpoint: str
    order: int = 50
    count: Callable[[], int] | None = None


@dataclass(frozen=True)
class Periodic:
    """Work that comes round. Must be safe to run twice; one worker claims each round.

    `in_parts`: too long for one transaction, so `run` makes its own, and the round is claimed before it begins.
    """

    name: str
    every: timedelta
    run: Callable[[], object]
    in_parts: bool = False


@dataclass(frozen=True)
class HealthCheck:
    """`run` returns "" when well, else what is wrong and what to do."""

    name: str
    run: Callable[[], str]
    is_vital: bool = False


@dataclass(frozen=True)
class Feature:
    """`holds` and `forgets`: see foundation/expiry.py."""

    name: str
    blueprint: Blueprint | None = None
    subjects: Sequence[Subject] = ()
    panels: Sequence[Panel] = ()
    listeners: Sequence[Listener] = ()
    nav: Sequence[NavItem] = ()
    periodic: Sequence[Periodic] = ()
    health: Sequence[HealthCheck] = ()
    context: Mapping[str, Any] | None = None
    live: Callable[[], object] | None = None
    holds: Holds | None = None
    forgets: Forgets | None = None


class Panels:
    """All panels of an application, by page and slot, in order."""

    def __init__(self, features: Sequence[Feature]) -> None:
        self._panels: dict[tuple[str, str], list[Panel]] = {}
        for feature in features:
            for panel in feature.panels:
                self._panels.setdefault((panel.on, panel.slot), []).append(panel)
        for panels in self._panels.values():
            panels.sort(key=lambda panel: panel.order)

    def render(self, viewer: Viewer, on: str, subject_id: int, slot: str = "main") -> Markup:
        """The HTML of the panels that have something to say to this viewer."""
        parts = []
        for panel in self._panels.get((on, slot), ()):
            if (loaded := panel.load(viewer, subject_id)) is not None:
                parts.append(Markup(render_template(panel.template, **loaded)))  # noqa: S704  a template escapes
        return Markup("\n").join(parts)
