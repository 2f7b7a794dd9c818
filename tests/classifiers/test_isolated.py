"""Classifiers of others: whatever they do is a fault of the draft that it befell, and of no other."""

from __future__ import annotations

import gc
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecluse.classifiers import hosts, isolated
from ecluse.classifiers.isolated import ENDINGS, Host, Isolated
from ecluse.classifiers.timer import Timer
from ecluse.classifiers.worker import Described, Frames, TooLargeError, _answer, described
from ecluse.gate import Gate, GateError
from ecluse.model import Classifier, Decision, Draft, Hit, Limits, Verdict, View
from ecluse.policy.load import loads
from ecluse.policy.model import Policy
from ecluse.text.views import view_of
from tests.classifiers.hostile import DOES, Hostile, Slow, Writes

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
SHORT = 0.4
"""Seconds that a classifier has here."""


def policy(seconds: float = SHORT, megabytes: int = 128) -> Policy:
    return loads(f"""\
version: 1
limits: {{findings: 500, classifier: {{seconds: {seconds}, megabytes: {megabytes}}}}}
labels: {{toy: {{terms: [never-said]}}}}
rules:
  - {{id: toys, when_all: [finding: {{label: toy}}], verdict: block, because: No toys.}}
""")


def gate(*models: Classifier, seconds: float = SHORT, **more: Any) -> Gate:
    return Gate(policy(seconds), models=models or (Hostile(),), **more)


def check(one: Gate, text: str, **more: Any) -> Decision:
    return one.check(Draft(text, **more), now=NOW)


def faults(decision: Decision) -> list[tuple[str, str]]:
    return [(fault.kind.value, fault.why) for fault in decision.faults]


def host_of(one: Gate) -> Host:
    return next(c._host for c in one._engine.classifiers if isinstance(c, Isolated))


def worker_of(one: Gate) -> int:
    return host_of(one)._kept[0].process.pid


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return not Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"


def ends_within(pid: int, seconds: float) -> bool:
    end = time.monotonic() + seconds
    while (running := is_running(pid)) and time.monotonic() < end:
        time.sleep(0.05)
    return not running


@pytest.fixture(scope="module")
def shared() -> Iterator[Gate]:
    yield gate(seconds=1.5)


