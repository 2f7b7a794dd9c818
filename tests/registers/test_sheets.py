"""A fact sheet lets through what it holds, and only for those who may rely on it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecluse.gate import Gate
from ecluse.model import Draft, Tier, Verdict
from ecluse.policy.load import loads
from ecluse.registers.model import Document, Entry, Life, Sheet
from ecluse.registers.register import Register

KEY = b"sixteen bytes at least, please"
NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
POLICY = loads(
    """
version: 1
extends: [people]
people:
  inge: {roles: [expert], domains: [Batteries]}
  paul: {roles: [expert], domains: [brakes]}
  nour: {roles: [animateur]}
"""
)
BATTERY = Sheet(
    "F-12",
    "The traction battery lasts ten years or 3,000 cycles.\n"
    "Spare parts are delivered within 48 hours.\n"
    "La batterie ne présente aucun risque d'incendie.\n"
    "Le casque protège la nuque : garantie 7 ans.",
    domains=("batteries",),
    life=Life(until=datetime(2027, 12, 31, tzinfo=UTC)),
)
LASTS = "The battery will last ten years."


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Register:
    return Register.create(tmp_path_factory.mktemp("register") / "r", KEY).add([BATTERY])


@pytest.fixture(scope="module")
def gate(register: Register) -> Gate:
    return Gate(POLICY, registers=[register], key=KEY)


def _verdict(gate: Gate, text: str, author: str = "inge", **more: object) -> Verdict:
    draft = Draft(text, author=author, **{"attested": ("F-12",), **more})  # type: ignore[arg-type]
    return gate.check(draft, now=NOW).verdict


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(LASTS, id="the same figure and unit"),
        pytest.param("The battery will last 10 years.", id="in figures"),
        pytest.param("Your spare part will be delivered within 48 hours.", id="another line"),
        pytest.param("Aucun risque d'incendie avec cette batterie.", id="without a figure"),
    ],
)
def test_what_the_sheet_holds_goes_out(gate: Gate, text: str) -> None:
    assert _verdict(gate, text, attested=()) is Verdict.FLAG
    assert _verdict(gate, text) is Verdict.ALLOW


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("The battery will last twelve years.", id="another figure"),
        pytest.param("The battery will last ten months.", id="another unit"),
        pytest.param("The saddle will last ten years.", id="of another thing"),
        pytest.param("The battery will last seven years.", id="a figure of another line"),
        pytest.param("The battery will be repaired by Friday.", id="a day that it does not name"),
        pytest.param(f"{LASTS} The saddle will last ten years.", id="one claim of two"),
        pytest.param("This bike is perfectly safe.", id="nothing of the kind"),
        pytest.param("Garanti sans panne.", id="no content word"),
    ],
)
def test_what_the_sheet_does_not_hold_is_flagged(gate: Gate, text: str) -> None:
    assert _verdict(gate, text) is Verdict.FLAG


@pytest.mark.parametrize(
    ("author", "verdict"),
    [
        pytest.param("inge", Verdict.ALLOW, id="whose domain it is"),
        pytest.param("nour", Verdict.ALLOW, id="a role for every domain"),
        pytest.param("paul", Verdict.FLAG, id="outside their domain"),
        pytest.param("nobody", Verdict.FLAG, id="unknown"),
        pytest.param("", Verdict.FLAG, id="no author"),
    ],
)
def test_who_may_rely_on_a_sheet(gate: Gate, author: str, verdict: Verdict) -> None:
    assert _verdict(gate, LASTS, author) is verdict


def test_a_row_that_nobody_vouches_for_attests_nothing(gate: Gate) -> None:
    assert _verdict(gate, LASTS, trusted=False) is Verdict.FLAG


@pytest.mark.parametrize("named", ["F-13", "f-12", "", "F-12 "])
def test_a_sheet_that_is_not_there_attests_nothing(gate: Gate, named: str) -> None:
    assert _verdict(gate, LASTS, attested=(named,)) is Verdict.FLAG


def test_a_sheet_that_has_expired_attests_nothing(gate: Gate) -> None:
    draft = Draft(LASTS, author="inge", attested=("F-12",))
    for now, verdict in (
        (datetime(2027, 12, 30, 23, 59, tzinfo=UTC), Verdict.ALLOW),
        (datetime(2027, 12, 31, tzinfo=UTC), Verdict.FLAG),
    ):
        assert gate.check(draft, now=now).verdict is verdict


def test_without_a_sheet_in_the_register_a_draft_that_is_vouched_for_attests_itself(
    tmp_path: Path,
) -> None:
    empty = Gate(POLICY, registers=[Register.create(tmp_path / "r", KEY)], key=KEY)
    assert _verdict(empty, LASTS) is Verdict.ALLOW
    assert _verdict(empty, LASTS, trusted=False) is Verdict.FLAG


def test_a_rule_may_ask_for_one_sheet(register: Register) -> None:
    policy = loads(
        """
version: 1
labels: {topic: {terms: [battery]}}
people: {inge: {domains: [batteries]}}
rules:
  - id: topic
    when_all: [{finding: {label: topic}}]
    none: [{attestation: {sheet: F-12}}]
    verdict: flag
    because: Batteries rest on the sheet.
    examples: {caught: [battery], clear: [bike]}
