"""Statements: found in other words, told from their public twins, and from ordinary posts."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import process_time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ecluse.lean import replace
from ecluse.model import PUBLIC_AUDIENCE, Draft, Fact, Finding, Hit, Person, Situation, Span, Tier
from ecluse.registers import Life, RegisterError, Statement
from ecluse.registers.analysis import Analysed
from ecluse.registers.register import Register
from ecluse.registers.statements import FEW_POSTS, Statements
from ecluse.registers.store import Store
from ecluse.text.views import view_of
from tests.registers.examples import Company, companies

KEY = b"a key of the tests"
REVIEWER = b"a key of reviewers"
NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
CLOSURE = Statement("closure", "Le site de Kerlan fermera le 30 juin 2027, 184 postes supprimés.")
TURNOVER = Statement(
    "turnover", "Le chiffre d'affaires 2026 de Verdane atteint 641,3 millions d'euros."
)
PUBLISHED = Statement(
    "published",
    "En 2025, le chiffre d'affaires de Verdane était de 612 millions d'euros.",
    Tier.PUBLIC,
)


def part(folder: Path, *statements: Statement, reviewer: bytes = b"") -> Statements:
    """A new register with these statements."""
    store = Store.create(folder / f"r{random.random()}", KEY)
    store.commit(Statements(store, reviewer).adding(statements))
    return Statements(store, reviewer)


def says(one: Statements, text: str, label: str = "statement") -> list[str]:
    """What a text is found to say."""
    return [hit.name for hit in one.look(Analysed(view_of(text))) if hit.label == label]


def facts(one: Statements, draft: Draft, moment: datetime = NOW) -> list[Fact]:
    """The facts of a draft to the public."""
    found = tuple(map(_finding, one.look(Analysed(view_of(draft.text)))))
    return list(one.facts(Situation(draft, moment, PUBLIC_AUDIENCE, found)))


def _finding(hit: Hit) -> Finding:
    return Finding(hit.label, "text", Span(hit.start, hit.end), hit.confidence, name=hit.name)


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Company, Statements]]:
    """Every company of the corpus with its register."""
    folder = tmp_path_factory.mktemp("known")
    return [(company, part(folder, *company.statements)) for company in companies()]


class TestCorpus:
    """Recall on re-worded leaks and false alarms on near misses: printed, and a drop fails."""

    def test_leaks_are_found(self, known: Sequence[tuple[Company, Statements]]) -> None:
        found = [
            (id in says(one, draft), draft) for company, one in known for draft, id in company.leaks
        ]
        missed = [draft for was, draft in found if not was]
        print(f"leaks found: {len(found) - len(missed)}/{len(found)}", *missed, sep="\n  ")
        assert len(found) >= 75
        assert len(missed) <= 0.08 * len(found)

    def test_near_misses_are_left_alone(self, known: Sequence[tuple[Company, Statements]]) -> None:
        found = [(says(one, draft), draft) for company, one in known for draft in company.harmless]
        held = [f"{draft} ({', '.join(names)})" for names, draft in found if names]
        print(f"near misses held: {len(held)}/{len(found)}", *held, sep="\n  ")
        assert len(found) >= 145
        assert len(held) <= 0.14 * len(found)

    def test_what_was_written_later_is_told_as_well(
        self, known: Sequence[tuple[Company, Statements]]
    ) -> None:
        leaks = [(id in says(one, d), d) for c, one in known for d, id in c.later_leaks]
        harmless = [(bool(says(one, d)), d) for c, one in known for d in c.later_harmless]
        missed, held = [d for was, d in leaks if not was], [d for was, d in harmless if was]
        print(f"later leaks found: {len(leaks) - len(missed)}/{len(leaks)}", *missed, sep="\n  ")
        print(f"later near misses held: {len(held)}/{len(harmless)}", *held, sep="\n  ")
        assert len(missed) <= 0.3 * len(leaks)
        assert len(held) <= 0.2 * len(harmless)

    def test_the_public_record_says_nothing_secret(
        self, known: Sequence[tuple[Company, Statements]]
    ) -> None:
        for company, one in known:
            for statement in company.statements:
                if statement.tier is Tier.PUBLIC:
                    assert not list(one.look(Analysed(view_of(statement.text))))

    def test_each_statement_says_itself(self, known: Sequence[tuple[Company, Statements]]) -> None:
        for company, one in known:
            for statement in company.statements:
                if statement.tier is not Tier.PUBLIC:
                    hits = list(one.look(Analysed(view_of(statement.text))))
                    assert [h.confidence >= 0.9 for h in hits if h.name == statement.id] == [True]

    def test_exchanges(self, known: Sequence[tuple[Company, Statements]]) -> None:
        wrong = []
        for company, one in known:
            for message, answer, id in company.exchanges:
                made = facts(one, Draft(answer, reply_to=message))
                names = [f.finding.name for f in made if f.finding]
                if names != ([id] if id else []):
                    wrong.append((message, answer, names))
        print("exchanges judged wrongly:", *wrong, sep="\n  ")
        assert not [each for each in wrong if not each[2]]  # none is missed
        assert len(wrong) <= 2

    def test_contradictions(self, known: Sequence[tuple[Company, Statements]]) -> None:
        for company, one in known:
            for draft, id in company.contradictions:
                assert says(one, draft, "contradiction") == [id]
            for draft in [*company.harmless, *(text for text, _ in company.leaks)]:
                assert says(one, draft, "contradiction") == []


class TestWords:
    """The same thing in other words."""

    @pytest.mark.parametrize(
        "draft",
        [
            pytest.param("Kerlan ferme le 30 juin 2027", id="shorter"),
            pytest.param("On ferme Kerlan fin juin 2027 : près de 180 postes.", id="rounded"),
            pytest.param("Kerlan will close on 30 June 2027, 184 jobs cut.", id="translated"),
            pytest.param("kerlan fermé en juin, 184 postes en moins", id="without capitals"),
            pytest.param("FERMETURE DE KERLAN LE 30 JUIN 2027", id="shouted"),
        ],
    )
    def test_is_found(self, tmp_path: Path, draft: str) -> None:
        assert says(part(tmp_path, CLOSURE), draft) == ["closure"]

    @pytest.mark.parametrize(
        "draft",
        [
            pytest.param("Bonjour de Kerlan !", id="a name alone"),
            pytest.param("Rendez-vous le 30 juin 2027", id="a date alone"),
            pytest.param("184 bravos !", id="a number alone"),
            pytest.param("", id="nothing"),
        ],
    )
    def test_one_anchor_is_never_enough(self, tmp_path: Path, draft: str) -> None:
        assert says(part(tmp_path, CLOSURE), draft) == []

    def test_anchors_far_apart_say_nothing(self, tmp_path: Path) -> None:
        far = "Kerlan est beau. " + "Nous aimons la mer et le vent. " * 20 + "Fermé le 30 juin."
        assert says(part(tmp_path, CLOSURE), far) == []

    def test_the_span_is_that_of_the_anchors(self, tmp_path: Path) -> None:
        text = "Bonjour à tous. Kerlan ferme le 30 juin 2027. " + "Belle journée ! " * 3
        (hit,) = part(tmp_path, CLOSURE).look(Analysed(view_of(text)))
        assert text[hit.start : hit.end] == "Kerlan ferme le 30 juin 2027"
        assert (hit.name, hit.value, hit.tier) == ("closure", "closure", "private")

    def test_synonyms_count(self, tmp_path: Path) -> None:
        draft = "La Grande Ourse ferme le 30 juin 2027"
        also = replace(CLOSURE, synonyms=("Kerlan = Ourse",))
        (with_them,) = part(tmp_path, also).look(Analysed(view_of(draft)))
        plain = list(part(tmp_path, CLOSURE).look(Analysed(view_of(draft))))
        assert not plain or with_them.confidence > plain[0].confidence


class TestTwins:
    """A published figure and one that is not: told apart in both directions."""

    def test_the_secret_figure_is_found(self, tmp_path: Path) -> None:
        one = part(tmp_path, TURNOVER, PUBLISHED)
        assert says(one, "Chiffre d'affaires 2026 de Verdane : 641 millions d'euros") == [
            "turnover"
        ]

    def test_the_published_one_is_not(self, tmp_path: Path) -> None:
        one = part(tmp_path, TURNOVER, PUBLISHED)
        assert says(one, "Chiffre d'affaires 2025 de Verdane : 612 millions d'euros") == []

    def test_a_published_figure_hides_no_secret_one_further_on(self, tmp_path: Path) -> None:
        one = part(tmp_path, TURNOVER, PUBLISHED)
        between = "Merci à toutes et à tous pour cette belle journée au bord de la mer. " * 8
        draft = f"{PUBLISHED.text} {between} {PUBLISHED.text} {between} {TURNOVER.text}"
        (hit,) = one.look(Analysed(view_of(draft)))
        assert (hit.name, hit.end) == ("turnover", len(draft) - 1)

    def test_what_is_published_later_is_public_from_then_on(self, tmp_path: Path) -> None:
        out = NOW + timedelta(days=1)
        same = Statement("out", TURNOVER.text, Tier.PUBLIC, life=Life(starts=out))
        one = part(tmp_path, TURNOVER, same)
        draft = Draft(TURNOVER.text)
        assert says(one, draft.text) == ["turnover"]
        assert [f.kind for f in facts(one, draft)] == []
        assert [f.kind for f in facts(one, draft, out)] == ["public_record"]

    def test_what_has_no_date_is_public(self, tmp_path: Path) -> None:
        one = part(tmp_path, TURNOVER, Statement("out", TURNOVER.text, Tier.PUBLIC))
        assert says(one, TURNOVER.text) == []


class TestContradiction:
    """Silence when in doubt."""

    RECORD = Statement("load", "Lanternfall loads a saved game in 10 seconds.", Tier.PUBLIC)

    @pytest.mark.parametrize(
        ("draft", "found"),
        [
            pytest.param("Lanternfall loads a saved game in 4 seconds.", True, id="another number"),
            pytest.param("Lanternfall loads a saved game in ten seconds.", False, id="the same"),
            pytest.param("Lanternfall loads a saved game in about 10 s.", False, id="hedged"),
            pytest.param("Lanternfall loads a saved game in 4 clicks.", False, id="another unit"),
            pytest.param(
                "In 2024, Lanternfall loaded a game in 40 seconds.", False, id="another year"
            ),
            pytest.param("I played Lanternfall for 4 seconds.", False, id="another thing"),
            pytest.param("A saved game loads in 4 seconds.", True, id="of oneself, without a name"),
            pytest.param("A saved game loads in 400 seconds.", False, id="another size"),
            pytest.param("A saved game loads in 4 more seconds.", False, id="a part"),
            pytest.param("A saved game loads in 10 s, not 4 s.", False, id="both"),
        ],
    )
    def test_is_told(self, tmp_path: Path, draft: str, *, found: bool) -> None:
        names = says(part(tmp_path, self.RECORD), draft, "contradiction")
        assert names == (["load"] if found else [])

    @pytest.mark.parametrize(
        ("draft", "found"),
        [
            ("Baking since 1893, and still at it.", True),
            ("Une boulangerie née en 1836", True),
            ("Baking since 1839.", False),
            ("Depuis 1938, la recette est la même.", False),
            ("Paul is with us since 2019.", False),
            ("In 1893, bread was dear.", False),
        ],
    )
    def test_a_misspelt_year_of_foundation(
        self, tmp_path: Path, draft: str, *, found: bool
    ) -> None:
        record = Statement("old", "The house of Pellwick was founded in 1839.", Tier.PUBLIC)
        names = says(part(tmp_path, record), draft, "contradiction")
        assert names == (["old"] if found else [])

    @pytest.mark.parametrize(
        ("draft", "found"),
        [
            ("We are 538 people at Pellwick now.", True),
            ("At Pellwick, 583 people bake for you.", False),
            ("At Pellwick, 500 people came to our fair.", False),
            ("At Pellwick, 611 people came to our fair.", False),
        ],
    )
    def test_a_slip_of_the_pen(self, tmp_path: Path, draft: str, *, found: bool) -> None:
        record = Statement("staff", "Pellwick employs 583 people in six towns.", Tier.PUBLIC)
        names = says(part(tmp_path, record), draft, "contradiction")
        assert names == (["staff"] if found else [])

    def test_the_number_of_another_statement_is_none(self, tmp_path: Path) -> None:
        other = Statement("level", "Lanternfall loads a new level in 4 seconds.", Tier.PUBLIC)
        one = part(tmp_path, self.RECORD, other)
        assert says(one, "Lanternfall loads a saved game in 4 seconds.", "contradiction") == []


class TestParts:
    """What the parts of a draft only say together."""

    def test_is_found_in_the_part_that_says_most(self, tmp_path: Path) -> None:
        draft = Draft("La fermeture est pour juin 2027.", title="Kerlan", alt=("La plage",))
        (fact,) = facts(part(tmp_path, CLOSURE), draft)
        assert fact.finding is not None
        assert (fact.finding.label, fact.finding.name) == ("statement", "closure")
        assert fact.finding.field == "text"

    def test_each_alone_says_nothing(self, tmp_path: Path) -> None:
        one = part(tmp_path, CLOSURE)
        assert facts(one, Draft("La fermeture est pour juin 2027.", title="Bonne semaine")) == []
        assert facts(one, Draft("Bonne semaine", title="Kerlan")) == []

    def test_what_one_part_says_is_not_told_twice(self, tmp_path: Path) -> None:
        draft = Draft(CLOSURE.text, title="Kerlan")
        assert facts(part(tmp_path, CLOSURE), draft) == []


class TestExchange:
    """A reply is judged with what it answers."""

    ASKED = "Kerlan va fermer en juin 2027 ?"

    @pytest.mark.parametrize(
        ("answer", "confidence"),
        [
            ("Oui, c'est bien ça 👍", 0.95),
            ("👍", 0.95),
            ("Yes, exactly.", 0.95),
            ("On ne peut rien vous cacher", 0.95),
            ("Non, seulement une partie des ateliers.", 0.7),
            ("Les équipes ont été prévenues hier.", 0.7),
            ("Nous ne commentons pas les rumeurs.", None),
            ("We don't comment on rumours.", None),
            ("Non.", None),
        ],
    )
    def test_discloses(self, tmp_path: Path, answer: str, confidence: float | None) -> None:
        made = facts(part(tmp_path, CLOSURE), Draft(answer, reply_to=self.ASKED))
        found = [
            (f.finding.label, f.finding.name, f.finding.span, f.finding.confidence)
            for f in made
            if f.finding
        ]
        whole = Span(0, len(answer))
        assert found == ([("exchange", "closure", whole, confidence)] if confidence else [])

    @pytest.mark.parametrize("answer", ["Rien ne vous échappe !", "You guessed it", "🤫"])
    def test_an_admitted_guess_needs_the_name_only(self, tmp_path: Path, answer: str) -> None:
        made = facts(part(tmp_path, CLOSURE), Draft(answer, reply_to="Alors, c'est Kerlan ?"))
        assert [f.finding and f.finding.confidence for f in made] == [0.7]

    def test_a_plain_yes_does_not_admit_a_guess(self, tmp_path: Path) -> None:
        asked = Draft("Oui, bien sûr.", reply_to="On vous voit à Kerlan dimanche ?")
        assert facts(part(tmp_path, CLOSURE), asked) == []

    def test_congratulations_are_about_the_author(self, tmp_path: Path) -> None:
        chair = Statement("chair", "Nadia Kervoal prendra la présidence du groupe en mai 2027.")
        draft = Draft("Merci, ça me touche !", reply_to="Félicitations pour la présidence !")
        one, author = part(tmp_path, chair), Person("n", "Nadia Kervoal")
        asked = Situation(draft, NOW, PUBLIC_AUDIENCE, author=author)
        assert [f.finding and f.finding.name for f in one.facts(asked)] == ["chair"]
        assert list(one.facts(asked._replace(author=Person("x", "Paul Autret")))) == []

    def test_words_of_a_confirmation_are_no_anchors(self, tmp_path: Path) -> None:
        rights = Statement("rights", "Brisane & Loew will lose its exclusive rights in June 2027.")
        record = Statement("who", "Brisane & Loew imports our cheese.", Tier.PUBLIC)
        draft = Draft("Yes, that's right!", reply_to="So Brisane & Loew import your cheese?")
        assert facts(part(tmp_path, rights, record), draft) == []

    def test_its_harmless_twin_does_not(self, tmp_path: Path) -> None:
        one = part(tmp_path, CLOSURE)
        assert facts(one, Draft("Oui, c'est bien ça 👍", reply_to="Il fait beau à Kerlan ?")) == []

    def test_message_and_answer_together(self, tmp_path: Path) -> None:
        one = part(tmp_path, CLOSURE)
        made = facts(one, Draft("Le 30 juin 2027.", reply_to="Quand ferme le site de Kerlan ?"))
        assert [f.finding.name for f in made if f.finding] == ["closure"]


class TestRegister:
    """What a register keeps."""

    MANY = tuple(s for company in companies() for s in company.statements)

    def test_nothing_is_in_clear(self, tmp_path: Path) -> None:
        one = part(tmp_path, *self.MANY, reviewer=REVIEWER)
        data = b"".join(path.read_bytes() for path in one.store.folder.iterdir()).lower()
        shown = repr(one.entries()).lower().encode()
        for word in (b"fontclaire", b"641.3", b"6413", b"trovell", b"mordrax", b"corvane"):
            assert word not in data
            assert word not in shown

    def test_order_changes_nothing(self, tmp_path: Path) -> None:
        mixed = list(self.MANY)
        random.Random(7).shuffle(mixed)
        first, second = part(tmp_path, *self.MANY), part(tmp_path, *mixed)
        assert first.store.read("statements") == second.store.read("statements")

    def test_add_then_remove_leaves_no_trace(self, tmp_path: Path) -> None:
        one = part(tmp_path, *self.MANY)
        before = one.store.digest
        one.store.commit(one.adding([CLOSURE, TURNOVER]))
        assert one.store.digest != before
        one.store.commit(Statements(one.store).removing(frozenset({"closure", "turnover"})))
        assert one.store.digest == before

    def test_removing_all_removes_the_part(self, tmp_path: Path) -> None:
        one = part(tmp_path, CLOSURE)
        one.store.commit(one.removing(frozenset({"closure"})))
        assert one.store.names() == ()

    def test_adding_again_replaces(self, tmp_path: Path) -> None:
        one = part(tmp_path, CLOSURE)
        one.store.commit(one.adding([replace(TURNOVER, id="closure")]))
        again = Statements(one.store)
        assert says(again, CLOSURE.text) == []
        assert says(again, TURNOVER.text) == ["closure"]

    def test_entries_keep_their_life_and_readers(self, tmp_path: Path) -> None:
        life = Life(starts=NOW, until=NOW + timedelta(days=1), released_by="R-12")
        full = replace(
            CLOSURE, tier=Tier.EXTENDED, audiences=("dealers",), life=life, owner="a@b.example"
        )
        (kept,) = part(tmp_path, full).entries()
        assert kept == replace(full, text="")

    @given(st.data())
    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    def test_one_more_restricting_statement_never_loosens(
        self, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
    ) -> None:
        secret = [s for s in self.MANY if s.tier is not Tier.PUBLIC]
        record = [s for s in self.MANY if s.tier is Tier.PUBLIC]
        fewer = data.draw(st.lists(st.sampled_from(secret), min_size=1, max_size=6, unique=True))
        more = data.draw(st.lists(st.sampled_from(secret), max_size=6, unique=True))
        text = data.draw(st.sampled_from([draft for c in companies() for draft, _ in c.leaks]))
        folder = tmp_path_factory.mktemp("more")
        before = part(folder, *record, *fewer)
        after = part(folder, *record, *{s.id: s for s in (*fewer, *more)}.values())
        held, still = (
            {(h.label, h.name, h.confidence) for h in one.look(Analysed(view_of(text)))}
            for one in (before, after)
        )
        assert held <= still

    @given(
        st.text(max_size=300)
        | st.lists(st.sampled_from("Kerlan 30 juin 184 ferme €,".split())).map(" ".join)
    )
    @settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
    def test_any_text_can_be_looked_at(
        self, known: Sequence[tuple[Company, Statements]], text: str
    ) -> None:
        for _, one in known[:2]:
            for hit in one.look(Analysed(view_of(text))):
                assert 0 <= hit.start < hit.end <= len(text)
            facts(one, Draft(text, reply_to=text[::-1]))

    def test_work_grows_with_the_text(self, known: Sequence[tuple[Company, Statements]]) -> None:
        company, one = known[1]
        text = " ".join(draft for draft, _ in company.leaks)
        short, long = (_cost(one, text * n) for n in (20, 80))
        assert long < 12 * short


def _cost(one: Statements, text: str) -> float:
    """CPU seconds of the quickest of three looks: others use the machine too."""
    analysed = Analysed(view_of(text))
    assert analysed.tokens
    spent: list[float] = []
    for _ in range(3):
        start = process_time()
        list(one.look(analysed))
        spent.append(process_time() - start)
    return min(spent)


class TestCalibration:
    """Levels move above what was published."""

    @staticmethod
    def posts(more: int = FEW_POSTS) -> Iterator[str]:
        yield "Le site de Kerlan a fermé un atelier le 30 juin 2025, après 40 ans."
        yield from (f"Bonjour à tous, c'est le jour {n} !" for n in range(more))

    def test_a_published_post_is_no_finding_any_more(self, tmp_path: Path) -> None:
        one = part(tmp_path, CLOSURE)
        post = next(self.posts())
        assert says(one, post) == ["closure"]
        one.store.commit(one.calibrated(self.posts()))
        again = Statements(one.store)
        assert says(again, post) == []
        assert says(again, CLOSURE.text) == ["closure"]

    def test_few_posts_prove_little(self, tmp_path: Path) -> None:
        one = part(tmp_path, CLOSURE)
        one.store.commit(one.calibrated(self.posts(9)))
        (few,) = [a for a in Statements(one.store).lint() if "10" in a.says.en]
        assert not few.refused
        one.store.commit(Statements(one.store).calibrated(["Bonjour !"] * FEW_POSTS))
        assert list(Statements(one.store).lint()) == []

    def test_few_posts_lower_no_recall(self, tmp_path: Path) -> None:
        for company in companies():
            one = part(tmp_path, *company.statements)
            found = [leak for leak in company.leaks if leak[1] in says(one, leak[0])]
            one.store.commit(one.calibrated(company.harmless[:16]))
            again = Statements(one.store)
            assert [leak for leak in found if leak[1] not in says(again, leak[0])] == []

    def test_calibrating_twice_changes_nothing(self, tmp_path: Path) -> None:
        one = part(tmp_path, CLOSURE, TURNOVER)
        one.store.commit(one.calibrated(self.posts()))
        before = one.store.digest
        one.store.commit(Statements(one.store).calibrated(self.posts()))
        assert one.store.digest == before


class TestLint:
    """An entry that nothing could tell from ordinary posts is not taken."""

    @pytest.mark.parametrize("text", ["", "Nous allons fermer.", "Merci à tous !", "2027"])
    def test_too_common(self, tmp_path: Path, text: str) -> None:
        store = Store.create(tmp_path / "r", KEY)
        with pytest.raises(RegisterError, match=r"^vague: .*add a name") as error:
            Statements(store).adding([Statement("vague", text)])
        assert not text or text not in str(error.value)

    def test_what_published_texts_say_is_refused_by_lint(self, tmp_path: Path) -> None:
        one = part(tmp_path, CLOSURE)
        one.store.commit(one.calibrated([CLOSURE.text] * FEW_POSTS))
        assert [a.refused for a in Statements(one.store).lint()] == [True]

    def test_a_short_one_is_warned_of(self, tmp_path: Path) -> None:
        one = part(tmp_path, Statement("short", "Kerlan fermera en 2027."))
        assert [a.entry for a in one.lint() if a.entry] == ["short"]


class TestReviewers:
    """The text is for whoever has the reviewer's key."""

    def test_reveal(self, tmp_path: Path) -> None:
        one = part(tmp_path, CLOSURE, reviewer=REVIEWER)
        assert one.reveal("closure", REVIEWER) == CLOSURE.text

    def test_another_key_opens_nothing(self, tmp_path: Path) -> None:
        one = part(tmp_path, CLOSURE, reviewer=REVIEWER)
        with pytest.raises(RegisterError, match="does not open") as error:
            one.reveal("closure", KEY * 2)
        assert "Kerlan" not in str(error.value)

    def test_without_a_key_no_text_is_kept(self, tmp_path: Path) -> None:
        with pytest.raises(RegisterError, match="no text was kept"):
            part(tmp_path, CLOSURE).reveal("closure", REVIEWER)

    def test_an_unknown_statement(self, tmp_path: Path) -> None:
        with pytest.raises(RegisterError, match="no statement nowhere"):
            part(tmp_path).reveal("nowhere", REVIEWER)

    def test_which_words_met_which(self, tmp_path: Path) -> None:
        one = part(tmp_path, CLOSURE, reviewer=REVIEWER)
        draft = "Kerlan closes on 30 June"
        met = one.anchors_of(view_of(draft), "closure", REVIEWER)
        pairs = {
            (draft[a.draft.start : a.draft.end], CLOSURE.text[a.statement.start : a.statement.end])
            for a in met
        }
        assert {("Kerlan", "Kerlan"), ("closes", "fermera")} <= pairs


def test_a_register_finds_them_through_its_door(tmp_path: Path) -> None:
    register = Register.create(tmp_path / "r", KEY).add([CLOSURE, PUBLISHED])
    found = list(register.classify(view_of("Kerlan ferme le 30 juin 2027")))
    assert [(hit.label, hit.name) for hit in found] == [("statement", "closure")]
    assert [e.id for e in register.remove(["closure"]).entries()] == ["published"]
