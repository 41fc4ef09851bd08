"""What the documents say is so: people, password, commands and files they name."""

from __future__ import annotations

import re

from lhs_community.cli import COMMANDS
from lhs_community.demo import offered
from tests.architecture.source import ROOT, shown

DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")), ROOT / ".github" / "CONTRIBUTING.md"]
TEXT = {path: path.read_text("utf-8") for path in DOCUMENTS}


def test_readme_names_people_who_can_sign_in_and_their_password():
    readme = TEXT[ROOT / "README.md"]
    named = set(re.findall(r"[\w-]+@demo\.example", readme))
    assert named
    assert named <= {person["email"] for person in offered.people()}
    assert f"`{offered.PASSWORD}`" in readme


def test_commands_that_are_named_exist():
    for path, text in TEXT.items():
        named = set(re.findall(r"lhs-community ([a-z]+)", text))
        assert named <= set(COMMANDS), f"{shown(path)} names {named - set(COMMANDS)}"


def test_settings_that_are_named_exist():
    known = set(re.findall(r"^    ([A-Z_]+)(?::[^=]+)? =", (ROOT / "config.py").read_text("utf-8"), re.MULTILINE))
    known |= {"CONFIG", "NAME", "TEST_DATABASE"}
    for path, text in TEXT.items():
        named = set(re.findall(r"LHS_([A-Z_]+)", text))
        assert named <= known, f"{shown(path)} names {named - known}"


def test_links_lead_to_files():
    for path, text in TEXT.items():
        for target in re.findall(r"\]\(([^)#\s]+)", text):
            assert "://" in target or (path.parent / target).exists(), f"{shown(path)} links to {target}"


def test_contributing_stays_short():
    assert TEXT[ROOT / ".github" / "CONTRIBUTING.md"].count("\n") < 120
