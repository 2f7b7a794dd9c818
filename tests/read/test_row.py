"""Rows: which keys are read, what each takes, and what is said when it is given something else."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from ecluse.model import Draft, DraftError, Origin
from ecluse.read import LIMIT, Format, Record, records


def read(row: object) -> Record:
    [result] = records(json.dumps(row).encode(), format=Format.JSONL)
    assert isinstance(result, Record), str(result)
    return result


def refused(row: object) -> str:
    [result] = records(json.dumps(row).encode(), path="d.jsonl", format=Format.JSONL)
    assert isinstance(result, DraftError)
    return str(result)


def draft(row: object) -> Draft:
    [one] = read(row).drafts
    return one


def test_a_row_without_id_is_called_by_its_line() -> None:
    lines = b'\n{"text": "Bonjour"}\n'
    [result] = records(lines, path="lundi.jsonl")
    assert isinstance(result, Record)
    assert result.drafts[0].id == "lundi.jsonl:2"
    assert result.drafts[0].origin == Origin("lundi.jsonl", 2)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param("p-7", "p-7", id="a text"),
        pytest.param(42, "42", id="a number, as databases export it"),
        pytest.param("post été 2026", "post été 2026", id="spaces and accents"),
    ],
)
def test_id(value: object, expected: str) -> None:
    assert draft({"text": "", "id": value}).id == expected


@pytest.mark.parametrize("key", ["alt", "caption", "file_name", "link", "hashtag", "attachment"])
def test_a_field_of_several_texts_takes_one_or_many_in_singular_or_plural(key: str) -> None:
    assert getattr(draft({key: "un"}), key) == ("un",)
    assert getattr(draft({key: ["un", "", "deux"]}), key) == ("un", "deux")
    assert getattr(draft({key: "un", f"{key}s": ["deux"]}), key) == ("un", "deux")


@pytest.mark.parametrize(
    ("images", "count", "alt", "file_name"),
    [
        pytest.param(3, 3, (), (), id="a number"),
        pytest.param("2", 2, (), (), id="digits, as CSV has them"),
        pytest.param(["a/quai.jpg"], 1, (), ("quai.jpg",), id="paths"),
        pytest.param(
            [{"path": "C:\\photos\\quai.jpg", "alt": "le quai"}, {"path": "b.png", "alt": None}],
            2,
            ("le quai",),
            ("quai.jpg", "b.png"),
            id="objects, one without description",
        ),
        pytest.param([], 0, (), (), id="none"),
    ],
)
def test_images(images: object, count: int, alt: object, file_name: object) -> None:
    read = draft({"text": "", "images": images})
    assert (read.images, read.alt, read.file_name) == (count, alt, file_name)


def test_a_described_image_is_an_image() -> None:
    assert draft({"alt": ["un train", "une gare"]}).images == 2


def test_several_channels_give_a_draft_each_with_one_id() -> None:
    record = read({"id": "a", "text": "Bonjour", "channel": ["x", "mastodon", "x"]})
    assert [(one.id, one.channel) for one in record.drafts] == [("a", "x"), ("a", "mastodon")]


@pytest.mark.parametrize(
    ("answered", "text", "unread"),
    [
        pytest.param("Pourquoi ce retard ?", "Pourquoi ce retard ?", (), id="a text"),
        pytest.param({"text": "Why?"}, "Why?", (), id="an object"),
        pytest.param({"text": "Why?", "user": "ann"}, "Why?", ("reply_to.user",), id="more keys"),
        pytest.param({"id": 3}, "", (), id="an object without text"),
    ],
)
def test_reply_to(answered: object, text: str, unread: tuple[str, ...]) -> None:
    record = read({"text": "", "reply_to": answered})
    assert (record.drafts[0].reply_to, record.unread) == (text, unread)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        pytest.param("2026-12-01T18:00:00Z", datetime(2026, 12, 1, 18, tzinfo=UTC), id="Z"),
        pytest.param(
            "2026-12-01T18:00:00+01:00", datetime(2026, 12, 1, 17, tzinfo=UTC), id="offset"
        ),
        pytest.param("2026-12-01 18:00-05:00", datetime(2026, 12, 1, 23, tzinfo=UTC), id="space"),
        pytest.param("", None, id="empty, as CSV has it"),
        pytest.param(None, None, id="null"),
    ],
)
@pytest.mark.parametrize("key", ["publish_at", "now"])
def test_times(key: str, written: object, expected: datetime | None) -> None:
    assert getattr(draft({"text": "", key: written}), key) == expected


@pytest.mark.parametrize(
    "written",
    [
        pytest.param("2026-12-01T18:00:00", id="no offset"),
        pytest.param("2026-12-01", id="no time"),
        pytest.param("01/12/2026 18:00", id="French order"),
        pytest.param("demain", id="a word"),
        pytest.param("0001-01-01T00:00:00+14:00", id="before any UTC time"),
        pytest.param("2026-02-30T18:00:00Z", id="no such day"),
        pytest.param("٢٠٢٦-12-01T18:00:00Z", id="digits of another script"),
        pytest.param("2026-12-01T18:00:00Z" + " " * 99, id="long"),
    ],
)
def test_a_time_without_offset_is_asked_for_one(written: str) -> None:
    assert refused({"text": "", "publish_at": written}) == (
        'd.jsonl:1: "publish_at" is not a date and time with an offset; '
        "write it like 2026-12-01T18:00:00+01:00"
    )


@pytest.mark.parametrize(
    ("row", "message"),
    [
        pytest.param({"text": 3}, '"text" is a number where text is expected', id="text"),
        pytest.param({"text": ["a"]}, '"text" is a list where text is expected', id="list"),
        pytest.param({"text": True}, '"text" is true or false where text is expected', id="bool"),
        pytest.param({"alt": {}}, '"alt" is an object where text or a list of texts', id="alt"),
        pytest.param({"alt": [3]}, '"alt" is a number where text is expected', id="item"),
        pytest.param({"text": "", "id": 1.5}, '"id" is a number where a name', id="float id"),
        pytest.param({"text": "", "id": True}, '"id" is true or false', id="bool id"),
        pytest.param({"text": "", "id": "a" * 501}, '"id" is longer than 500', id="a text as id"),
        pytest.param({"text": "", "author": "a\nb"}, '"author" holds a line break', id="two lines"),
        pytest.param({"text": "", "lang": "\u2028"}, '"lang" holds a line break', id="U+2028"),
        pytest.param({"text": "", "seq": "un"}, '"seq" is text where a whole number', id="seq"),
        pytest.param({"text": "", "seq": 10**9}, '"seq" is a number where a whole', id="big seq"),
        pytest.param({"text": "", "seq": True}, '"seq" is true or false', id="bool seq"),
        pytest.param({"text": "", "images": "deux"}, '"images" is text where', id="images"),
        pytest.param({"text": "", "images": [3]}, '"images.path" is a number', id="image"),
        pytest.param({"text": "", "now": 1764608400}, '"now" is a number where', id="epoch"),
        pytest.param({"text": "", "reply_to": ["a"]}, '"reply_to" is a list', id="reply"),
        pytest.param({"text": "", "channel": {}}, '"channel" is an object', id="channel"),
        pytest.param({}, 'no text to check; give "text"', id="empty"),
        pytest.param({"id": "a", "attested": "b"}, "no text to check", id="claims only"),
        pytest.param({"text": None}, "no text to check", id="null text"),
        pytest.param({"Text": "a"}, 'a key that is almost "text"; write "text"', id="case"),
        pytest.param({"text": "", "publishAt": 3}, 'almost "publish_at"', id="camel case"),
        pytest.param({"text": "", "File-Names": 3}, 'almost "file_names"', id="hyphen"),
        pytest.param([], "not a JSON object", id="a list"),
        pytest.param("Bonjour", "not a JSON object", id="a text"),
        pytest.param(None, "not a JSON object", id="null"),
    ],
)
def test_what_is_wrong_is_said_in_the_words_of_the_row(row: object, message: str) -> None:
    assert message in refused(row)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        pytest.param(b'{"text": "a", "text": "b"}', "the same key is given twice", id="twice"),
        pytest.param(b'{"text": "", "x": {"a": 1, "a": 1}}', "same key", id="twice inside"),
        pytest.param(b'{"text": "", "x": NaN}', "NaN is not a JSON number", id="NaN"),
        pytest.param(b'{"text": "", "x": -Infinity}', "-Infinity is not", id="infinity"),
        pytest.param(b'{"text": "", "x": %s}' % (b"9" * 101), "more than 100 digits", id="digits"),
        pytest.param(b'{"text": "", "x": 1.%s}' % (b"9" * 101), "more than 100 digits", id="float"),
        pytest.param(b'{"text": "\\ud83d"}', "half of a surrogate pair", id="half a pair"),
        pytest.param(b'{"text": "", "\\udc00": 1}', "half of a surrogate pair", id="in a key"),
        pytest.param(b'{"text": "a\\u0000b"}', "a NUL character", id="NUL"),
        pytest.param(b'{"text": "a\x00b"}', "NUL byte (byte 12 of the line)", id="NUL byte"),
        pytest.param(b'{"text": "caf\xe9"}', "not UTF-8 (byte 14 of the line)", id="Latin-1"),
        pytest.param(b'{"text": "\xed\xa0\x80"}', "not UTF-8", id="surrogate in UTF-8"),
        pytest.param(b'{"text": "a"} {}', "more after the end of the value", id="two values"),
        pytest.param(b'{"text": "a\tb"}', "invalid control character", id="tab"),
        pytest.param(b"{'text': 1}", "expecting property name", id="Python"),
        pytest.param(
            b'{"text": "", "x": ' + b"[" * 60 + b"]" * 60 + b"}", "deeper than 50", id="depth"
        ),
        pytest.param(b"[" * 100_000, "nested too deep", id="depth bomb"),
        pytest.param(
            b'{"text": "' + b"a" * LIMIT + b'"}', "longer than 1 048 576 bytes", id="long"
        ),
    ],
)
def test_hostile_lines_are_held_with_their_line(line: bytes, message: str) -> None:
    data = b'{"text": "a"}\n' + line + b'\n{"text": "b"}\n'
    first, error, last = records(data, format=Format.JSONL)
    assert isinstance(first, Record)
    assert isinstance(last, Record)
    assert isinstance(error, DraftError)
    assert message in error.message
    assert error.line == 2


def test_an_emoji_written_as_escapes_is_a_character() -> None:
    assert draft({"text": "🚆"}).text == "🚆"


@pytest.mark.parametrize(
    ("key", "field"),
    [
        ("tags", "hashtag"),
        ("Tags", "hashtag"),
        ("description", "caption"),
        ("summary", "caption"),
        ("excerpt", "caption"),
        ("subtitle", "caption"),
        ("alt_text", "alt"),
        ("Alt-Text", "alt"),
        ("image_alt", "alt"),
    ],
)
def test_what_exports_call_a_field_is_read(key: str, field: str) -> None:
    assert getattr(draft({"text": "", key: "un"}), field) == ("un",)
    record = read({"text": "", key: ["un", "deux"]})
    assert (getattr(record.drafts[0], field), record.unread) == (("un", "deux"), ())


def test_what_exports_call_a_field_adds_to_it() -> None:
    assert draft({"hashtags": "gare", "tags": ["train"]}).hashtag == ("gare", "train")


@pytest.mark.parametrize("key", ["alt_text", "image_alt"])
def test_the_description_of_an_image_has_other_names(key: str) -> None:
    record = read({"text": "", "images": [{"path": "a.png", key: "le quai"}]})
    assert (record.drafts[0].alt, record.unread) == (("le quai",), ())


@pytest.mark.parametrize(
    ("row", "unread"),
    [
        pytest.param({"tags": [{"value": "ter"}]}, ("tags",), id="another name, other content"),
        pytest.param({"campaign": "Falcon"}, ("campaign",), id="text"),
        pytest.param({"stats": {"title": {"fr": ["a"]}}}, ("stats",), id="text inside"),
        pytest.param({"likes": 3, "pinned": True, "note": "", "more": [None]}, (), id="no text"),
        pytest.param({"Le plan social": "a"}, ("?",), id="a key that is itself a text"),
        pytest.param({"images": [{"path": "a", "credit": "Léa"}]}, ("images.credit",), id="image"),
    ],
)
def test_keys_that_hold_text_and_are_not_read_are_named(
    row: dict[str, object], unread: object
) -> None:
    assert read({"text": "", **row}).unread == unread


class TestArrays:
    """A JSON file: an object, or an array of objects, each with its line."""

    def test_each_element_has_the_line_on_which_it_starts(self) -> None:
        data = b'[\n {"text": "a"},\n {"text":\n "b"}, {"text": "c"}, {"text": "d"}\n]\n'
        results = [*records(data, path="d.json")]
        assert [r.drafts[0].id for r in results if isinstance(r, Record)] == [
            "d.json:2",
            "d.json:3",
            "d.json:4",
            "d.json:4#2",
        ]

    def test_one_object_is_called_by_its_path(self) -> None:
        [result] = records(b'\n{"text": "a"}', path="d.json")
        assert isinstance(result, Record)
        assert (result.drafts[0].id, result.drafts[0].origin.line) == ("d.json", 2)

    @pytest.mark.parametrize(
        ("data", "message", "line"),
        [
            pytest.param(b"", "expecting value", 1, id="empty"),
            pytest.param(b'[{"text": "a"},\n', "expecting value", 2, id="cut after a comma"),
            pytest.param(b'[{"text": "a"}\n', "an array that is cut off", 2, id="not closed"),
            pytest.param(b'[{"text": "a"}\n{"text"', "expecting a comma", 2, id="no comma"),
            pytest.param(b'[{"text": "a"}]\n]', "more after the end", 2, id="closed twice"),
            pytest.param(b'{"text": "a"}\n{"text": "b"}', "more after the end", 2, id="JSONL"),
            pytest.param(b"[\n" * 100_000, "nested too deep", 2, id="depth bomb"),
            pytest.param(b'[{"text": "%s"}]' % (b"a" * LIMIT), "longer than", 1, id="long"),
        ],
    )
    def test_broken_syntax_is_one_error_at_the_end(
        self, data: bytes, message: str, line: int
    ) -> None:
        *_, error = records(data, format=Format.JSON)
        assert isinstance(error, DraftError)
        assert message in error.message
        assert error.line == line

    def test_an_empty_array_has_no_record(self) -> None:
        assert [*records(b" [ ]\n", format=Format.JSON)] == []
