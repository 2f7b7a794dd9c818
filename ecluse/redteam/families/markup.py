"""Markdown, HTML and their kin: the reader sees the goods, the source says something else."""

from __future__ import annotations

from random import Random

from ecluse.redteam.transform import (
    Change,
    around,
    between,
    each_word,
    family,
    in_middle,
    on_goods,
    on_word,
)

_of = family("markup")


def _half(before: str, after: str) -> Change:
    """Puts markup around the second half."""
    return lambda text, random: (
        text[: len(text) // 2] + before + text[len(text) // 2 :] + after if len(text) > 1 else text
    )


def _entities(form: str) -> Change:
    return lambda text, random: "".join(form.format(ord(one)) for one in text)


def _escaped(text: str, random: Random) -> str:
    return "".join(f"\\{one}" if not one.isalnum() and one.isascii() else one for one in text)


def _table(text: str, random: Random) -> str:
    words = text.split()
    return f"\n\n| {' | '.join(words)} |\n|{'---|' * len(words)}\n\n" if len(words) > 1 else text


def _cells(text: str, random: Random) -> str:
    cells = "".join(f"<td>{one}</td>" for one in text if one.isalnum())
    return f"<table><tr>{cells}</tr></table>"


_NAMED = {
    ord(letter): f"&{name};"
    for letter, name in zip(
        "éèêàçô'’ -&",
        "eacute egrave ecirc agrave ccedil ocirc apos rsquo nbsp hyphen amp".split(),
        strict=True,
    )
}

TRANSFORMS = (
    _of("bold-half", 1, on_word(_half("**", "**")), "une moitié de mot en gras (Markdown)", "half a word in bold (Markdown)"),
    _of("italic-half", 1, on_word(_half("*", "*")), "une moitié de mot en italique (Markdown)", "half a word in italics (Markdown)"),
    _of("bold-words", 2, on_goods(each_word(lambda word: f"**{word}**")), "chaque mot en gras", "every word in bold"),
    _of("code-words", 2, on_goods(each_word(lambda word: f"`{word}`")), "chaque mot en code", "every word as code"),
    _of("struck-half", 1, on_word(_half("~~", "~~")), "une moitié de mot rayée", "half a word struck"),
    _of("html-bold-half", 1, on_word(_half("<b>", "</b>")), "une moitié de mot en gras (HTML)", "half a word in bold (HTML)"),
    _of("html-span-letters", 2, on_goods(each_word(lambda word: "".join(f"<span>{one}</span>" for one in word))),
        "un élément HTML par lettre", "an HTML element for each letter"),
    _of("html-comment", 1, on_word(in_middle("<!-- -->")), "un commentaire dans le mot le plus long", "a comment in the longest word"),
    _of("html-comment-long", 1, on_word(in_middle("<!-- la mer est calme -->")),
        "un long commentaire dans le mot le plus long", "a long comment in the longest word"),
    _of("empty-element", 1, on_word(in_middle("<i></i>")), "un élément vide dans le mot le plus long", "an empty element in the longest word"),
    _of("line-break-element", 1, on_word(in_middle("<br>")), "un retour à la ligne HTML dans le mot", "an HTML line break in the longest word"),
    _of("wbr", 1, on_word(in_middle("<wbr>")), "une césure HTML dans le mot le plus long", "an HTML break opportunity in the longest word"),
    _of("shy-entity", 1, on_word(in_middle("&shy;")), "une entité invisible dans le mot le plus long", "an unseen entity in the longest word"),
    _of("hidden-letters", 1, on_word(in_middle('<span style="display:none">zzz</span>')),
        "des lettres cachées dans le mot le plus long", "hidden letters inside the longest word"),
    _of("zero-size-letters", 1, on_word(in_middle('<font size="0">q</font>')),
        "une lettre de taille nulle dans le mot", "a letter of no size in the longest word"),
    _of("decimal-entities", 2, on_goods(_entities("&#{};")), "des entités décimales", "decimal entities"),
    _of("hexadecimal-entities", 2, on_goods(_entities("&#x{:x};")), "des entités hexadécimales", "hexadecimal entities"),
    _of("padded-entities", 2, on_goods(_entities("&#0000{};")), "des entités à zéros de tête", "entities with leading zeros"),
    _of("bare-entities", 2, on_goods(_entities("&#{}")), "des entités sans point-virgule", "entities without semicolon", readable=False),
    _of("one-entity", 1, on_word(lambda text, random: f"{text[:1]}&#{ord(text[1])};{text[2:]}" if len(text) > 1 else text),
        "une lettre en entité", "one letter as an entity"),
    _of("named-entities", 2, on_goods(lambda text, random: text.translate(_NAMED)),
        "des entités nommées", "named entities"),
    _of("double-entities", 2, on_goods(_entities("&amp;#{};")), "des entités d'entités", "entities of entities", readable=False),
    _of("backslashes", 2, on_goods(_escaped), "des barres d'échappement", "backslash escapes", sample="Voici [Vif-Argent] !"),
    _of("link-on-half", 1, on_word(_half("[", "](https://exemple.test)")), "un lien sur une moitié de mot", "a link on half a word"),
    _of("bbcode-half", 1, on_word(_half("[b]", "[/b]")), "une moitié de mot en gras (BBCode)", "half a word in bold (BBCode)"),
    _of("table-columns", 2, on_goods(_table), "un mot par colonne", "one word a column"),
    _of("html-cells", 2, on_goods(_cells), "une lettre par case HTML", "one letter an HTML cell"),
    _of("script-markup", 1, on_word(_half("<sup>", "</sup>")), "une moitié de mot en exposant", "half a word superscript"),
    _of("latex", 2, on_goods(each_word(lambda word: rf"\text{{{word}}}")), "en LaTeX", "in LaTeX"),
    _of("ruby", 2, on_goods(lambda text, random: f"<ruby>{text[:1]}<rt>a</rt>{text[1:]}</ruby>"),
        "une annotation ruby après la première lettre", "a ruby note after the first letter"),
    _of("escaped-letters", 2, on_goods(between("\\")), "une barre oblique entre les lettres", "a backslash between letters"),
    _of("ansi-colours", 1, on_word(in_middle("\x1b[0m")), "une couleur de terminal dans le mot", "a terminal colour in the longest word"),
    _of("cdata", 2, on_goods(around("<![CDATA[", "]]>")), "en section CDATA", "in a CDATA section"),
)  # fmt: skip
