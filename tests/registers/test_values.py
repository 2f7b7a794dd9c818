"""Exact values: one value however it is written, a million without reading one."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecluse.model import Tier
from ecluse.registers import ExactValue, Life, Register, RegisterError
from ecluse.registers.forms import bits_of
from ecluse.registers.values import Values, forms_of
from ecluse.text.views import view_of

KEY = b"k" * 32
OTHER = b"o" * 32


@pytest.fixture
def empty(tmp_path: Path) -> Register:
    return Register.create(tmp_path / "register", KEY)


def found(register: Register, text: str) -> list[str]:
    return sorted(
        {hit.name for hit in register.classify(view_of(text)) if hit.label == "exact-value"}
    )


def places(register: Register, text: str) -> list[str]:
    return [text[hit.start : hit.end] for hit in register.classify(view_of(text))]


def bytes_of(register: Register) -> dict[str, bytes]:
    return {n: register.store.path(n).read_bytes() for n in register.store.names()}  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        pytest.param("KLT-5518-R2", "la pièce KLT-5518-R2.", id="as it is"),
        pytest.param("KLT-5518-R2", "la pièce KLT 5518 R2", id="spaces"),
        pytest.param("KLT-5518-R2", "la pièce klt5518r2", id="glued, small letters"),
        pytest.param("KLT-5518-R2", "la pièce KLT/5518/R2, enfin", id="slashes"),
        pytest.param("KLT-5518-R2", "KLT tiret 5518 tiret R2", id="typed out"),
        pytest.param("01 99 00 12 34", "au 01.99.00.12.34", id="dots"),
        pytest.param("01 99 00 12 34", "au 0199001234", id="no spaces"),
        pytest.param("01 99 00 12 34", "au +33 1 99 00 12 34", id="international"),
        pytest.param("01 99 00 12 34", "au +33 (0)1 99 00 12 34", id="international, zero"),
        pytest.param("01 99 00 12 34", "au 0033199001234", id="two zeros"),
        pytest.param("+33 1 99 00 12 34", "au 01 99 00 12 34", id="declared international"),
        pytest.param("+44 20 7946 0018", "call 020 7946 0018", id="another country"),
        pytest.param("FR76 9999 9000 0112 3456 7890 189", "FR7699999000011234567890189", id="iban"),
        pytest.param(
            "FR7699999000011234567890189", "FR76 9999 9000 0112 3456 7890 189", id="iban, spaces"
        ),
        pytest.param("srv-quai-03.lac.example", "srv-quai-03 dot lac dot example is up", id="host"),
        pytest.param(
            "scada-quai.lac.lan", "scada tiret quai point lac point lan", id="host, French"
        ),
        pytest.param("scada-quai.lac.lan", "ping scada-quai.lac.lan", id="host as it is"),
        pytest.param("Verreries Maldoran", "chez Verreries Maldoran", id="name"),
        pytest.param("Verreries Maldoran", "la Verrerie Maldoran SAS", id="singular, legal form"),
        pytest.param("Les Verreries de Maldoran SAS", "verreries maldoran", id="articles"),
        pytest.param("Verreries Maldoran", "#VerreriesMaldoran", id="camel case"),
        pytest.param("Verreries Maldoran", "#verreriesmaldoran", id="hashtag in small letters"),
        pytest.param("Verreries Maldoran", "Verreries Maldoran’s order", id="possessive"),
        pytest.param("Crédit Ostréval", "le CREDIT OSTREVAL", id="accents and capitals"),
    ],
)
def test_a_value_is_found_however_it_is_written(empty: Register, value: str, text: str) -> None:
    assert found(empty.add([ExactValue("v", value)]), text) == ["v"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        pytest.param("KLT-5518-R2", "la pièce KLT-5518-R3", id="another reference"),
        pytest.param("KLT-5518-R2", "la pièce KLT-5518-R25", id="a longer one"),
        pytest.param("01 99 00 12 34", "au 01 99 00 12 35", id="another number"),
        pytest.param("Verreries Maldoran", "les verreries du lac", id="half a name"),
        pytest.param("Maldoran", "maldorane", id="inside a word"),
        pytest.param("CT-2026-LA-08814", "CT 2026 08814", id="an article belongs to a reference"),
    ],
)
def test_what_looks_alike_is_not_found(empty: Register, value: str, text: str) -> None:
    assert found(empty.add([ExactValue("v", value)]), text) == []


def test_the_place_is_that_of_the_value(empty: Register) -> None:
    register = empty.add([ExactValue("v", "Verreries Maldoran", tier=Tier.EXTENDED)])
    text = "Déjà « Verrerie  Maldoran » 🚀"
    assert places(register, text) == ["Verrerie  Maldoran"]
    (hit,) = register.classify(view_of(text))
    assert (hit.label, hit.value, hit.tier, hit.confidence) == ("exact-value", "v", "extended", 1.0)


def test_a_name_of_ordinary_words_in_small_letters_is_less_sure(empty: Register) -> None:
    register = empty.add([ExactValue("v", "Blue Star")])
    (said,) = register.classify(view_of("under a blue star"))
    (named,) = register.classify(view_of("at Blue Star"))
    assert (said.confidence, named.confidence) == (0.7, 1.0)


class TestRows:
    """The values of one row count together."""

    def test_a_row_is_found_when_all_stand_together(self, empty: Register) -> None:
        register = empty.add(
            [ExactValue("row", "Elvire Castagnou", with_=("D-55731", "1999-07-14"))]
        )
        assert found(register, "D-55731 : Elvire Castagnou, née 1999 07 14") == ["row"]
        assert found(register, "Elvire Castagnou, D-55731") == []
        assert found(register, "Elvire Castagnou") == []

    def test_values_that_stand_apart_are_no_row(self, empty: Register) -> None:
        register = empty.add([ExactValue("row", "Elvire Castagnou", with_=("D-55731",))])
        near, far = "mot " * 20, "mot " * 30
        assert found(register, f"Elvire Castagnou {near} D-55731") == ["row"]
        assert found(register, f"Elvire Castagnou {far} D-55731") == []


class TestGuessing:
    """What can be guessed stays on the server."""

    @pytest.mark.parametrize(
        "value", ["1234", "2027", "12345", "pierre", "la pierre", "A1", "9999999", "stone"]
    )
    def test_what_is_easy_to_guess_is_refused_with_advice(
        self, empty: Register, value: str
    ) -> None:
        with pytest.raises(RegisterError, match=r"server.*term of the policy") as caught:
            empty.add([ExactValue("easy", value)])
        assert "easy" in str(caught.value)
        assert value not in str(caught.value)
        assert empty.store.names() == ()

    @pytest.mark.parametrize("value", ["48213", "Maldoran", "AB-12C", "QUAI-2027-Q1"])
    def test_what_is_hard_enough_is_taken(self, empty: Register, value: str) -> None:
        assert len(empty.add([ExactValue("v", value)]).entries()) == 1

    @pytest.mark.parametrize("value", ["", "!!", "👋"])
    def test_what_has_no_letter_is_refused(self, empty: Register, value: str) -> None:
        with pytest.raises(RegisterError, match="without letters"):
            empty.add([ExactValue("v", value)])

    def test_more_characters_are_never_easier(self) -> None:
        assert (
            bits_of([b"4"]) < bits_of([b"48"]) < bits_of([b"48213"]) < bits_of([b"48213", b"klt"])
        )


VALUES = [
    "Verreries Maldoran",
    "KLT-5518-R2",
    "01 99 00 12 34",
    "scada-quai.lac.lan",
    "Quorvel",
    "55-9013-77",
]
rows = st.lists(
    st.builds(
        ExactValue,
        st.sampled_from([f"v{n}" for n in range(9)]),
        st.sampled_from(VALUES),
        tier=st.sampled_from([Tier.PRIVATE, Tier.EXTENDED]),
        owner=st.sampled_from(["", "legal"]),
        life=st.sampled_from([Life(), Life(released_by="R-1")]),
        with_=st.sampled_from([(), ("D-55731",)]),
    ),
    max_size=7,
    unique_by=lambda entry: entry.id,
)


def made(folder: str, *batches: Sequence[ExactValue]) -> Register:
    register = Register.create(folder, KEY)
    for batch in batches:
        register = register.add(batch)
    return register


class TestLaws:
    """Order, batches and what was removed leave no trace."""

    @given(rows, st.randoms(use_true_random=False), st.integers(0, 7))
    @settings(max_examples=60, deadline=None)
    def test_order_and_batches_change_nothing(self, entries: list, random, cut: int) -> None:
        shuffled = random.sample(entries, len(entries))
        with tempfile.TemporaryDirectory() as at:
            one = made(f"{at}/one", entries)
            other = made(f"{at}/other", shuffled[:cut], shuffled[cut:], shuffled[:1])
            assert bytes_of(one) == bytes_of(other)

    @given(rows, rows)
    @settings(max_examples=60, deadline=None)
    def test_adding_then_removing_leaves_the_bytes_that_were_there(
        self, before: list, more: list
    ) -> None:
        kept = {entry.id for entry in before}
        new = [entry for entry in more if entry.id not in kept]
        with tempfile.TemporaryDirectory() as at:
            register = made(f"{at}/r", before)
            whole = bytes_of(register)
            register = register.add(new)
            assert bytes_of(register.remove([entry.id for entry in new])) == whole

    @given(rows, rows)
    @settings(max_examples=40, deadline=None)
    def test_more_entries_find_no_less(self, before: list, more: list) -> None:
        text = "Merci à la Verrerie Maldoran (D-55731), KLT 5518 R2, 0199001234, scada quai lac lan, quorvel"
        kept = {entry.id for entry in before}
        with tempfile.TemporaryDirectory() as at:
            register = made(f"{at}/r", before)
            hits = set(register.classify(view_of(text)))
            register = register.add([entry for entry in more if entry.id not in kept])
            assert hits <= set(register.classify(view_of(text)))

    @given(st.text(max_size=80) | st.text("aA4 -.·'#\n’é️", max_size=80))
    @settings(max_examples=200, deadline=None)
    def test_any_text_is_looked_at(self, text: str) -> None:
        for hit in shared().classify(view_of(text)):
            assert 0 <= hit.start <= hit.end <= len(text)

    @given(st.sampled_from(VALUES), st.sampled_from([" ", "-", "", "_", "."]))
    def test_separators_change_nothing_in_a_reference(self, value: str, separator: str) -> None:
        if any(map(str.isdigit, value)):
            assert forms_of(value.replace("-", separator).replace(" ", separator)) == forms_of(
                value
            )


_shared: list[Register] = []


def shared() -> Register:
    if not _shared:
        folder = tempfile.mkdtemp()
        _shared.append(made(f"{folder}/r", [ExactValue(f"v{n}", v) for n, v in enumerate(VALUES)]))
    return _shared[0]


class TestSecrecy:
    """A folder without its key tells nothing."""

    def test_no_file_holds_a_clear_value(self, empty: Register) -> None:
        register = empty.add(
            [
                ExactValue("v1", "Verreries Maldoran", label="prospect du quai"),
                ExactValue("v2", "KLT-5518-R2"),
            ]
        )
        whole = b"".join(path.read_bytes() for path in register.store.folder.iterdir()).lower()
        for clear in (b"verrerie", b"maldoran", b"4471", b"klt", b"prospect"):
            assert clear not in whole

    def test_another_key_finds_nothing(self, tmp_path: Path) -> None:
        register = made(str(tmp_path / "r"), [ExactValue("v", "KLT-5518-R2")])
        with pytest.raises(RegisterError, match="another key"):
            Register(tmp_path / "r", OTHER)
        other = Register.create(tmp_path / "other", OTHER)
        other.store.commit({"values": register.store.read("values")})
        assert found(Register(tmp_path / "other", OTHER), "KLT-5518-R2") == []

    def test_entries_tell_no_value(self, empty: Register) -> None:
        register = empty.add(
            [ExactValue("v", "KLT-5518-R2", label="pièce", owner="legal", with_=("Maldoran",))]
        )
        (entry,) = register.entries()
        assert entry == ExactValue("v", "", owner="legal", with_=("",))

    def test_a_file_that_was_cut_is_refused(self, empty: Register) -> None:
        register = empty.add([ExactValue("v", "KLT-5518-R2")])
        path = register.store.path("values")
        assert path is not None
        path.write_bytes(path.read_bytes()[:-3])
        with pytest.raises(RegisterError, match="torn|not what was written"):
            list(Register(register.store.folder, KEY).classify(view_of("x")))

    def test_lint_reads_every_byte(self, empty: Register) -> None:
        register = empty.add([ExactValue("v", "KLT-5518-R2")])
        assert register.lint() == []
        path = register.store.path("values")
        assert path is not None
        data = bytearray(path.read_bytes())
        data[70] ^= 1
        path.write_bytes(data)
        with pytest.raises(RegisterError, match="not what was written"):
            register.lint()


class TestMany:
    """Entries are asked for one by one."""

    def test_an_entry_is_found_by_its_identifier(self, empty: Register) -> None:
        entries = [ExactValue(f"v{n:04}", f"ZK-{n * 7919 + 100000}-Q") for n in range(500)]
        register = empty.add(entries)
        part = register.parts["ExactValue"]
        assert isinstance(part, Values)
        assert len(part.entries()) == 500
        assert [entry.id for entry in part.entries()] == [entry.id for entry in entries]
        assert part.entry("v0123") == ExactValue("v0123", "")
        assert part.entry("v9999") is None
        assert list(part.lives()) == [Life()]
        assert part.entries()[-1].id == "v0499"
        assert [e.id for e in part.entries()[1:3]] == ["v0001", "v0002"]

    def test_what_is_not_there_cannot_be_removed(self, empty: Register) -> None:
        register = empty.add([ExactValue("v", "KLT-5518-R2")])
        with pytest.raises(RegisterError, match="no entry w"):
            register.remove(["v", "w"])
        assert register.remove(["v"]).store.names() == ()

    def test_a_long_text_takes_time_in_proportion(self, empty: Register) -> None:
        import time

        register = empty.add(
            [ExactValue("v", "01 99 00 12 34"), ExactValue("n", "Verreries Maldoran")]
        )

        def seconds(text: str) -> float:
            view = view_of(text)
            started = time.process_time()
            list(register.classify(view))
            return time.process_time() - started

        for piece in ("01 99 00 12 ", "verreries ", "1", "ab ", "dot "):
            short = min(seconds(piece * 4_000) for _ in range(3))
            long = min(seconds(piece * 32_000) for _ in range(3))
            assert long < 20 * short + 0.05
