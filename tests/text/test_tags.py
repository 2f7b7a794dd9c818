"""Tags, comments and character references stand where WHATWG HTML says."""

from __future__ import annotations

import html

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ecluse.text.tags import Attribute, Comment, Tag, markup_at, opens, references, unescape


@pytest.mark.parametrize(
    ("source", "end", "text"),
    [
        pytest.param("<!-- a -->b", 10, " a ", id="comment"),
        pytest.param("<!-->b", 5, "", id="closed at once"),
        pytest.param("<!--->b", 6, "", id="closed at once, with a dash"),
        pytest.param("<!---->b", 7, "", id="empty"),
        pytest.param("<!--a--!>b", 9, "a", id="closed by --!>"),
        pytest.param("<!--a--->b", 9, "a-", id="one dash more"),
        pytest.param("<!-- -- > -->b", 13, " -- > ", id="dashes inside"),
        pytest.param("<!DOCTYPE a>b", 12, "DOCTYPE a", id="declaration"),
        pytest.param("<?a?>b", 5, "a?", id="processing instruction"),
    ],
)
def test_comments(source: str, end: int, text: str) -> None:
    found = markup_at(source, 0)
    assert isinstance(found, Comment)
    assert (found.end, source[found.text_start : found.text_end]) == (end, text)


@pytest.mark.parametrize(
    ("source", "name", "attributes"),
    [
        pytest.param("<B>", "b", [], id="lower case"),
        pytest.param("</b >", "b", [], id="closing"),
        pytest.param("<br/>", "br", [], id="self-closing"),
        pytest.param("<a b='c>d' e=\"f\">", "a", [("b", "c>d"), ("e", "f")], id="quotes"),
        pytest.param("<a b=c d>", "a", [("b", "c"), ("d", "")], id="no quotes, no value"),
        pytest.param("<a b = 'c'>", "a", [("b", "c")], id="spaces around the sign"),
        pytest.param("<a\nB='c'/>", "a", [("b", "c")], id="over lines"),
        pytest.param("<a b='c'd='e'>", "a", [("b", "c"), ("d", "e")], id="no space between"),
        pytest.param("<a =b>", "a", [("=b", "")], id="a name that starts with the sign"),
    ],
)
def test_tags(source: str, name: str, attributes: list[tuple[str, str]]) -> None:
    found = markup_at(source, 0)
    assert isinstance(found, Tag)
    values = [(one.name, source[one.start : one.end]) for one in found.attributes]
    assert (found.name, values, found.end) == (name, attributes, len(source))


@pytest.mark.parametrize("source", ["<!-- a", "<!a", "<a", "<a b", "<a b='c>", "<a b='c'"])
def test_what_is_not_closed_is_none(source: str) -> None:
    assert opens(source, 0)
    assert markup_at(source, 0) is None


@pytest.mark.parametrize("source", ["<", "<3", "< a", "<<", "</3", "</", "<é"])
def test_what_opens_nothing(source: str) -> None:
    assert not opens(source, 0)


_TEXTS = st.text("&#xX0123456789abcdefgltmpnoé;= ") | st.lists(
    st.sampled_from(
        ["&", "amp", "lt", "eacute", "notin", "not", ";", "#", "x", "128", "D800", "é", "="]
    )
).map("".join)


@given(_TEXTS)
@example("&notit;")
@example("&#128;&#xD800;&#1;&#x110000;&#99999999999;")
def test_references_are_those_of_the_standard_library(text: str) -> None:
    assert unescape(text) == html.unescape(text)


@given(_TEXTS)
def test_references_stand_in_order_and_apart(text: str) -> None:
    place = 0
    for start, end, _ in references(text, 0, len(text)):
        assert place <= start < end <= len(text)
        assert text[start] == "&"
        place = end


def test_in_an_attribute_a_reference_needs_its_semicolon() -> None:
    assert unescape("?a=1&copy=2&lt=3;&lt;", closed=True) == "?a=1&copy=2&lt=3;<"


def test_an_attribute_says_where_its_value_stands() -> None:
    found = markup_at("x <a b='cd'>", 2)
    assert isinstance(found, Tag)
    assert found.attributes == (Attribute("b", 8, 10),)
