"""An HTML source as its reader sees it, and what it holds that no reader sees.

Tags inside a word vanish, blocks and cells separate, elements that a style or an attribute hides are
left out. A tag that is not closed is text, and what follows it is read on: a source need not be HTML
at all. One pass; each search that failed is remembered, so that no text makes it search again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ecluse.text.mapped import Mapped, Weave
from ecluse.text.styles import hides, hiding_selectors, is_inline, strings, turns, unescaped
from ecluse.text.tags import Attribute, Comment, Tag, markup_at, name_at, opens, resolve, unescape

__all__ = ["APART", "Page", "Range", "Table", "page_of", "texts"]

# fmt: off
_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "br", "button", "caption", "center", "dd",
    "details", "dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer",
    "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "legend", "li", "main",
    "menu", "nav", "ol", "optgroup", "option", "p", "pre", "section", "select", "summary", "table",
    "tbody", "tfoot", "thead", "tr", "ul",
})
_CELLS = frozenset({"td", "th"})
_ROWS = _CELLS | {"table", "tr"}
_UNSEEN = frozenset({
    "audio", "canvas", "datalist", "desc", "head", "iframe", "metadata", "noembed", "noframes",
    "noscript", "object", "script", "style", "template", "title", "video",
})
"""Elements of which a reader sees nothing, or something else than their text."""
_RAW = frozenset({"iframe", "noembed", "noframes", "script", "style", "textarea", "title", "xmp"})
"""Elements that hold no tags: WHATWG HTML, 13.1.2."""
_VOID = frozenset({
    "area", "base", "br", "col", "embed", "frame", "hr", "image", "img", "input", "keygen", "link",
    "meta", "param", "source", "track", "wbr",
})
_IMPLIED = frozenset({"dd", "dt", "li", "optgroup", "option", "p", "td", "th", "tr"})
_RUBY = frozenset({"rt", "rp", "rtc"})
_OTHERWISE = _UNSEEN | _RUBY | {"dialog"}
_LINKS = frozenset({
    "action", "background", "cite", "data", "formaction", "href", "longdesc", "ping", "poster",
    "src", "srcset", "xlink:href",
})
_PLAIN = frozenset({
    "align", "aria-hidden", "bgcolor", "border", "charset", "color", "colspan", "coords", "dir", "face", "height",
    "hidden", "http-equiv", "lang", "loading", "method", "rel", "role", "rowspan", "size", "sizes",
    "style", "tabindex", "target", "type", "valign", "width",
})
"""Attributes that hold no text."""
# fmt: on

APART = "\n;\n"
"""What stands between two texts that nobody reads as one: no words of a term have it between them."""
_inside = re.compile(r"[-\w:@#&!.+/]*").match

Range = tuple[int, int]
Table = list[list[list[Range]]]
"""Rows of cells, each of them the ranges of its texts."""
SEEN, UNSEEN, RUBY, COMMENT, INSTEAD, SILENT = range(6)
"""What a step is: text that is seen; hidden; above other text; a comment; in place of an image; seen,
and not read aloud (``aria-hidden``)."""
_TURN, _RETURN = 6, 7
"""From here on, letters stand from right to left; from here on, no more."""


class _Step(NamedTuple):
    kind: int
    start: int
    end: int
    put: str | None = None
    """What stands for the range; ``None``: itself, with its references resolved."""


class Page:
    """What was read of one source."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.steps: list[_Step] = []
        self.is_marked = False
        """Whether there is a tag, a comment or a reference."""
        self.links: list[Range] = []
        self.attributes: dict[str, list[Range]] = {}
        self.together: list[list[Range]] = []
        """The texts of each tag that has several."""
        self.content: list[Range] = []
        """Strings that a style shows."""
        self.tables: list[Table] = []
        self._open, self._kind, self._depth = "", SEEN, 0
        """The element that changes how its text is seen, how, and how many of its name are open."""
        self._turned = ""
        self._turned_depth = 0
        self._inline = set[str]()
        self._hiding = frozenset[str]()
        self._cell: list[Range] | None = None
        self._unclosed = set[str]()
        self._broken = False
        self._last = source.rfind(">")
        self._last_comment = max(source.rfind("-->"), source.rfind("--!>"))
        self._spoiler = source.find(">!")
        self._last_data = source.rfind("]]>")

    # --- reading ---

    def read(self) -> None:
        source, place, at = self.source, 0, 0
        while (at := source.find("<", at)) >= 0 and at < self._last:
            found = self._markup(at)
            if found is None:
                at += 1
                continue
            self._text(place, at)
            self.is_marked = True
            place = at = self._add(found)
        self._text(place, len(source))
        if self._turned:
            self.steps.append(_Step(_RETURN, len(source), len(source)))

    def _markup(self, at: int) -> Tag | Comment | None:
        source = self.source
        if not opens(source, at):
            return self._sign(at) if source[at + 1 : at + 2] in {":", "@", "#"} else None
        if source[at + 1] not in "!?":
            is_spoiler = at and source[at - 1] == "!" and 0 <= self._spoiler < at
            return None if is_spoiler else self._opened(at)
        if source.startswith("<![CDATA[", at) and at < self._last_data:
            end = source.find("]]>", at)
            return Comment(at + 9, max(end, at + 9), at, end + 3)
        if source.startswith("<!--", at) and at + 2 > self._last_comment:
            return None
        return markup_at(source, at)

    def _opened(self, at: int) -> Tag | Comment:
        """A tag. There is a ``>`` behind it, and it ends there or later."""
        source = self.source
        closing = source[at + 1] == "/"
        end = source.find(">", at)
        name = source[at + 1 + closing : end]
        if name.isalnum() and name.isascii():
            return Tag(name.lower(), closing, (), at, end + 1)
        if _is_address(name_at(source, at)):
            return Tag("", False, (), at, end + 1)
        found = None if self._broken else markup_at(source, at)
        if found is None:
            # From here on, a quote that is not closed ends nothing.
            self._broken = True
            words = name.split(maxsplit=1)
            found = Tag(words[0].lower().rstrip("/") or "!", closing, (), at, end + 1)
        return found

    def _sign(self, at: int) -> Tag | None:
        """``<:name:1>``, ``<@1>``, ``<#1>``: a picture or a name to the services that write so."""
        found = _inside(self.source, at + 1)
        end = found.end() if found else at
        return Tag("", False, (), at, end + 1) if self.source.startswith(">", end) else None

    def _add(self, found: Tag | Comment) -> int:
        if isinstance(found, Comment):
            is_data = self.source.startswith("<![CDATA[", found.start)
            kind = self._kind if is_data else COMMENT
            self.steps.append(_Step(kind, found.text_start, found.text_end))
            return found.end
        return self._tag(found) if found.name else self._address(found)

    def _address(self, tag: Tag) -> int:
        """``<https://…>``, ``<mail@…>``, ``<https://…|label>``, ``<:picture:1>``, ``<@1|name>``."""
        label = self.source.find("|", tag.start, tag.end)
        if label >= 0:
            self.links.append((tag.start + 1, label))
        if label >= 0 or self.source[tag.start + 1] not in ":@#":
            self._text(max(label, tag.start) + 1, tag.end - 1)
        return tag.end

    def _text(self, start: int, end: int) -> None:
        if start < end:
            self.steps.append(_Step(self._kind, start, end))
            if self._cell is not None:
                self._cell.append((start, end))

    # --- tags ---

    def _tag(self, tag: Tag) -> int:
        name, style = tag.name, ""
        if tag.attributes:
            style = self._style(tag)
            if not tag.closing:
                self._attributes(tag)
        if name in _ROWS:
            self._row(tag)
        if name in _BLOCKS and not self._is_inline(tag, style):
            self.steps.append(_Step(self._kind, tag.start, tag.end, "\n"))
        elif name in _CELLS:
            self.steps.append(_Step(self._kind, tag.start, tag.end, "\t"))
        if self._turned or style or name == "bdo":
            self._turn(tag, style)
        if self._open or tag.attributes or self._hiding or name in _OTHERWISE:
            self._enclose(tag, style)
        return self._raw(tag) if name in _RAW and not tag.closing else tag.end

    def _is_inline(self, tag: Tag, style: str) -> bool:
        if tag.closing and tag.name in self._inline:
            self._inline.discard(tag.name)
            return True
        if style and is_inline(style):
            self._inline.add(tag.name)
            return True
        return False

    def _style(self, tag: Tag) -> str:
        return next((self._value(one) for one in tag.attributes if one.name == "style"), "")

    def _value(self, attribute: Attribute) -> str:
        return unescape(self.source[attribute.start : attribute.end], closed=True)

    def _enclose(self, tag: Tag, style: str) -> None:
        """Keep count of the elements in which text is seen otherwise."""
        inside = self._open
        if not inside:
            if tag.closing or tag.name in _VOID:
                return
            if kind := self._kind_of(tag, style):
                self._open, self._kind, self._depth = tag.name, kind, 1
        elif tag.name == inside and tag.name in _IMPLIED and not tag.closing:
            # Its end tag may be left out.
            self._open, self._kind = "", SEEN
            self._enclose(tag, style)
        elif tag.name == inside:
            self._depth += -1 if tag.closing else 1
            if not self._depth:
                self._open, self._kind = "", SEEN
        elif inside in _RUBY and tag.name in {*_RUBY, "ruby", "rb"}:
            # The end tags of ruby may be left out.
            self._open, self._kind = "", SEEN
            self._enclose(tag, style)

    def _kind_of(self, tag: Tag, style: str) -> int:
        if tag.name in _RUBY:
            return RUBY
        if tag.name in _UNSEEN or (style and hides(style)):
            return UNSEEN
        kind = SEEN
        names = {tag.name} if self._hiding else set[str]()
        for one in tag.attributes:
            if one.name == "hidden":
                return UNSEEN
            if one.name == "aria-hidden" and self._value(one).lower().strip() == "true":
                kind = SILENT
            if self._hiding and one.name in {"class", "id"}:
                names.update(self._value(one).lower().split())
            if tag.name == "font" and one.name == "color" and hides(f"color:{self._value(one)}"):
                return UNSEEN
        if tag.name == "dialog" and not any(one.name == "open" for one in tag.attributes):
            return UNSEEN
        return UNSEEN if names & self._hiding else kind

    def _turn(self, tag: Tag, style: str) -> None:
        """Keep count of what is shown from right to left."""
        if self._turned:
            if tag.name == self._turned:
                self._turned_depth += -1 if tag.closing else 1
                if not self._turned_depth:
                    self._turned = ""
                    self.steps.append(_Step(_RETURN, tag.start, tag.start))
        elif not tag.closing and (
            (tag.name == "bdo" and self._is_rtl(tag)) or (style and turns(style))
        ):
            self._turned, self._turned_depth = tag.name, 1
            self.steps.append(_Step(_TURN, tag.end, tag.end))

    def _is_rtl(self, tag: Tag) -> bool:
        return any(a.name == "dir" and self._value(a).lower() == "rtl" for a in tag.attributes)

    def _row(self, tag: Tag) -> None:
        self._cell = None
        if tag.name == "table" and not tag.closing:
            self.tables.append([])
        elif tag.name == "tr" and not tag.closing:
            if not self.tables:
                self.tables.append([])
            self.tables[-1].append([])
        elif tag.name in _CELLS and not tag.closing:
            if not self.tables:
                self.tables.append([])
            if not self.tables[-1]:
                self.tables[-1].append([])
            self._cell = []
            self.tables[-1][-1].append(self._cell)

    def _attributes(self, tag: Tag) -> None:
        texts = list[Range]()
        for name, start, end in tag.attributes:
            if name == "style":
                self.content += strings(self.source, start, end)
            if end <= start or name in _PLAIN:
                continue
            if name in _LINKS:
                self.links.append((start, end))
                continue
            self.attributes.setdefault(name, []).append((start, end))
            texts.append((start, end))
            if name in {"alt", "value"} and tag.name in _VOID:
                self.steps.append(_Step(INSTEAD, start, end))
        if len(texts) > 1:
            self.together.append(texts)

    def _raw(self, tag: Tag) -> int:
        """The end of an element that holds no tags; its own end tag is read as any other."""
        end = self._raw_end(tag)
        if end < 0:
            return tag.end
        if tag.name == "style":
            self._hiding |= hiding_selectors(self.source[tag.end : end])
            self.content += strings(self.source, tag.end, end)
        self._text(tag.end, end)
        return end

    def _raw_end(self, tag: Tag) -> int:
        if tag.name in self._unclosed:
            return -1
        source, length = self.source, len(tag.name)
        at = source.find("</", tag.end)
        while at >= 0:
            if source[at + 2 : at + 2 + length].lower() == tag.name:
                return at
            at = source.find("</", at + 2)
        self._unclosed.add(tag.name)
        return -1

    # --- what was read ---

    def made(self, *kinds: int) -> Mapped:
        """The steps of these kinds as one text."""
        made = Weave(self.source)
        wanted = {*kinds, _TURN, _RETURN}
        chosen = [step for step in self.steps if step.kind in wanted]
        for step in _turned(self.source, chosen):
            if step.put is None:
                resolve(made, self.source, step.start, step.end)
            else:
                made.put(step.put, step.start, step.end)
        return made.done()

    def ranges(self, kind: int) -> list[Range]:
        """Where the texts of one kind stand."""
        return [(s.start, s.end) for s in self.steps if s.kind == kind and s.put is None]

    def has(self, kind: int) -> bool:
        """Whether there is a text of a kind."""
        return any(step.kind == kind and step.put is None for step in self.steps)


