"""The laws of reading: whatever the bytes, every record comes out once, as drafts or as an error."""

from __future__ import annotations

import csv
import io
import json
import traceback
from collections.abc import Iterator
from dataclasses import fields
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from ecluse.model import Draft, DraftError
from ecluse.read import Format, Range, Record, ranges, records, records_in

formats = st.sampled_from(list(Format))

SHAPES = (
    b'{"text": "',
    b'{"text": "L\xc3\xa9a", "channel": ["x", "y"]}',
    b'{"posts": [{"integration": {"id": "a"}, "value": [{"content": "<p>"}]}]}',
    b"---\n",
    b"title: ",
    b"text,id;channel\tnow\n",
    b"![un](",
    b'"',
    b"[",
    b"]",
    b"{",
    b"}",
    b",",
    b";",
    b"\\ud800",
    b"\\u0000",
    b"\n",
    b"\r",
    b"\x00",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\xc3",
    b"NaN",
    b"&#x110000;",
    b"<!--",
    b"<a href='",
    b"&a [*a]",
    b"!!python/object ",
    b"- ",
    b": ",
    b"1e400",
    b"9" * 120,
)
garbage = st.binary(max_size=60) | st.lists(
    st.sampled_from(SHAPES) | st.binary(max_size=3), max_size=14
).map(b"".join)

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=40)
words = st.text("abcdefgh-_ éÀ", max_size=12).map(str.strip)
names = st.text("abcdefgh-_1234567890éÀ", min_size=1, max_size=12)
moments = st.datetimes(datetime(1971, 1, 1), datetime(2998, 1, 1)).flatmap(
    lambda at: st.sampled_from(
        [UTC, timezone(timedelta(hours=14)), timezone(-timedelta(hours=9.5))]
    ).map(lambda zone: at.replace(tzinfo=zone))
)
several = st.lists(texts.filter(bool), max_size=3).map(tuple)
drafts = st.builds(
    Draft,
    text=texts,
    id=names,
    title=texts,
    alt=several,
    caption=several,
    file_name=several,
    link=several,
    hashtag=several,
    attachment=several,
    images=st.integers(0, 9),
    author=names,
    channel=names,
    audience=names,
    publish_at=st.none() | moments,
    now=st.none() | moments,
    reply_to=texts,
    thread=names,
    seq=st.integers(-9, 99),
    lang=names,
    source=names,
    attested=several,
    trusted=st.just(False),
)


def row_of(draft: Draft) -> dict[str, Any]:
    """A draft as somebody would write it in a row."""
    values = {f.name: getattr(draft, f.name) for f in fields(draft)}
    del values["trusted"], values["origin"]
    return {k: v.isoformat() if isinstance(v, datetime) else v for k, v in values.items()}


def jsonl_of(rows: list[dict[str, Any]], *, ascii: bool = False) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=ascii) + "\n" for row in rows).encode()


def plain(result: Record | DraftError) -> object:
    """A result in a form that can be compared."""
    return str(result) if isinstance(result, DraftError) else result


class Trickle(io.RawIOBase):
    """A pipe that gives a few bytes at a time."""

    def __init__(self, data: bytes, size: int) -> None:
        self._data, self._size = data, size

    def read(self, size: int = -1) -> bytes:
        wanted = min(self._size, size) if size >= 0 else self._size
        given, self._data = self._data[:wanted], self._data[wanted:]
        return given


