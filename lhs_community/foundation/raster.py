"""A drawing as a picture: our own SVG to PNG, with our own letters, fetching nothing and starting no browser.

Only what is named here is drawn. So a drawing cannot refer to anything outside itself, and its work is bounded by
its length: no element of it draws another many times over.
"""

from __future__ import annotations

import re
from xml.etree import ElementTree

import resvg_py

from lhs_community import paths
from lhs_community.foundation.errors import Invalid

MOST_CHARACTERS = 2_000_000
MOST_PIXELS = 24_000_000
# As wide as Arial, which the drawings name: what fits on a screen fits here. Latin, Greek, Cyrillic and Hebrew.
LETTERS = "Arimo"
FONTS = tuple(
    str(paths.STATIC / "vendor" / "expo-google-fonts-arimo-0.4.3" / f"Arimo_{name}.ttf")
    for name in ("400Regular", "700Bold")
)
ELEMENTS = frozenset(
    "svg g title desc defs style path rect circle ellipse line polyline polygon text tspan clipPath".split()
)
_SPACE = "{http://www.w3.org/2000/svg}"
_ADDRESS = re.compile(r"url\(\s*(?![\"']?#)|@import|\\", re.IGNORECASE)
_DECLARATION = re.compile(r"<!(?!--)|<\?(?!xml[\s?])", re.IGNORECASE)
TOO_LARGE = "This drawing is too large for a picture. Take the SVG instead, or show less of it at once."


def to_png(svg: str, *, scale: float = 2.0) -> bytes:
    """The drawing on white, `scale` pixels to its unit. Raises Invalid for one that is too large, broken, or refers
    to something outside itself."""
    if len(svg) > MOST_CHARACTERS:
        raise Invalid(TOO_LARGE)
    width, height = _size(_checked(svg))
    if width * height * scale * scale > MOST_PIXELS:
        raise Invalid(TOO_LARGE)
    try:
        return resvg_py.svg_to_bytes(
            svg_string=svg,
            width=max(1, round(width * scale)),
            height=max(1, round(height * scale)),
            background="#ffffff",
            skip_system_fonts=True,
            font_files=list(FONTS),
            font_family=LETTERS,
            sans_serif_family=LETTERS,
            serif_family=LETTERS,  # what stands in for a family that is not here
        )
    except ValueError as error:
        raise Invalid("This drawing cannot be made into a picture.") from error


def _checked(svg: str) -> ElementTree.Element:
    """The drawing's root, once everything in it is known to be plain."""
    if _DECLARATION.search(svg):
        raise Invalid("A drawing with declarations of its own is not made into a picture.")
    try:
        root = ElementTree.fromstring(svg)  # noqa: S314  declarations, and so entities, are refused above
    except ElementTree.ParseError as error:
        raise Invalid("This drawing cannot be read.") from error
    for element in root.iter():
        name = str(element.tag).removeprefix(_SPACE)
        if name not in ELEMENTS:
            raise Invalid(f"A drawing with “{name[:40]}” in it is not made into a picture.")
        texts = [*element.attrib.values(), element.text or "" if name == "style" else ""]
        links = [value for key, value in element.attrib.items() if key.rpartition("}")[2] == "href"]
        if any(_ADDRESS.search(text) for text in texts) or any(not link.startswith("#") for link in links):
            raise Invalid("A drawing that refers to something outside itself is not made into a picture.")
    return root


def _size(root: ElementTree.Element) -> tuple[float, float]:
    """In the drawing's own units: as it says, else as its view box says."""
    box = (root.get("viewBox") or "").replace(",", " ").split()
    given = [root.get("width", ""), root.get("height", "")]
    numbers = given if all(given) else box[2:]
    try:
        width, height = (float(number.removesuffix("px")) for number in numbers)
    except ValueError as error:
        raise Invalid("This drawing does not say how large it is.") from error
    if not (0 < width < 100_000 and 0 < height < 100_000):
        raise Invalid(TOO_LARGE)
    return width, height