class TestWhateverItDoes:
    """A fault of the right kind, a draft that is held, and a next draft that is read."""

    @pytest.mark.parametrize(
        ("word", "kind", "why"),
        [
            pytest.param("hang", "timeout", "stopped after 1.5 seconds", id="sleeps"),
            pytest.param("loop", "timeout", "stopped after 1.5 seconds", id="loops in Python"),
            pytest.param("backtrack", "timeout", "stopped after 1.5 seconds", id="loops in C"),
            pytest.param("ignore", "timeout", "stopped after 1.5 seconds", id="ignores signals"),
            pytest.param("fill", "limit", "more than 128 megabytes", id="fills the memory"),
            pytest.param("null", "exception", "its process was ended by SIGSEGV", id="crashes"),
            pytest.param("abort", "exception", "its process was ended by SIGABRT", id="aborts"),
            pytest.param("ended", "exception", "its process ended with code 3", id="os._exit"),
            pytest.param("hang-up", "exception", "its process", id="closes every file"),
            pytest.param("lie", "invalid", "an answer that is none", id="answers by itself"),
            pytest.param("value", "exception", "ValueError", id="raises"),
            pytest.param("exit", "exception", "SystemExit", id="raises SystemExit"),
            pytest.param("interrupt", "exception", "KeyboardInterrupt", id="interrupts"),
            pytest.param("recursion", "exception", "RecursionError", id="recursion"),
            pytest.param("timeout", "timeout", "TimeoutError", id="times out by itself"),
            pytest.param("named", "exception", "an exception", id="a type that quotes the text"),
            pytest.param("nothing", "exception", "TypeError", id="gives None"),
            pytest.param("number", "invalid", "not a hit", id="a number for a hit"),
            pytest.param("pair", "invalid", "not a hit", id="a pair for a hit"),
            pytest.param("words", "invalid", "are numbers", id="words for places"),
            pytest.param("bytes", "invalid", "are texts", id="bytes for a name"),
            pytest.param("nan", "invalid", "between 0 and 1", id="NaN"),
            pytest.param("above", "invalid", "between 0 and 1", id="more than sure"),
            pytest.param("outside", "invalid", "inside the text", id="outside the text"),
            pytest.param("large", "invalid", "inside the text", id="a place of 400 digits"),
            pytest.param("huge", "limit", "more than 8388608 bytes", id="a huge answer"),
        ],
    )
    def test_is_a_fault(self, shared: Gate, word: str, kind: str, why: str) -> None:
        host_of(shared)._endings.clear()
        host_of(shared)._rests.clear()
        decision = check(shared, f"{word} secret")
        ((said, told),) = faults(decision)
        assert (decision.verdict, said) == (Verdict.FLAG, kind)
        assert why in told
        assert "secret" not in told
        assert decision.faults[0].rules == ("toys",)
        following = check(shared, "found again")
        assert (following.verdict, faults(following)) == (Verdict.BLOCK, [])

    @pytest.mark.parametrize(
        ("word", "kind"),
        [
            pytest.param("late", "exception", id="raises"),
            pytest.param("label", "invalid", id="a label that it does not declare"),
            pytest.param("endless", "limit", id="hits without end"),
        ],
    )
    def test_what_it_had_found_until_then_is_kept(self, shared: Gate, word: str, kind: str) -> None:
        decision = check(shared, f"{word} secret")
        assert decision.verdict is Verdict.BLOCK
        assert [said for said, _ in faults(decision)] == [kind]

    def test_a_worker_that_ended_meanwhile_is_no_fault(self, shared: Gate) -> None:
        check(shared, "found")
        os.kill(worker_of(shared), signal.SIGKILL)
        time.sleep(0.05)
        following = check(shared, "found")
        assert (following.verdict, faults(following)) == (Verdict.BLOCK, [])

    def test_nothing_comes_to_our_outputs(
        self, shared: Gate, capfd: pytest.CaptureFixture[str]
    ) -> None:
        assert check(shared, "spoil secret").verdict is Verdict.BLOCK
        assert capfd.readouterr() == ("", "")

    def test_its_world_is_not_ours(self, shared: Gate) -> None:
        before = Path.cwd(), sys.getrecursionlimit(), sys.modules["json"]
        check(shared, "change secret")
        assert "ECLUSE_TEST_CHANGED" not in os.environ
        assert (Path.cwd(), sys.getrecursionlimit(), sys.modules["json"]) == before
        host_of(shared)._end()

    @pytest.mark.parametrize("text", ["", "\ud800found", "\0", "é" * 300_000, "𝔉" * 70_000])
    def test_any_text_gets_there(self, shared: Gate, text: str) -> None:
        assert check(shared, text).allowed

    def test_every_way_is_tried(self) -> None:
        """The table of the helper and the tests above do not drift apart."""
        source = Path(__file__).read_text(encoding="utf-8")
        assert [word for word in DOES if f'"{word}' not in source] == []


class TestOneDraft:
    """Its limits are those of a draft, however many texts that has."""

    def test_who_was_ended_is_not_asked_again(self, tmp_path: Path) -> None:
        writes = Writes(tmp_path / "calls")
        decision = check(gate(writes, seconds=5), "a", title="b", alt=("c", "d"))
        assert (len(decision.faults), writes.calls) == (1, 1)

    def test_others_are_asked(self, tmp_path: Path) -> None:
        one = gate(Writes(tmp_path / "calls"), Hostile(), seconds=5)
        decision = check(one, "found", title="found", alt=("found",))
        assert (decision.verdict, len(decision.faults)) == (Verdict.BLOCK, 1)
        assert len(decision.reasons[0].findings) == 3

    def test_its_seconds_are_for_all_texts_together(self) -> None:
        decision = check(gate(Slow()), "a", alt=tuple("bcdefgh"))
        assert faults(decision) == [("timeout", "stopped after 0.4 seconds")]
        assert 1 <= len(decision.reasons[0].findings) <= 3

    def test_another_draft_has_its_own(self) -> None:
        one = gate(Slow(), seconds=2)
        for _ in range(2):
            assert not check(one, "a", alt=tuple("bcde")).faults

    def test_a_start_is_not_its_fault(self) -> None:
        """The clock of the draft stands while a worker is started."""
        began, seconds = time.monotonic(), 0.01
        timer = Timer(Limits(seconds=seconds))
        host = Host([], [Hostile()], policy(5).limits)
        host.ask(0, view_of("found"), timer)
        stood = timer._end - (began + seconds)
        assert stood > (time.monotonic() - began) / 2  # starting it is nearly all of this


