"""Texts and Markdown: the body verbatim, front matter without YAML's surprises."""

from __future__ import annotations

import pytest

from ecluse.model import Draft, DraftError, Origin
from ecluse.read import LIMIT, Record, records


def read(source: str, path: str = "lundi.md") -> Draft:
    [result] = records(source.encode(), path=path)
    assert isinstance(result, Record), str(result)
    return result.drafts[0]


def refused(source: str) -> str:
    [result] = records(source.encode(), path="lundi.md")
    assert isinstance(result, DraftError)
    return str(result)


def test_a_text_is_a_draft_named_by_its_path() -> None:
    assert read("Bonjour\r\nà tous\n", "lundi.txt") == Draft(
        "Bonjour\r\nà tous\n", id="lundi.txt", trusted=False, origin=Origin("lundi.txt", 1, 1)
    )


def test_front_matter_gives_the_fields_and_the_body_its_line() -> None:
    draft = read(
        "---\nid: lundi\ntitle: Réouverture\nchannel: x\nhashtags: [TER, Bretagne]\n"
        "publish_at: 2026-12-01T18:00:00+01:00\nseq: 2\n---\n\nLa ligne rouvre.\n"
    )
    assert (draft.id, draft.title, draft.channel, draft.seq) == ("lundi", "Réouverture", "x", 2)
    assert draft.hashtag == ("TER", "Bretagne")
    assert str(draft.publish_at) == "2026-12-01 18:00:00+01:00"
    assert (draft.text, draft.origin.text_line) == ("\nLa ligne rouvre.\n", 9)


@pytest.mark.parametrize(
    "written",
    [
        pytest.param("no", id="not false"),
        pytest.param("22:30:00", id="not 81000"),
        pytest.param("1.10", id="not 1.1"),
        pytest.param("0o17", id="not 15"),
        pytest.param("2026-12-01", id="not a date"),
        pytest.param("null", id="not nothing"),
        pytest.param("1_000", id="not 1000"),
        pytest.param("=", id="not YAML 1.1's value"),
    ],
)
def test_a_value_is_the_text_that_stands_there(written: str) -> None:
    assert read(f"---\ntitle: {written}\n---\n").title == written


@pytest.mark.parametrize(
    ("head", "message"),
    [
        pytest.param("a: &x 1\nb: *x", "2: an anchor or alias", id="anchor"),
        pytest.param("a: 1\nb: *x", "3: an anchor or alias", id="alias"),
        pytest.param("a: !!python/name:os.system x", "2: a tag", id="tag"),
        pytest.param("a: 1\nb: 2\na: 3", "4: the same key twice", id="twice"),
        pytest.param("a: {b: 1, b: 2}", "2: the same key twice", id="twice inside"),
        pytest.param("<<: {text: a}", "2: a key that is not a name", id="merge"),
        pytest.param("? [a]\n: b", "a key that is not a name", id="list as key"),
        pytest.param("%YAML 1.1", "not valid YAML", id="directive"),
        pytest.param("title: a\u2028channel: intranet", "2: a Unicode line separator", id="U+2028"),
        pytest.param("a: b\ntitle: a\x85", "3: a Unicode line separator", id="U+0085"),
        pytest.param("a: " + "[" * 500, "nested deeper than 10", id="depth"),
        pytest.param("title: [", "not valid YAML", id="not closed"),
        pytest.param("title: a: b", "not valid YAML", id="colon"),
        pytest.param('title: "\\ud800"', "half of a surrogate pair", id="surrogate"),
        pytest.param('title: "\\U00110000"', "not valid YAML", id="beyond Unicode"),
        pytest.param("title: a\x1b", "not valid YAML", id="control character"),
        pytest.param("\ttitle: a", "not valid YAML", id="tab"),
        pytest.param("Merci à tous", "not `key: value`", id="a text"),
        pytest.param("- a", "not `key: value`", id="a list"),
        pytest.param("a: " + "b" * 70_000, "more than 65536 characters", id="long"),
        pytest.param("publish_at: 22:30", '2: "publish_at" is not a date', id="type"),
        pytest.param("lang: fr\nseq: deux", '3: "seq" is text where', id="type, its line"),
        pytest.param("lang: fr\nChannel: x", '3: a key that is almost "channel"', id="case"),
        pytest.param("text: a", '"text" is given in the front matter and below', id="text"),
    ],
)
def test_front_matter_that_two_readers_may_read_differently_is_held(
    head: str, message: str
) -> None:
    assert message in refused(f"---\n{head}\n---\nBonjour\n")


