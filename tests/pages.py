"""The page checker: every HTML page that a test GETs is checked here, so each view test is an accessibility test.

`check_page(html)` raises AssertionError with a list of everything that is wrong; with `is_fragment` it takes part of
a page: the same, less title, landmarks and h1. What it cannot see (contrast, focus order) the browser tests look at
with axe.
"""

import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

import html5lib

LABELLED_OTHERWISE = {"hidden", "submit", "button", "image", "reset"}
MAY_BE_LABELLED = {"input", "select", "textarea", "a"}
INTERACTIVE = {"a", "button", "input", "select", "textarea", "summary"}
# What a browser loads by itself; a link to another site is a person's choice and may leave.
RESOURCES = (
    ("script", "src"), ("img", "src"), ("link", "href"), ("iframe", "src"), ("source", "src"), ("form", "action"),
    ("object", "data"),
)


def check_page(html: str, *, is_fragment: bool = False) -> None:
    """Parses, says its language and title, has landmarks, one h1, labels, unique ids, no inline code."""
    parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree"), namespaceHTMLElements=False)
    root = parser.parseFragment(html) if is_fragment else parser.parse(html)
    faults = [*_parse_faults(parser.errors, html), *_content_faults(root)]
    if not is_fragment:
        faults += _frame_faults(root)
    elif any(True for _ in root.iter("h1")):
        faults.append("a fragment holds an h1: the page owns it")
    assert not faults, _told(faults, html)


def _told(faults: list[str], html: str) -> str:
    title = re.search(r"<title>(.*?)</title>", html, re.S)
    name = f" “{title.group(1).strip()}”" if title else ""
    return f"The page{name} has {len(faults)} fault(s):\n- " + "\n- ".join(faults)


def _parse_faults(errors: list[tuple[tuple[int, int], str, dict[str, object]]], html: str) -> list[str]:
    lines = html.splitlines()
    return [
        f"line {line}: {code} {details or ''} in {lines[line - 1].strip()[:120]!r}"
        for (line, _column), code, details in errors
        if 0 < line <= len(lines)
    ]


def _frame_faults(root: Element) -> list[str]:
    faults = []
    if not root.get("lang"):
        faults.append("<html> has no lang")
    headings = list(root.iter("h1"))
    if len(headings) != 1:
        faults.append(f"{len(headings)} h1 headings, expected one: {[_text(heading) for heading in headings]}")
    title = next(root.iter("title"), None)
    title_text = re.sub(r"^Error: ", "", _text(title)) if title is not None else ""
    if not title_text:
        faults.append("no title")
    elif headings and not title_text.startswith(_text(headings[0])):
        faults.append(f"the title {title_text!r} does not begin with the h1 {_text(headings[0])!r}")
    for landmark in ("main", "header", "footer"):
        # A <header> inside main or an article is not a landmark.
        count = len([one for one in root.iter(landmark) if landmark != "header" or "app-header" in _classes(one)])
        if count != 1:
            faults.append(f"{count} <{landmark}> landmarks, expected one")
    names = Counter(nav.get("aria-label") or nav.get("aria-labelledby") or "" for nav in root.iter("nav"))
    faults += [f"{count} <nav> with the name {name!r}" for name, count in names.items() if count > 1 or not name]
    if next(root.iter("meta"), None) is None or not any(meta.get("name") == "viewport" for meta in root.iter("meta")):
        faults.append("no viewport")
    return faults


def _content_faults(root: Element) -> list[str]:
    return [
        *_id_faults(root),
        *_label_faults(root),
        *_name_faults(root),
        *_inline_faults(root),
        *_heading_faults(root),
        *_nesting_faults(root),
    ]