class TestRest:
    """A classifier that keeps ending its worker is left alone for a while, and says so."""

    def test_after_some_endings_it_is_not_asked_and_ever_longer(self, tmp_path: Path) -> None:
        now = [0.0]
        writes = Writes(tmp_path / "calls")
        one = gate(writes, seconds=5, clock=lambda: now[0])
        for _ in range(ENDINGS + 3):
            decision = check(one, "a")
            assert (decision.verdict, len(decision.faults)) == (Verdict.FLAG, 1)
        assert writes.calls == ENDINGS
        assert decision.faults[0].why.endswith("so not asked for 1 s")
        for rest in (1, 2, 4):
            now[0] += rest
            calls = writes.calls
            for _ in range(3):
                assert check(one, "a").verdict is Verdict.FLAG
            assert writes.calls == calls + 1
            assert check(one, "a").faults[0].why.endswith(f"so not asked for {2 * rest} s")

    def test_one_good_answer_and_the_next_rest_is_short_again(self) -> None:
        now = [0.0]
        one = gate(seconds=5, clock=lambda: now[0])
        for _ in range(ENDINGS):
            check(one, "ended")
        now[0] += 1
        check(one, "ended")
        assert "not asked for 2 s" in check(one, "found").faults[0].why
        now[0] += 2
        assert not check(one, "found").faults
        check(one, "ended")
        assert "not asked for 1 s" in check(one, "found").faults[0].why

    def test_others_go_on(self, tmp_path: Path) -> None:
        one = gate(Writes(tmp_path / "calls"), Hostile(), seconds=5)
        for _ in range(ENDINGS + 1):
            decision = check(one, "found")
        assert (decision.verdict, len(decision.faults)) == (Verdict.BLOCK, 1)


