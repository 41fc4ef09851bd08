"""What the web sees: which addresses are open to everybody, which template belongs to which view."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.architecture.inspect_app import inspect
from tests.architecture.source import ROOT, check, in_features, modules, shown

TEMPLATES = ROOT / "templates"
OPEN = Path(__file__).parent / "routes.txt"
# Chosen at run time by a name that is data: an error's code, a help page's slug, an event's name.
CHOSEN = re.compile(r"errors/\d+\.html|help/[\w-]+\.html|\w+/notices/\w+\.txt")
USED_BY_TEMPLATE = re.compile(r"""{%-?\s*(?:extends|include|import|from)\s+["']([\w/.-]+)["']""")
USED_BY_CODE = re.compile(r"""["']([\w-]+/[\w/.-]+\.(?:html|txt|css|svg|xml))["']""")


@pytest.fixture(scope="module")
def routes() -> list[dict[str, object]]:
    return list(inspect()["routes"])


def test_what_is_open_to_everybody_is_listed(routes):
    """An address opened by accident is found here; one opened on purpose gets its line in routes.txt."""
    found = sorted(f"{route['methods']} {route['rule']}" for route in routes if route["is_public"])
    assert found == OPEN.read_text("utf-8").splitlines()


def test_each_view_bears_the_name_of_its_endpoint(routes):
    wrong = [route["endpoint"] for route in routes
             if "." in str(route["endpoint"]) and str(route["endpoint"]).partition(".")[2] != route["view"]]
    assert not wrong


def _templates() -> set[str]:
    return {str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*") if path.is_file()}


def test_no_template_is_forgotten_and_none_is_missing():
    used = {name for module in modules() for name in USED_BY_CODE.findall(module.text)}
    for name in _templates():
        used |= set(USED_BY_TEMPLATE.findall((TEMPLATES / name).read_text("utf-8")))
    folders = {path.name for path in TEMPLATES.iterdir()}
    named = {name for name in used if name.partition("/")[0] in folders and name.endswith((".html", ".txt"))}
    missing = named - _templates()
    assert not missing, f"named in code but not there: {sorted(missing)}"
    check("orphan_templates", {
        name: "no view, panel or template uses it" for name in _templates() - used if not CHOSEN.fullmatch(name)
    })


def test_a_page_bears_the_name_of_its_view():
    views = {
        f"{module.feature}/{function.name}.html" for module in in_features("views") for function in module.functions()
    }
    features = {module.feature for module in in_features("feature")}
    pages = {
        name for name in _templates()
        if name.partition("/")[0] in features and name.count("/") == 1 and "/_" not in name and name.endswith(".html")
    }
    check("page_templates", dict.fromkeys(pages - views, "there is no view of this name"))


def test_no_page_carries_code_of_its_own():
    """The strict content policy would refuse it; scripts are files in static/js."""
    own_code = re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)|\sstyle=|\son[a-z]+=\"|javascript:")
    wrong = [shown(path) for path in TEMPLATES.rglob("*.html") if own_code.search(path.read_text("utf-8"))]
    assert not wrong
