"""Numbers compared by digest agree exactly when the numbers do."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ecluse.registers.amounts import amount_of
from ecluse.registers.keyed import Keyed
from ecluse.registers.numbers import agree
from ecluse.registers.ranges import range_of
from ecluse.registers.tokens import Kind, Token, tokens_of
from ecluse.text.views import view_of

KEYED = Keyed(b"a key of the tests")
NUMBERS = st.integers(1, 9999).flatmap(
    lambda digits: st.integers(-2, 7).map(lambda power: float(f"{digits}e{power}"))
)


def token(low: float, high: float, unit: str = "") -> Token:
    return Token(Kind.QUANTITY, b"q", 0, 1, unit, low, high)


@given(NUMBERS, NUMBERS, st.sampled_from(["", "eur", "km"]), st.sampled_from(["", "eur", "km"]))
def test_exact_numbers_agree_as_numbers_do(a: float, b: float, unit: str, other: str) -> None:
    one, two = token(a, a, unit), token(b, b, other)
    if not (unit and other) and unit != other and "km" in (unit, other):
        return  # a bare number beside a converted unit agrees only when it is the very same
    assert amount_of(KEYED, [one], 0).agrees(amount_of(KEYED, [two], 0)) == agree(one, two)


@given(NUMBERS, st.floats(0, 0.2), NUMBERS, st.floats(0, 0.2))
def test_ranges_meet_when_numbers_do(a: float, wide: float, b: float, wider: float) -> None:
    first, second = (a, a * (1 + wide)), (b, b * (1 + wider))
    meets = range_of(KEYED, *first).meets(range_of(KEYED, *second))
    if first[0] <= second[1] and second[0] <= first[1]:
        assert meets
    elif first[0] > 1.001 * second[1] or second[0] > 1.001 * first[1]:
        assert not meets


@given(st.floats(), st.floats())
def test_any_number_has_a_range(low: float, high: float) -> None:
    made = range_of(KEYED, low, high)
    assert made.cover
    assert len(made.cover | made.above) < 64


def test_a_bare_number_meets_one_with_a_unit() -> None:
    one, two = (tokens_of(view_of(text)) for text in ("18 MW", "18"))
    assert amount_of(KEYED, one, 0).agrees(amount_of(KEYED, two, 0)) == 1.0


def test_what_is_counted_is_a_unit() -> None:
    beds, more, nurses = (
        amount_of(KEYED, tokens_of(view_of(text)), 0)
        for text in ("412 lits", "530 lits", "530 euros")
    )
    assert beds.shares_unit(more)
    assert not beds.shares_unit(nurses)
