"""Counts in and counts out, and the exit code that follows from them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecluse.report import Tally
from ecluse.report.words import summary
from tests.report.strategies import rows


@settings(max_examples=20)
@given(st.lists(rows, max_size=4))
def test_every_decision_is_counted_once(rows) -> None:
    tally = Tally()
    for row in rows:
        tally.add(row)
    assert tally.decided == len(rows) == tally.allowed + tally.flagged + tally.blocked
    assert tally.read == sum(row.first for row in rows)


@settings(max_examples=20)
@given(st.lists(rows, max_size=4), st.integers(0, 5))
def test_counting_in_parts_is_counting_the_whole(rows, cut) -> None:
    whole, first, second = Tally(), Tally(), Tally()
    for number, row in enumerate(rows):
        whole.add(row)
        (first if number < cut else second).add(row)
    first.merge(second)
    assert first == whole


@pytest.mark.parametrize(
    ("counts", "complete", "code"),
    [
        pytest.param({"allowed": 3}, True, 0, id="all allowed"),
        pytest.param({}, True, 0, id="nothing to decide"),
        pytest.param({"flagged": 1, "allowed": 9}, True, 3, id="something held"),
        pytest.param({"flagged": 1, "blocked": 1}, True, 1, id="1 outranks 3"),
        pytest.param({"blocked": 1, "faulted": 1, "flagged": 1}, True, 2, id="2 outranks 1"),
        pytest.param({"allowed": 3}, False, 2, id="cut short"),
        pytest.param({"missing": True}, True, 2, id="nothing was there"),
    ],
)
def test_exit_code(counts, complete, code) -> None:
    tally = Tally(**counts)
    assert tally.exit_code(complete=complete) == code
    assert tally.exit_code(complete=complete, exit_zero=True) == (2 if code == 2 else 0)


@pytest.mark.parametrize(
    ("tally", "french", "english"),
    [
        pytest.param(
            Tally(12, 12, 9, 2, 1, 0),
            "12 brouillons lus, 12 décidés : 9 autorisés, 2 retenus, 1 bloqué, 0 défaut",
            "12 drafts read, 12 decided: 9 allowed, 2 held, 1 blocked, 0 faults",
            id="many",
        ),
        pytest.param(
            Tally(1, 1, 1, 0, 0, 0, waived=1, accepted=2),
            "1 brouillon lu, 1 décidé : 1 autorisé, 0 retenu, 0 bloqué, 0 défaut"
            " ; 1 motif levé par dérogation ; 2 motifs acceptés par la référence",
            "1 draft read, 1 decided: 1 allowed, 0 held, 0 blocked, 0 faults"
            "; 1 reason waived; 2 reasons accepted by the baseline",
            id="one, with lifted reasons",
        ),
    ],
)
def test_summary(tally, french, english) -> None:
    assert (summary(tally, "fr"), summary(tally, "en")) == (french, english)
