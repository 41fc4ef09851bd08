"""The house rules that a machine can read. What they do not hold for stands in exceptions.toml, with the reason."""

from __future__ import annotations

import ast
import re

from tests.architecture.source import (
    PACKAGE,
    ROOT,
    Function,
    Module,
    calls,
    check,
    features,
    first_argument,
    in_features,
    modules,
    shown,
    tracked,
)

USUAL = {
    "__init__.py", "models.py", "events.py", "policy.py", "queries.py", "actions.py", "forms.py", "views.py", "live.py",
    "listeners.py", "feature.py",
}
FOLDERS = {"models", "queries", "actions", "forms", "views"}  # a file that grew, split by noun
FOR_THE_INDEX = re.compile(r"\w+_index_card|all_\w+_ids")  # read by the indexer, which stores rights and filters later
ASKS = re.compile(r"require_|may_|is_clear")


def test_files_inside_a_feature_bear_the_usual_names():
    found = {}
    for feature in features():
        for path in (PACKAGE / feature).iterdir():
            name = path.name
            if name == "__pycache__" or name in USUAL or (path.is_dir() and name in FOLDERS):
                continue
            found[f"{feature}/{name}"] = "is not one of the usual files; say in exceptions.toml what it is for"
    check("special_files", found)


def test_a_feature_says_in_one_sentence_what_it_is_for():
    wrong = []
    for feature in features():
        tree = ast.parse((PACKAGE / feature / "__init__.py").read_text("utf-8"))
        if len(tree.body) != 1 or not ast.get_docstring(tree):
            wrong.append(f"{feature}/__init__.py holds something else than a docstring")
    assert not wrong, wrong


def _reach(module: Module, start: Function) -> list[Function]:
    """The function and those of the same file that it calls, however deep."""
    by_name = {function.name: function for function in module.functions()}
    reached, waiting = [], [start]
    while waiting:
        function = waiting.pop()
        if function in reached:
            continue
        reached.append(function)
        waiting += [by_name[name] for owner, name in calls(function) if owner == "" and name in by_name]
    return reached


def _is_marked(function: Function, mark: str) -> bool:
    return any(isinstance(one, ast.Call) and getattr(one.func, "id", "") == mark for one in function.decorator_list)


def _actions() -> list[tuple[str, Module, Function]]:
    return [
        (f"{module.name}.{function.name}", module, function)
        for module in in_features("actions") for function in module.functions() if not function.name.startswith("_")
    ]


def _acts_elsewhere(function: Function) -> bool:
    """Does it hand the actor on to another file's action, which asks and records itself?"""
    for call in ast.walk(function):
        first = call.args[0] if isinstance(call, ast.Call) and call.args else None
        if isinstance(call, ast.Call) and isinstance(first, ast.Name) and first.id == "actor":
            owner = call.func.value if isinstance(call.func, ast.Attribute) else None
            if isinstance(owner, ast.Name) and owner.id not in ("policy", "queries", "subjects"):
                return True
    return False


def test_an_action_knows_its_actor():
    problem = "its first argument is not actor"
    found = {name: problem for name, _, function in _actions() if first_argument(function) != "actor"}
    check("actions_without_actor", found)


def test_an_action_asks_the_policy():
    found = {}
    for name, module, function in _actions():
        if first_argument(function) != "actor" or _acts_elsewhere(function):
            continue
        asked = [call for part in _reach(module, function) for _, call in calls(part) if ASKS.match(call)]
        if not asked:
            found[name] = "asks no rule"
    check("actions_without_rule", found)


def test_an_action_records_what_happened():
    found = {}
    for name, module, function in _actions():
        reached = _reach(module, function)
        is_recorded = any(call == ("", "record") for part in reached for call in calls(part))
        if first_argument(function) == "actor" and not (
            is_recorded or _is_marked(function, "unrecorded") or _acts_elsewhere(function)
        ):
            found[name] = "records no event and does not say why (@unrecorded)"
    check("actions_without_event", found)


def test_a_query_knows_its_viewer():
    found = {}
    for module in in_features("queries"):
        for function in module.functions():
            is_own = function.name.startswith("_") or FOR_THE_INDEX.fullmatch(function.name)
            if not is_own and first_argument(function) != "viewer":
                found[f"{module.name}.{function.name}"] = "its first argument is not viewer"
    check("queries_without_viewer", found)


def test_only_the_edges_commit():
    found = {
        str(module.path.relative_to(PACKAGE)): "commits"
        for module in modules() for call in ast.walk(module.tree)
        if isinstance(call, ast.Call) and ast.unparse(call.func).endswith("session.commit")
    }
    check("commits", found)


def test_only_one_place_makes_text_safe():
    found = {
        str(module.path.relative_to(PACKAGE)): "calls Markup"
        for module in modules() for call in ast.walk(module.tree)
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "Markup"
        and not (call.args and isinstance(call.args[0], ast.Constant))
    }
    check("markup", found)
    for path in tracked():
        if path.suffix == ".html":
            assert not re.search(r"\|\s*safe\b", path.read_text("utf-8")), f"{shown(path)} uses |safe"


def test_the_clock_is_read_in_one_place():
    found = {
        str(module.path.relative_to(PACKAGE)): "reads the system's clock"
        for module in modules() for owner, name in calls(module.tree)
        if (owner, name) in {("datetime", "now"), ("datetime", "utcnow"), ("date", "today"), ("datetime", "today")}
    }
    check("clocks", found)


def test_imports_stand_at_the_top():
    found = {}
    for module in modules():
        for outer in ast.walk(module.tree):
            inner = ast.walk(outer) if isinstance(outer, Function) else ()
            if any(isinstance(node, ast.Import | ast.ImportFrom) for node in inner):
                found[f"{module.name}.{outer.name}"] = "imports inside"
    check("imports_inside_functions", found)


def test_relationships_never_load_by_accident():
    wrong = []
    for module in modules():
        for call in ast.walk(module.tree):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "relationship":
                lazy = [one.value for one in call.keywords if one.arg == "lazy"]
                if not lazy or not isinstance(lazy[0], ast.Constant) or lazy[0].value != "raise_on_sql":
                    wrong.append(f'{shown(module.path)}:{call.lineno} has no lazy="raise_on_sql"')
    assert not wrong, "\n".join(wrong)


def test_what_is_ignored_says_why():
    wrong = []
    pattern = re.compile(r"#\s*(?:type:\s*ignore(?:\[[\w, -]+\])?|noqa(?::\s*[A-Z]+\d+(?:,\s*[A-Z]+\d+)*)?)\s*(.*)$")
    for path in tracked():
        if path.suffix != ".py" or path == ROOT / "tests" / "architecture" / "test_house_rules.py":
            continue
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            if (found := pattern.search(line)) and not found.group(1).strip("# "):
                wrong.append(f"{shown(path)}:{number} ignores something without saying why")
    assert not wrong, "\n".join(wrong)


def test_migrations_import_nothing_of_ours():
    for path in (ROOT / "migrations").rglob("*.py"):
        if path.parent.name == "versions":
            assert "lhs_community" not in path.read_text("utf-8"), f"{shown(path)} would break when our code changes"