"""
    )
    gate = Gate(policy, registers=[register], key=KEY)
    assert _verdict(gate, "A battery is heavy.") is Verdict.ALLOW
    assert _verdict(gate, "A battery is heavy.", attested=("F-13",)) is Verdict.FLAG


@given(st.lists(st.sampled_from(["F-12", "F-13", "F-14", ""]), max_size=5))
def test_another_name_never_loosens(register: Register, names: list[str]) -> None:
    gate = Gate(POLICY, registers=[register], key=KEY)
    expected = Verdict.ALLOW if "F-12" in names else Verdict.FLAG
    assert _verdict(gate, LASTS, attested=tuple(names)) is expected


def _bytes(folder: Path) -> Mapping[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


class TestKeeping:
    """What is kept of a sheet."""

    def test_nothing_of_its_text_is_in_any_file(self, register: Register) -> None:
        files = _bytes(register.store.folder).items()
        kept = b"\0".join(data for name, data in files if name.startswith("part-")).lower()
        words = {word for word in BATTERY.text.lower().split() if len(word) > 4}
        words -= {"batterie", "battery"}  # a domain, which is kept as it is
        assert [word for word in words if word.encode() in kept] == []

    def test_it_comes_back_without_its_text(self, register: Register) -> None:
        (entry,) = [one for one in register.entries() if isinstance(one, Sheet)]
        assert (entry.id, entry.text, entry.domains) == ("F-12", "", ("batteries",))
        assert entry.life == BATTERY.life

    def test_removing_what_was_added_leaves_the_same_bytes(self, tmp_path: Path) -> None:
        before = Register.create(tmp_path / "r", KEY).add([BATTERY])
        bytes_before = _bytes(tmp_path / "r")
        before.add([Sheet("F-13", "Brakes hold for 20,000 km.")]).remove(["F-13"])
        assert _bytes(tmp_path / "r") == bytes_before

    def test_the_order_of_sheets_and_lines_changes_nothing(self, tmp_path: Path) -> None:
        other = Sheet("F-13", "Brakes hold for 20,000 km.\nTyres hold for 5,000 km.")
        turned = Sheet("F-13", "Tyres hold for 5,000 km.\nBrakes hold for 20,000 km.")
        one = Register.create(tmp_path / "a", KEY).add([BATTERY, other])
        two = Register.create(tmp_path / "b", KEY).add([turned]).add([BATTERY])
        assert one.store.digest == two.store.digest

    def test_lint_says_what_is_missing(self, tmp_path: Path) -> None:
        register = Register.create(tmp_path / "r", KEY).add([Sheet("empty", "…"), BATTERY])
        advised = [(one.entry, one.refused) for one in register.lint()]
        assert advised == [("empty", True), ("empty", False), ("empty", False)]


class _Documents:
    """A part that keeps two documents, as they are."""

    labels = ("quote",)

    def entries(self) -> list[Entry]:
        return [
            Document("notes/board-2026.md", Tier.PRIVATE),
            Document("guide.md", Tier.EXTENDED, life=Life(until=datetime(2026, 1, 1, tzinfo=UTC))),
            Document("published.md", Tier.PUBLIC),
        ]

    def look(self, text: object) -> Iterator[object]:
        del text
        yield from ()

    facts = look


SOURCES = loads(
    """
version: 1
rules:
  - id: private-source
    when_all: [{finding: {label: quote, tier: private, confidence: {at_least: 0.9}}}]
    none: [{public_record: {covers: finding}}]
    tier: private
    because: It was made from a private document.
  - id: extended-source
    when_all: [{finding: {label: quote, tier: extended}}]
    none: [{public_record: {covers: finding}}]
    tier: extended
    because: It was made from a document for the extended enterprise.
"""
)


class TestSources:
    """A draft made from a document inherits its tier."""

    @pytest.fixture
    def gate(self, tmp_path: Path) -> Gate:
        register = Register.create(tmp_path / "r", KEY)
        register.parts["Document"] = _Documents()  # type: ignore[assignment]
        return Gate(SOURCES, registers=[register], key=KEY)

    @pytest.mark.parametrize("trusted", [True, False])
    @pytest.mark.parametrize(
        ("source", "verdict"),
        [
            pytest.param("notes/board-2026.md", Verdict.BLOCK, id="its identifier"),
            pytest.param("./notes/Board-2026.md", Verdict.BLOCK, id="a path that ends with it"),
            pytest.param("C:\\docs\\notes\\board-2026.md", Verdict.BLOCK, id="written elsewhere"),
            pytest.param("board-2026.md", Verdict.BLOCK, id="the end of its path"),
            pytest.param("other/board-2026.md", Verdict.ALLOW, id="another folder"),
            pytest.param("board-2026", Verdict.ALLOW, id="not its name"),
            pytest.param("published.md", Verdict.ALLOW, id="a published document"),
            pytest.param("guide.md", Verdict.ALLOW, id="released since"),
            pytest.param("", Verdict.ALLOW, id="no source"),
        ],
    )
    def test_whoever_says_so(
        self, gate: Gate, source: str, verdict: Verdict, *, trusted: bool
    ) -> None:
        draft = Draft("Hello, everybody.", source=source, trusted=trusted)
        decision = gate.check(draft, now=NOW)
        assert decision.verdict is verdict
        assert decision.faults == ()

    def test_the_place_is_the_whole_text(self, gate: Gate) -> None:
        draft = Draft("Hello, everybody.", source="board-2026.md")
        (reason,) = gate.check(draft, now=NOW).reasons
        (found,) = reason.findings
        assert (found.field, found.span, found.name) == ("text", (0, 17), "notes/board-2026.md")
