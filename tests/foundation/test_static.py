"""Static files: what pages ask for is there, nothing comes from another host, sizes stay small."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from lhs_community import paths
from tests.tools import refresh_vendor

pytestmark = pytest.mark.once
TEMPLATES = sorted(paths.TEMPLATES.rglob("*.html"))
OWN_CSS = sorted((paths.STATIC / "css").glob("*.css"))
OWN_JS = sorted((paths.STATIC / "js").rglob("*.js"))


def _name(path: Path) -> str:
    return path.relative_to(paths.ROOT).as_posix()


def test_vendored_files_are_as_their_manifest_says() -> None:
    assert refresh_vendor.manifest() == refresh_vendor.json.loads(refresh_vendor.MANIFEST.read_text())


@pytest.mark.parametrize("path", sorted((paths.STATIC / "vendor").rglob("*.css")), ids=_name)
def test_vendored_styles_name_no_other_host_and_load_only_files_that_exist(path: Path) -> None:
    text = path.read_text()
    assert "http://" not in text.replace("http://www.w3.org/", "")
    assert "https://" not in text
    assert "sourceMappingURL" not in text
    for address in re.findall(r"url\(([^)]*)\)", text):
        assert address.startswith("data:") or (path.parent / address).is_file(), address


@pytest.mark.parametrize("path", OWN_CSS, ids=_name)
def test_own_styles_are_small_and_name_no_other_host(path: Path) -> None:
    text = path.read_text()
    assert "http" not in text.replace('a[href^="http"]', "")
    assert len(text.splitlines()) <= 300


@pytest.mark.parametrize("path", OWN_JS, ids=_name)
def test_own_scripts_are_small_and_import_what_exists(path: Path) -> None:
    text = path.read_text()
    assert len(text.splitlines()) <= 250
    for address in re.findall(r"""(?:from|import\()\s*["'](\.[^"']+)["']""", text):
        assert (path.parent / address).resolve().is_file(), address
    assert not re.search(r"""from\s+["'][^."']""", text), "imports are relative"


@pytest.mark.parametrize("path", TEMPLATES, ids=_name)
def test_templates_are_small_and_ask_for_files_that_exist(path: Path) -> None:
    text = path.read_text()
    assert len(text.splitlines()) <= 150
    for address in re.findall(r"""asset\(["']([^"']+)["']\)""", text):
        assert (paths.STATIC / address).is_file(), address
    for names in re.findall(r'data-behaviour="([^"{]*)"', text):
        for name in names.split():
            file = f"js/{name}.js" if "/" in name else f"js/lib/{name}.js"
            assert (paths.STATIC / file).is_file(), name
    assert " style=" not in text
    assert not re.search(r"\son[a-z]+=", text), "inline handler"


def test_own_scripts_stay_few() -> None:
    assert sum(len(path.read_text().splitlines()) for path in OWN_JS) <= 3000
