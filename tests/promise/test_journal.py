"""The journal is read whole, or refused with its line; a crash costs the torn line alone."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecluse.promise.journal import (
    Audit,
    Cause,
    Journal,
    Label,
    Labelled,
    Outcome,
    Planted,
    Rang,
    Recovered,
    Reset,
    append,
    journal_of,
    line_of,
    read_journal,
)
from ecluse.promise.refusal import Refusal

AT = datetime(2027, 3, 9, 10, tzinfo=UTC)
AUDIT = Audit("a1", "c1", Outcome.RELEASE, 0.25, "fr", AT)
LABEL = Labelled("a1", "ada", Label.CONFIDENTIAL, AT)
PLANTED = Planted("b2", Label.CONFIDENTIAL, AT)
RANG = Rang(Cause.LEAK, "c1", AT)
RESET = Reset("ada", "looked into it", AT)
RECOVERED = Recovered(AT)
ALL = (AUDIT, LABEL, PLANTED, RANG, RESET, RECOVERED)

names = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1).filter(str.strip)
moments = st.datetimes(timezones=st.just(UTC))
entries = st.one_of(
    st.builds(Audit, names, names, st.sampled_from(Outcome), st.floats(-9, 9), names, moments),
    st.builds(Labelled, names, st.sampled_from(["ada", "björn"]), st.sampled_from(Label), moments),
    st.builds(Rang, st.sampled_from(Cause), names, moments),
    st.builds(Reset, st.just("ada"), names, moments),
    st.builds(Recovered, moments),
)


def written(*given) -> bytes:
    return b"".join(map(line_of, given))


def line(**values) -> bytes:
    return json.dumps(values).encode() + b"\n"


def audit(**changes) -> bytes:
    """An audit of a draft that nothing else is said of."""
    return line(**{**json.loads(line_of(AUDIT)), "draft": "z9", **changes})


class TestWhole:
    """What was written is read again."""

    def test_every_kind_of_entry_comes_back_with_its_line(self):
        assert journal_of(written(*ALL)) == Journal(tuple(enumerate(ALL, 1)))

    @given(st.lists(entries, unique_by=lambda one: one[:2]))
    def test_any_entries_come_back(self, some):
        journal = journal_of(written(*some))
        assert [entry for _, entry in journal.entries] == some

    def test_nothing_is_a_journal_of_nothing(self):
        assert journal_of(b"") == Journal()

    def test_entries_of_one_kind_are_told_apart(self):
        assert list(journal_of(written(*ALL)).each(Planted)) == [PLANTED]

    def test_an_entry_that_comes_twice_counts_once(self):
        later = AUDIT._replace(at=AT.replace(year=2028))
        journal = journal_of(written(AUDIT, LABEL, PLANTED, later, LABEL, PLANTED))
        assert (len(journal.entries), journal.repeated) == (3, 3)

    def test_a_label_may_come_before_its_audit(self):
        assert len(journal_of(written(LABEL, AUDIT)).entries) == 2

    @pytest.mark.parametrize(
        "by",
        [
            " ADA ",
            "\u0410da",
            "A\u200bda",
            "\uff41\uff44\uff41",
            "ad\u00ada",
            "\u24b6da",
            "\u0251da",
            "ada.",
            "@ada",
            "a d a",
        ],
        ids=ascii,
    )
    def test_a_person_has_one_spelling(self, by):
        journal = journal_of(written(LABEL._replace(by=by), LABEL))
        assert (len(journal.entries), journal.repeated) == (1, 1)

    def test_other_people_are_others(self):
        names = ("zoë", "zoe", "жанна", "ada b", "ada", "ada2")
        journal = journal_of(written(*(LABEL._replace(by=name) for name in names)))
        assert len(journal.entries) == len(names)

    def test_a_draft_may_be_audited_with_several_outcomes(self):
        """The same text on another channel, or on another day."""
        others = (AUDIT, AUDIT._replace(would=Outcome.HOLD), AUDIT._replace(group="en", score=0.5))
        assert len(journal_of(written(*others)).entries) == 3

    def test_the_order_of_keys_is_nothing(self):
        values = json.loads(line_of(AUDIT))
        assert journal_of(line(**dict(reversed(values.items())))) == journal_of(line_of(AUDIT))


class TestTorn:
    """A crash costs the line that it tore, and is counted."""

    @pytest.mark.parametrize("cut", range(1, len(line_of(LABEL)) - 1))
    def test_a_last_line_that_was_torn_is_left_out(self, cut):
        journal = journal_of(line_of(AUDIT) + line_of(LABEL)[:cut])
        assert journal == Journal(((1, AUDIT),), torn=1)

    def test_a_last_line_that_lacks_only_its_end_counts(self):
        assert journal_of(written(AUDIT, LABEL)[:-1]) == journal_of(written(AUDIT, LABEL))

    def test_zeros_that_a_power_cut_left_are_a_torn_line(self):
        assert journal_of(line_of(AUDIT) + bytes(512)).torn == 1

    @pytest.mark.parametrize("cut", range(1, len(line_of(LABEL))))
    @pytest.mark.parametrize("again", [0, 2, 20, 70])
    def test_what_is_appended_after_a_crash_is_read(self, tmp_path, cut, again):
        """The second crash tears what the first recovery wrote."""
        path = tmp_path / "journal.jsonl"
        path.write_bytes(line_of(AUDIT) + line_of(LABEL)[:cut])
        if again:
            append(path, [RESET], AT)
            os.truncate(path, len(line_of(AUDIT)) + cut + again)
        append(path, [LABEL], AT)
        append(path, [RESET], AT)
        read = [
            entry for _, entry in read_journal(path).entries if not isinstance(entry, Recovered)
        ]
        assert [AUDIT, *dict.fromkeys(read[1:])] == [AUDIT, LABEL, RESET]

    def test_a_second_crash_after_one_byte_is_refused_rather_than_guessed(self, tmp_path):
        path = tmp_path / "journal.jsonl"
        path.write_bytes(line_of(AUDIT) + line_of(LABEL)[:9] + b"\n")
        append(path, [LABEL], AT)
        with pytest.raises(Refusal, match=":2: the line cannot be read"):
            read_journal(path)

    def test_a_broken_line_that_nothing_excuses_is_refused(self):
        with pytest.raises(Refusal) as refused:
            journal_of(line_of(AUDIT) + b'{"kind": "la\n' + line_of(LABEL), "journal.jsonl")
        assert (refused.value.line, refused.value.path) == (2, "journal.jsonl")
        assert str(refused.value).startswith("journal.jsonl:2: the line cannot be read: ")

    @pytest.mark.parametrize(
        "data", [b"\n", b"{\n", b"[]\n", b"\xff\n", b"3\n", b"null\n", b"[" * 99_999 + b"\n"]
    )
    def test_a_broken_line_with_an_end_was_not_torn(self, data):
        with pytest.raises(Refusal) as refused:
            journal_of(line_of(AUDIT) + data)
        assert refused.value.line == 2

    def test_two_broken_lines_are_not_one_crash(self):
        with pytest.raises(Refusal) as refused:
            journal_of(b'{"kind": "la\n{"kind": "re\n' * 2 + line_of(RECOVERED))
        assert refused.value.line == 2


class TestRefused:
    """What is wrong is refused with its line, in both languages."""

    @pytest.mark.parametrize(
        "wrong",
        [
            pytest.param(line(kind="vote"), id="a kind that is not known"),
            pytest.param(line(kind=3), id="a kind that is no text"),
            pytest.param(line(), id="no kind"),
            pytest.param(line(kind="recovered"), id="a key that is missing"),
            pytest.param(audit(note="x"), id="a key that is not known"),
            pytest.param(audit(draft=""), id="an empty draft"),
            pytest.param(audit(draft=7), id="a draft that is a number"),
            pytest.param(audit(would="maybe"), id="an outcome that is not known"),
            pytest.param(audit(score="0.5"), id="a score that is a text"),
            pytest.param(audit(score=True), id="a score that is a truth value"),
            pytest.param(audit(score=float("nan")), id="a score that is no number"),
            pytest.param(audit().replace(b"0.25", b"1e999"), id="a score that is infinite"),
            pytest.param(audit(group=None), id="a group that is none"),
            pytest.param(audit(at="2027-03-09"), id="a moment without zone"),
            pytest.param(audit(at="soon"), id="a moment that is none"),
            pytest.param(audit(at=1_900_000_000), id="a moment that is a number"),
            pytest.param(line_of(LABEL).replace(b"ada", b"  "), id="nobody"),
            pytest.param(line_of(LABEL).replace(b"confidential", b"secret"), id="a label that is not known"),
            pytest.param(line_of(RESET).replace(b"looked into it", b""), id="a reset without reason"),
            pytest.param(audit()[:-2] + b', "would": "hold"}\n', id="a key that comes twice"),
            pytest.param(line_of(PLANTED).replace(b"b2", b"a1"), id="a draft planted after its audit"),
            pytest.param(line_of(PLANTED).replace(b"conf", b"publ").replace(b"publidential", b"publishable"), id="another truth"),
        ],
    )  # fmt: skip
    def test_an_entry_that_is_wrong_is_refused(self, wrong):
        with pytest.raises(Refusal) as refused:
            journal_of(written(PLANTED, AUDIT) + wrong + written(LABEL), "journal.jsonl")
        assert refused.value.line == 3
        assert refused.value.in_("fr") != refused.value.in_("en")
        assert "restore the journal" in refused.value.in_("en")

    def test_the_audit_that_is_changed_there_is_one_that_is_read(self):
        assert (
            len(journal_of(written(PLANTED, AUDIT) + audit() + audit(draft="y8", score=1)).entries)
            == 4
        )

    @pytest.mark.parametrize(
        ("wrong", "said"),
        [
            (line_of(PLANTED._replace(truth=Label.PUBLISHABLE)), "with another truth (line 1)"),
            (line_of(PLANTED._replace(draft="a1")), "before it is audited or labelled (line 2)"),
        ],
    )
    def test_what_contradicts_an_earlier_line_names_it(self, wrong, said):
        with pytest.raises(Refusal) as refused:
            journal_of(written(PLANTED, AUDIT) + wrong)
        assert said in refused.value.in_("en")

    def test_wrong_values_in_a_last_line_without_end_are_not_torn(self):
        with pytest.raises(Refusal):
            journal_of(audit(would="maybe")[:-1])

    def test_a_journal_that_is_not_there_is_refused(self, tmp_path):
        with pytest.raises(Refusal, match="cannot be read"):
            read_journal(tmp_path / "none.jsonl")
        with pytest.raises(Refusal, match="cannot be written"):
            append(tmp_path / "none.jsonl", [AUDIT], AT)
        assert not list(tmp_path.iterdir())

    def test_a_full_disk_is_refused(self):
        if not os.path.exists("/dev/full"):
            pytest.skip("no /dev/full")
        with pytest.raises(Refusal, match="cannot be written"):
            append("/dev/full", [AUDIT], AT)

    @given(
        st.binary()
        | st.lists(st.sampled_from([*map(line_of, ALL), b"{", b"\n", b'"', b"\0"])).map(b"".join)
    )
    def test_any_bytes_are_a_journal_or_a_refusal(self, data):
        try:
            journal_of(data)
        except Refusal:
            return
