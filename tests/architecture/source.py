"""Reads the product's source for the architecture tests, and the list of its exceptions with their reasons."""

from __future__ import annotations

import ast
import subprocess
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "lhs_community"
EXCEPTIONS = tomllib.loads((Path(__file__).parent / "exceptions.toml").read_text("utf-8"))
NOT_FEATURES = ("cli", "demo", "foundation", "__pycache__")
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Module:
    """One file of the package. `name` is dotted, without the package: "discussions.actions"."""

    path: Path
    tree: ast.Module
    text: str

    @property
    def name(self) -> str:
        parts = self.path.relative_to(PACKAGE).with_suffix("").parts
        return ".".join(part for part in parts if part != "__init__")

    @property
    def feature(self) -> str:
        return self.path.relative_to(PACKAGE).parts[0].removesuffix(".py")

    @property
    def role(self) -> str:
        """The file's, or its folder's, name inside the feature: "actions" for actions/threads.py too."""
        parts = self.path.relative_to(PACKAGE).with_suffix("").parts
        return parts[1] if len(parts) > 1 else ""

    def functions(self) -> Iterator[Function]:
        """Those at the top of the file."""
        for node in self.tree.body:
            if isinstance(node, Function):
                yield node


@cache
def modules() -> tuple[Module, ...]:
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        text = path.read_text("utf-8")
        found.append(Module(path, ast.parse(text), text))
    return tuple(found)


@cache
def features() -> tuple[str, ...]:
    return tuple(sorted(path.name for path in PACKAGE.iterdir() if path.is_dir() and path.name not in NOT_FEATURES))


def in_features(*roles: str) -> list[Module]:
    return [module for module in modules() if module.feature in features() and (not roles or module.role in roles)]


@cache
def tracked() -> tuple[Path, ...]:
    """The files that belong to the project: what git would commit."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return tuple(path for line in listed.splitlines() if (path := ROOT / line).is_file())


def shown(path: Path) -> str:
    return str(path.relative_to(ROOT))


def allowed(rule: str) -> dict[str, str]:
    """What `rule` does not hold for: name -> reason."""
    return dict(EXCEPTIONS.get(rule, {}))


def check(rule: str, found: dict[str, str]) -> None:
    """`found` is name -> what is wrong. Fails for what has no exception, and for exceptions nobody needs."""
    excused = allowed(rule)
    problems = [f"{name}: {problem}" for name, problem in sorted(found.items()) if name not in excused]
    problems += [f"{name}: exceptions.toml excuses it without need" for name in excused if name not in found]
    problems += [f"{name}: exceptions.toml gives no reason" for name, reason in excused.items() if len(reason) < 10]
    assert not problems, f"{rule}:\n  " + "\n  ".join(problems)


def calls(node: ast.AST) -> Iterator[tuple[str, str]]:
    """Every call inside: (what it is called on, its name): ("policy", "require_post"), ("", "record")."""
    for inner in ast.walk(node):
        if isinstance(inner, ast.Call):
            if isinstance(inner.func, ast.Attribute):
                owner = inner.func.value
                yield (owner.id if isinstance(owner, ast.Name) else "?", inner.func.attr)
            elif isinstance(inner.func, ast.Name):
                yield ("", inner.func.id)


def first_argument(function: Function) -> str:
    arguments = [*function.args.posonlyargs, *function.args.args]
    return arguments[0].arg if arguments else ""
