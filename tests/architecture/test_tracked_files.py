"""What must never be committed: paths of somebody's machine, registries' hosts, secrets, requests to other hosts."""

from __future__ import annotations

import re

from tests.architecture.source import ROOT, check, shown, tracked

TEXT = set(".py .html .txt .css .js .json .toml .md .yml .yaml .sh .svg .cfg .ini".split()) | {""}
# Put together here, so that this file does not hold what it looks for.
MACHINE = re.compile("|".join([r"/" + "work/", r"/" + "root/", r"/home/(?!show)\w+/", r"C:\\" + "Users"]))
HOSTS = ("pypi" + r"\.org", "pythonhosted" + r"\.org", "registry" + r"\.npmjs", "deb" + r"\.debian\.org")
REGISTRIES = re.compile("|".join(HOSTS))
SECRETS = re.compile(r"-----BEGIN (?:RSA |EC |OPENSSH )?PRIVATE KEY|AKIA[0-9A-Z]{16}|ghp_\w{36}")
ADDRESS = re.compile(r"https?://([\w.-]+)")
# Names of things, not places to fetch from.
NAMES_ONLY = re.compile(r"(^|\.)(www\.w3\.org|localhost|127\.0\.0\.1|example(\.(org|com|net))?)$|\.example$|\.test$")


def _texts():
    for path in tracked():
        name = shown(path)
        if path.suffix in TEXT and "/vendor/" not in name and not name.startswith("tests/data/"):
            yield name, path.read_text("utf-8", errors="replace")


def test_no_machine_path_no_registry_no_secret():
    wrong = []
    for name, text in _texts():
        for what, pattern in (("a machine's path", MACHINE), ("a registry's host", REGISTRIES), ("a secret", SECRETS)):
            if found := pattern.search(text):
                wrong.append(f"{name} holds {what}: {found.group()}")
    assert not wrong, "\n".join(wrong)


def test_the_product_names_no_other_host():
    """Text that people read may link elsewhere (docs, demo, README); what a browser loads may not."""
    found = {}
    for name, text in _texts():
        if name.startswith(("lhs_community/", "templates/", "static/", "config.py")) and "/demo/content/" not in name:
            hosts = {host for host in ADDRESS.findall(text) if not NAMES_ONLY.search(host)}
            if hosts:
                found[name] = f"names {', '.join(sorted(hosts))}"
    check("outside_hosts", found)


def test_the_root_holds_what_the_card_says():
    expected = set(
        "lhs_community migrations templates static tests docs deploy config.py pyproject.toml README.md LICENSE lhs "
        "requirements.txt requirements-dev.txt .ci .github .gitignore .pre-commit-config.yaml".split()
    )
    present = {path.relative_to(ROOT).parts[0] for path in tracked()}
    assert present <= expected, f"not on the card: {sorted(present - expected)}"