def _id_faults(root: Element) -> Iterator[str]:
    ids = Counter(element.get("id") for element in root.iter() if element.get("id"))
    yield from (f"id {name!r} stands {count} times" for name, count in ids.items() if count > 1)
    yield from (f"id {name!r} holds a space" for name in ids if name and re.search(r"\s", name))
    whole = root.tag == "html"
    for element in root.iter():
        for attribute in ("for", "aria-labelledby", "aria-describedby", "aria-controls"):
            for name in (element.get(attribute) or "").split():
                if whole and name not in ids:
                    yield f"<{element.tag} {attribute}={name!r}> points at nothing"
        href = element.get("href") or ""
        if whole and element.tag == "a" and href.startswith("#") and len(href) > 1 and href[1:] not in ids:
            yield f"link {href!r} leads nowhere"


def _label_faults(root: Element) -> Iterator[str]:
    labelled = {label.get("for") for label in root.iter("label") if _text(label)}
    inside = {control for label in root.iter("label") if _text(label) for control in label.iter()}
    for control in root.iter():
        if control.tag not in ("input", "select", "textarea") or control.get("type") in LABELLED_OTHERWISE:
            continue
        if control.get("id") in labelled or control in inside or _is_named(control):
            continue
        yield f"<{control.tag} name={control.get('name')!r}> has no label"


def _name_faults(root: Element) -> Iterator[str]:
    for element in root.iter():
        is_silent = not _text(element) and not _is_named(element) and not any(i.get("alt") for i in element.iter("img"))
        if element.tag in ("a", "button", "summary") and is_silent:
            yield f"<{element.tag} class={element.get('class')!r}> has no text"
        if element.tag == "a" and not element.get("href"):
            yield f"link {_text(element)!r} has no href"
        if element.tag == "img" and element.get("alt") is None:
            yield f"picture {element.get('src')!r} has no alt"
        if element.tag == "svg" and element.get("aria-hidden") != "true" and not _is_named(element):
            yield "an svg is neither named nor hidden"
        if element.tag == "table" and not any(True for _ in element.iter("th")):
            yield "a table has no headings"
        if element.tag == "th" and element.get("scope") is None and element.get("id") is None:
            yield f"table heading {_text(element)!r} has no scope"


def _inline_faults(root: Element) -> Iterator[str]:
    for element in root.iter():
        for attribute in element.attrib:
            if attribute.lower().startswith("on"):
                yield f"inline handler {attribute} on <{element.tag}>"
        if element.get("style") is not None:
            yield f"inline style on <{element.tag} class={element.get('class')!r}>"
        if element.tag == "style":
            yield "an inline <style>"
        if element.tag == "script" and not element.get("nonce"):
            yield "a <script> without nonce"
        if (element.get("href") or "").strip().lower().startswith(("javascript:", "data:")):
            yield f"link to {element.get('href')!r}"
    for tag, attribute in RESOURCES:
        for element in root.iter(tag):
            if urlsplit(element.get(attribute) or "").netloc:
                yield f"<{tag}> loads from another host: {element.get(attribute)!r}"


def _heading_faults(root: Element) -> Iterator[str]:
    before = 1
    for element in root.iter():
        if isinstance(element.tag, str) and re.fullmatch("h[1-6]", element.tag):
            level = int(element.tag[1])
            if not _text(element):
                yield f"an empty <{element.tag}>"
            if level > before + 1 and root.tag == "html":
                yield f"heading level jumps from h{before} to h{level} at {_text(element)!r}"
            before = level


def _nesting_faults(root: Element) -> Iterator[str]:
    for outer in root.iter():
        if outer.tag not in ("a", "button", "label"):
            continue
        for inner in outer.iter():
            may_stand = outer.tag == "label" and inner.tag in MAY_BE_LABELLED
            if inner is not outer and inner.tag in INTERACTIVE and not may_stand:
                yield f"<{inner.tag}> inside <{outer.tag}> {_text(outer)!r}"
    for form in root.iter("form"):
        is_post = (form.get("method") or "get").lower() == "post"
        if is_post and not any(field.get("name") == "csrf_token" for field in form.iter("input")):
            yield f"a POST form to {form.get('action')!r} carries no csrf_token"


def _classes(element: Element) -> list[str]:
    return (element.get("class") or "").split()


def _is_named(element: Element) -> bool:
    return bool(element.get("aria-label") or element.get("aria-labelledby"))


def _text(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())