def _is_address(name: str) -> bool:
    return "@" in name or name.endswith(":") or name.startswith(("mailto:", "tel:"))


def page_of(source: str) -> Page:
    """Read one source."""
    page = Page(source)
    page.read()
    return page


def _turned(source: str, steps: Iterable[_Step]) -> Iterator[_Step]:
    """The steps, those that are shown from right to left in the order in which they are seen."""
    held: list[_Step] | None = None
    for step in steps:
        if step.kind == _TURN:
            held = []
        elif step.kind == _RETURN:
            yield from _reversed(source, held or ())
            held = None
        elif held is not None:
            held.append(step)
        else:
            yield step


def _reversed(source: str, steps: Iterable[_Step]) -> Iterator[_Step]:
    made = Weave(source)
    for step in steps:
        if step.put is None:
            resolve(made, source, step.start, step.end)
        else:
            made.put(step.put, step.start, step.end)
    mapped = made.done()
    for at in range(len(mapped.text) - 1, -1, -1):
        start, end = mapped.home(at, at + 1)
        yield _Step(SEEN, start, end, mapped.text[at])


def texts(
    source: str,
    ranges: Iterable[Range] = (),
    *,
    groups: Iterable[Iterable[Range]] = (),
    css: bool = False,
) -> Mapped:
    """Several ranges of a source as one text; those of one group, figures aside, put together.

    >>> texts("con, 12, fi", groups=[[(0, 3), (5, 7), (8, 11)]]).text
    'confi\\n;\\n'
    """
    made = Weave(source)
    for number, (start, end) in enumerate(ranges):
        if number:
            made.put(APART, start, start)
        _add(made, source, start, end, css=css)
    for group in groups:
        last = 0
        for start, end in group:
            one = source[start:end]
            if any(map(str.isalpha, one)):
                first = start + len(one) - len(one.lstrip())
                last = start + len(one.rstrip())
                _add(made, source, first, last, css=css)
        made.put(APART, last, last)
    return made.done()


def _add(made: Weave, source: str, start: int, end: int, *, css: bool) -> None:
    if not css:
        resolve(made, source, start, end)
        return
    for at, stop, text in unescaped(source, start, end):
        made.keep(start, at)
        made.put(text, at, stop)
        start = stop
    made.keep(start, end)
