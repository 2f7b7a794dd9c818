"""The engine calls who is announced, brings hits home, and turns what goes wrong into faults."""

from collections.abc import Iterator
from itertools import repeat

import pytest

from ecluse.classifiers.engine import Engine, LimitError
from ecluse.classifiers.patterns import PatternEntry, Patterns
from ecluse.model import FaultKind, Hit, Limits, Place, Span, View
from ecluse.text.views import view_of


class Fake:
    """A classifier that yields what it was given, or raises it."""

    label = "fake"
    seen = unseen = ()

    def __init__(
        self, *hits: object, triggers: frozenset[bytes] | None = None, **more: object
    ) -> None:
        self.hits, self.triggers, self.calls = hits, triggers, 0
        vars(self).update(more)

    def classify(self, view: View) -> Iterator[Hit]:
        self.calls += 1
        for hit in self.hits:
            if isinstance(hit, Exception):
                raise hit
            yield hit  # type: ignore[misc]


def sweep(*classifiers: Fake, text: str = "bonjour") -> tuple[list[str], list[FaultKind]]:
    swept = Engine(classifiers).sweep([view_of(text)])
    return [f.label for f in swept.findings], [f.kind for f in swept.faults]


@pytest.mark.parametrize(
    ("hit", "kind"),
    [
        pytest.param(Hit(0, 99), FaultKind.INVALID, id="outside the text"),
        pytest.param(Hit(3, 1), FaultKind.INVALID, id="ends before it starts"),
        pytest.param(Hit(0, 1, float("nan")), FaultKind.INVALID, id="confidence is NaN"),
        pytest.param(Hit(0, 1, 1.5), FaultKind.INVALID, id="confidence above one"),
        pytest.param((0, 1), FaultKind.INVALID, id="not a hit"),
        pytest.param(ValueError("the secret text"), FaultKind.EXCEPTION, id="raises"),
        pytest.param(TimeoutError(), FaultKind.TIMEOUT, id="times out"),
        pytest.param(LimitError("too long"), FaultKind.LIMIT, id="over a limit"),
        pytest.param(RecursionError(), FaultKind.EXCEPTION, id="recursion"),
    ],
)
def test_what_goes_wrong_is_a_fault_and_what_was_found_is_kept(
    hit: object, kind: FaultKind
) -> None:
    assert sweep(Fake(Hit(0, 3), hit), Fake(Hit(0, 7))) == (["fake", "fake"], [kind])


def test_a_fault_does_not_quote_the_exception() -> None:
    swept = Engine([Fake(ValueError("the secret text"))]).sweep([view_of("x")])
    assert "secret" not in repr(swept)


class TestTooMany:
    """Too many findings are a fault, and the first of each kind are kept."""

    few = Limits(findings=30)

    def found(self, *classifiers: Fake) -> list[tuple[str, str, int]]:
        text = "a" * 100
        swept = Engine(classifiers, limits=self.few).sweep([view_of(text)])
        assert [f.kind for f in swept.faults] == [FaultKind.LIMIT]
        assert len(swept.values) == len(swept.findings)
        return [(f.classifier, f.name, f.span.start) for f in swept.findings]

    def test_what_others_find_pushes_nothing_out(self) -> None:
        padding = Fake(*[Hit(at, at + 1) for at in range(90)], name="padding")
        rare = Fake(Hit(95, 99, name="rare"), name="rare")
        kept = [("padding", "", at) for at in range(20)] + [("rare", "rare", 95)]
        assert self.found(padding, rare) == self.found(rare, padding) == kept

    def test_another_kind_is_kept_however_late_it_comes(self) -> None:
        hits = [Hit(at, at + 1) for at in range(90)]
        late = [
            Hit(1, 2, 0.5),
            Hit(1, 2, name="n"),
            Hit(1, 2, tier="private"),
            Hit(1, 2, label="l"),
        ]
        assert len(self.found(Fake(*hits, *late))) == 24

    def test_as_many_as_the_limit_are_no_fault(self) -> None:
        hits = [Hit(at, at + 1) for at in range(30)] * 2
        swept = Engine([Fake(*hits)], limits=self.few).sweep([view_of("a" * 100)])
        assert (len(swept.findings), swept.faults) == (30, ())

    def test_hits_without_end_are_a_fault(self) -> None:
        endless = Fake()
        endless.hits = repeat(Hit(0, 1))  # type: ignore[assignment]
        swept = Engine([endless], limits=self.few).sweep([view_of("a" * 100)])
        assert (len(swept.findings), [f.kind for f in swept.faults]) == (1, [FaultKind.LIMIT])


def test_a_classifier_is_called_when_one_of_its_triggers_is_there() -> None:
    waiting = Fake(Hit(0, 1), triggers=frozenset({b"bon-jour"}))
    assert sweep(waiting, text="au revoir") == ([], [])
    assert waiting.calls == 0
    assert sweep(waiting, text="BON JOUR") == (["fake"], [])


