"""Markup is looked at as its reader sees it, and what no reader sees is read as well."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ecluse.model import Span
from ecluse.text.fold import fold
from ecluse.text.mapped import Mapped
from ecluse.text.markup import hidden, rendered


def shown(text: str) -> str:
    """What is looked at as rendered: the text itself when nothing changes."""
    made = rendered(text)
    return text if made is None else made.text


WHOLE = {
    "tag inside": "con<b>fi</b>dentiel",
    "closing tag alone": "confi</b>dentiel",
    "tag with attributes": "con<span class='a' id=\"b\">fi</span>dentiel",
    "capital tag": "con<SPAN>fi</SPAN>dentiel",
    "empty element": "con<i></i>fidentiel",
    "self-closing": "con<img/>fidentiel",
    "unknown element": "con<x-y z>fi</x-y>dentiel",
    "bracket in a quoted attribute": "con<i title='a>b'>fi</i>dentiel",
    "quote that is not closed": 'con<i title="x>fi</i>dentiel',
    "nested nonsense": "con<b><i></b><u>fi</u></i></p-q>dentiel",
    "tag cut by a line end": "con<b\n>fi</b\n>dentiel",
    "comment": "con<!-- x -->fidentiel",
    "comment with a bracket": "con<!-- > -->fidentiel",
    "comment closed at once": "con<!-->fi<!--->dentiel",
    "comment closed by --!>": "con<!-- x --!>fidentiel",
    "comment that is not closed later on": "con<!-- x -->fi<b></b>dentiel <!-- y",
    "declaration": "con<!x>fidentiel",
    "processing instruction": "con<?php x ?>fidentiel",
    "CDATA": "con<![CDATA[fi]]>dentiel",
    "wbr": "con<wbr>fi<wbr/>dentiel",
    "subscript, superscript": "con<sub>fi</sub><sup>dentiel</sup>",
    "named reference": "con&fjlig;identiel".replace("&fjlig;", "&#102;"),
    "decimal reference": "&#99;onfidentiel",
    "decimal reference, no semicolon": "&#99onfidentiel",
    "leading zeros": "&#0000000000000000000000000000000000000000000099;onfidentiel",
    "hexadecimal reference": "c&#x6f;nfidentiel",
    "capital hexadecimal reference": "c&#X6F;nfidentiel",
    "hidden span": "con<span hidden>xyz</span>fidentiel",
    "display:none": "con<span style='display: none'>xyz</span>fidentiel",
    "visibility:hidden": "con<span style='VISIBILITY:hidden'>xyz</span>fidentiel",
    "no size": "con<span style='font-size:0px'>xyz</span>fidentiel",
    "no opacity": "con<span style='opacity:0.0'>xyz</span>fidentiel",
    "colour of the background": "con<span style='color:#ABC;background:#abc'>xyz</span>fidentiel",
    "white": "con<font color=white>xyz</font>fidentiel",
    "transparent": "con<span style='color:transparent'>xyz</span>fidentiel",
    "outside the page": "con<span style='position:absolute;left:-9999px'>xyz</span>fidentiel",
    "a comment in a style": "con<span style='display:/**/none'>xyz</span>fidentiel",
    "a reference in a style": "con<span style='display:n&#111;ne'>xyz</span>fidentiel",
    "nested inside what is hidden": "con<div hidden><div>x</div>y</div>fidentiel".replace("div", "i"),
    "class that a style hides": "<style>.q{display:none}</style>con<i class='p q'>xyz</i>fidentiel",
    "script": "con<script>var a = '<b>';</script>fidentiel",
    "style": "con<style>a{}</style>fidentiel",
    "template": "con<template>xyz</template>fidentiel",
    "title": "con<title>x<y</title>fidentiel",
    "block made inline": "con<div style='display:inline'>fi</div>dentiel",
    "bdo": "<bdo dir='rtl'>leit<b>ned</b>ifnoc</bdo>",
    "override in a style": "<i style='unicode-bidi:bidi-override;direction:rtl'>leitnedifnoc</i>",
    "ruby": "<ruby>con<rp>(</rp><rt>x</rt><rp>)</rp>fi</ruby>dentiel",
    "ruby without end tags": "<ruby>con<rt>x</ruby>fidentiel",
    "picture of a chat": "con<:smile:123>fi<a:wave:456>dentiel",
    "strong": "con**fi**dentiel",
    "emphasis": "con*fi*dentiel",
    "both": "con***fi***dentiel",
    "nested": "**c*on*fi**dentiel",
    "unequal": "**con*fidentiel",
    "underscores": "con_fi_dentiel",
    "underscores around": "__confidentiel__",
    "struck": "con~~fi~~dentiel",
    "struck (Slack)": "con~fi~dentiel",
    "code": "con`fi`dentiel",
    "longer code": "con``fi``dentiel",
    "marked": "con==fi==dentiel",
    "inserted": "con++fi++dentiel",
    "raised": "con^fi^dentiel",
    "wiki quotes": "con'''fi'''dentiel",
    "spoiler (Discord)": "con||fi||dentiel",
    "spoiler (Reddit)": "con>!fi!<dentiel",
    "spoiler before another": "con>!fi!<dentiel >!x!<",
    "escapes": "con\\fi\\dentiel",
    "link": "[con](https://e.test)fidentiel",
    "link with title": '[con](https://e.test "t")fidentiel',
    "link with title in parentheses": "[con](u (t))fidentiel",
    "link to nowhere": "[con]()fidentiel",
    "link in angle brackets": "[con](<a b>)fidentiel",
    "parentheses in an address": "[con](u(v)w)fidentiel",
    "attributes": "[con]{.petit}fidentiel",
    "wiki link": "[[page|con]]fidentiel",
    "label of an address (Slack)": "<https://e.test|con>fidentiel",
    "image": "con![x](y.png)fidentiel",
    "image in a link": "con[![x](y.png)](z)fidentiel",
    "note": "con[^1]fidentiel",
    "BBCode": "[b]con[/b]fidentiel",
    "BBCode with a value": "[color=red]con[/color]fidentiel",
    "LaTeX": "\\textbf{con}fidentiel",
    "LaTeX inside": "con\\emph{fi}dentiel",
    "LaTeX switch": "{\\bf con}fidentiel",
    "LaTeX formula": "$\\text{con}$fidentiel",
    "formula": "con$fi$dentiel",
    "raised in a formula": "con^{fi}_{den}tiel",
    "empty group": "con{}fi{}dentiel",
    "group": "con{fi}dentiel",
    "hyphen of LaTeX": "con\\-fi\\-dentiel",
    "thin space of LaTeX": "con\\,fi\\!dentiel",
    "hyphen at the end of a line": "confi-\ndentiel",
    "space of reStructuredText": "con\\ **fi**\\ dentiel",
    "link of MediaWiki": "[https://e.test con]fidentiel",
    "picture by its name": "con:smile:fi:wave_1:dentiel",
    "remark of a program": "con/* x */fi/**/dentiel",
    "remark of a template": "con{# x #}fi{% y %}dentiel",
    "mark inside a tag": "con<b>**fi**</b>dentiel",
    "tag inside a mark": "**con<b>fi</b>**dentiel",
}  # fmt: skip


@pytest.mark.parametrize("source", [pytest.param(text, id=name) for name, text in WHOLE.items()])
def test_a_mark_inside_a_word_vanishes(source: str) -> None:
    assert "confidentiel" in shown(f"Note : {source} !")


@pytest.mark.parametrize("source", [pytest.param(text, id=name) for name, text in WHOLE.items()])
def test_a_word_comes_home_to_where_it_stands(source: str) -> None:
    text = f"Note : {source} !"
    made = rendered(text)
    assert made is not None
    at = made.text.index("confidentiel")
    start, end = made.home(at, at + 12)
    assert 7 <= start < end <= len(text) - 2
    assert made.home(0, 4) == Span(0, 4) or source.startswith(("<style", "---"))


@pytest.mark.parametrize(
    ("source", "seen"),
    [
        pytest.param(
            "con&shy;fi&zwnj;den&#8203;tiel", b"confidentiel", id="characters nobody sees"
        ),
        pytest.param("&Eacute;t&eacute &eacute;", b"ete e", id="accents, one without semicolon"),
        pytest.param("&lt;b&gt;", b"<b>", id="what a reference makes is no tag"),
        pytest.param("plan&nbsp;social", b"plan social", id="no-break space"),
        pytest.param("&amp;eacute;", b"&eacute;", id="once in a pass"),
        pytest.param("&#128;", b"$", id="Windows-1252, as browsers read it"),
    ],
)
def test_references_are_resolved(source: str, seen: bytes) -> None:
    assert fold(shown(source)).data == seen


@pytest.mark.parametrize(
    ("source", "words"),
    [
        pytest.param("<p>a</p><p>b</p>", ["a", "b"], id="paragraphs"),
        pytest.param("a<br>b<br/>c", ["a", "b", "c"], id="line breaks"),
        pytest.param("a<hr>b", ["a", "b"], id="rule"),
        pytest.param("<ul><li>a<li>b</ul>", ["a", "b"], id="items"),
        pytest.param("<table><tr><td>a<td>b</table>", ["a", "b"], id="cells"),
        pytest.param("|a|b|\n|-|-|\n|c|d|", ["a", "b", "c", "d"], id="cells of Markdown"),
        pytest.param("[quote]a[/quote]b", ["a", "b"], id="block of BBCode"),
        pytest.param("> a\n> b\n*c*", ["a", "b", "c"], id="quote"),
        pytest.param("# a #\n*b*", ["a", "b"], id="heading"),
        pytest.param("a\n===\n*b*", ["a", "b"], id="underlined heading"),
        pytest.param("- [x] a\n- [ ] b\n1. *c*", ["a", "b", "c"], id="tasks and numbers"),
        pytest.param("- a\n- b\n- c\n", ["a", "b", "c"], id="a word, one letter an item"),
        pytest.param("# a\n# b\n# c\n", ["a", "b", "c"], id="a word, one letter a heading"),
        pytest.param("```py\n**a**\n```", ["a"], id="block of code"),
        pytest.param("---\nx: y\n---\na", ["a"], id="the head is not seen"),
        pytest.param("[a][b]\n\n[b]: c 'd'", ["a"], id="definitions are not seen"),
        pytest.param("[a] *b*\n\n[A]: c", ["a", "b"], id="a label by itself, whatever its case"),
        pytest.param("a[^1]\n\n[^1]: b", ["a", "b"], id="the text of a note is seen"),
        pytest.param("a\\_b \\*c\\*", ["a_b", "*c*"], id="escapes are what they stand for"),
        pytest.param("l\\'été", ["l'été"], id="an apostrophe stays"),
        pytest.param("<p hidden>a<p>b", ["b"], id="an end tag that may be left out"),
        pytest.param(
            "a <b and <c", ["a", "<b", "and", "<c"], id="tags that are not closed are text"
        ),
        pytest.param("<https://e.test/a_b>", ["https://e.test/a_b"], id="address"),
        pytest.param("<jean@e.test>", ["jean@e.test"], id="mail address"),
        pytest.param("<o:p>a</o:p>", ["a"], id="a name with a colon is no address"),
        pytest.param(
            "a<span style='opacity:.8'>b</span>", ["ab"], id="what is seen through is seen"
        ),
        pytest.param("a<span style='color:red'>b</span>", ["ab"], id="coloured text is seen"),
        pytest.param("a<i aria-hidden='true'>b</i>", ["ab"], id="what is not read aloud is seen"),
    ],
)
def test_blocks_separate(source: str, words: list[str]) -> None:
    assert shown(source).split() == words


ORDINARY = [
    "Rendez-vous le 12 mai à Lyon : https://exemple.fr/a-b?x=1&y=2#z #Projet_2027",
    "I <3 trains :) R&D, B&B, Q & A; a < b > c, 2 * 3 = 6, ~20 ou ~30 €, $5 to $10",
    "« L’été », “summer”, l'eau d'Evian \"ici\" (entrée libre) [complet] {…} 5 | 6",
    "Au programme :\n- la visite de l'atelier\n- le goûter des enfants\n\nÀ samedi !",
    "1. la visite de l'atelier\n2. le goûter des enfants de l'école\n\nÀ samedi !",
    "C++ et C++11, x^2 + y^2, prix* (*hors taxes), utm_source=a&utm_medium=b",
    "snake_case et camelCase, #Lyon_2026 #Projet_2027 @jean_dupont",
    "👨‍👩‍👧 🇫🇷 می‌خواهم Привет 日本語 שלום",
    "",
]


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_posts_are_left_alone(text: str) -> None:
    assert rendered(text) is None
    assert list(hidden(text)) == []


HIDDEN = {
    "comment": "a<!-- confidentiel -->b",
    "comment that is cut": "a<!--confi--><!--dentiel-->b",
    "a word with a comment inside": "con<!--fi-->dentiel",
    "declaration": "<!confidentiel>",
    "hidden element": "a<p hidden>confidentiel</p>b",
    "hidden elements": "<i hidden>con</i> <i hidden>fidentiel</i>",
    "hidden inside a word": "con<i hidden>fi</i>dentiel",
    "not read aloud": "con<i aria-hidden=true>xyz</i>fidentiel",
    "alt": "<img alt='confidentiel'>",
    "alt in place": "con<img alt='fi'>dentiel",
    "alts": "<img alt='con'> <img alt='fidentiel'>",
    "title": "<a title='confidentiel'>x</a>",
    "references in an attribute": "<a title='con&#102;identiel'>x</a>",
    "bare attribute": "<a title=confidentiel>x</a>",
    "aria-label": "<i aria-label='confidentiel'></i>",
    "value": "<input type=hidden value='confidentiel'>",
    "meta": "<meta name=description content='confidentiel'>",
    "data": "<i data-x='confidentiel'>",
    "data of one element": "<i data-x='con' data-y='fidentiel'>",
    "data of several elements": "<i data-x='con'></i><i data-x='fidentiel'></i>",
    "link": "<a href='https://e.test/x?confidentiel'>x</a>",
    "encoded link": "<a href='https://e.test/con%66identiel'>x</a>",
    "source": "<img src='confidentiel.png'>",
    "content of a style": "<style>a::before{content:'confidentiel'}</style>",
    "contents of a style": "<style>a::before{content:'con'} a::after{content:\"fidentiel\"}</style>",
    "escapes of a style": "<style>a::before{content:'\\63 onfidentiel'}</style>",
    "script": "<script>x = 'confidentiel'</script>",
    "strings of a script": "<script>x = 'confi' + \"dentiel\"</script>",
    "template": "<template>confidentiel</template>",
    "noscript": "<noscript>confidentiel</noscript>",
    "above": "<ruby>a<rt>con</rt>b<rt>fidentiel</rt></ruby>",
    "link of Markdown": "[x](https://e.test/confidentiel)",
    "title of a link": "[x](y 'confidentiel')",
    "titles of links": "[x](y 'con') [x](y 'fidentiel')",
    "description": "![confidentiel](y)",
    "description in place": "con![fi](y)dentiel",
    "descriptions": "![con](y) ![fidentiel](y)",
    "definition": "[x]: https://e.test/confidentiel",
    "comment of Markdown": "[//]: # (confidentiel)",
    "label": "[confidentiel]: # x",
    "head": "---\ntitle: confidentiel\n---\nx",
    "information on code": "```confidentiel\nx\n```",
    "column": "| con | x |\n| fi | y |\n| dentiel | z |",
    "letters of a column": "|c|1|\n|-|-|\n" + "".join(f"|{c}|{n}|\n" for n, c in enumerate("onfidentiel")),
    "second column": "x|con\ny|fidentiel",
    "grid": "+---+---+\n| con | x |\n+---+---+\n| fidentiel | y |\n+---+---+",
    "box drawing": "│con│x│\n│fidentiel│y│",
    "tabs": "con\tx\nfidentiel\ty",
    "column of HTML": "<table><tr><td>con<td>x<tr><td>fidentiel<td>y</table>",
    "sum of strings": "a = \"con\" + \"fi\" + 'dentiel'",
    "strings side by side": "a = 'con' 'fidentiel'",
    "concat": '"con".concat("fidentiel")',
    "dots": "'con' . 'fidentiel'",
    "list": "['con', 'fi', 'dentiel'].join('')",
    "over lines": '"con" \\\n  "fidentiel"',
    "remark of a program": "/* confidentiel */",
    "first cell empty": "||con|\n|x|fi|\n|y|dentiel|",
    "address": "https://e.test/con%66identiel+x",
}  # fmt: skip


@pytest.mark.parametrize("source", [pytest.param(text, id=name) for name, text in HIDDEN.items()])
def test_what_travels_unseen_is_read(source: str) -> None:
    readings = everything(source)
    assert any("confidentiel" in one.text for one in readings)


def everything(source: str) -> list[Mapped]:
    """What is hidden in a text, and in what is hidden in it."""
    first = list(hidden(source))
    return first + [again.after(one) for one in first for again in hidden(one.text)]


@pytest.mark.parametrize(
    ("source", "seen"),
    [
        pytest.param("<a href='/projet-falcon'>", b"projet falcon", id="slug"),
        pytest.param("<a href='/projet_falcon'>", b"projet falcon", id="underscore"),
        pytest.param("<a href='?q=projet+falcon'>", b"projet falcon", id="query"),
        pytest.param("[x](/projet%20falcon)", b"projet falcon", id="percent"),
        pytest.param("[x](/l%27%C3%A9t%C3%A9)", b"l'ete", id="UTF-8"),
        pytest.param("|projet|x|\n|falcon|y|", b"projet falcon", id="words of a column"),
    ],
)
def test_words_of_links_and_columns(source: str, seen: bytes) -> None:
    assert any(seen in fold(one.text).data for one in hidden(source))


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("<a href='/2026/12/01/06-12-34'>", id="signs between figures stay"),
        pytest.param("|06|12|\n|34|56|", id="figures one below the other"),
        pytest.param("<img width='06' height='12' alt='34'><img alt='56'>", id="sizes"),
    ],
)
def test_figures_are_not_put_together(source: str) -> None:
    for one in hidden(source):
        assert b"0612" not in fold(one.text).data
        assert b"1234" not in fold(one.text).data
        assert b"06 12" not in fold(one.text).data


@pytest.mark.parametrize("count", [1, 10, 1000])
def test_however_much_is_hidden_it_comes_as_few_texts(count: int) -> None:
    source = (
        "<!--a--><i hidden data-b='c' title='d'>e</i><img alt='f' src='g'>![h](i 'j')\n" * count
    )
    found = list(hidden(source))
    assert len(found) <= 30
    assert sum(len(one.text) for one in found) <= 12 * len(source)


@pytest.mark.parametrize(
    "unit",
    [
        "<",
        "<!--",
        "<a <a",
        "<a b='",
        "[",
        "![",
        "](",
        "*a",
        "_",
        "&",
        "&#",
        ">",
        "\\",
        "{",
        "`",
        "- ",
    ],
)
def test_marks_without_end_are_text(unit: str) -> None:
    """Long runs are read to their end: nothing is lost but the marks themselves."""
    text = "a" + unit * 3000 + " confidentiel"
    assert shown(text).endswith("confidentiel")


_PIECES = [
    "<b>", "</b>", "<p hidden>", "</p>", "<!--", "-->", "<a href='x-y'>", "<img alt=é>", "<bdo dir=rtl>", "</bdo>",
    "<td>", "<tr>", "<table>", "<rt>", "<script>", "</script>", "<style>", "content:'x'", "&amp;", "&#x41;", "&eacute",
    "**", "*", "_", "`", "~~", "||", "[", "]", "](u)", "](u 't')", "![", "[^1]", "]: ", "\\", "\\emph{", "{", "}", "$", "^",
    "|", "|-|", "\n", "\n\n", "- ", "> ", "# ", "```", "---\n", "con", "fi", "é", "'", '"', " + ", " ", "👨‍👩‍👧", "\ud800", "\0", "\U0010ffff", "://", "%C3%A9",
]  # fmt: skip
_sources = (
    st.lists(st.sampled_from(_PIECES)).map("".join)
    | st.text()
    | st.text("<>!-/ab='\"&;# \n[]()*_`\\{}|")
)


@given(_sources)
@example("<")
@example("<!")
@example("a</")
@example("<a")
@example("&")
@example("[")
@example("\\")
def test_any_text_is_read_and_comes_home(text: str) -> None:
    made = rendered(text)
    for one in [*hidden(text), *([made] if made else [])]:
        for at in range(len(one.text)):
            start, end = one.home(at, at + 1)
            assert 0 <= start <= end <= len(text)


@given(_sources)
def test_a_letter_comes_home_to_itself_or_to_what_stands_for_it(text: str) -> None:
    made = rendered(text)
    for one in [*hidden(text), *([made] if made else [])]:
        for at, letter in enumerate(one.text):
            if letter in "confixyé":
                source = text[slice(*one.home(at, at + 1))]
                assert source == letter or source.startswith(("&", "%", "\\")), (one, at)


@given(_sources)
def test_what_is_rendered_is_another_text(text: str) -> None:
    made = rendered(text)
    assert made is None or made.text != text


@given(
    st.text(
        st.characters(codec="utf-8", exclude_characters="<&*_`~|\\[]{}$^=+>'\"-\n\t│:"), max_size=80
    )
)
def test_a_text_without_marks_is_left_alone(text: str) -> None:
    assert rendered(text) is None
    assert list(hidden(text)) == []


def test_what_is_hidden_in_unseen_letters_is_the_same_in_every_process() -> None:
    """Letters that are as many as each other were once in the order of their hashes."""
    program = (
        "from ecluse.model import Part\n"
        "from ecluse.text.views import views\n"
        "signs = '\\u200b\\u200c\\u200d\\u2060'\n"
        "text = ''.join(signs[byte >> n & 3] for byte in b'rappel produit' for n in (6, 4, 2, 0))\n"
        "print(ascii([view.text for view in views([Part('text', f'Le lac {text} est ouvert.')])]))"
    )
    shown = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": str(seed)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in range(1, 5)
    }
    assert len(shown) == 1
