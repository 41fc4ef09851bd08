"""Texts that make Markdown parsers slow: each generator fills the length it is given."""

from __future__ import annotations

from collections.abc import Callable

Generator = Callable[[int], str]
REPEATED = """[ ![ [[x [x]( [x](y ]( [a] [a][b] > * ** *a _ _a_ ***a *_ `
`a `a``b```c < <a <http: <a@
& &# http:// http://a(
@ @aa | |a - # \\ \\* x { <div> <!-- </
( [x](< <a@b.c> é *a_b **a__b_c ![a](b) [a](http://b.c/d) *[a](b)* ~~~a:""".split()
WITH_BREAKS = (
    "> x\n", "[a]: b\n", "[^1]: x\n", "```\n", "~~~a\n", "|-|\n", "a|b\n-|-\n", "- a\n", "1. a\n", "    a\n", "a\n\n",
    "# a\n", "a\n=\n", "---\n",
    "a  \n", "> - a\n", "~~~\n```\n", "[a\n", "[^a]: b\n    c\n", "*\n* a\n", "\t- a\n", "- ", "> > ",
    "** ", "*a ", "_ _ ", "` `` ", "``` a{", '[x](y "', "- [x] a\n",
)  # fmt: skip


def repeated(part: str) -> Generator:
    return lambda length: (part * (length // len(part) + 1))[:length]


def _root(length: int) -> int:
    return int((2 * length) ** 0.5)


SHAPED: dict[str, Generator] = {
    "quotes in quotes": lambda n: ">" * n + "x",
    "lists in lists": lambda n: "".join("    " * i + "- a\n" for i in range(int((n / 2) ** 0.5))),
    "lists in lists, apart": lambda n: "".join("    " * i + "+ a\n\n" for i in range(int((n / 2) ** 0.5))),
    "emphasis in emphasis": lambda n: "*" * (n // 2) + "a" + "*" * (n // 2),
    "brackets in brackets": lambda n: "[" * (n // 2) + "a" + "]" * (n // 2),
    "links in links": lambda n: "[" * (n // 5) + "a" + "](b)" * (n // 5),
    "blocks of 300 brackets": lambda n: ("[" * 300 + "\n\n") * (n // 302),
    "crossing emphasis": lambda n: "*a **b " * (n // 14) + "c** d*" * (n // 14),
    "wide table": lambda n: "|a" * (n // 4) + "\n" + "|-" * (n // 4),
    "table of open code": lambda n: "|a|b|\n|-|-|\n" + "|`a|b|\n" * (n // 7),
    "many references": lambda n: "".join(f"[a{i}]: /b\n\n" for i in range(n // 20)) + "[a1] " * (n // 10),
    "many notes": lambda n: "[^1] " * (n // 10) + "\n\n" + "".join(f"[^{i}]: a\n\n" for i in range(n // 24)),
    "a note in itself": lambda n: "[^1]\n\n[^1]: " + "[^1] " * (n // 5),
    "many fences": lambda n: "```\na\n```\n\n" * (n // 11),
    "growing code marks": lambda n: "".join("`" * i + "a" for i in range(1, _root(n))),
    "falling code marks": lambda n: "".join("`" * i + "a" for i in range(_root(n), 0, -1)),
    "open title": lambda n: '[a](b "' + '" ' * (n // 2),
    "open address": lambda n: "[a](" + "(" * n,
    "underlined heading": lambda n: "a\n" + "=" * n,
    "closed heading": lambda n: "# a" + " #" * (n // 2),
    "long address": lambda n: "http://" + "a" * n,
    "address with brackets": lambda n: "http://a" + ")" * n,
    "address with stops": lambda n: "http://a." + "." * n,
    "long mention": lambda n: "@" + "a-" * (n // 2),
    "growing indent": lambda n: "".join(" " * i + "a\n" for i in range(_root(n))),
    "blanks before a break": lambda n: "a" + " " * n + "\nb",
}
GENERATORS: dict[str, Generator] = {
    **{f"repeated {part}": repeated(part) for part in (*REPEATED, *WITH_BREAKS)},
    **SHAPED,
}