class TestAnyBytes:
    """Any bytes give drafts, or one error with its place; never another exception."""

    @given(garbage, formats)
    @example(b"", Format.TEXT)
    @example(b"---\n'\n---\n", Format.MARKDOWN)
    @example(b'---\na: "\\UFFFFFFFF"\n---\n', Format.TEXT)
    @example(b"[" * 100_000, Format.JSON)
    @example(b'{"a":' * 100_000, Format.JSONL)
    @example(b'{"text": "", "seq": ' + b"9" * 5000 + b"}", Format.JSONL)
    @example(b'{"posts": [{"value": [{"content": "&#' + b"9" * 5000 + b';"}]}]}', Format.POSTIZ)
    @example(b"text\n" + b'"' + b"a\n" * 10, Format.CSV)
    @settings(max_examples=400, deadline=None)
    def test_every_record_is_drafts_or_a_draft_error(self, data: bytes, format: Format) -> None:
        for result in records(data, format=format):
            if isinstance(result, DraftError):
                assert result.path == "-"
                assert result.problem.fr
                assert result.problem.en
                assert bool(result.advice.fr) == bool(result.advice.en)
            else:
                assert result.drafts
                assert all(isinstance(draft, Draft) for draft in result.drafts)

    @given(garbage)
    @settings(max_examples=200, deadline=None)
    def test_bytes_without_a_name_are_told_by_their_start(self, data: bytes) -> None:
        for result in records(data):
            assert isinstance(result, Record | DraftError)

    @given(garbage, formats)
    @settings(max_examples=200, deadline=None)
    def test_no_draft_is_trusted_nor_holds_what_utf8_cannot_write(
        self, data: bytes, format: Format
    ) -> None:
        for result in records(data, format=format):
            for draft in result.drafts if isinstance(result, Record) else ():
                assert not draft.trusted
                assert all("\x00" not in part.text for part in draft.parts())
                assert all(part.text.encode() for part in draft.parts())

    @given(garbage, formats, st.integers(1, 9))
    @settings(max_examples=200, deadline=None)
    def test_a_pipe_gives_what_the_bytes_give(self, data: bytes, format: Format, size: int) -> None:
        pipe: Any = Trickle(data, size)
        assert [*map(plain, records(pipe, format=format))] == [
            *map(plain, records(data, format=format))
        ]


class TestCounts:
    """Records in are records and errors out."""

    @given(st.lists(garbage, max_size=8))
    @settings(max_examples=200, deadline=None)
    def test_a_line_that_is_not_blank_is_one_record(self, lines: list[bytes]) -> None:
        data = b"{}\n" + b"\n".join(lines)
        expected = sum(bool(line.strip(b" \t\r")) for line in data.split(b"\n"))
        assert len([*records(data, format=Format.JSONL)]) == expected

    @given(st.lists(drafts, max_size=6), st.data())
    @settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
    def test_a_bad_line_spoils_no_other(self, good: list[Draft], data: st.DataObject) -> None:
        lines = jsonl_of([row_of(draft) for draft in good]).splitlines(keepends=True)
        place = data.draw(st.integers(0, len(lines)))
        bad = data.draw(st.sampled_from([b'{"text": 1}', b'{"te', b"\xff", b"\x00", b"[]", b"NaN"]))
        lines.insert(place, bad + b"\n")
        results = [*records(b"".join(lines), format=Format.JSONL)]
        error = results.pop(place)
        assert isinstance(error, DraftError)
        assert error.line == place + 1
        assert all(isinstance(result, Record) for result in results)

    @given(
        st.lists(st.sampled_from(['{"text": "a"}', '{"text": 1}', "3", '{"text": 1, "text": 2}']))
    )
    def test_an_array_gives_one_result_for_each_element(self, elements: list[str]) -> None:
        data = f"[{', '.join(elements)}]".encode()
        results = [*records(data, format=Format.JSON)]
        assert [isinstance(r, Record) for r in results] == [e == '{"text": "a"}' for e in elements]