class TestHowItGetsThere:
    def test_ecluses_own_stay_here(self) -> None:
        one = gate(hosts.CLASSIFIER)
        assert hosts.CLASSIFIER in one._engine.classifiers

    def test_a_module(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        text = "from ecluse.model import Hit\nlabel='toy'\nseen=('a',)\nunseen=()\n"
        (tmp_path / "ecluse_toy_module.py").write_text(
            text + "def classify(view): return [Hit(0, 1)]\n"
        )
        monkeypatch.syspath_prepend(str(tmp_path))
        import ecluse_toy_module  # type: ignore[import-not-found]

        assert check(gate(ecluse_toy_module, seconds=5), "a").verdict is Verdict.BLOCK

    def test_what_does_not_pickle_is_forked(self) -> None:
        class Local(Hostile):
            def __init__(self) -> None:
                super().__init__()
                self.finds = lambda text: "found" in text

        one = gate(Local(), seconds=6)  # a fork of a run that has loaded much takes a while
        for word, verdict in (("found", 2), ("hang", 1), ("found", 2), ("ended", 1), ("found", 2)):
            assert check(one, word).verdict == verdict

    def test_what_pickles_and_does_not_come_back_is_forked(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made = type("Made", (Hostile,), {"__module__": "ecluse_test_made"})
        module = type(sys)("ecluse_test_made")
        module.Made = made  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, "ecluse_test_made", module)
        one = gate(made(), seconds=20)
        assert check(one, "found").verdict is Verdict.BLOCK
        assert host_of(one)._fresh is None

    def test_without_processes_there_is_a_remedy(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delattr(os, "fork")
        with pytest.raises(GateError, match="isolate=False"):
            gate()
        assert check(gate(isolate=False), "found").verdict is Verdict.BLOCK

    def test_when_none_can_be_started_the_draft_is_held(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refused(*_: object, **__: object) -> None:
            raise BlockingIOError(11, "Resource temporarily unavailable")

        monkeypatch.setattr(subprocess, "Popen", refused)
        decision = check(gate(), "found")
        assert faults(decision) == [("exception", "it does not load in a process of its own")]

    def test_what_is_no_classifier_is_refused(self) -> None:
        with pytest.raises(GateError, match="no `label`"):
            gate("hostile")  # type: ignore[arg-type]

    def test_here_when_asked(self) -> None:
        class Counts(Hostile):
            calls = 0

            def classify(self, view: View) -> Iterable[Hit]:
                self.calls += 1
                return ()

        mine = Counts()
        check(gate(mine, isolate=False), "a")
        assert mine.calls == 1


class TestNamed:
    """Third-party classifiers are never imported here; what they do while they load stops the gate."""

    @pytest.fixture
    def named(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
        info = tmp_path / "ecluse_toy_named-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text("Metadata-Version: 2.1\nName: x\nVersion: 1.0\n")
        (info / "entry_points.txt").write_text("[ecluse.classifiers]\ntoy = ecluse_toy_named:TOY\n")
        monkeypatch.syspath_prepend(str(tmp_path))
        yield tmp_path / "ecluse_toy_named.py"
        assert "ecluse_toy_named" not in sys.modules

    TOY = "from tests.classifiers.hostile import Hostile\nTOY = Hostile('named')\n"

    def built(self, seconds: float = SHORT) -> Gate:
        return Gate(
            loads(f"""\
version: 1
limits: {{classifier: {{seconds: {seconds}}}}}
labels: {{toy: {{classifier: toy}}}}
rules:
  - {{id: toys, when_all: [finding: {{label: toy}}], verdict: block, because: No toys.}}
""")
        )

    def test_it_is_asked_and_stopped(self, named: Path) -> None:
        named.write_text(self.TOY)
        one = self.built()
        assert check(one, "found").verdict is Verdict.BLOCK
        assert faults(check(one, "backtrack")) == [("timeout", "stopped after 0.4 seconds")]
        assert check(one, "found").verdict is Verdict.BLOCK

    def test_what_announces_it_is_known_here(self, named: Path) -> None:
        named.write_text(f"{self.TOY}TOY.triggers = frozenset({{b'found'}})\n")
        one = self.built(5)
        assert check(one, "ended by nobody").allowed
        assert check(one, "found").verdict is Verdict.BLOCK

    @pytest.mark.parametrize(
        ("does", "why"),
        [
            pytest.param("import os; os._exit(7)", "ended with code 7", id="exits"),
            pytest.param("import time; time.sleep(60)", "do not load within 1 seconds", id="hangs"),
            pytest.param("raise SystemExit", "SystemExit", id="raises SystemExit"),
            pytest.param("raise OSError('secret')", "OSError", id="raises"),
            pytest.param("TOY = 3", "no `label`", id="no classifier"),
        ],
    )
    def test_what_does_not_load_stops_the_gate(
        self, named: Path, monkeypatch: pytest.MonkeyPatch, does: str, why: str
    ) -> None:
        monkeypatch.setattr(isolated, "LOAD_SECONDS", 60 if "sleep" not in does else 1)
        named.write_text(does)
        with pytest.raises(isolated.ThirdPartyError, match=why):
            self.built()


class TestWhoShares:
    def test_threads_take_turns(self) -> None:
        one, wrong = gate(seconds=20), list[str]()

        def many(number: int) -> None:
            for turn in range(60):
                text = "found" if (turn + number) % 2 else "harmless"
                if check(one, text).allowed is (text == "found"):
                    wrong.append(text)

        threads = [threading.Thread(target=many, args=(number,)) for number in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert wrong == []

    def test_a_process_that_was_forked_starts_its_own(self) -> None:
        one = gate(seconds=20)
        assert check(one, "found").verdict is Verdict.BLOCK
        pid = os.fork()
        if pid == 0:
            try:
                own = check(one, "found")
                os._exit(0 if own.verdict is Verdict.BLOCK and not own.faults else 1)
            finally:
                os._exit(2)
        assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
        following = check(one, "found")
        assert (following.verdict, faults(following)) == (Verdict.BLOCK, [])

    def test_many_drafts_among_processes(self) -> None:
        drafts = [Draft(word) for word in ("found", "ended", "harmless") * 3]
        verdicts = [d.verdict.word for d in gate().check_many(drafts, now=NOW, workers=2)]
        assert verdicts == ["block", "flag", "allow"] * 3


PROGRAM = """
import sys, time
from tests.classifiers.test_isolated import check, gate, worker_of
one = gate(seconds={seconds})
check(one, "found")
print(worker_of(one), flush=True)
check(one, {word!r})
print("done", flush=True)
time.sleep(60)
"""


class TestNoWorkerStays:
    """It ends with its gate, and with its process however that ends."""

    def test_with_its_gate(self) -> None:
        one = gate(seconds=20)
        check(one, "found")
        pid = worker_of(one)
        assert is_running(pid)
        del one
        gc.collect()
        assert ends_within(pid, 5)

    def started(self, word: str, seconds: float) -> tuple[subprocess.Popen[str], int]:
        program = PROGRAM.format(word=word, seconds=seconds)
        process = subprocess.Popen(
            [sys.executable, "-c", program],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[2],
            start_new_session=True,
        )
        assert process.stdout is not None
        return process, int(process.stdout.readline())

    @pytest.mark.parametrize("word", ["found", "backtrack"])
    def test_with_its_process_when_that_is_killed(self, word: str) -> None:
        process, worker = self.started(word, 1)
        process.kill()
        process.communicate()
        assert ends_within(worker, 15)

    def test_an_interrupt_is_heard_at_once_and_by_us_alone(self) -> None:
        process, worker = self.started("hang", 60)
        time.sleep(0.3)
        os.killpg(process.pid, signal.SIGINT)
        _, said = process.communicate(timeout=20)
        assert process.returncode in {-signal.SIGINT, 130}
        assert said.count("KeyboardInterrupt") == 1
        assert ends_within(worker, 5)


# --- messages and descriptions --------------------------------------------------------------------


class TestFrames:
    @given(st.lists(st.binary(max_size=200), max_size=5), st.integers(1, 300))
    def test_messages_arrive_whole_however_they_are_cut(
        self, messages: list[bytes], size: int
    ) -> None:
        ours, theirs = socket.socketpair()
        with ours, theirs:
            data = b"".join(len(m).to_bytes(4, "big") + m for m in messages)
            for start in range(0, len(data), size):
                ours.sendall(data[start : start + size])
            frames = Frames(theirs)
            assert [frames.receive(200, 1) for _ in messages] == messages
            assert frames.is_quiet

    def test_what_does_not_end(self) -> None:
        ours, theirs = socket.socketpair()
        with ours, theirs:
            frames = Frames(theirs)
            ours.sendall(b"\0\0\0\2a")
            with pytest.raises(TimeoutError):
                frames.receive(9, 0.05)
            ours.sendall(b"b\0\0\1\0")
            assert frames.receive(9, 1) == b"ab"
            with pytest.raises(TooLargeError):
                frames.receive(9, 1)

    def test_nobody_is_there(self) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            ours.close()
            with pytest.raises(EOFError):
                Frames(theirs).receive(9, 1)


needles = st.binary(min_size=1, max_size=4)


class TestDescriptions:
    @given(
        st.builds(
            Described,
            st.text(min_size=1),
            st.text(),
            st.tuples(st.text()),
            st.tuples(st.text()),
            st.tuples(),
            st.fixed_dictionaries(
                {
                    "literals": st.none() | st.frozensets(needles),
                    "triggers": st.none() | st.frozensets(needles),
                    "needles": st.none() | st.dictionaries(needles, st.integers(0, 9)),
                    "digits": st.none() | st.integers(0, 99),
                    "also": st.none() | st.dictionaries(needles, needles),
                }
            ),
        )
    )
    def test_come_back_as_they_were(self, one: Described) -> None:
        assert Described.from_json(json.loads(json.dumps(one.to_json()))) == one

    def test_of_what_says_little(self) -> None:
        one = described(Hostile())
        assert (one.label, one.name, one.labels) == ("toy", "hostile", ("toy",))
        assert set(one.announcing.values()) == {None}


def test_an_answer_has_the_hits_and_what_went_wrong() -> None:
    hits, wrong = _answer(Hostile(), view_of("late"), 9)
    assert (hits, wrong) == ([[0, 5, 1.0, "", "", "", ""]], ["exception", "ValueError"])
