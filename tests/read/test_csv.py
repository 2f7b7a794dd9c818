"""CSV: separators, quoted lines, and rows that cannot be trusted."""

from __future__ import annotations

import csv

import pytest

from ecluse.model import DraftError
from ecluse.read import LIMIT, Record, records


def lines_of(data: bytes) -> list[tuple[int, str]]:
    """The line of each result, with the draft's text or the error."""
    return [
        (r.line, f"! {r.message}")
        if isinstance(r, DraftError)
        else (r.drafts[0].origin.line, r.drafts[0].text)
        for r in records(data, path="d.csv")
    ]


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"text,id\nBonjour,a\n", id="comma"),
        pytest.param(b"text;id\nBonjour;a\n", id="semicolon, as a French spreadsheet"),
        pytest.param(b"text\tid\nBonjour\ta\n", id="tab"),
        pytest.param(b"\xef\xbb\xbftext,id\r\nBonjour,a\r\n", id="as Excel saves it"),
        pytest.param(b'"text";"id"\n"Bonjour";"a"', id="quoted, no last line end"),
        pytest.param(b" Text ;ID\nBonjour;a\n", id="names with spaces and capitals"),
        pytest.param(b"note, interne;text;id\n;Bonjour;a\n", id="comma inside a name"),
        pytest.param("text\tid\nBonjour\ta\n".encode("utf-16"), id="Unicode text of a spreadsheet"),
    ],
)
def test_a_table_is_read_by_its_header(data: bytes) -> None:
    [record] = records(data, path="d.csv")
    assert isinstance(record, Record)
    assert (record.drafts[0].text, record.drafts[0].id) == ("Bonjour", "a")


def test_line_numbers_count_the_lines_inside_quotes() -> None:
    data = b'text,id\n"un\ndeux\r\ntrois",a\nquatre,b\n\n,\ncinq,c\n'
    assert lines_of(data) == [(2, "un\ndeux\r\ntrois"), (5, "quatre"), (8, "cinq")]


def test_a_row_that_has_no_cell_filled_is_no_record() -> None:
    assert lines_of(b"text,id\n,\n  ,\n") == [(3, "  ")]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        pytest.param(b"a,b,c", "3 cells under 2 columns", id="too many"),
        pytest.param(b"a", "1 cell under 2 columns", id="too few"),
        pytest.param(b"caf\xe9,b", "byte that is not UTF-8 (byte 4 of the line)", id="Latin-1"),
        pytest.param(b"a\x00,b", "NUL byte (byte 2 of the line)", id="NUL"),
    ],
)
def test_a_bad_row_is_held_and_the_others_are_read(row: bytes, message: str) -> None:
    data = b"text,id\nun,a\n" + row + b"\ndeux,b\n"
    assert lines_of(data) == [(2, "un"), (3, f"! {message}"), (4, "deux")]


@pytest.mark.parametrize(
    ("rest", "line"),
    [
        pytest.param(b'"un,a\ndeux,b\n', 2, id="never closed"),
        pytest.param(b'un,a\n"dit "oui" ici",b\ntrois,c\n', 3, id="quote inside"),
        pytest.param(b"un\rdeux,a\n", 2, id="stray carriage return"),
    ],
)
def test_a_stray_quote_holds_all_that_follows(rest: bytes, line: int) -> None:
    *before, last = lines_of(b"text,id\n" + rest)
    assert last[0] == line
    assert "the rows from here on are not read" in last[1]
    assert all(not text.startswith("!") for _, text in before)


def test_a_quote_that_is_never_closed_does_not_fill_the_memory() -> None:
    data = b'text\nun\n"' + b"a\n" * LIMIT
    (_, first), (line, error) = lines_of(data)
    assert (first, line) == ("un", 3)
    assert error.startswith("! a row longer than 1 048 576 bytes, or a quote that is not closed")


def test_a_cell_may_be_longer_than_the_csv_module_allows_by_default() -> None:
    csv.field_size_limit(131_072)
    [(_, text)] = lines_of(b"text\n" + b"a" * 200_000)
    assert len(text) == 200_000


@pytest.mark.parametrize(
    ("data", "message"),
    [
        pytest.param(b"", "the file is empty", id="empty"),
        pytest.param(b"\n\n", "the file is empty", id="blank lines"),
        pytest.param(b"message,auteur\nBonjour,a\n", "the header names no field", id="unknown"),
        pytest.param(b"text,Text\na,b\n", 'two columns are named "text"', id="twice"),
        pytest.param(b"text,\xe9\na,b\n", "not UTF-8", id="Latin-1"),
        pytest.param(b"id\na\n", "no text to check", id="no text"),
    ],
)
def test_a_table_without_usable_header_is_one_error(data: bytes, message: str) -> None:
    [(_, error)] = lines_of(data)
    assert message in error


def test_columns_that_are_not_read_are_named() -> None:
    [record] = records(b"text,campaign,campaign,\nun,a,b,c\n", path="d.csv")
    assert isinstance(record, Record)
    assert record.unread == ("campaign", "campaign-3", "column-4")