class TestRoundTrip:
    """What is written is what is read."""

    @given(st.lists(drafts, max_size=4), st.booleans())
    @settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
    def test_jsonl(self, written: list[Draft], ascii: bool) -> None:
        data = jsonl_of([row_of(draft) for draft in written], ascii=ascii)
        assert [*_drafts(data, Format.JSONL)] == [_expected(draft) for draft in written]

    @given(st.lists(drafts, max_size=4), st.sampled_from([None, 1]))
    @settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
    def test_json(self, written: list[Draft], indent: int | None) -> None:
        data = json.dumps([row_of(draft) for draft in written], indent=indent).encode()
        assert [*_drafts(data, Format.JSON)] == [_expected(draft) for draft in written]

    @given(st.lists(st.tuples(texts, names, texts), max_size=5), st.sampled_from(",;\t"))
    def test_csv(self, rows: list[tuple[str, str, str]], separator: str) -> None:
        out = io.StringIO(newline="")
        writer = csv.writer(out, delimiter=separator, quoting=csv.QUOTE_ALL)
        writer.writerows([("text", "id", "title"), *rows])
        read = [(d.text, d.id, d.title) for d in _drafts(out.getvalue().encode(), Format.CSV)]
        assert read == rows

    @given(texts.filter(bool), st.sampled_from([Format.TEXT, Format.MARKDOWN]))
    def test_a_text_is_kept_character_for_character(self, text: str, format: Format) -> None:
        assume(not text.startswith(("---", "\ufeff")))
        assert [draft.text for draft in _drafts(text.encode(), format)] == [text]

    @given(texts, st.lists(words, max_size=3))
    def test_the_text_after_front_matter_is_kept_and_its_line_known(
        self, body: str, values: list[str]
    ) -> None:
        head = "".join(f"key{n}: {json.dumps(value)}\n" for n, value in enumerate(values))
        source = f"---\n{head}---\n{body}"
        [draft] = _drafts(source.encode(), Format.MARKDOWN)
        assert draft.text == body
        assert source.split("\n", draft.origin.text_line - 1)[-1] == body

    @given(texts, st.sampled_from(["utf-8-sig", "utf-16", "utf-32"]))
    def test_a_byte_order_mark_tells_the_encoding(self, text: str, encoding: str) -> None:
        data = json.dumps({"text": text}, ensure_ascii=False)
        assert [d.text for d in _drafts(data.encode(encoding), Format.JSONL)] == [text]


def _drafts(data: bytes, format: Format) -> Iterator[Draft]:
    for result in records(data, format=format):
        assert isinstance(result, Record), str(result)
        yield from result.drafts


def _expected(draft: Draft) -> Draft:
    """What is read of a draft that was written: its described images are images."""
    values = {f.name: getattr(draft, f.name) for f in fields(draft)}
    return Expected(**{**values, "images": max(draft.images, len(draft.alt))})


class Expected(Draft):
    """A draft that equals another whatever their origins."""

    def __eq__(self, other: object) -> bool:
        assert isinstance(other, Draft)
        return all(
            getattr(self, f.name) == getattr(other, f.name)
            for f in fields(Draft)
            if f.name != "origin"
        )

    __hash__ = None  # type: ignore[assignment]


class TestRanges:
    """Ranges share a file among workers: together they are the whole."""

    @given(
        st.lists(st.just(b'{"text": "a"}') | garbage, max_size=12).map(b"\n".join),
        st.integers(1, 9),
    )
    @example(b"\xff\xfe" + '{"text": "été"}\n{}\n'.encode("utf-16-le"), 4)
    @example(b"\xef\xbb\xbf{}\n{}\n", 3)
    @settings(
        deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150
    )
    def test_their_union_is_the_whole(self, tmp_path: Path, data: bytes, count: int) -> None:
        path = tmp_path / "drafts.jsonl"
        path.write_bytes(data)
        cut = ranges(path, count)
        assert len(cut) <= count
        shared = [plain(result) for one in cut for result in records_in(path, one)]
        assert shared == [plain(result) for result in records(path)]

    def test_a_file_that_became_shorter_is_an_error(self, tmp_path: Path) -> None:
        path = tmp_path / "drafts.jsonl"
        path.write_bytes(b'{"text": "a"}\n')
        [*_, last] = records_in(path, Range(0, 99, 1))
        assert isinstance(last, DraftError)
        assert "shorter" in last.message

    def test_equal_parts_of_equal_lines(self, tmp_path: Path) -> None:
        path = tmp_path / "drafts.jsonl"
        path.write_bytes(b'{"text": "a"}\n' * 100)
        assert [one.line for one in ranges(path, 4)] == [1, 27, 52, 77]


class TestTornFiles:
    """A file cut anywhere gives its whole records unchanged, then at most one error."""

    @given(st.lists(drafts, min_size=1, max_size=3), st.data())
    @settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
    def test_jsonl(self, written: list[Draft], data: st.DataObject) -> None:
        whole = jsonl_of([row_of(draft) for draft in written])
        torn = whole[: data.draw(st.integers(0, len(whole)))]
        results = [*records(torn, format=Format.JSONL)]
        complete = torn.count(b"\n") + (whole[len(torn) : len(torn) + 1] == b"\n")
        read = [r.drafts[0] for r in results[:complete] if isinstance(r, Record)]
        assert read == [_expected(draft) for draft in written[:complete]]
        assert all(isinstance(result, DraftError) for result in results[complete:])
        assert len(results) <= complete + 1

    def test_what_stands_before_a_broken_character_of_utf16_is_read(self) -> None:
        data = '{"text": "a"}\n{"text": "b"}\n'.encode("utf-16") + b"\x00\xd8\x00\x00"
        first, second, error = records(data, format=Format.JSONL)
        assert isinstance(first, Record)
        assert isinstance(second, Record)
        assert isinstance(error, DraftError)
        assert error.line == 3

    def test_the_last_line_is_said_to_be_cut_off(self) -> None:
        *_, last = records(b'{"text": "a"}\n{"text": "b', format=Format.JSONL)
        assert isinstance(last, DraftError)
        assert last.message.endswith("the last line is cut off")
        assert last.line == 2


