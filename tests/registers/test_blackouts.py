"""A blackout finds its topics, whatever their plural, and forgets them when it is removed."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from ecluse.registers import Blackout, Life, Register
from ecluse.text.views import view_of

KEY = b"a key of thirty-two bytes, or so"
QUIET = Blackout(
    "quiet",
    ("résultats annuels", "chiffre d'affaires", "outlook"),
    life=Life(datetime(2027, 1, 15, tzinfo=UTC), datetime(2027, 3, 2, tzinfo=UTC)),
)


@pytest.fixture
def register(tmp_path: Path) -> Register:
    return Register.create(tmp_path / "register", KEY)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("Nos résultats annuels arrivent", "résultats annuels", id="as declared"),
        pytest.param("Un RESULTAT ANNUEL solide", "RESULTAT ANNUEL", id="singular, no accent"),
        pytest.param("#ResultatsAnnuels", "ResultatsAnnuels", id="hashtag"),
        pytest.param("le chiffre\u00a0d’affaires", "chiffre\u00a0d’affaires", id="typography"),
        pytest.param("A bright outlook!", "outlook", id="one word"),
        pytest.param("nos résultats, annuels ou non", "résultats, annuels", id="a comma between"),
        pytest.param("les annuels résultats", "", id="another order"),
        pytest.param(
            "chiffres et affaires courantes", "chiffres et affaires", id="a small word between"
        ),
        pytest.param("overlooked", "", id="inside a word"),
    ],
)
def test_topics(register: Register, text: str, found: str) -> None:
    hits = list(register.add([QUIET]).classify(view_of(text)))
    assert [text[hit.start : hit.end] for hit in hits] == ([found] if found else [])


def test_nothing_of_it_stays_when_it_is_removed(register: Register) -> None:
    before = register.store.digest
    with_it = register.add([QUIET])
    assert with_it.store.digest != before
    assert with_it.remove(["quiet"]).store.digest == before


def test_it_is_kept_without_its_words(register: Register) -> None:
    kept = register.add([QUIET])
    everything = b"".join(path.read_bytes() for path in kept.store.folder.iterdir())
    assert not any(word in everything.lower() for word in (b"sultat", b"chiffre", b"outlook"))
    assert kept.entries() == [Blackout("quiet", (), life=QUIET.life)]


def test_a_blackout_without_an_end_is_advised(register: Register) -> None:
    [advice] = register.add([Blackout("quiet", ("outlook",))]).lint()
    assert not advice.refused
