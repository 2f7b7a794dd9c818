"""Markdown and HTML: a text as its reader sees it, and the texts that travel unseen in it.

Neither says what the text *is*: the same source may go to a service that renders Markdown, to one that
renders HTML, to one that shows it as it stands. So the source is looked at, and beside it one rendering
in which every mark that some service would take away is gone; and what no reader sees is read apart.

Most posts hold no mark. Each function first looks whether there is one, in about a microsecond, and
loads what reads it only then.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING

from ecluse.lean import later
from ecluse.text.mapped import Mapped, Weave

if TYPE_CHECKING:
    from ecluse.text.page import Page, Range

__all__ = ["has_lines", "hidden", "literally", "rearranged", "rendered", "unseen"]

_LINE = 12
"""Characters of the lines of a text that is written downward, on average."""


def rendered(text: str) -> Mapped | None:
    """The text as its reader sees it; ``None`` when that is the text itself.

    Tags inside a word vanish, blocks and cells separate, character references are resolved once, what
    a reader does not see is left out.

    >>> rendered("con<b>fi</b>den**tiel** &lt;3").text
    'confidentiel <3'
    >>> rendered("Rendez-vous à 18 h, #Projet_2027 <3")
    """
    page = _page(text) if "<" in text or "&" in text else None
    inner = text if page is None else page.text
    if not _is_marked(inner):
        return page
    from ecluse.text.markdown import marks_of

    marks = marks_of(inner).rendered()
    return page if marks is None else marks.after(page)


def literally(text: str) -> Mapped | None:
    """:func:`rendered` with the underscores that stand inside words; ``None`` when it has none of them.

    >>> literally("**sk_test_a1**b2").text
    'sk_test_a1b2'
    """
    if text.count("_") < 2:
        return None
    page = _page(text) if "<" in text or "&" in text else None
    inner = text if page is None else page.text
    if not _is_marked(inner):
        return None
    from ecluse.text.markdown import marks_of

    marks = marks_of(inner)
    if not marks.splits_names:
        return None
    made = marks.rendered(literally=True)
    if made is None and page is None:
        same = Weave(inner)
        same.keep(0, len(inner))
        return same.done()
    return page if made is None else made.after(page)


def _page(text: str) -> Mapped | None:
    if not _has_tag(text):
        return None
    from ecluse.text.page import SEEN, SILENT, page_of

    made = page_of(text).made(SEEN, SILENT)
    return None if made.text == text else made


def _has_tag(text: str) -> bool:
    """Whether a tag, a comment or a reference may stand in the text."""
    at = text.find("<")
    last = text.rfind(">") if at >= 0 else -1
    while 0 <= at < last:
        if text[at + 1] in _OPENING:
            return True
        at = text.find("<", at + 1)
    return "&" in text and _has_reference(text)


def _has_reference(text: str) -> bool:
    """Whether a character reference may stand in the text: in ``?a=b&utm_source=c`` there is none."""
    return any(
        match[1] == "#" or match[2] == ";" or match[1][:2] in _bare_references()
        for match in _references().finditer(text)
    )


_references = later("&(#|[0-9A-Za-z]{2,32})(;?)")


@cache
def _bare_references() -> frozenset[str]:
    """How the references begin that need no semicolon."""
    from html.entities import html5

    return frozenset(name[:2] for name in html5 if not name.endswith(";"))


_OPENING = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ/!?:@#")


def _is_marked(text: str) -> bool:
    """Whether a mark of Markdown, BBCode or LaTeX may stand in the text."""
    if "\\" in text or "{" in text or ("[" in text and _has_brackets(text)):
        return True
    if "`" in text and text.count("`") > 1:
        return True
    if "*" in text and text.count("*") > 1:
        return True
    if "_" in text and text.count("_") > 1:
        return True
    if "$" in text and text.count("$") > 1:
        return True
    if "^" in text and text.count("^") > 1:
        return True
    if "~" in text and text.count("~") > 1:
        return True
    if ":" in text and text.count(":") > 1 and _has_picture(text):
        return True
    if "|" in text and ("||" in text or ("\n" in text and "-" in text)):
        return True
    if "+" in text and "++" in text:
        return True
    if "'" in text and "''" in text:
        return True
    if "=" in text and "==" in text:
        return True
    if ">" in text and (text[0] == ">" or "\n>" in text or ">!" in text):
        return True
    return "\n" in text and ("-\n" in text or has_lines(text))


def has_lines(text: str) -> bool:
    """Whether the lines of a text may mean something by themselves: the head of a file, columns, a list."""
    return text.startswith(("---", "+++")) or text.count("\n") * _LINE > len(text) or "│" in text


def _has_picture(text: str) -> bool:
    """Whether ``:name:`` may stand inside a word."""
    pieces = text.split(":")
    return any(
        one.replace("_", "a").isalnum() and not one.isdigit() and pieces[at][-1:].isalnum()
        for at, one in enumerate(pieces[1:-1])
    )


def _has_brackets(text: str) -> bool:
    """Whether brackets may be those of a link, a note, a task or BBCode, and not of a remark."""
    return (
        "](" in text or "[/" in text or "[^" in text or "]:" in text or "][" in text or "]{" in text
        or "[[" in text or "[0m" in text or "[m" in text or "[http" in text or "[ ]" in text or "[x]" in text
    )  # fmt: skip


def hidden(text: str) -> Iterator[Mapped]:
    """Texts that travel with a post and that its reader does not see, or does not see so.

    Comments, hidden elements, attributes, link targets and what they say in words, titles, descriptions
    of images, definitions, the head of a file, strings of styles; tables read downward; strings that a
    program puts together. Those of one kind come as one text, a line ``;`` between two of them, and
    once more put together without it: so there are some twenty at most, whatever the source, and
    together they are a few times as long as it is.

    >>> [one.text for one in hidden("a<!-- con --><!-- fi -->b")]
    [' con \\n;\\n fi ', 'confi\\n;\\n', 'a con  fi b']
    """
    yield from unseen(text)
    yield from rearranged(text)


def unseen(text: str) -> Iterator[Mapped]:
    """Those of :func:`hidden` that a reader does not see."""
    if ("<" in text or "&" in text) and _has_tag(text):
        yield from _in_page(text)
    if (
        ("[" in text and _has_brackets(text))
        or "```" in text
        or ("*" in text and "/*" in text)
        or "~~~" in text
        or text.startswith(("---", "+++"))
    ):
        yield from _in_markdown(text)
    if "+" in text and "://" in text:  # what is percent-encoded is decoded
        yield from _in_links(text)


def rearranged(text: str) -> Iterator[Mapped]:
    """Those of :func:`hidden` that a reader sees, otherwise: columns, strings, quotations.

    Each may be about as long as the text; nothing is looked for in it a second time that way.
    """
    if ("|" in text or "\t" in text or "│" in text) and "\n" in text:
        from ecluse.text.columns import downward, rows_of

        if columns := downward(text, rows_of(text)):
            yield columns
    if ('"' in text or "'" in text or "`" in text) and _has_strings(text):
        from ecluse.text.quoted import put_together

        if strings := put_together(text):
            yield strings
        if strings := put_together(text, in_place=True):
            yield strings
    if text.count("«") > 1 or text.count("“") > 1 or text.count('"') > _QUOTED:
        from ecluse.text.quoted import quotations

        if pieces := quotations(text):
            yield pieces
    if ("(" in text or "[::" in text or "rev" in text) and _has_calls(text):
        from ecluse.text.programs import worked_out

        if strings := worked_out(text):
            yield strings


def _has_strings(text: str) -> bool:
    """Whether two strings may stand beside each other, with nothing but an operator between them."""
    if text.count('"') + text.count("'") + text.count("`") < 4:
        return False
    pieces = text.replace("'", '"').replace("`", '"').split('"')[1:-1]
    return (
        any(not piece.strip(_OPERATORS) for piece in pieces)
        or ".concat(" in text
        or _assigns(pieces)
    )


def _has_calls(text: str) -> bool:
    """Whether something that turns a string round, or takes signs out of it, may be called on one."""
    return (
        ".replace" in text or ".split(" in text or "[::-1]" in text or ".gsub(" in text
        or ("rev" in text.lower() and any(mark in text for mark in _QUOTES))
    )  # fmt: skip


_QUOTED = 3
"""Straight quotation marks that are two pairs."""
_QUOTES = ('"', "'", "`")


def _assigns(pieces: Sequence[str]) -> bool:
    """Whether one string after the other is given a name."""
    return any(piece.rstrip().endswith("=") and piece.count("=") == 1 for piece in pieces)


_OPERATORS = " \n\t\r+.&|,;(){}[]~\\<"


# --- what a page holds ----------------------------------------------------------------------------


def _in_page(text: str) -> Iterator[Mapped]:
    from ecluse.text.page import COMMENT, RUBY, UNSEEN, page_of, texts

    page = page_of(text)
    for kind in (COMMENT, UNSEEN, RUBY):
        yield from _several(text, page.ranges(kind))
    yield from _attributes(text, page)
    yield from _linked(text, page.links)
    if page.content:
        yield texts(text, page.content, css=True)
        yield texts(text, groups=[page.content], css=True)
    yield from _in_place(page)
    if page.tables:
        from ecluse.text.columns import downward

        if columns := downward(text, page.tables):
            yield columns


def _in_place(page: Page) -> Iterator[Mapped]:
    """The text with what is not seen where it stands, and without what is not read aloud."""
    from ecluse.text.page import COMMENT, INSTEAD, RUBY, SEEN, SILENT, UNSEEN

    there = {kind for kind in (UNSEEN, RUBY, COMMENT, INSTEAD) if page.has(kind)}
    readings = [there] if there else []
    if len(there) > 1:
        readings += [{kind} for kind in there]
    for kinds in readings:
        yield page.made(SEEN, SILENT, *kinds)
    if page.has(SILENT):
        yield page.made(SEEN)


def _attributes(text: str, page: Page) -> Iterator[Mapped]:
    """The values of all attributes, and put together those of one name, and those of one tag."""
    from ecluse.text.page import texts

    ranges = [one for group in page.attributes.values() for one in group]
    if not ranges:
        return
    yield texts(text, sorted(ranges))
    groups = [group for group in page.attributes.values() if len(group) > 1] + page.together
    if groups:
        yield texts(text, groups=groups)


def _several(text: str, ranges: Sequence[Range]) -> Iterator[Mapped]:
    """Texts of one kind, apart; when there are several, put together as well."""
    from ecluse.text.page import texts

    if ranges:
        yield texts(text, ranges)
    if len(ranges) > 1:
        yield texts(text, groups=[ranges])


def _linked(text: str, links: Sequence[Range]) -> Iterator[Mapped]:
    """Where links lead, in words and as it is written."""
    from ecluse.text.page import texts
    from ecluse.text.slugs import slugs

    if words := slugs(text, links):
        yield words
        if len(links) > 1:
            yield texts(text, groups=[links])


# --- what Markdown holds --------------------------------------------------------------------------


def _in_markdown(text: str) -> Iterator[Mapped]:
    from ecluse.text.markdown import links_of, marks_of

    marks = links_of(text)
    descriptions = _outermost([where for _, where in marks.images])
    for ranges in (marks.notes, marks.titles, descriptions):
        yield from _several(text, ranges)
    yield from _linked(text, marks.targets)
    if descriptions and (described := marks_of(text).rendered(described=True)):
        yield described


def _outermost(ranges: Sequence[Range]) -> list[Range]:
    """Ranges less those that stand inside another: that one is read in its turn, with all that it holds."""
    kept: list[Range] = []
    for start, end in sorted(ranges, key=lambda one: (one[0], -one[1])):
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    return kept


def _in_links(text: str) -> Iterator[Mapped]:
    """What the addresses in a text say in words."""
    from ecluse.text.slugs import addresses, slugs

    if words := slugs(text, addresses(text)):
        yield words
