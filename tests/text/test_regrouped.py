"""Groups of an identifier come in a row, whatever stands between; lists of numbers are left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecluse.text.loose import readings
from ecluse.text.regrouped import regrouped


@pytest.mark.parametrize(
    "text",
    [
        "compte QZ76 puis 3000 puis 4970 puis 12",
        "compte QZ76 [sic] 3000 [sic] 4970 [sic] 12",
        "compte QZ76 // 3000 // 4970 // 12",
        "compte QZ76...3000...4970...12",
        "compte #QZ76 #3000 #4970 #12",
        "compte (1) QZ76 (2) 3000 (3) 4970 (4) 12",
        "| n | a |\n| 1 | QZ76 |\n| 2 | 3000 |\n| 3 | 4970 |\n| 4 | 12 |",
        "https://lac.example/x/qz76-3000-4970-12/",
        "https://lac.example/?q=qz76+3000+4970+12&p=2",
        "@qz76_3000_4970_12",
        "compte QZ76 · 3000 · 4970 · 12",
        "compte QZ76 3OOO 497O l2",
    ],
)
def test_groups_come_in_a_row(text: str) -> None:
    shown = [made.text for name, made in readings(text) if name == "regrouped"]
    assert any(" QZ76 3000 4970 12 " in one for one in shown)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Le 06 12 34 56 78",
        "Tirage : 04, 11, 23, 37, 42 et 49",
        "En 2021, 2022, 2023 et 2024",
        "10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0",
        "12 000 € puis 15 000 € en 2027",
        "Samedi 14 juin à 10 h, salle 12, ou le 15 à 18 h 30",
    ],
)
def test_numbers_of_other_things_are_left_alone(text: str) -> None:
    assert list(regrouped(text)) == []


@given(st.text() | st.text(alphabet="F7O0l1 -_#,.(/)puis\n", max_size=80))
def test_every_place_comes_home(text: str) -> None:
    for made in regrouped(text):
        for at in range(len(made.text)):
            start, end = made.home(at, at + 1)
            assert 0 <= start <= end <= len(text)