@pytest.mark.parametrize(
    ("text", "calls"),
    [
        pytest.param("le 1er mai", 0, id="too few digits"),
        pytest.param("le 12 mai", 1, id="digits enough"),
        pytest.param("a@b", 1, id="a literal"),
        pytest.param("a@b 12", 1, id="both: once"),
        pytest.param("://", 0, id="a literal without its other half"),
        pytest.param(":// ;", 1, id="a literal with its other half"),
    ],
)
def test_a_classifier_is_called_for_its_literals_or_for_digits(text: str, calls: int) -> None:
    waiting = Fake(literals=frozenset({b"@", b"://"}), also={b"://": b";"}, digits=2)
    sweep(waiting, text=text)
    assert waiting.calls == calls


def test_findings_come_in_order_of_place_whatever_the_order_of_classifiers() -> None:
    one, other = Fake(Hit(4, 5)), Fake(Hit(0, 1))
    views = [view_of("bonjour"), view_of("salut", "title")]
    forward = Engine([one, other]).sweep(views)
    assert forward == Engine([other, one]).sweep(views)
    assert [f.span for f in forward.findings] == sorted(f.span for f in forward.findings[:2]) * 2


def test_digests_need_a_key_and_depend_on_it() -> None:
    def digest(key: bytes) -> str:
        return Engine([Fake(Hit(0, 7))], key).sweep([view_of("bonjour")]).findings[0].digest

    assert digest(b"") == ""
    assert digest(b"one") != digest(b"two")
    assert digest(b"one") == digest(b"one")


def test_equal_values_have_equal_digests_however_they_are_written() -> None:
    engine = Engine([Fake(Hit(0, 6, value="x"), Hit(8, 13, value="x"))], b"k")
    first, second = engine.sweep([view_of("01 23 ; 01.23")]).findings
    assert first.digest == second.digest


class TestPatterns:
    def found(self, *patterns: str, text: str, **more: object) -> list[str]:
        entries = tuple(PatternEntry("p", pattern, **more) for pattern in patterns)  # type: ignore[arg-type]
        swept = Engine([Patterns(entries)]).sweep([view_of(text)])
        return [text[start:end] for start, end in (f.span for f in swept.findings)]

    def test_with_and_without_literals(self) -> None:
        text = "Rachat pour 41 M€ en été"
        assert self.found(r"\d+ ?m€", "rachat", r"\bété\b", text=text) == ["Rachat", "41 M€", "été"]

    def test_spans_come_home_through_ligatures(self) -> None:
        assert self.found(r"\bcoeur\b", text="œil, cœur !") == ["cœur"]

    def test_a_pattern_on_the_source_sees_case(self) -> None:
        assert self.found("SAP", text="sap SAP é SAP", folded=False) == ["SAP", "SAP"]

    def test_unless_words_make_it_harmless(self) -> None:
        found = self.found(r"\d+ %", text="12 % de remise", unless=(b"remise",))
        assert found == []

    def test_patterns_that_do_not_go_together_are_still_all_tried(self) -> None:
        assert self.found(r"(?P<n>\d)a", r"(?P<n>\d)b", text="1a 2b") == ["1a", "2b"]

    def test_an_empty_match_is_no_finding(self) -> None:
        assert self.found("x*", text="abc") == []


def test_a_span_is_a_pair() -> None:
    assert tuple(Span(1, 2)) == (1, 2)


class Letters:
    """Brings everything home to two fields."""

    def places(self, _field: str, start: int, end: int) -> tuple[Place, ...]:
        return (Place("title", Span(start, start + 1)), Place("text", Span(0, end)))


def loose(text: str) -> View:
    return view_of(text)._replace(name="joined", loose=True)


def test_a_hit_that_reaches_into_two_texts_is_a_finding_in_each() -> None:
    view = view_of("bonjour")._replace(name="together", origin=Letters())
    found = Engine([Fake(Hit(2, 4))]).sweep([view]).findings
    assert [(f.field, f.span) for f in found] == [("text", Span(0, 4)), ("title", Span(2, 3))]


@pytest.mark.parametrize("reads_loose", [True, False])
def test_a_loose_view_is_for_those_who_look_for_declared_words(reads_loose: bool) -> None:
    fake = Fake(Hit(0, 7), reads_loose=reads_loose)
    assert len(Engine([fake]).sweep([loose("bonjour")]).findings) == fake.calls == reads_loose


@pytest.mark.parametrize(("end", "count"), [(5, 0), (6, 1)])
def test_what_is_found_in_a_loose_view_has_six_letters(end: int, count: int) -> None:
    fake = Fake(Hit(0, end), reads_loose=True)
    assert len(Engine([fake]).sweep([loose("bonjour")]).findings) == count


def test_patterns_that_read_the_source_do_not_read_loose_views() -> None:
    entries = (PatternEntry("badge", "bonjour", folded=False), PatternEntry("term", "bonjour"))
    found = Engine([Patterns(entries)]).sweep([loose("bonjour")]).findings
    assert [f.label for f in found] == ["term"]


def test_what_is_found_after_a_sweep_is_added_to_it() -> None:
    engine = Engine([Fake(Hit(0, 3))])
    first = engine.sweep([view_of("bonjour")])
    later = engine.sweep([view_of("bonjour", "title"), view_of("bonjour")], after=first)
    assert [f.field for f in later.findings] == ["text", "title"]
    assert len(later.values) == 2
