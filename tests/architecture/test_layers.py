"""Who may import whom: the contracts in pyproject.toml."""

import subprocess
import sys

from tests.architecture.source import PACKAGE, ROOT, features


def test_the_layers_hold():
    program = "from importlinter.cli import lint_imports_command as lint; lint()"
    done = subprocess.run(
        [sys.executable, "-c", program, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]


def test_every_feature_stands_on_the_map():
    text = (PACKAGE / "__init__.py").read_text("utf-8")
    named = {line.split()[0].rstrip(",") for line in text.splitlines() if line.strip()}
    unnamed = set(features()) - named
    assert not unnamed, f"lhs_community/__init__.py does not say what these are for: {unnamed}"
