"""Quotes of confidential documents: what is found, and what the index gives away."""

from __future__ import annotations

import random
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecluse.model import Hit, Tier
from ecluse.registers import Document, Life, Register, RegisterError, fingerprinting, store
from ecluse.registers import documents as documents_module
from ecluse.text.views import view_of

KEY = b"0123456789abcdef0123456789abcdef"

MEMO = """Note au comité : l'usine de Verlaine cessera la fabrication des vannes au printemps prochain.
Les quarante salariés du premier atelier recevront une proposition avant la fin du mois de janvier,
et le stock de 12 500 pièces sera transféré vers le dépôt de Saint-Aubin par camions de nuit.

The board asked the treasurer to renegotiate the credit line with both banks before the summer, because
the covenant on leverage would otherwise be breached in September. Nobody outside the committee should
hear of the second option, a sale of the minority stake in the northern subsidiary."""

OTHER = """Compte rendu de la réunion des achats. Le fournisseur de joints propose une remise de quatre
pour cent si la commande annuelle est signée avant la foire de novembre ; la direction hésite encore."""


@contextmanager
def register_of(*items: tuple[str, str], tier: Tier = Tier.PRIVATE) -> Iterator[Register]:
    with tempfile.TemporaryDirectory() as place:
        register = Register.create(Path(place, "register"), KEY)
        if items:
            register = register.add_documents([(Document(id, tier), [text]) for id, text in items])
        yield register


def hits(register: Register, text: str) -> list[Hit]:
    return list(register.classify(view_of(text)))


def best(register: Register, text: str) -> float:
    return max((hit.confidence for hit in hits(register, text)), default=0.0)


def snapshot(register: Register) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in register.store.folder.iterdir()}


class TestQuotes:
    """A quote is found from eight words on, and after light edits."""

    @pytest.mark.parametrize(
        "text",
        [
            pytest.param(
                "Les quarante salariés du premier atelier recevront une", id="eight words"
            ),
            pytest.param("LES QUARANTE SALARIES DU PREMIER ATELIER RECEVRONT UNE", id="capitals"),
            pytest.param(
                "les **quarante** salariés, du _premier_ atelier… recevront une", id="marks"
            ),
            pytest.param(
                "le stock de 12500 pièces sera transféré vers le dépôt", id="a number without space"
            ),
            pytest.param(
                "le stock de 12,500 pièces sera transféré vers le dépôt", id="a number with a comma"
            ),
            pytest.param(
                "the treasurer to renegotiate the loan line with both banks before the summer",
                id="one word changed",
            ),
            pytest.param(
                "the treasurer to renegotiate the line with both banks before the summer",
                id="one word cut",
            ),
            pytest.param(
                "before the summer, because the covenant on leverage: the board asked the treasurer",
                id="clauses in another order",
            ),
            pytest.param(
                "cessera la fabrication des vannes au printemps prochain. Les quarante salariés",
                id="across sentences",
            ),
        ],
    )
    def test_is_found(self, text: str) -> None:
        with register_of(("memo", MEMO), ("other", OTHER)) as register:
            found = hits(register, f"Entendu ce matin : {text}, voilà !")
        assert [(hit.label, hit.name, hit.value, hit.tier) for hit in found] == [
            ("quote", "memo", "memo", "private")
        ]

    @pytest.mark.parametrize(
        "text",
        [
            pytest.param(
                "L'usine de Verlaine fête ses quarante ans ce printemps.", id="shared words"
            ),
            pytest.param("before the end of the month", id="too short"),
            pytest.param("Les quarante salariés. Le dépôt. The board asked.", id="scattered"),
            pytest.param("", id="nothing"),
        ],
    )
    def test_other_texts_are_left(self, text: str) -> None:
        with register_of(("memo", MEMO)) as register:
            assert not hits(register, text)

    def test_function_words_alone_are_no_evidence(self) -> None:
        text = "il y a de la et du pour les une avec ce qui est dans le sur des par"
        with register_of(("memo", text)) as register:
            assert not hits(register, text)

    def test_the_place_is_what_was_quoted(self) -> None:
        text = "Œuf 🙂 — « Les quarante salariés du premier atelier recevront une proposition » !"
        with register_of(("memo", MEMO)) as register:
            (hit,) = hits(register, text)
        assert text[hit.start : hit.end] == (
            "Les quarante salariés du premier atelier recevront une proposition"
        )
        assert hit.confidence == documents_module.SURE[0].confidence

    def test_two_documents_are_two_hits(self) -> None:
        text = (
            "Les quarante salariés du premier atelier recevront une proposition, dit-on. " + OTHER
        )
        with register_of(("memo", MEMO), ("other", OTHER)) as register:
            assert {hit.name for hit in hits(register, text)} == {"memo", "other"}

    def test_a_quote_of_many_words_is_one_hit(self) -> None:
        words = [f"mot{number}" for number in range(2000)]
        with register_of(("long", " ".join(words))) as register:
            (hit,) = hits(register, " ".join(words[100:1500]))
        assert hit.start == 0

    @given(st.integers(0, 10_000), st.integers(9, 40), st.integers(1, 60))
    @settings(max_examples=40, deadline=None)
    def test_whatever_is_quoted_from_anywhere_is_found(
        self, seed: int, length: int, start: int
    ) -> None:
        chance = random.Random(seed)
        words = [f"{chance.choice('abcdefgh')}{number}xyz" for number in range(100)]
        with register_of(("d", " ".join(words))) as register:
            assert best(register, "dit " + " ".join(words[start : start + length])) > 0.9


