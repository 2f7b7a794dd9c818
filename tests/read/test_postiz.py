"""A scheduler's export, and the text of its HTML."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecluse.model import DraftError
from ecluse.read import Record, records
from ecluse.read.html_text import render


def export(*posts: dict[str, Any], **shared: Any) -> dict[str, Any]:
    return {"type": "schedule", "date": "2026-12-01T10:00:00.000Z", "posts": [*posts], **shared}


def post(*contents: str, **more: Any) -> dict[str, Any]:
    value = [{"content": content, "image": []} for content in contents]
    return {"integration": {"id": "c0ffee"}, "value": value, "settings": {"__type": "x"}, **more}


def read(value: object) -> Record:
    [result] = records(json.dumps(value).encode(), path="e.json")
    assert isinstance(result, Record), str(result)
    return result


def refused(value: object) -> str:
    [result] = records(json.dumps(value).encode(), path="e.json")
    assert isinstance(result, DraftError)
    return str(result)


def test_a_thread_is_one_draft_for_each_item_in_order() -> None:
    record = read(export(post("<p>Un</p>", "<p>Deux</p>")))
    assert [(d.id, d.text, d.thread, d.seq) for d in record.drafts] == [
        ("e.json#1.1", "Un", "e.json#1", 1),
        ("e.json#1.2", "Deux", "e.json#1", 2),
    ]


def test_each_post_goes_to_its_channel() -> None:
    linkedin = post("Two", settings={"__type": "linkedin"})
    nameless = post("Three", settings={})
    record = read(export(post("One"), linkedin, nameless))
    assert [draft.channel for draft in record.drafts] == ["x", "linkedin", "c0ffee"]
    assert record.integrations == ("c0ffee", "c0ffee", "c0ffee")
    assert not record.drafts[0].thread


@pytest.mark.parametrize(
    ("kind", "at"),
    [
        pytest.param("schedule", "2026-12-01 10:00:00+00:00", id="on its date"),
        pytest.param("draft", "2026-12-01 10:00:00+00:00", id="meant for its date"),
        pytest.param("now", "None", id="at once, whatever its date"),
        pytest.param("later", "None", id="unknown: at once"),
    ],
)
def test_the_date_counts_when_the_scheduler_keeps_it(kind: str, at: str) -> None:
    assert str(read(export(post("a"), type=kind)).drafts[0].publish_at) == at


def test_images_have_names_and_descriptions() -> None:
    image = {"id": "i1", "path": "https://u.test/2026/plan.png", "alt": "le plan", "thumbnail": "t"}
    value = [{"content": "<img src='b/c.png' alt='le quai'>", "image": [image]}]
    record = read(export(post("", value=value)))
    draft = record.drafts[0]
    assert (draft.alt, draft.file_name, draft.images) == (
        ("le quai", "le plan"),
        ("c.png", "plan.png"),
        2,
    )
    assert record.unread == ()


def test_settings_that_are_published_are_texts_of_the_draft() -> None:
    settings = {
        "__type": "youtube",
        "title": "Le nouveau train",
        "subtitle": "Essai",
        "tags": [{"value": "ter", "label": "ter"}, {"value": "Bretagne", "label": "Bretagne"}],
        "url": "https://exemple.test/train",
        "note": "deux mots",
        "type": "public",
        "subreddit": [{"value": {"title": "Autre titre", "is_flair_required": False}}],
    }
    record = read(export(post("a", "b", settings=settings)))
    first, second = record.drafts
    assert first.title == "Le nouveau train"
    assert first.caption == ("Essai", "deux mots", "Autre titre")
    assert first.hashtag == ("ter", "Bretagne")
    assert first.link == ("https://exemple.test/train",)
    assert record.unread == ("settings.type",)
    assert (second.title, second.caption) == ("", ())


def test_labels_of_the_scheduler_are_named_as_unread() -> None:
    tags = [{"value": "falcon", "label": "Falcon"}]
    assert read(export(post("a"), tags=tags, note="b")).unread == ("note", "tags")


def test_the_list_of_posts_is_read_too() -> None:
    listed = {
        "posts": [
            {
                "id": "p1",
                "content": "<p>Bonjour</p>",
                "publishDate": "2026-12-01T10:00:00.000Z",
                "state": "QUEUE",
                "integration": {"id": "c0ffee", "providerIdentifier": "mastodon", "name": "Nous"},
            }
        ]
    }
    [draft] = read(listed).drafts
    assert (draft.id, draft.text, draft.channel) == ("p1", "Bonjour", "mastodon")
    assert draft.publish_at is not None


def test_an_export_may_stand_in_an_array_or_on_a_line() -> None:
    line = json.dumps(export(post("a", "b"))).encode()
    [record, other] = records(line + b"\n" + line, path="e.jsonl")
    assert isinstance(record, Record)
    assert isinstance(other, Record)
    assert [draft.id for draft in other.drafts] == ["e.jsonl:2#1.1", "e.jsonl:2#1.2"]


def test_an_object_with_text_is_a_draft_whatever_its_other_keys() -> None:
    assert read({"text": "Bonjour", "posts": []}).drafts[0].text == "Bonjour"


@pytest.mark.parametrize(
    ("value", "message"),
    [
        pytest.param(export(), "no post to check", id="no post"),
        pytest.param(export(post()), '"value" has no item', id="no item"),
        pytest.param(export(3), '"posts[]" is not an object', id="a number"),  # type: ignore[arg-type]
        pytest.param(export({"value": [3]}), '"value[]" is not an object', id="an item"),
        pytest.param(export({"value": 3}), '"value" is not a list', id="no list"),
        pytest.param(export({"integration": {"id": "a"}}), 'no "content"', id="no content"),
        pytest.param(export(post("a", value=[{"content": 3}])), '"content" is a number', id="type"),
        pytest.param(export(post("a"), date="2026-12-01T10:00:00"), '"date" is not a', id="offset"),
        pytest.param(export(post("a", settings=[])), "no settings", id="settings"),
    ],
)
def test_what_is_not_of_the_described_shape_is_held(value: object, message: str) -> None:
    if message == "no settings":
        assert read(value).drafts[0].channel == "c0ffee"
    else:
        assert message in refused(value)


class TestHtml:
    """Text is what a reader sees; nothing that is not a tag is lost."""

    @pytest.mark.parametrize(
        ("source", "text"),
        [
            pytest.param("Bonjour\n\n3 < 5", "Bonjour\n\n3 < 5", id="plain text"),
            pytest.param("<p>Un</p><p>Deux</p>", "Un\nDeux", id="paragraphs"),
            pytest.param("Un<br>Deux<br/>Trois", "Un\nDeux\nTrois", id="line breaks"),
            pytest.param("<ul><li>Un</li><li>Deux</li></ul>", "- Un\n- Deux", id="list"),
            pytest.param("<strong>Fal</strong>con", "Falcon", id="a word across tags"),
            pytest.param("Fal<!-- x -->con", "Falcon", id="a word across a comment"),
            pytest.param("&eacute;t&#233; &amp;lt; &nbsp;", "été &lt; \xa0", id="references, once"),
            pytest.param("I <3 trains & R&D", "I <3 trains & R&D", id="not markup"),
            pytest.param("<script>Falcon</script>", "Falcon", id="a script is text to us"),
            pytest.param("a <b c", "a <b c", id="unclosed tag"),
            pytest.param("a <!-- b", "a <!-- b", id="unclosed comment"),
            pytest.param("a <a href='b", "a <a href='b", id="unclosed quote"),
            pytest.param("a</3>b", "a</3>b", id="no tag"),
            pytest.param("<p title='a>b'>c</p>", "c", id="bracket in quotes"),
        ],
    )
    def test_text(self, source: str, text: str) -> None:
        assert render(source).text == text

    def test_links_and_titles_are_kept(self) -> None:
        page = render("<a href='https://e.test?a=1&amp;b=2&copy=3' title='Plan'>ici</a><!-- x -->")
        assert page == ("ici", ("https://e.test?a=1&b=2&copy=3",), (), ("Plan",), True)

    @given(
        st.lists(st.sampled_from(["<b>", "</p>", "<br>", "<i a='b'>", "train", "été ", "&amp;"]))
    )
    def test_words_between_tags_are_all_there(self, parts: list[str]) -> None:
        words = "".join(p for p in parts if not p.startswith("<")).replace("&amp;", "&")
        assert render("".join(parts)).text.replace("\n", "") == words

    @given(st.text("<>!-/ab='\"&;# \n"))
    def test_nothing_but_markup_is_lost(self, source: str) -> None:
        text = render(source).text
        if ">" not in source and "&" not in source:
            assert text == source.removesuffix("\n") or text == source
