"""What of a project fills which item of a write-up: pieces of Markdown, each with a link to where it stands."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from lhs_community.accounts.viewer import Viewer
from lhs_community.foundation.refs import Ref
from lhs_community.measures.models.measures import MeasureKind
from lhs_community.measures.queries.measures import Study
from lhs_community.measures.spc.kinds import how_made
from lhs_community.projects import charter
from lhs_community.projects.models.cycles import Cycle, Question
from lhs_community.projects.models.diagram import Driver
from lhs_community.projects.models.projects import Project
from lhs_community.projects.models.terms import ACT_LABELS, STATUS_LABELS, CycleState, DriverKind
from lhs_community.projects.queries.projects import charter_of
from lhs_community.writeups.export.markdown import as_words
from lhs_community.writeups.queries.material import Brought, Material, gather
from lhs_community.writeups.queries.reports import data_version


@dataclass(frozen=True)
class Source:
    """`key` names it for good, so that it is known again. `study`: its chart is shown with it."""

    key: str
    label: str
    url: str
    text: str
    study: Study | None = None

    @property
    def digest(self) -> str:
        return hashlib.sha256(" ".join(self.text.split()).encode()).hexdigest()[:12]


@dataclass(frozen=True)
class Sources:
    project: Project
    by_item: dict[str, list[Source]]

    def text_of(self, item: str) -> str:
        """What an item is filled with, while nobody has written it."""
        return "\n\n".join(source.text for source in self.by_item.get(item, ()))


def sources_of(viewer: Viewer, project_id: int) -> Sources:
    """Raises NotThere."""
    material = gather(viewer, project_id)
    by_item: dict[str, list[Source]] = {}
    for part in (_of_the_charter, _of_the_changes, _of_the_measures, _of_the_rest):
        for item, source in part(material):
            if source.text.strip():
                by_item.setdefault(item, []).append(source)
    return Sources(material.project, by_item)


FORESEEN = "Foreseen at the outset"
Filled = Iterator[tuple[str, Source]]


def _of_the_charter(material: Material) -> Filled:
    project = material.project
    here = f"/projects/{project.id}"
    aim = charter.in_words(charter_of(project))
    yield "1", Source("title", "The project’s title", here, as_words(project.title))
    yield "2", Source("aim", "The aim", here, f"**Aim.** {as_words(aim)}" if aim else "")
    yield "3", Source("problem", "The problem, from the charter", here, project.problem)
    yield "6", Source("aim", "The aim, from the charter", here, as_words(aim))
    yield "7", Source("place", "Community and team", here, _place(material))
    yield "7", Source("scope", "The scope, from the charter", here, project.scope)
    yield "7", Source("scope-out", "What is out of scope", here, _headed("Out of scope", project.scope_out))
    yield "12", Source("ethics", "Ethics, from the charter", here, project.ethics)
    yield "12", Source("equality", "Equality, from the charter", here, _headed("Equality", project.equality))
    yield "12", Source("risks", "Risks, from the charter", here, _headed("Risks seen at the outset", project.risks))
    yield (
        "13e",
        Source("balancing", "What might get worse, from the charter", here, _headed(FORESEEN, project.balancing)),
    )
    if project.stopped_reason:
        yield "17", Source("stopped", "Why the project stopped", here, project.stopped_reason)


def _place(material: Material) -> str:
    """Roles, not names: who wrote it stands with the authors."""
    project = material.project
    roles = [as_words(member.role or member.part.value.replace("_", " ")) for member in project.team]
    roles += [as_words(place) for place in material.places]
    return f"{as_words(project.community.name)}. A team of {len(roles)}: {'; '.join(roles)}." if roles else ""


def _headed(head: str, text: str) -> str:
    return f"**{head}.** {text.strip()}" if text.strip() else ""


def _of_the_changes(material: Material) -> Filled:
    project, cycles = material.project, material.cycles
    here = f"/projects/{project.id}"
    primaries = [one for one in project.drivers if one.kind is DriverKind.PRIMARY]
    yield "5", Source("drivers", "The driver diagram", here, _theory(primaries, project.drivers))
    for idea in project.ideas:
        done = [f"{_name(one)}: {_line(one.done or one.plan)}" for one in idea.cycles if one.done or one.plan]
        head = f"**{as_words(idea.title)}** ({STATUS_LABELS[idea.status].lower()})"
        yield "8", Source(f"idea-{idea.id}", f"Change idea {idea.number}", here, _under(head, done) if done else head)
    begun = [one for one in cycles if one.state is not CycleState.PLANNED]
    yield "9", Source("questions", "What the cycles asked and predicted", here, _list(_asked(begun)))
    yield "13a", Source("cycles", "The cycles in their order", here, _list(_steps(begun)))
    yield "13e", Source("unexpected", "What was not foreseen in the cycles", here, _list(_unforeseen(begun)))
    yield "15", Source("answers", "What was predicted, and what was found", here, _list(_answers(begun)))


def _theory(primaries: Sequence[Driver], drivers: Sequence[Driver]) -> str:
    lines = []
    for one in primaries:
        below = [as_words(other.title) for other in drivers if one in other.primaries]
        lines.append(f"{as_words(one.title)}{': ' + '; '.join(below) if below else ''}")
    return _under("We held that the aim hangs on:", lines) if lines else ""


def _asked(cycles: Iterable[Cycle]) -> Iterator[str]:
    for cycle in cycles:
        told = [f"{as_words(one.question)} Predicted: {_ended(one.prediction)}" for one in cycle.questions]
        if cycle.data_what:
            parts = (cycle.data_what, cycle.data_who, cycle.data_when, cycle.data_where)
            told.append(f"Collected: {_ended('; '.join(part for part in parts if part))}")
        if told:
            yield _nested(_name(cycle), told)


def _steps(cycles: Iterable[Cycle]) -> Iterator[str]:
    for cycle in sorted(cycles, key=lambda one: (one.started_at or one.planned_at, one.id)):
        when = f"{cycle.started_at or cycle.planned_at:%-d %B %Y}"
        ended = f" Then: {ACT_LABELS[cycle.act].lower()}." if cycle.act else ""
        yield f"{when}, {_name(cycle)}. {_line(cycle.study)}{ended}"


def _unforeseen(cycles: Iterable[Cycle]) -> Iterator[str]:
    return (f"{_name(cycle)}: {_line(cycle.unexpected)}" for cycle in cycles if cycle.unexpected)


def _answers(cycles: Iterable[Cycle]) -> Iterator[str]:
    for cycle in cycles:
        told = [_answer(one) for one in cycle.questions if one.answer]
        if cycle.compared:
            told.append(_line(cycle.compared))
        if told:
            yield _nested(_name(cycle), told)


def _answer(one: Question) -> str:
    right = "" if one.was_right is None else " As predicted." if one.was_right else " Not as predicted."
    predicted, found = _ended(one.prediction), _ended(one.answer)
    return f"{as_words(one.question)} Predicted: {predicted} Found: {found}{right}"


def _of_the_measures(material: Material) -> Filled:
    for study in material.studies:
        measure, url = study.measure, f"/measures/{study.measure.id}"
        name, key = as_words(study.name), f"measure-{measure.id}"
        yield "10", Source(key, study.name, url, _definition(study))
        yield "11", Source(key, f"How {study.name} is read", url, _reading(study))
        if measure.kind is MeasureKind.OUTCOME:
            yield "2", Source(key, study.name, url, f"**{name}.** {study.headline}")
        found = f"**{name}.** {study.words}"
        yield "13e" if measure.kind is MeasureKind.BALANCING else "13b", Source(key, study.name, url, found, study)
        notes = [f"{one.day:%-d %B %Y}: {_line(one.text)}" for one in study.remarks if one.kind == "note"]
        yield "13c", Source(key, f"What was noted on the chart of {study.name}", url, _list(notes))
        changes = [f"{one.day:%-d %B %Y}: {_line(one.text)}" for one in study.remarks if one.kind == "rebase"]
        yield "13d", Source(key, f"Where {study.name} changed for good", url, _under(f"{name}:", changes))
        brought = material.brought.get(measure.id, Brought())
        yield "13f", Source(key, f"The figures of {study.name}", url, _complete(study, brought))
        if study.chart.groups and study.chart.groups[-1].count < 12:
            few = f"{name}: only {study.chart.groups[-1].count} values since the limits were worked out: they may move."
            yield "16", Source(key, f"The limits of {study.name}", url, few)


def _definition(study: Study) -> str:
    measure = study.measure
    parts = (
        ("Numerator", measure.numerator),
        ("Denominator", measure.denominator),
        ("Left out", measure.exclusions),
        ("Unit", measure.unit),
        ("Sampling", measure.sampling),
        ("Collected by", measure.collected_by),
        ("Source", measure.source),
    )
    lines = [f"{label}: {_line(text)}" for label, text in parts if text.strip()]
    head = f"**{as_words(study.name)}** ({study.kind_label.lower()}). {_line(measure.definition)}"
    return _under(head, lines) if lines else head


def _reading(study: Study) -> str:
    """Over time, with the rules that the chart itself names."""
    chart = study.chart
    if not chart.points:
        return ""
    anew = f" Worked out anew {len(chart.groups) - 1} times." if len(chart.groups) > 1 else ""
    return f"**{as_words(study.name)}**, over time. {how_made(chart)}{anew} {study.false_alarms}"


def _complete(study: Study, brought: Brought) -> str:
    hidden = {day for day, figure in study.figures_read.items() if figure.is_small}
    missing = [point.date for point in study.chart.points if point.value is None and point.date not in hidden]
    if not study.chart.points:
        return ""
    days = f": {', '.join(f'{day:%-d %B %Y}' for day in missing[:12])}" if missing else ""
    gaps = f"{len(missing)} of {len(study.chart.points)} values are missing{days}" if missing else "No value is missing"
    return f"{as_words(study.name)}: {data_version(study, brought)} {gaps}."


def _of_the_rest(material: Material) -> Filled:
    for card in material.origins:
        text = f"{card.kind_label} “{as_words(card.title)}”. {as_words(card.excerpt)}"
        yield "4", Source(f"{card.ref.kind}-{card.ref.id}", card.title, card.url, text)
    for card in material.lessons:
        text = f"{as_words(card.title)}. {as_words(card.excerpt)}"
        yield "14", Source(f"{card.ref.kind}-{card.ref.id}", card.title, card.url, text)
    for one in material.decisions:
        ref = Ref("decision", one.id)
        text = f"**{as_words(one.title)}** ({one.decided_on:%-d %B %Y})\n\n{one.what}"
        yield "17", Source(f"{ref.kind}-{ref.id}", f"Decision: {one.title}", f"/decisions/{one.id}", text)


def _name(cycle: Cycle) -> str:
    return f"{as_words(cycle.objective)}{f' ({as_words(cycle.scale)})' if cycle.scale else ''}"


def _line(text: str) -> str:
    """Markdown that somebody typed, as part of a line."""
    return " ".join(text.split())


def _ended(words: str) -> str:
    """With a full stop, for what people type mostly has none."""
    said = as_words(words) or "nothing"
    return said if said[-1] in ".!?" else f"{said}."


def _nested(head: str, items: Sequence[str]) -> str:
    """An item of a list, with a list of its own."""
    return "\n".join([f"{head}:", *(f"    - {item}" for item in items)])


def _list(items: Iterable[str]) -> str:
    return "\n".join(f"- {item}" for item in items)


def _under(head: str, items: Sequence[str]) -> str:
    return f"{head}\n\n{_list(items)}" if items else ""
