"""Quantities: what is a number, what it admits, and when two say the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecluse.registers.kinds import Kind, Token
from ecluse.registers.numbers import agree, significant
from ecluse.registers.rarity import information
from ecluse.registers.tokens import tokens_of
from ecluse.text.views import view_of


def quantities(text: str) -> list[Token]:
    return [token for token in tokens_of(view_of(text)) if token.kind is Kind.QUANTITY]


def quantity(text: str) -> Token:
    [token] = quantities(text)
    return token


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        pytest.param("41,2 M€", 41.2e6, "eur", id="decimal comma, M before the sign"),
        pytest.param("1 284 000", 1284000, "", id="groups after spaces"),
        pytest.param("1 284 000", 1284000, "", id="groups after narrow no-break spaces"),
        pytest.param("1.284 milliard", 1.284e9, "", id="three decimals before a scale"),
        pytest.param("1,284 milliard d'euros", 1.284e9, "eur", id="d' before the unit"),
        pytest.param("€5.2m", 5.2e6, "eur", id="sign before, m after"),
        pytest.param("£1.2bn", 1.2e9, "gbp", id="bn"),
        pytest.param("$1,284,000.50", 1284000.5, "usd", id="commas for groups, decimal point"),
        pytest.param("31 200", 31200, "", id="two groups"),
        pytest.param("12,000", 12000, "", id="one group after a comma"),
        pytest.param("13,5 %", 13.5, "percent", id="percent after a space"),
        pytest.param("0,5 %", 0.5, "percent", id="below one"),
        pytest.param("20 pour cent", 20, "percent", id="percent in French words"),
        pytest.param("20 per cent", 20, "percent", id="percent in English words"),
        pytest.param("3 points", 3, "percent", id="points are percent"),
        pytest.param("-12 °C", -12, "celsius", id="below zero"),
        pytest.param("moins 12 degrés", -12, "celsius", id="below zero in words"),
        pytest.param("-50 %", 50, "percent", id="the sign of a discount is not a sign"),
        pytest.param("2,86 euros", 2.86, "eur", id="unit in words"),
        pytest.param("47 M d'euros", 47e6, "eur", id="M and a unit in words"),
        pytest.param("500k€", 500e3, "eur", id="all in one"),
        pytest.param("1,5 Md€", 1.5e9, "eur", id="Md is a French billion"),
        pytest.param("110 m", 110, "m", id="m alone is metres"),
        pytest.param("100 km/h", 100, "km/h", id="speed"),
        pytest.param("quarante et un millions", 41e6, "", id="et un"),
        pytest.param("soixante et onze", 71, "", id="et onze"),
        pytest.param("quatre-vingts", 80, "", id="four twenties"),
        pytest.param("quatre-vingt-dix-sept", 97, "", id="four twenties, ten, seven"),
        pytest.param("mille neuf cent quatre-vingt-dix", 1990, "", id="a thousand, nine hundred"),
        pytest.param("deux cent quatre", 204, "", id="hundreds and ones"),
        pytest.param("nonante-deux", 92, "", id="as in Belgium"),
        pytest.param("forty-one million", 41e6, "", id="hyphen in English"),
        pytest.param("six hundred and twelve million euros", 612e6, "eur", id="and inside"),
        pytest.param("a hundred and fifty", 150, "", id="a for one"),
        pytest.param("neuf virgule quatre millions", 9.4e6, "", id="virgule"),
        pytest.param("nine point four million", 9.4e6, "", id="point"),
        pytest.param("un million et demi", 1.5e6, "", id="et demi"),
        pytest.param("half a million", 5e5, "", id="half a"),
        pytest.param("a dozen", 12, "", id="a dozen is twelve"),
        pytest.param("sept mois", 7, "month", id="duration in French words"),
        pytest.param("seven months", 7, "month", id="duration in English words"),
        pytest.param("7 mois", 7, "month", id="duration in digits"),
        pytest.param("un an", 1, "year", id="an article counts years"),
        pytest.param("un an et demi", 1.5, "year", id="et demi after the unit"),
        pytest.param("200 postes", 200, "person", id="people by their posts"),
        pytest.param("jamais plus de 42 €", 42, "eur", id="a bound is not a hedge"),
        pytest.param("2,5x", 2.5, "times", id="a factor"),
    ],
)
def test_a_number_written_exactly_admits_itself(text: str, value: float, unit: str) -> None:
    found = quantity(text)
    assert (found.low, found.high, found.unit) == (value, value, unit)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        pytest.param("plus de 41 millions", 41e6, 42e6, id="more than: up to the next million"),
        pytest.param("more than 600 people", 600, 700, id="more than, one digit: up to the next"),
        pytest.param("près de 200", 170, 200, id="near: from below"),
        pytest.param("la moitié", 46, 54, id="a part in words is rounded"),
        pytest.param("two thirds", 61.36, 72.04, id="two thirds"),
        pytest.param("plus d'un tiers", 33.3, 39.96, id="more than a part"),
        pytest.param("presque quatre dixièmes", 32, 40, id="almost a part"),
        pytest.param("half a dozen", 5.1, 6.9, id="half a dozen is about six"),
        pytest.param("presque deux millions", 1.7e6, 2e6, id="almost"),
        pytest.param("almost 90 %", 80, 90, id="almost: one unit of the last digit"),
        pytest.param("autour de 9 millions", 8e6, 10e6, id="around: both sides"),
        pytest.param("about forty-one million", 40e6, 42e6, id="about"),
        pytest.param("~300", 255, 345, id="a sign for about"),
        pytest.param("une centaine", 85, 115, id="-aine is about"),
        pytest.param("une trentaine de milliers", 25500, 34500, id="thirty-odd thousands"),
        pytest.param("88 et quelques %", 88, 89, id="et quelques, before its sign"),
        pytest.param("six hundred million and change", 600e6, 700e6, id="and change"),
        pytest.param("des dizaines de milliers de clients", 20e3, 100e3, id="tens of thousands"),
        pytest.param("entre 10 et 12 millions", 10e6, 12e6, id="one scale for both ends"),
        pytest.param("10-12 %", 10, 12, id="a range with a hyphen"),
        pytest.param("de 3 à 5 ans", 3, 5, id="from three to five"),
    ],
)
def test_a_hedge_widens_a_number(text: str, low: float, high: float) -> None:
    found = [token for token in quantities(text) if token.low != token.high][-1]
    assert (found.low, found.high) == pytest.approx((low, high))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("la 14e édition", id="French ordinal"),
        pytest.param("our 3rd store", id="English ordinal"),
        pytest.param("04 65 71 88 40", id="telephone number"),
        pytest.param("+33 4 65 71 88 40", id="telephone number, from abroad"),
        pytest.param("départ à 17h12", id="time with minutes"),
        pytest.param("2h30", id="hours and minutes"),
        pytest.param("9:14", id="time with a colon"),
        pytest.param("version 6.2.1", id="version"),
        pytest.param("00041877230", id="account number"),
        pytest.param("KX-2026-08814", id="reference"),
        pytest.param("un jour, une idée", id="articles"),
        pytest.param("one of us", id="one, alone"),
        pytest.param("un train tout neuf", id="neuf, new"),
        pytest.param("en 2027", id="year"),
    ],
)
def test_what_names_or_orders_is_no_quantity(text: str) -> None:
    assert quantities(text) == []


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        pytest.param("41,2 M€", "41.2 million euros", 1.0, id="the same"),
        pytest.param("47 millions d'euros", "47 millions", 1.0, id="unit left out"),
        pytest.param("sept mois", "7 months", 1.0, id="two languages"),
        pytest.param("2 ans", "24 months", 1.0, id="years and months"),
        pytest.param("1 MWh", "1000 kWh", 1.0, id="energy"),
        pytest.param("41,2 M€", "41 millions", 0.8, id="rounded"),
        pytest.param("41,2 M€", "plus de 41 millions", 0.8, id="in a hedged range"),
        pytest.param("88,3 %", "88 et quelques %", 0.8, id="and a bit"),
        pytest.param("612 millions", "six hundred million and change", 0.8, id="and change"),
        pytest.param("31 200", "une trentaine de milliers", 0.8, id="thirty-odd thousands"),
        pytest.param("180", "près de 200", 0.8, id="near, from below"),
        pytest.param("9,4 millions", "autour de 9 millions", 0.8, id="around"),
        pytest.param("612 millions", "600 millions", 0.6, id="one digit of three"),
        pytest.param("1,9 million", "deux millions", 0.6, id="one digit of two"),
        pytest.param("1,9 million", "presque deux millions", 0.8, id="almost two"),
        pytest.param("14", "10", 0.0, id="too coarse"),
        pytest.param("41 millions", "42 millions", 0.0, id="as many digits, another number"),
        pytest.param("47 %", "47 euros", 0.0, id="another unit"),
        pytest.param("88,3 %", "91 %", 0.0, id="another share"),
        pytest.param("-12 °C", "12 °C", 0.0, id="another side of zero"),
        pytest.param("5 km", "5 %", 0.0, id="units that do not convert"),
    ],
)
def test_agreement(one: str, other: str, expected: float) -> None:
    assert agree(quantity(one), quantity(other)) == expected


NUMBERS = st.builds(
    lambda low, width, unit: Token(Kind.QUANTITY, b"", 0, 0, unit, low, low + width),
    st.floats(-1e9, 1e12),
    st.just(0.0) | st.floats(0, 1e6),
    st.sampled_from(["", "eur", "percent", "month", "year"]),
)


@given(NUMBERS, NUMBERS)
def test_agreement_is_symmetric_and_a_share(one: Token, other: Token) -> None:
    assert agree(one, other) == agree(other, one)
    assert 0.0 <= agree(one, other) <= 1.0


@given(NUMBERS)
def test_a_quantity_agrees_with_itself(one: Token) -> None:
    assert agree(one, one) == 1.0


@given(st.integers(1, 10**12))
def test_digits_in_groups_are_read_back(number: int) -> None:
    text = f"{number:,}".replace(",", " ")
    found = quantities(f"soit {text} clients")
    year = 1900 <= number < 2100
    assert year or [token.low for token in found] == [float(number)]


@given(st.integers(10, 10**12))
def test_a_number_has_as_many_significant_digits_as_are_written(number: int) -> None:
    assert significant(float(number)) <= len(str(number).rstrip("0")) + 1


def test_a_bare_small_number_tells_little() -> None:
    told = [information(quantity(text)) for text in ("3", "42", "41,2 M€")]
    assert told == sorted(told)
    assert told[0] < 1.0
    assert information(quantity("3 mois")) > information(quantity("3"))


def test_a_narrow_range_tells_more_than_a_wide_one() -> None:
    assert information(quantity("plus de 41 millions")) > information(quantity("une centaine"))
