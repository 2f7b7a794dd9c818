"""A certificate says what was shown, and is valid for that alone."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecluse.model import Message
from ecluse.promise.certificate import (
    Certificate,
    Digests,
    Method,
    certificate_of,
    digest_of_examples,
    issue,
    read_certificate,
    reviewers_of,
    verify,
)
from ecluse.promise.refusal import Refusal
from ecluse.promise.thresholds import Kind, Scored, Threshold, promise, thresholds

KEY = bytes(range(32))
NOW = datetime(2027, 3, 9, 10, tzinfo=UTC)
MADE_FOR = Digests("0.9.0", "a1" * 16, "b2" * 16, "c3" * 16)
EXAMPLES = [Scored(n / 700, group) for n in range(700) for group in ("en", "fr")]
LEAK = promise(Kind.LEAK, "0.01", "0.05")
CURRENT = {**MADE_FOR._asdict(), "now": NOW, "key": KEY}
PEOPLE = reviewers_of(3, 200, Decimal("0.025"))


def made(**changes: object) -> Certificate:
    given = {
        "population": "Brouillons confidentiels d'une brasserie, 2026",
        "asked": LEAK,
        "found": thresholds(EXAMPLES, LEAK, KEY),
        "made_for": MADE_FOR,
        "examples": digest_of_examples(EXAMPLES, KEY),
        "issued_at": NOW - timedelta(days=1),
        "expires_at": NOW + timedelta(days=90),
        "key": KEY,
        **changes,
    }
    return issue(
        given.pop("population"),
        given.pop("asked"),
        given.pop("found"),
        given.pop("made_for"),
        **given,
    )


CERTIFICATE = made(reviewers=PEOPLE)


class TestWhatItSays:
    """Counts, thresholds, assumptions and the whole leak."""

    def test_it_counts_documents_and_misses_of_all_groups(self):
        assert (CERTIFICATE.n, CERTIFICATE.k) == (1400, sum(one.k for one in CERTIFICATE.groups))
        assert [one.group for one in CERTIFICATE.groups] == ["en", "fr"]

    def test_nothing_is_promised_of_a_group_that_it_does_not_name(self):
        assert CERTIFICATE.threshold("fr") == CERTIFICATE.groups[1]
        assert CERTIFICATE.threshold("de") is None

    def test_what_reviewers_miss_is_added_to_what_the_model_misses(self):
        """Three of 200 planted drafts missed: 4.32 % at most; with 1 % of the model 5.28 %."""
        assert CERTIFICATE.total_leak == Decimal("0.052777")
        assert made().total_leak is None

    def test_a_bound_on_reviewers_dominates_even_a_model_that_leaks_little(self):
        few = replace(CERTIFICATE, promise=promise(Kind.LEAK, "0.004", "0.025"))
        assert few.total_leak is not None
        assert round(few.total_leak, 3) == Decimal("0.047")

    @pytest.mark.parametrize("kind", Kind)
    def test_every_assumption_is_said_in_both_languages(self, kind):
        said = made(asked=replace(LEAK, kind=kind)).assumptions
        assert len(said) == 7
        assert all(one.fr and one.en and one.fr != one.en for one in said)

    def test_assumptions_on_reviewers_stand_where_reviewers_are_counted(self):
        assert len(CERTIFICATE.assumptions) == 8


class TestIssue:
    """What is not shown is not sealed."""

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            pytest.param({"key": b""}, "a key of at least 16 bytes", id="no key"),
            pytest.param({"key": b"short"}, "a key of at least 16 bytes", id="a short key"),
            pytest.param({"population": "  "}, "the name of the population", id="no population"),
            pytest.param({"population": "a\0b"}, "the name of the population", id="a NUL"),
            pytest.param({"population": "\ud800"}, "the name of the population", id="no text"),
            pytest.param({"found": ()}, "a threshold", id="no group"),
            pytest.param({"examples": ""}, "the digest of the examples", id="no examples"),
            pytest.param({"made_for": MADE_FOR._replace(model="")}, "of the model", id="no model"),
            pytest.param(
                {"made_for": MADE_FOR._replace(policy="")}, "of the policy", id="no policy"
            ),
            pytest.param(
                {"made_for": MADE_FOR._replace(engine="")}, "of the engine", id="no engine"
            ),
            pytest.param({"expires_at": NOW - timedelta(days=1)}, "an end after", id="no time"),
            pytest.param({"issued_at": datetime(2027, 1, 1)}, "time zones", id="no time zone"),
            pytest.param(
                {"found": [Threshold("", 0.5, 299, 1)]}, "do not show", id="a miss too many"
            ),
            pytest.param({"found": [Threshold("", 0.5, 298, 0)]}, "do not show", id="one too few"),
            pytest.param(
                {"found": [Threshold("", 0.5, 299, -1)]}, "do not show", id="fewer than none"
            ),
            pytest.param(
                {"found": [Threshold("", float("inf"), 299, 0)]}, "do not show", id="infinite"
            ),
            pytest.param(
                {"found": [Threshold("", 0.5, 999, 0)] * 2}, "do not show", id="a group twice"
            ),
            pytest.param(
                {"found": [Threshold("\ud800", 0.5, 999, 0)]}, "do not show", id="no name"
            ),
            pytest.param(
                {"reviewers": replace(PEOPLE, upper=Decimal("0.04"))},
                "do not show",
                id="a low bound",
            ),
            pytest.param(
                {"asked": replace(LEAK, kind=Kind.FALSE_BLOCK), "reviewers": PEOPLE},
                "nothing of reviewers",
                id="reviewers of false blocks",
            ),
        ],
    )
    def test_it_is_refused(self, changes, said):
        with pytest.raises(Refusal, match=said):
            made(**changes)

    def test_registers_may_be_none(self):
        one = made(made_for=MADE_FOR._replace(registers=""))
        assert verify(one, **{**CURRENT, "registers": ""}) == ()

    @pytest.mark.parametrize("place", [0, 1])
    def test_every_group_is_shown_and_not_only_one(self, place):
        groups = [Threshold("en", 0.5, 400, 0), Threshold("fr", 0.5, 400, 0)]
        assert made(found=groups).n == 800
        for wrong in (Threshold("fr", 0.5, 300, 0), Threshold("  ", 0.5, 400, 0)):
            with pytest.raises(Refusal, match="do not show"):
                made(found=[groups[place], replace(wrong, group=wrong.group.replace("fr", "z"))])

    def test_a_key_of_sixteen_bytes_or_of_many_seals(self):
        for key in (bytes(16), bytes(100)):
            assert verify(made(key=key), **{**CURRENT, "key": key}) == ()

    def test_groups_that_share_delta_need_more_documents(self):
        lone = [Threshold("fr", 0.5, 299, 0)]
        assert made(found=lone).n == 299
        with pytest.raises(Refusal, match="do not show"):
            made(found=[*lone, Threshold("en", 0.5, 299, 0)])


class TestVerify:
    """Each reason why a certificate is not valid is said."""

    def test_it_is_valid_for_what_it_was_made_for(self):
        assert verify(CERTIFICATE, **CURRENT) == ()

    @pytest.mark.parametrize(
        ("what", "said"),
        [
            (
                "engine",
                Message(
                    "le moteur a changé depuis le certificat",
                    "the engine changed since the certificate",
                ),
            ),
            (
                "policy",
                Message(
                    "la politique a changé depuis le certificat",
                    "the policy changed since the certificate",
                ),
            ),
            (
                "model",
                Message(
                    "le modèle a changé depuis le certificat",
                    "the model changed since the certificate",
                ),
            ),
            (
                "registers",
                Message(
                    "un registre ou pipeline a changé depuis le certificat",
                    "a register or pipeline changed since the certificate",
                ),
            ),
        ],
    )
    def test_a_change_revokes_it(self, what, said):
        assert verify(CERTIFICATE, **{**CURRENT, what: "d4" * 16}) == (said,)

    @pytest.mark.parametrize(
        ("moment", "said"),
        [
            (NOW + timedelta(days=90), "expired on 2027-06-07T10:00:00Z"),
            (NOW - timedelta(days=1, seconds=1), "valid from 2027-03-08T10:00:00Z on"),
        ],
    )
    def test_it_is_valid_between_its_moments_only(self, moment, said):
        (reason,) = verify(CERTIFICATE, **{**CURRENT, "now": moment})
        assert said in reason.en
        (reason,) = verify(CERTIFICATE, **CURRENT, publish_at=moment)
        assert said in reason.en
        assert verify(CERTIFICATE, **CURRENT, publish_at=NOW + timedelta(days=89)) == ()

    def test_a_moment_in_another_zone_is_the_same_moment(self):
        zone = timezone(timedelta(hours=9))
        assert verify(CERTIFICATE, **{**CURRENT, "now": NOW.astimezone(zone)}) == ()

    def test_a_moment_without_zone_is_refused(self):
        with pytest.raises(ValueError):
            verify(CERTIFICATE, **{**CURRENT, "now": datetime(2027, 3, 9)})

    @pytest.mark.parametrize("key", [b"", b"short", bytes(32)])
    def test_another_key_does_not_vouch_for_it(self, key):
        (reason,) = verify(CERTIFICATE, **{**CURRENT, "key": key})
        assert reason.en == "the certificate is not sealed with this key, or was changed"

    def test_an_alarm_revokes_it(self):
        alarm = Message("alerte", "alarm")
        assert verify(CERTIFICATE, **CURRENT, alarms=[alarm]) == (alarm,)

    def test_every_reason_is_given(self):
        given = {
            **CURRENT,
            "engine": "1",
            "policy": "2",
            "model": "3",
            "registers": "4",
            "key": b"",
        }
        late = {**given, "now": NOW + timedelta(days=365)}
        assert len(verify(CERTIFICATE, **late, alarms=[Message("alerte", "alarm")])) == 7

    @pytest.mark.parametrize(
        "changes",
        [
            {"population": "Everybody"},
            {"promise": promise(Kind.LEAK, "0.009", "0.05")},
            {"promise": promise(Kind.FALSE_BLOCK, "0.01", "0.05")},
            {"promise": promise(Kind.LEAK, "0.01", "0.06")},
            {"method": Method.SEQUENCE},
            {"groups": (replace(CERTIFICATE.groups[0], at=0.9), CERTIFICATE.groups[1])},
            {"groups": (replace(CERTIFICATE.groups[0], group="de"), CERTIFICATE.groups[1])},
            {"made_for": MADE_FOR._replace(engine="0.9.1")},
            {"examples": "d4" * 16},
            {"issued_at": NOW - timedelta(days=2)},
            {"expires_at": NOW + timedelta(days=900)},
            {"reviewers": None},
            {"digest": "d4" * 16},
            {"seal": ""},
            {"seal": "é"},
            {"seal": "\ud800"},
            {"seal": "d4" * 32},
        ],
        ids=str,
    )
    def test_one_that_was_edited_is_not_valid(self, changes):
        current = {**CURRENT, **changes["made_for"]._asdict()} if "made_for" in changes else CURRENT
        reasons = verify(replace(CERTIFICATE, **changes), **current)
        assert "the certificate is not sealed with this key, or was changed" in [
            r.en for r in reasons
        ]

    def test_a_seal_on_counts_that_show_nothing_is_no_promise(self):
        from ecluse.promise import certificate as module

        false = replace(CERTIFICATE, groups=(Threshold("", 0.5, 20, 3),))
        false = replace(false, digest=module._digest(false))
        false = replace(false, seal=module._seal(false, KEY))
        assert [one.en for one in verify(false, **CURRENT)] == [
            "the counts of the certificate do not show what it promises"
        ]


class TestFile:
    """What is written is read again, and nothing else is."""

    def test_it_is_read_as_it_was_written(self, tmp_path):
        path = tmp_path / "leaks.json"
        path.write_text(CERTIFICATE.json() + "\n", encoding="utf-8")
        read = read_certificate(path)
        assert read == CERTIFICATE
        assert verify(read, **CURRENT) == ()

    def test_the_same_promise_is_the_same_bytes(self):
        shuffled = made(found=tuple(reversed(CERTIFICATE.groups)), reviewers=PEOPLE)
        assert shuffled.json() == CERTIFICATE.json()

    def test_it_holds_no_floating_point_number(self):
        json.loads(CERTIFICATE.json(), parse_float=pytest.fail)

    @given(
        st.floats(allow_nan=False, allow_infinity=False),
        st.text(st.characters(codec="utf-8", exclude_characters="\0")),
    )
    def test_any_threshold_and_group_come_back(self, at, group):
        if group and not group.strip():
            return
        one = made(found=[Threshold(group, at + 0.0, 500, 0)])
        assert certificate_of(one.json().encode()) == one

    def test_it_says_the_whole_leak_and_how_sure_that_is(self):
        people = json.loads(CERTIFICATE.json())["reviewers"]
        assert people == {
            "delta": "0.025",
            "k": 3,
            "n": 200,
            "total_delta": "0.075",
            "total_leak": "0.052777",
            "upper": "0.043209",
        }
        assert json.loads(made().json())["reviewers"] is None

    def test_digests_have_the_length_that_is_promised(self):
        assert (len(CERTIFICATE.digest), len(CERTIFICATE.examples), len(CERTIFICATE.seal)) == (
            32,
            32,
            64,
        )

    def test_its_keys_are_in_order_and_it_may_be_indented(self):
        values = json.loads(CERTIFICATE.json())
        assert list(values) == sorted(values)
        assert certificate_of(json.dumps(values, indent=2).encode()) == CERTIFICATE

    def test_a_file_that_is_not_there_is_refused(self, tmp_path):
        with pytest.raises(Refusal) as refused:
            read_certificate(tmp_path / "none.json")
        assert refused.value.in_("fr").endswith("none.json : illisible : aucun fichier de ce nom")

    @pytest.mark.parametrize(
        "data",
        [
            b"",
            b"{",
            b"[]",
            b"\xff",
            b'"certificate"',
            b"{}",
            b"[" * 100_000,
            CERTIFICATE.json().encode()[:-1],
            CERTIFICATE.json().encode() * 2,
            CERTIFICATE.json().replace('"n":', '"n":1,"n":', 1).encode(),
        ],
        ids=range(10),
    )
    def test_what_is_no_certificate_is_refused(self, data):
        with pytest.raises(Refusal, match="no certificate"):
            certificate_of(data, "leaks.json")

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("version", 2),
            ("version", True),
            ("kind", "flood"),
            ("alpha", 0.01),
            ("alpha", "1e-2"),
            ("alpha", "0.010"),
            ("alpha", "٠"),
            ("alpha", "0"),
            ("gamma", "0.5"),
            ("delta", None),
            ("n", 1),
            ("n", "1400"),
            ("k", -1),
            ("method", "guess"),
            ("groups", {}),
            ("groups", [3]),
            ("groups", [{"group": "", "threshold": 0.5, "n": 900, "k": 0}]),
            ("groups", [{"group": "", "threshold": "half", "n": 900, "k": 0}]),
            ("groups", [{"group": "", "threshold": "0.50", "n": 900, "k": 0}]),
            ("groups", [{"group": "", "threshold": "0.5", "n": 900.0, "k": 0}]),
            ("issued_at", "yesterday"),
            ("issued_at", "2027-3-8T10:00:00Z"),
            ("reviewers", []),
            ("reviewers", {"n": 0, "k": 0, "delta": "0.1", "upper": "1"}),
            ("reviewers", {"n": 9, "k": 0, "delta": "2", "upper": "1"}),
            ("assumptions", []),
            ("assumptions", [{"fr": "Rien.", "en": "Nothing."}]),
            ("comment", "a key that nobody knows"),
        ],
        ids=str,
    )
    def test_a_value_that_cannot_be_is_refused(self, name, value):
        values = {**json.loads(CERTIFICATE.json()), name: value}
        with pytest.raises(Refusal) as refused:
            certificate_of(json.dumps(values).encode(), "leaks.json")
        assert refused.value.in_("fr") != refused.value.in_("en")

    @pytest.mark.parametrize(
        "changes",
        [
            {"reviewers": replace(PEOPLE, n=0, k=0)},
            {"reviewers": replace(PEOPLE, k=201)},
            {"reviewers": replace(PEOPLE, delta=Decimal(0))},
            {"reviewers": replace(PEOPLE, delta=Decimal(2))},
            {"groups": (Threshold("", 0.5, 1 << 53, 0),)},
            {"groups": (Threshold("", 0.5, True, 0),)},
        ],
        ids=str,
    )
    def test_a_number_that_cannot_be_is_refused_in_canonical_form_too(self, changes):
        with pytest.raises(Refusal, match="a value that it cannot have"):
            certificate_of(replace(CERTIFICATE, **changes).json().encode())

    @pytest.mark.parametrize("name", sorted(json.loads(CERTIFICATE.json())))
    def test_a_key_that_is_missing_is_refused(self, name):
        values = json.loads(CERTIFICATE.json())
        del values[name]
        with pytest.raises(Refusal):
            certificate_of(json.dumps(values).encode())


class TestDigestOfExamples:
    """The digest names the examples, in any order, under a key."""

    def test_order_is_nothing_and_each_value_is_something(self):
        given = [Scored(0.5, "fr"), Scored(0.25, "en", "report")]
        digest = digest_of_examples(given, KEY)
        assert digest_of_examples(given[::-1], KEY) == digest
        others = ([Scored(0.5, "fr")], [Scored(0.5, "fr"), Scored(0.25, "en", "note")])
        assert all(digest_of_examples(other, KEY) != digest for other in others)
        assert digest_of_examples(given, bytes(32)) != digest
