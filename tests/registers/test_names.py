"""Code names: found however they are written, and silent where a word only means what it means."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecluse.model import Tier
from ecluse.registers import CodeName, Register, RegisterError
from ecluse.text.views import view_of

KEY = b"k" * 32
OTHER = b"o" * 32
ENTRIES = [
    CodeName("star", ("Étoile", "projet Étoile"), meaning="Rachat de la fonderie Castelbrac"),
    CodeName("stone", ("Project Stone",)),
    CodeName("otter", ("Loutre Grise", "Grey Otter"), tier=Tier.EXTENDED),
    CodeName("hal", ("Halvorane", "lot Halvorane")),
    CodeName("zeb", ("Zebrune",)),
]


def made(folder: str, *batches: Sequence[CodeName]) -> Register:
    register = Register.create(folder, KEY)
    for batch in batches:
        register = register.add(batch)
    return register


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Register:
    return made(str(tmp_path_factory.mktemp("names") / "r"), ENTRIES)


def found(register: Register, text: str, field: str = "text") -> dict[str, float]:
    best: dict[str, float] = {}
    for hit in register.classify(view_of(text, field)):
        best[hit.name] = max(best.get(hit.name, 0.0), hit.confidence)
    return best


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Halvorane avance bien", id="as it is"),
        pytest.param("on parle de halvorane", id="small letters"),
        pytest.param("HALVORANE ARRIVE", id="capitals"),
        pytest.param("l’halvorane, d'Halvorane", id="elision"),
        pytest.param("deux Halvoranes", id="plural"),
        pytest.param("#ProjetHalvorane", id="camel case"),
        pytest.param("#projethalvorane", id="glued to a trigger"),
        pytest.param("#HalvoraneSquad", id="camel case, after"),
        pytest.param("#halvoranesquad", id="glued, after"),
        pytest.param("halvorane2027", id="digits after"),
        pytest.param("https://x.example/docs/lot-halvorane_v2", id="slug"),
        pytest.param("le nouveau Halvo-\nrane est là", id="hyphen at the end of a line"),
        pytest.param("Hal\u200bvo\u00adrane", id="unseen characters"),
        pytest.param("H.a.l.v.o.r.a.n.e", id="dots"),
        pytest.param("H a l v o r a n e", id="spaced letters"),
        pytest.param("h4lv0r4n3 is real", id="digits for letters"),
        pytest.param("Hаlvоrаne", id="look-alike letters"),
        pytest.param("enaroвlah enarovlaH", id="mirror"),
        pytest.param("𝐇𝐚𝐥𝐯𝐨𝐫𝐚𝐧𝐞", id="mathematical letters"),
        pytest.param("Halvo rane", id="a space inside"),
        pytest.param("Halvo_rane", id="a sign inside"),
        pytest.param("HHaallvvoorraannee", id="letters doubled"),
        pytest.param("unyibenar", id="ROT13"),
    ],
)
def test_a_name_is_found_however_it_is_written(register: Register, text: str) -> None:
    assert found(register, text) == {"hal": 0.95}


@pytest.mark.parametrize(
    "text",
    ["Halvorrane", "Halvorne", "Havlorane", "Halvarane", "#projet Halvorann"],
    ids=["one more", "one less", "two swapped", "another", "after a trigger"],
)
def test_one_letter_may_be_wrong(register: Register, text: str) -> None:
    assert found(register, text) == {"hal": 0.8}


def test_in_a_short_name_only_next_to_a_trigger(register: Register) -> None:
    assert found(register, "la Zebrone est là") == {}
    assert found(register, "le projet Zebrone est là") == {"zeb": 0.8}


@pytest.mark.parametrize(
    "text",
    [
        "halvoranesque",
        "Halvarone",
        "oraneHalv",
        "havalvoravanave",
        "hlvrn",
        "Alvorane",
        "kdoyrudqh",
        "lalvoranehem",
    ],
    ids=[
        "glued",
        "letters moved",
        "verlan",
        "javanais",
        "no vowels",
        "by ear",
        "three letters on",
        "louchébem",
    ],
)
def test_a_name_that_is_played_with(register: Register, text: str) -> None:
    assert found(register, f"La suite de {text} arrive") == {"hal": 0.8}


@pytest.mark.parametrize(
    "text",
    [
        "Un moteur Halv, pour tout dire : orane !",
        "d'abord orane et puis Halv, tout simplement",
        "Hier Avec Luc, Vous Observiez Rien Aux Nouvelles Ecluses.",
    ],
    ids=["two pieces", "the other way round", "first letters"],
)
def test_a_name_in_pieces(register: Register, text: str) -> None:
    assert found(register, text) == {"hal": 0.8}


@pytest.mark.parametrize("text", ["Halvurine", "Alvoran", "Salvora"])
def test_two_wrong_letters_are_another_word(register: Register, text: str) -> None:
    assert found(register, text) == {}


@pytest.mark.parametrize(
    ("text", "sure"),
    [
        pytest.param("les loutres grises nagent", 0.7, id="ordinary words, in running text"),
        pytest.param("loutre\u00a0grise", 0.7, id="no-break space"),
        pytest.param("grey_otter", 0.7, id="underscore"),
        pytest.param("le projet loutre grise", 0.95, id="led"),
        pytest.param("LoutreGrise", 0.95, id="camel case"),
        pytest.param("loutre-grise", 0.95, id="slug"),
        pytest.param("#loutregrise", 0.95, id="hashtag"),
        pytest.param("a friend called GreyOtter", 0.95, id="camel case, inside"),
    ],
)
def test_a_name_of_two_words_counts_as_one(register: Register, text: str, sure: float) -> None:
    assert found(register, text) == {"otter": sure}


@pytest.mark.parametrize(
    "text", ["Une loutre. Grise mine", "loutre et souris grise", "grise loutre"]
)
def test_its_words_apart_are_no_name(register: Register, text: str) -> None:
    assert found(register, text) == {}


@pytest.mark.parametrize(
    "text",
    [
        "le projet étoile avance", "Comité Étoile – semaine 12", "l’équipe Étoile", "the Étoile team",
        "On parle beaucoup de l’Etoile ici", "Le dossier avance. L’Étoile en fait partie.",
        "nom de code « étoile »", "elle s’appelle “étoile”", "#ProjetEtoile", "#projetetoile", "#Etoile",
        "docs/plan-etoile-v1", "𝙴𝚝𝚘𝚒𝚕𝚎 arrive", "Éto\u200bile arrive",
    ],
)  # fmt: skip
def test_an_ordinary_word_counts_where_something_tells_that_it_is_a_name(
    register: Register, text: str
) -> None:
    assert found(register, text) == {"star": 0.95}


@pytest.mark.parametrize(
    "text",
    [
        "une étoile brille au-dessus du lac", "Étoile filante hier soir !", "Bonne nuit.\nÉtoile du soir",
        "ÉTOILE DU MATIN OUVERTE", "des étoiles plein les yeux", "a stone in my shoe", "Stone walls are back",
        "🌟 Étoile du jour", "#etoile", "un hôtel cinq étoiles", "la planète bleue",
    ],
)  # fmt: skip
def test_an_innocent_use_is_silent(register: Register, text: str) -> None:
    assert found(register, text) == {}


def test_an_ordinary_word_near_what_it_means_counts_less(register: Register) -> None:
    assert found(register, "une étoile de plus pour Castelbrac") == {"star": 0.7}
    assert found(register, "Étoile : signature chez Castelbrac") == {"star": 0.7}
    assert found(register, "Marc Étoile Dupré signe") == {"star": 0.7}


def test_a_name_declared_after_a_trigger_only_wants_it(register: Register) -> None:
    assert found(register, "We met Stone today") == {"stone": 0.7}
    assert found(register, "Project Stone, team Stone, #TeamStone") == {"stone": 0.95}


def test_a_hashtag_part_is_a_hashtag(register: Register) -> None:
    assert found(register, "Etoile", "hashtag[0]") == {"star": 0.95}
    assert found(register, "etoile", "hashtag[0]") == {}


def test_the_place_and_the_tier_are_told(register: Register) -> None:
    text = "voici « Loutres grises » !"
    (hit,) = register.classify(view_of(text))
    assert text[hit.start : hit.end] == "Loutres grises"
    assert (hit.label, hit.name, hit.value, hit.tier) == ("code-name", "otter", "otter", "extended")


@pytest.mark.parametrize("names", [(), ("",), ("🚀",), ("a" * 41,)])
def test_what_is_no_name_is_refused(tmp_path: Path, names: tuple[str, ...]) -> None:
    with pytest.raises(RegisterError, match="x has"):
        made(str(tmp_path / "r"), [CodeName("x", names)])


def test_lint_tells_of_ordinary_words(register: Register) -> None:
    assert [(a.entry, a.refused) for a in register.lint()] == [("star", False), ("stone", False)]


class TestLaws:
    """Order and what was removed leave no trace; more names find no less."""

    entries = st.lists(
        st.builds(
            CodeName,
            st.sampled_from(["a", "b", "c", "d"]),
            st.lists(
                st.sampled_from([n for e in ENTRIES for n in e.names]), min_size=1, max_size=3
            ).map(tuple),
            meaning=st.sampled_from(["", "Castelbrac"]),
        ),
        max_size=4,
        unique_by=lambda entry: entry.id,
    )

    @given(entries, entries, st.randoms(use_true_random=False))
    @settings(max_examples=50, deadline=None)
    def test_add_and_remove(self, before: list, more: list, random) -> None:
        new = [e for e in more if e.id not in {b.id for b in before}]
        with tempfile.TemporaryDirectory() as at:
            one, other = (
                made(f"{at}/1", before),
                made(f"{at}/2", random.sample(before, len(before))),
            )
            assert one.store.digest == other.store.digest
            text = "projet Étoile, Stone, loutre grise, Halvorane"
            hits, digest = set(one.classify(view_of(text))), one.store.digest
            one = one.add(new)
            assert hits <= set(one.classify(view_of(text)))
            assert one.remove([e.id for e in new]).store.digest == digest

    @given(st.text(max_size=60) | st.text("éÉtoilesgrHalvn -#.«»\n", max_size=60))
    @settings(max_examples=300, deadline=None)
    def test_any_text_is_looked_at(self, text: str) -> None:
        for hit in shared().classify(view_of(text)):
            assert 0 <= hit.start < hit.end <= len(text)

    @given(
        st.sampled_from(["projet ", "#", "« "]),
        st.text("abcdefghij ", max_size=30),
        st.text("klm .", max_size=30),
    )
    @settings(max_examples=100, deadline=None)
    def test_what_stands_around_hides_no_rare_name(
        self, mark: str, before: str, after: str
    ) -> None:
        assert "hal" in found(shared(), f"{before} {mark}Halvorane {after}")


_shared: list[Register] = []


def shared() -> Register:
    if not _shared:
        _shared.append(made(f"{tempfile.mkdtemp()}/r", ENTRIES))
    return _shared[0]


def test_no_file_holds_a_clear_name(register: Register) -> None:
    whole = b"".join(path.read_bytes() for path in register.store.folder.iterdir()).lower()
    for clear in ("etoile", "étoile", "loutre", "halvor", "zebrun", "castelbrac", "fonderie"):
        assert clear.encode() not in whole


def test_another_key_finds_nothing(tmp_path: Path) -> None:
    register = made(str(tmp_path / "r"), ENTRIES)
    other = Register.create(tmp_path / "other", OTHER)
    other.store.commit({"names": register.store.read("names")})
    assert (
        found(Register(tmp_path / "other", OTHER), "Projet Étoile, Halvorane, loutre grise") == {}
    )


def test_a_long_text_takes_time_in_proportion(register: Register) -> None:
    import time

    def seconds(text: str) -> float:
        view = view_of(text)
        started = time.process_time()
        list(register.classify(view))
        return time.process_time() - started

    for piece in ("h a l ", "étoile ", "loutre-", "Hh", "projet\n", "l-", "halvo-rane "):
        short = min(seconds(piece * 2_000) for _ in range(3))
        # Eight times the text: 64 times the work if it were quadratic. Others use the machine too.
        assert min(seconds(piece * 16_000) for _ in range(3)) < 32 * short + 0.2
