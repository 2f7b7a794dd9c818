"""Dates: each part has one key however it is written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecluse.registers.kinds import Kind
from ecluse.registers.tokens import tokens_of
from ecluse.text.views import view_of


def dates(text: str) -> set[str]:
    found = tokens_of(view_of(text))
    return {token.key.decode()[2:] for token in found if token.kind is Kind.DATE}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("le 18 janvier 2027", "day18 0118 m01 y2027", id="French"),
        pytest.param("18/01/2027", "day18 0118 m01 y2027", id="day first"),
        pytest.param("18.01.2027", "day18 0118 m01 y2027", id="dots"),
        pytest.param("2027-01-18", "day18 0118 m01 y2027", id="ISO 8601"),
        pytest.param("2027-01-18T10:00", "day18 0118 m01 y2027", id="ISO 8601 with a time"),
        pytest.param("January 18th, 2027", "day18 0118 m01 y2027", id="American"),
        pytest.param("the 18th of January 2027", "day18 0118 m01 y2027", id="English"),
        pytest.param("18 janv. 2027", "day18 0118 m01 y2027", id="short month"),
        pytest.param("12/03/2027", "day12 0312 m03 y2027", id="never month first"),
        pytest.param("24/12/26", "day24 1224 m12 y2026", id="short year"),
        pytest.param("1er juillet", "day1 0701 m07", id="first"),
        pytest.param("dix-huit janvier", "day18 0118 m01", id="day in words"),
        pytest.param("premier mai", "day1 0501 m05", id="first in words"),
        pytest.param("mi-janvier", "m01", id="mid-month"),
        pytest.param("fin 2027", "m12 y2027", id="end of a year"),
        pytest.param("from the end of this year", "m12", id="end of a year, English"),
        pytest.param("début d'année", "m01", id="start of a year"),
        pytest.param("la fin du match", "", id="another end"),
        pytest.param("été 2028", "m06 m07 m08 y2028", id="season with a year"),
        pytest.param("l'été prochain", "m06 m07 m08", id="season after an article"),
        pytest.param("in the spring", "m03 m04 m05", id="season, English"),
        pytest.param("Q1 2027", "q1 m01 m02 m03 y2027", id="quarter, English"),
        pytest.param("au T1", "q1 m01 m02 m03", id="quarter, French"),
        pytest.param("troisième trimestre", "q3 m07 m08 m09", id="quarter in words"),
        pytest.param("on 24 and 31 December", "day24 1224 day31 1231 m12", id="two days"),
        pytest.param(
            "les 12 et 19 décembre 2026", "day12 1212 day19 1219 m12 y2026", id="two days, French"
        ),
        pytest.param("du 4 au 15 janvier", "day4 0104 day15 0115 m01", id="from, to"),
        pytest.param("3-4 February", "day3 0203 day4 0204 m02", id="days with a hyphen"),
        pytest.param("December 24 and 31", "day24 1224 day31 1231 m12", id="days after the month"),
        pytest.param("17 h", "h17", id="hour, French"),
        pytest.param("à 17 heures", "h17", id="hour in words"),
        pytest.param("17h", "h17", id="hour in one"),
        pytest.param("5pm", "h17", id="hour, English"),
        pytest.param("at 5 p.m.", "h17", id="hour with dots"),
        pytest.param("à dix-sept heures", "h17", id="hour in number words"),
        pytest.param("17h12", "t1712", id="hour and minute"),
        pytest.param("9:14", "t0914", id="colon"),
        pytest.param("midi", "h12", id="noon"),
        pytest.param("jeudi", "wd4", id="weekday, French"),
        pytest.param("on Thursday", "wd4", id="weekday, English"),
        pytest.param("2026-2027", "y2026 y2027", id="two years"),
        pytest.param("à la rentrée", "m09", id="back to school is September"),
        pytest.param("à Noël", "1225 m12", id="a feast"),
        pytest.param("in May 2027", "m05 y2027", id="May is a month here"),
        pytest.param("on 5 May", "day5 0505 m05", id="May after a day"),
        pytest.param("sept. 2027", "m09 y2027", id="sept is a month here"),
    ],
)
def test_a_date_has_its_parts(text: str, expected: str) -> None:
    assert dates(text) == set(expected.split())


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("il a été élu", id="été, been"),
        pytest.param("it may rain", id="may, the verb"),
        pytest.param("we march on", id="march, the verb"),
        pytest.param("sept personnes", id="sept, seven"),
        pytest.param("prices fall", id="fall, the verb"),
        pytest.param("7/10 de satisfaction", id="a mark"),
        pytest.param("2027 euros", id="a price"),
        pytest.param("2 027 clients", id="a count"),
        pytest.param("14 % en plus au total", id="no month follows"),
    ],
)
def test_what_only_looks_like_a_date_is_none(text: str) -> None:
    assert dates(text) == set()


def test_a_percentage_before_a_date_is_no_day() -> None:
    assert "day6" not in dates("augmente de 6 % au 1er juillet")


@given(
    st.dates(
        min_value=__import__("datetime").date(1900, 1, 1),
        max_value=__import__("datetime").date(2099, 12, 31),
    )
)
def test_every_day_reads_the_same_in_digits_either_way(day) -> None:
    assert dates(day.isoformat()) == dates(day.strftime("%d/%m/%Y"))
    assert f"{day:%m%d}" in dates(day.isoformat())
