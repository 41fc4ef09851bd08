"""What people type cannot do anything, is never lost, and never takes long."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import urlsplit

import html5lib
import pytest
from hypothesis import given, settings, strategies as st

from lhs_community.foundation import text
from tests.foundation.hostile import GENERATORS
from tests.support.shared import shared_file
from tests.support.timing import cpu_of

BAD = Path(__file__).parents[1] / "data" / "bad"
XHTML = "{http://www.w3.org/1999/xhtml}"
ATTRIBUTES = {
    "a": {"href", "rel"},
    "ol": {"start"},
    "td": {"align"},
    "th": {"align", "scope"},
    "span": {"role", "aria-label", "class"},
    "div": {"class"},
}


def faults(rendered: str) -> list[str]:
    """What a browser could act upon, read as a browser reads it: with scripting and without."""
    found = []
    for scripting in (True, False):
        tree = html5lib.parseFragment(rendered, container="div", scripting=scripting)
        for element in tree.iter():
            tag = str(element.tag).removeprefix(XHTML)
            if tag == "DOCUMENT_FRAGMENT":
                continue
            if tag not in text.TAGS:
                found.append(f"<{tag}>")
            found += [f"{tag} {name}" for name in element.attrib if name not in ATTRIBUTES.get(tag, set())]
            if tag == "a" and not is_harmless(element.get("href")):
                found.append(f"href {element.get('href')}")
            if tag == "a" and element.get("rel") != "nofollow noopener noreferrer":
                found.append("a link without rel")
            if element.get("class") not in (None, "app-host", "footnote"):
                found.append(f"class {element.get('class')}")
    return found


def is_harmless(address: str | None) -> bool:
    if address is None or re.fullmatch(r"/(?![/\\])[^\s]*", address):
        return True
    return urlsplit(address).scheme in ("http", "https", "mailto") and not re.search(r"[\x00-\x20]", address.strip())


def corpus(name: str, key: str | None) -> list[str]:
    local = BAD / name
    entries = json.loads((local if local.exists() else shared_file(f"bad/{name}")).read_text())
    return [entry if key is None else entry[key] for entry in entries]


@pytest.mark.parametrize(
    ("name", "key", "frames"),
    [
        ("markdown_xss_own.json", "md", ["{}", "text {} text", "> {}", "- {}", "| a |\n|---|\n| {} |"]),
        ("xss_h5sc.json", "data", ["{}", "text {} text", "> {}", "- {}", "| a |\n|---|\n| {} |"]),
        ("blns.json", None, ["{}"]),
        ("commonmark_spec.json", "markdown", ["{}"]),
    ],
)
def test_nothing_active_survives_of_the_hostile_collections(name: str, key: str | None, frames: list[str]) -> None:
    for typed in corpus(name, key):
        for frame in frames:
            written = frame.replace("{}", typed)
            assert not faults(text.to_html(written)), written


def test_no_event_attribute_survives() -> None:
    for handler in corpus("html_event_handlers.json", None):
        for typed in (f"<b {handler}=alert(1)>x</b>", f'[x](/y "\' {handler}=alert(1)")', f'[x]("{handler}="alert(1))'):
            assert not faults(text.to_html(typed)), typed


def test_the_collections_render_without_falling_back_to_plain_text() -> None:
    rendered = [str(text.to_html(typed)) for typed in corpus("commonmark_spec.json", "markdown")]
    assert sum("<" in html.replace("<p>", "").replace("</p>", "") for html in rendered) > 400


@pytest.mark.parametrize("length", [500, 20_000])
@pytest.mark.parametrize("name", GENERATORS)
def test_any_text_within_the_limits_takes_less_than_a_second(name: str, length: int) -> None:
    typed = GENERATORS[name](length)[:length]
    rendered, seconds = cpu_of(lambda: text.to_html(typed))
    assert seconds < 1
    if length == 500:  # html5lib is slower than we are: the short ones stand for all
        assert not faults(rendered)


def test_what_is_too_long_is_shown_as_typed() -> None:
    rendered = text.to_html("**a** <b>\n" * 5_000)
    assert rendered.startswith("<p>**a** &lt;b&gt;<br>")


def test_a_text_after_a_failed_one_is_not_touched_by_it() -> None:
    text.to_html("[" * 20_000)
    assert text.to_html("*well* [^1]") == "<p><em>well</em> [^1]</p>"


def test_ordinary_markdown_is_quick() -> None:
    typed = "Some **bold** words, a [link](https://nice.org.uk/x) and `code`.\n\n- one\n- two\n\n" * 35
    text.to_html(typed)
    _, seconds = cpu_of(lambda: [text.to_html(typed) for _ in range(10)])
    assert seconds / 10 < 0.05


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("# A", "<h3>A</h3>"),
        ("a\nb", "<p>a<br>\nb</p>"),
        ("<b>a</b> & <!-- c -->", "<p>&lt;b&gt;a&lt;/b&gt; &amp; &lt;!-- c --&gt;</p>"),
        ("```python\nx < 1\n```", "<pre><code>x &lt; 1\n</code></pre>"),
        ("{{7*7}} {% include 'x' %}", "<p>{{7*7}} {% include 'x' %}</p>"),
        ("We tried:\n- one\n- two", "<p>We tried:</p>\n<ul>\n<li>one</li>\n<li>two</li>\n</ul>"),
        (
            "- [ ] one\n- [x] two",
            '<ul>\n<li><span aria-label="To do" role="img">☐</span> one</li>\n'
            '<li><span aria-label="Done" role="img">☑</span> two</li>\n</ul>',
        ),
        ("[x](javascript:alert(1))", "<p><span>x</span></p>"),
        ("[x](//evil.example)", "<p><span>x</span></p>"),
        ("[x](/\\evil.example)", "<p><span>x</span></p>"),
        ('--8<-- "/etc/passwd"', '<p>--8&lt;-- "/etc/passwd"</p>'),
    ],
)
def test_markdown_is_shown_so(typed: str, shown: str) -> None:
    assert text.to_html(typed) == shown


def test_tables_and_footnotes_need_no_anchors_or_styles() -> None:
    rendered = text.to_html("| a | b |\n|:--|--:|\n| 1 | 2 |\n\nx[^n]\n\n[^n]: Source")
    assert '<th align="right" scope="col">b</th>' in rendered
    assert "Source</p>" in rendered
    assert "id=" not in rendered
    assert not faults(rendered)


def test_outside_links_show_their_host_and_local_ones_do_not() -> None:
    rendered = text.to_html("[guidance](https://www.nice.org.uk/x), [thread](/threads/3), https://a.example/b.")
    assert 'guidance</a><span class="app-host"> (www.nice.org.uk)</span>' in rendered
    assert '<a href="/threads/3" rel="nofollow noopener noreferrer">thread</a>, ' in rendered
    assert '<a href="https://a.example/b" rel="nofollow noopener noreferrer">https://a.example/b</a>.' in rendered


def test_a_look_alike_host_is_spelled_out() -> None:
    assert "(xn--" in text.to_html("[bank](https://аррӏе.com/)")


def test_a_link_that_says_one_host_and_leads_to_another_shows_where_it_leads() -> None:
    rendered = text.to_html("[https://nhs.uk](https://evil.example/)")
    assert rendered.count("<a ") == 1
    assert "(evil.example)" in rendered


def test_pictures_by_address_become_links() -> None:
    for typed in ("![chart](https://a.example/x.png)", "![chart][1]\n\n[1]: https://a.example/x.png"):
        rendered = text.to_html(typed)
        assert "<img" not in rendered
        assert ">chart</a>" in rendered


def test_mentions_are_links_and_are_found_but_not_in_code_or_addresses() -> None:
    typed = "Ask @Amara-Okafor, `@nobody`, x@nhs.net, https://a.example/@you and (@tom-hesketh)."
    assert text.mentions(typed) == {"amara-okafor", "tom-hesketh"}
    assert '<a href="/people/amara-okafor" rel="nofollow noopener noreferrer">@Amara-Okafor</a>' in text.to_html(typed)


def test_plain_words_for_search_and_mail() -> None:
    typed = "# Falls\n\nWe *halved* them: [how](https://a.example)\n\n- one\n- two & `three`"
    assert text.plain(typed) == "Falls We halved them: how (a.example) one two & three"
    assert text.plain("<script>alert(1)</script>") == "<script>alert(1)</script>"


def test_an_excerpt_ends_at_a_word() -> None:
    shown = text.excerpt("word " * 200, 50)
    assert len(shown) <= 51
    assert shown.endswith("word…")


def test_direction_overrides_and_control_characters_are_dropped() -> None:
    assert text.to_html("a\u202eb\x00c\x1bd") == "<p>abcd</p>"


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="ab*_`[]()<>!#|-~@:/\\\"' \n\t&;1.x^", max_size=120))
def test_no_mixture_of_marks_gets_out(typed: str) -> None:
    assert not faults(text.to_html(typed))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(["a", "b", "@tom", "x-1"]), min_size=1, max_size=12))
def test_plain_text_keeps_every_word(words: list[str]) -> None:
    assert text.plain(" ".join(words)) == " ".join(words)


def test_what_is_said_in_passing_keeps_the_marks_of_headings_and_tables():
    assert text.to_html("# Not\n\na|b\n-|-\n1|2", is_brief=True) == "<p># Not</p>\n<p>a|b<br>\n-|-<br>\n1|2</p>"
    plain = "<p><strong>b</strong> <code>c</code></p>\n<blockquote>\n<p>q</p>\n</blockquote>"
    assert text.to_html("**b** `c`\n\n> q", is_brief=True) == plain
    assert text.to_html("# Is", is_brief=False) == "<h3>Is</h3>"


def test_words_of_safe_html_hold_none_of_it():
    assert text.words_of(text.to_html("- one\n- *two* & <b>")) == "one two & <b>"


@pytest.mark.parametrize("odd", ["Café İST ß ﬁ", "ŒÅ𝒜", "e\u0301", ""])
def test_folded_words_keep_their_places(odd):
    assert len(text.folded(odd)) == len(odd)