def test_a_file_cut_inside_its_front_matter_is_held() -> None:
    assert refused("---\nchannel: x\npublish_at: 2026-12").startswith(
        "lundi.md:1: front matter that is not closed"
    )


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("\n---\nchannel: x\n---\n", id="not on the first line"),
        pytest.param("----\nBonjour\n----\n", id="four hyphens"),
        pytest.param("--- Bonjour\n---\n", id="a dialogue"),
    ],
)
def test_what_only_looks_like_front_matter_is_text(source: str) -> None:
    assert read(source).text == source


@pytest.mark.parametrize("head", ["", "# a comment\n", "title:\n", "title: ~\n"])
def test_empty_front_matter_says_nothing(head: str) -> None:
    draft = read(f"---\n{head}---\nBonjour")
    assert (draft.text, draft.title) == ("Bonjour", "")


@pytest.mark.parametrize(
    ("body", "alt", "file_name", "images"),
    [
        pytest.param("![un train](img/ter.jpg)", ("un train",), ("ter.jpg",), 1, id="one"),
        pytest.param('![un](a.jpg "titre") ![](b.jpg)', ("un",), ("a.jpg", "b.jpg"), 2, id="two"),
        pytest.param("[![logo](l.svg)](https://e.test)", ("logo",), ("l.svg",), 1, id="in a link"),
        pytest.param("![a ![b](c.png)", ("b",), ("c.png",), 1, id="innermost"),
        pytest.param("![deux\nlignes](a.png)", ("deux\nlignes",), ("a.png",), 1, id="two lines"),
        pytest.param("![a](", (), (), 0, id="not closed"),
        pytest.param("Super !](a)", (), (), 0, id="no image"),
    ],
)
def test_images_of_markdown(body: str, alt: object, file_name: object, images: int) -> None:
    draft = read(body)
    assert (draft.alt, draft.file_name, draft.images, draft.text) == (alt, file_name, images, body)


def test_images_of_the_front_matter_and_of_the_body_add_up() -> None:
    assert read("---\nimages: 2\n---\n![un](a.png)").images == 3
    assert read("---\nimages: [b.png]\n---\n![un](a.png)").file_name == ("b.png", "a.png")
    assert "is not a number" in refused("---\nimages: {a: b}\n---\n![un](a.png)")


def test_a_text_file_has_no_images() -> None:
    assert read("![un train](a.png)", "a.txt").images == 0


def test_several_channels() -> None:
    [record] = records(b"---\nchannel: [x, mastodon]\n---\nBonjour", path="a.txt")
    assert isinstance(record, Record)
    assert [draft.channel for draft in record.drafts] == ["x", "mastodon"]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        pytest.param(b"", "a.txt: the file is empty", id="empty"),
        pytest.param(b"un\ncaf\xe9\n", "a.txt:2: byte that is not UTF-8 (byte 4", id="Latin-1"),
        pytest.param(b"un\n\ndeux\x00", "a.txt:3: NUL byte (byte 5", id="NUL"),
        pytest.param("été".encode("utf-16-le"), "without byte order mark", id="accents"),
        pytest.param("un".encode("utf-16-be"), "without byte order mark", id="UTF-16, no mark"),
        pytest.param("un".encode("utf-32-le"), "without byte order mark", id="UTF-32, no mark"),
        pytest.param(b"\xff\xfea\n\x00", "broken UTF-16-LE", id="UTF-16 cut"),
        pytest.param(b"\xff\xfe\n\x00\x00\xd8\n\x00", "a.txt:2: broken UTF-16-LE", id="half pair"),
        pytest.param(b"a" * (LIMIT + 1), "larger than 1 MiB", id="long"),
    ],
)
def test_bytes_that_are_no_text(data: bytes, message: str) -> None:
    [error] = records(data, path="a.txt")
    assert isinstance(error, DraftError)
    assert message in str(error)