class TestPublished:
    """What stands in a published document is no evidence."""

    RELEASE = (Document("release", Tier.PUBLIC), [MEMO.split("\n\n")[0]])

    def test_published_words_are_left_and_others_found(self) -> None:
        with register_of(("memo", MEMO)) as register:
            register = register.add_documents([self.RELEASE])
            assert not hits(register, MEMO.split("\n\n")[0])
            assert best(register, MEMO.split("\n\n")[1]) > 0.9

    def test_removing_it_brings_them_back(self) -> None:
        with register_of(("memo", MEMO)) as register:
            register = register.add_documents([self.RELEASE]).remove(["release"])
            assert best(register, MEMO.split("\n\n")[0]) > 0.9

    def test_it_is_never_quoted_itself(self) -> None:
        with register_of() as register:
            assert not hits(register.add_documents([self.RELEASE]), MEMO)


class TestChanging:
    """The index is a function of the set of documents."""

    ITEMS = (("memo", MEMO), ("other", OTHER), ("third", " ".join(f"w{n}" for n in range(400))))

    @pytest.fixture(autouse=True)
    def small_groups(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(fingerprinting, "GROUP_WORDS", 150)

    def test_order_changes_no_byte(self) -> None:
        snapshots: list[dict[str, bytes]] = []
        for items in (self.ITEMS, self.ITEMS[::-1]):
            with register_of() as register:
                for item in items:
                    register = register.add_documents([(Document(item[0]), [item[1]])])
                snapshots.append(snapshot(register))
        with register_of(*self.ITEMS[1:], self.ITEMS[0]) as register:
            snapshots.append(snapshot(register))
        assert snapshots[0] == snapshots[1] == snapshots[2]
        assert len(snapshots[0]) > 5

    @given(st.lists(st.tuples(st.integers(0, 4), st.booleans(), st.integers(0, 90)), max_size=8))
    @settings(max_examples=25, deadline=None)
    def test_only_what_is_there_at_the_end_counts(self, steps: list[tuple[int, bool, int]]) -> None:
        fingerprinting.GROUP_WORDS = 150
        state: dict[str, str] = {}
        with register_of() as register, register_of() as again:
            for number, adds, length in steps:
                id = f"d{number}"
                if adds:
                    state[id] = " ".join(f"w{number * at % 37}" for at in range(length))
                    register = register.add_documents([(Document(id), [state[id]])])
                elif id in state:
                    del state[id]
                    register = register.remove([id])
            if state:
                again = again.add_documents([(Document(id), [t]) for id, t in state.items()])
            assert snapshot(register) == snapshot(again)

    def test_adding_and_removing_leaves_no_trace(self) -> None:
        with register_of(*self.ITEMS[:2]) as register:
            before = snapshot(register)
            register = register.add_documents([(Document("third"), [self.ITEMS[2][1]])])
            assert snapshot(register) != before
            assert snapshot(register.remove(["third"])) == before

    def test_removing_everything_leaves_an_empty_register(self) -> None:
        with register_of() as empty, register_of(*self.ITEMS) as register:
            assert snapshot(register.remove([id for id, _ in self.ITEMS])) == snapshot(empty)

    def test_a_text_that_is_the_same_is_not_written_again(self) -> None:
        with register_of(*self.ITEMS) as register:
            changes = register.parts["Document"].adding_texts(  # type: ignore[attr-defined]
                [(Document(id), [text]) for id, text in self.ITEMS]
            )
            assert changes == {}

    def test_a_changed_text_replaces_the_old_one(self) -> None:
        with register_of(*self.ITEMS) as register:
            register = register.add_documents([(Document("memo"), [OTHER[::-1]])])
            assert not hits(register, MEMO)
            assert best(register, self.ITEMS[2][1]) > 0.9

    def test_an_identifier_comes_once(self) -> None:
        with register_of() as register:
            twice = [(Document("a"), ["un"]), (Document("a"), ["deux"])]
            with pytest.raises(RegisterError, match="two documents are called a"):
                register.add_documents(twice)

    def test_a_tier_and_a_life_change_without_the_text(self) -> None:
        until = datetime(2027, 1, 4, 9, tzinfo=UTC)
        with register_of(*self.ITEMS) as register:
            memo = Document("memo", Tier.EXTENDED, ("dealers",), Life(until=until), "Ada")
            register = register.add([memo])
            (entry,) = [entry for entry in register.entries() if entry.id == "memo"]
            assert (entry.life, entry.owner, entry.audiences) == (memo.life, "Ada", ("dealers",))
            assert {hit.tier for hit in hits(register, MEMO)} == {"extended"}

    def test_a_document_without_text_is_refused(self) -> None:
        with register_of() as register, pytest.raises(RegisterError, match="comes with its text"):
            register.add([Document("memo")])


WORDS = [*(f"mot{number}" for number in range(5)), "de", "la"]
texts = st.lists(st.sampled_from(WORDS), min_size=5, max_size=60).map(" ".join)


class TestMore:
    """One more confidential document never loosens."""

    @given(st.lists(texts, min_size=1, max_size=6), texts, st.lists(st.booleans(), min_size=6))
    @settings(max_examples=60, deadline=None)
    def test_what_was_found_is_still_found(
        self, of_documents: list[str], draft: str, extended: Sequence[bool]
    ) -> None:
        before = (documents_module.MOST, fingerprinting.GROUP_WORDS)
        documents_module.MOST = 2
        fingerprinting.GROUP_WORDS = 50
        try:
            levels: dict[str, float] = {"private": 0.0, "any": 0.0}
            with register_of() as register:
                for number, text in enumerate(of_documents):
                    tier = Tier.EXTENDED if extended[number] else Tier.PRIVATE
                    # Later ones come first among the positions.
                    register = register.add_documents([(Document(f"d{9 - number}", tier), [text])])
                    found = hits(register, draft)
                    now = {
                        "private": max(
                            (h.confidence for h in found if h.tier == "private"), default=0
                        ),
                        "any": max((h.confidence for h in found), default=0),
                    }
                    assert all(now[name] >= levels[name] for name in levels)
                    levels = now
        finally:
            documents_module.MOST, fingerprinting.GROUP_WORDS = before


class TestFiles:
    """The folder gives nothing away and survives a crash."""

    def test_no_word_of_a_document_is_in_any_file(self) -> None:
        words = {word.strip(".,:;").lower() for word in (MEMO + OTHER).split()}
        with register_of(("a", MEMO), ("b", OTHER)) as register:
            held = b"\n".join(snapshot(register).values()).lower()
        for word in words:
            if len(word) >= 5:
                assert word.encode() not in held

    def test_files_are_their_owners(self) -> None:
        with register_of(("a", MEMO)) as register:
            for path in register.store.folder.iterdir():
                assert stat.S_IMODE(path.stat().st_mode) == 0o600

    @pytest.mark.parametrize("at", range(4))
    def test_a_crash_leaves_the_old_register_whole(
        self, at: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        class Crash(BaseException):
            pass

        calls = [0]

        def crashing(wrapped):
            def call(*given):
                calls[0] += 1
                if calls[0] > at:
                    raise Crash
                return wrapped(*given)

            return call

        with register_of(("a", MEMO)) as register:
            with monkeypatch.context() as patched:
                patched.setattr(store, "_placed", crashing(store._placed))
                patched.setattr(store, "_write_manifest", crashing(store._write_manifest))
                with pytest.raises(Crash):
                    register.add_documents([(Document("b"), [OTHER])])
            again = Register(register.store.folder, KEY)
            assert [entry.id for entry in again.entries()] == ["a"]
            assert best(again, MEMO) > 0.9
            assert not hits(again, OTHER)
            after = again.add_documents([(Document("b"), [OTHER])])
            assert best(after, OTHER) > 0.9
            assert not list(after.store.folder.glob("scratch-*"))

    def test_a_torn_file_is_an_error_without_text(self) -> None:
        with register_of(("a", MEMO)) as register:
            for path in register.store.folder.glob("part-*"):
                path.write_bytes(path.read_bytes()[:40])
            with pytest.raises(RegisterError, match="restore"):
                hits(Register(register.store.folder, KEY), MEMO)

    def test_looking_needs_no_numpy(self) -> None:
        program = (
            "import sys; from ecluse.registers import Register; from ecluse.text.views import view_of;"
            "found = list(Register(sys.argv[1], sys.argv[2].encode()).classify(view_of(sys.argv[3])));"
            "print(len(found), sorted({'numpy', 'pypdf', 'zipfile', 'pydantic'} & set(sys.modules)))"
        )
        with register_of(("a", MEMO)) as register:
            given = [str(register.store.folder), KEY.decode(), MEMO]
            said = subprocess.run(
                [sys.executable, "-c", program, *given], check=True, capture_output=True, text=True
            )
        assert said.stdout.strip() == "1 []"

    def test_nothing_stays_of_an_addition_that_fails(self) -> None:
        def items():
            yield Document("b"), [OTHER]
            raise ValueError

        with register_of(("a", MEMO)) as register:
            before = snapshot(register)
            with pytest.raises(ValueError):
                register.add_documents(items())
            assert snapshot(register) == before

    def test_another_key_finds_nothing(self) -> None:
        with (
            register_of(("a", MEMO)) as register,
            pytest.raises(RegisterError, match="another key"),
        ):
            Register(register.store.folder, KEY[::-1])


class TestLint:
    """Lint names documents that nothing can find."""

    def test_a_short_document_is_named(self) -> None:
        with register_of(("short", "trois mots seulement"), ("memo", MEMO)) as register:
            assert [advice.entry for advice in register.lint()] == ["short"]

    def test_sentences_that_recur_are_counted_until_they_are_published(self) -> None:
        footer = " ".join(f"formule{number}" for number in range(40))
        items = [(f"d{at}", f"{footer} propre{at}") for at in range(3)]
        with register_of(*items, ("memo", MEMO)) as register:
            advice = list(register.lint())
            assert [each.entry for each in advice] == ["d0", "d1", "d2"]
            assert "37 words" in advice[0].says.en
            register = register.add_documents([(Document("footer", Tier.PUBLIC), [footer])])
            assert not list(register.lint())
            assert not hits(register, footer)


def test_a_large_group_that_was_damaged_is_missed_before_it_is_asked(monkeypatch, tmp_path) -> None:
    """One byte is turned in each mapped file in turn; a quote is never lost in silence."""
    monkeypatch.setattr("ecluse.registers.store._VERIFIED", 0)
    made = Register.create(tmp_path / "r", KEY).add_documents([(Document("a"), [MEMO])])
    for part in [name for name in made.store.names() if name != "documents/list"]:
        path = made.store.path(part)
        assert path is not None
        whole = path.read_bytes()
        path.write_bytes(whole[:-9] + bytes([whole[-9] ^ 1]) + whole[-8:])
        with pytest.raises(RegisterError):
            list(Register(made.store.folder, KEY).classify(view_of(MEMO)))
        path.write_bytes(whole)
    assert list(Register(made.store.folder, KEY).classify(view_of(MEMO)))