CANARY = "zqfauconzq"


class TestNoTextInErrors:
    """No error holds text of a draft, in its message, its cause or its frames."""

    @given(st.lists(st.sampled_from(SHAPES) | st.just(CANARY.encode()), max_size=14), formats)
    @example([b'{"text": "', CANARY.encode(), b'\\x"}'], Format.JSONL)
    @example([b'{"publish_at": "', CANARY.encode(), b'"}'], Format.JSONL)
    @example([b'{"', CANARY.encode(), b'": 1, "', CANARY.encode(), b'": 2}'], Format.JSONL)
    @example([b"---\n", CANARY.encode(), b": [*", CANARY.encode(), b"]\n---\n"], Format.TEXT)
    @example([b"---\n!", CANARY.encode(), b" a\n---\n"], Format.TEXT)
    @example([CANARY.encode(), b",", CANARY.encode(), b"\n"], Format.CSV)
    @example([CANARY.encode(), b"\xff"], Format.TEXT)
    @settings(max_examples=400, deadline=None)
    def test_whatever_is_wrong(self, parts: list[bytes], format: Format) -> None:
        for result in records(b"".join(parts), format=format):
            if isinstance(result, DraftError):
                assert_clean(result)

    @pytest.mark.parametrize(
        "key", ["id", "author", "channel", "publish_at", "now", "seq", "images"]
    )
    @pytest.mark.parametrize(
        "value",
        [CANARY * 60, f"{CANARY}\n", {CANARY: CANARY}, [{CANARY: CANARY}], [[CANARY]], 10**12],
        ids=["long", "line break", "object", "list of objects", "list of lists", "big number"],
    )
    def test_whatever_value_is_wrong(self, key: str, value: object) -> None:
        row = {"text": CANARY, key: value}
        results = [*records(json.dumps(row).encode(), format=Format.JSONL)]
        for result in results:
            if isinstance(result, DraftError):
                assert_clean(result)
        # Only an image may be described by an object, and only a name may be a big number.
        if key not in {"images", "id", "author", "channel"}:
            assert isinstance(results[0], DraftError)


def assert_clean(error: DraftError) -> None:
    """No text in the error, nor in what it leads to."""
    assert CANARY not in "".join(traceback.format_exception(error))
    assert CANARY not in repr(vars(error)) + repr(error.args)
    assert (error.__traceback__, error.__context__, error.__cause__) == (None, None, None)


class TestMemory:
    """Memory does not grow with the file."""

    def test_a_line_without_end_is_not_kept(self) -> None:
        import tracemalloc

        pipe: Any = _Endless(64 << 20)
        tracemalloc.start()
        [error] = records(pipe, format=Format.JSONL)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert isinstance(error, DraftError)
        assert peak < 4 << 20

    def test_rows_are_not_kept(self) -> None:
        import tracemalloc

        data = b'{"text": "%s"}\n' % (b"a" * 1000)
        pipe: Any = _Endless(20_000 * len(data), data)
        tracemalloc.start()
        count = sum(1 for _ in records(pipe, format=Format.JSONL))
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert count == 20_000
        assert peak < 4 << 20


class _Endless(io.RawIOBase):
    """So many bytes, made as they are asked for."""

    def __init__(self, size: int, unit: bytes = b"a") -> None:
        self._left, self._unit = size, unit * (65_536 // len(unit))

    def read(self, size: int = -1) -> bytes:
        given = (
            self._unit[: self._left] if size < 0 or size >= len(self._unit) else self._unit[:size]
        )
        self._left -= len(given)
        return bytes(bytearray(given))  # not the same object again, which would cost nothing
