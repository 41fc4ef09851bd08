"""Drawings as pictures: letters are there, the size is right, and nothing outside is ever looked at."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from lhs_community.foundation import raster
from lhs_community.foundation.errors import Invalid

pytestmark = pytest.mark.once
PNG = b"\x89PNG\r\n\x1a\n"


def svg(inner="", head='viewBox="0 0 120 40"'):
    return f'<svg xmlns="http://www.w3.org/2000/svg" {head}>{inner}</svg>'


def picture(text, **options):
    made = raster.to_png(text, **options)
    assert made.startswith(PNG)
    return Image.open(io.BytesIO(made)).convert("L")


def ink(text):
    """How many dark pixels a drawing has."""
    return sum(picture(text).histogram()[:128])


def test_a_picture_is_white_and_of_the_right_size():
    found = picture(svg(), scale=2)
    assert found.size == (240, 80)
    assert found.getextrema() == (255, 255)


def test_the_size_that_a_drawing_gives_comes_before_its_view_box():
    assert picture(svg(head='viewBox="0 0 9 9" width="30px" height="20"'), scale=1).size == (30, 20)


@pytest.mark.parametrize("family", ["Arial, sans-serif", "Arial", "Nowhere", ""])
def test_letters_are_drawn_whatever_font_is_named(family):
    named = f'font-family="{family}"' if family else ""
    assert ink(svg(f'<text x="4" y="30" font-size="20" {named}>Mean 4.5 − µ</text>')) > 400


def test_bold_letters_are_heavier():
    plain, bold = (
        ink(svg(f'<text x="4" y="30" font-size="20" font-family="Arial" font-weight="{weight}">Mean</text>'))
        for weight in ("normal", "bold")
    )
    assert bold > plain * 1.2


@pytest.mark.parametrize("letter", list("Aé£−–“→▲●≥ßŁΩЖ"))
def test_letters_that_charts_use_are_in_the_font(letter):
    missing = picture(svg('<text x="4" y="30" font-size="20">\U000f1234</text>'))
    assert picture(svg(f'<text x="4" y="30" font-size="20">{letter}</text>')).tobytes() != missing.tobytes()


@pytest.mark.parametrize(
    "inner",
    [
        '<image href="https://outside.example/x.png" width="9" height="9"/>',
        '<image href="data:image/png;base64,AAAA" width="9" height="9"/>',
        '<image href="/etc/passwd" width="9" height="9"/>',
        '<use href="#a"/>',
        '<rect width="9" height="9" fill="url(https://outside.example/#a)"/>',
        '<rect width="9" height="9" style="fill: URL( \'file:///etc/passwd\')"/>',
        "<style>@import 'https://outside.example/a.css';</style>",
        "<style>rect { fill: u\\72l(https://outside.example) }</style>",
        '<g xmlns:xlink="http://www.w3.org/1999/xlink"><path xlink:href="other.svg#a" d="M0 0"/></g>',
        "<script>1</script>",
        '<foreignObject width="9" height="9"/>',
        '<filter id="a"/>',
        '<pattern id="a"/>',
        '<marker id="a"/>',
        '<a href="#x"/>',
    ],
)
def test_what_refers_outside_or_repeats_itself_is_refused(inner):
    with pytest.raises(Invalid):
        raster.to_png(svg(inner))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<svg",
        "plain words",
        "<html/>",
        '<!DOCTYPE svg [<!ENTITY a "aaaa">]>' + svg("<title>&a;</title>"),
        '<?xml-stylesheet href="https://outside.example/a.css"?>' + svg(),
        svg(head=""),
        svg(head='width="much" height="more"'),
        svg(head='width="0" height="9"'),
        svg(head='width="nan" height="9"'),
        svg(head='width="inf" height="9"'),
        svg(head='width="100%" height="100%"'),
    ],
)
def test_what_is_no_plain_drawing_is_refused(text):
    with pytest.raises(Invalid):
        raster.to_png(text)


def test_a_drawing_too_large_for_a_picture_is_refused_before_any_work():
    for text in (svg(head='width="6000" height="6000"'), svg("<title>" + "x" * raster.MOST_CHARACTERS + "</title>")):
        with pytest.raises(Invalid, match="too large"):
            raster.to_png(text)


def test_references_inside_the_drawing_are_drawn():
    clipped = '<defs><clipPath id="c"><rect width="10" height="10"/></clipPath></defs>'
    assert ink(svg(clipped + '<rect width="120" height="40" clip-path="url(#c)"/>')) == 20 * 20
