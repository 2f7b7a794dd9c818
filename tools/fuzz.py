"""Feed one part of écluse whatever hypothesis can think of, for minutes, outside the test suite.

    python tools/fuzz.py TARGET --minutes 10 [--seed 1]

What must hold, for every input: a result or one of the typed errors, nothing else; and every place that
a result names lies inside the text that it was given. Targets: the keys of ``TARGETS``.

Printed: how many inputs were tried, the seed that tries the same ones again, and, when one broke the
law, the smallest such input that was found with its traceback. Exit code 1 then.
"""

from __future__ import annotations

import argparse
import base64
import json
import sys
import time
import traceback
import urllib.parse
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.pathological import GENERATORS  # noqa: E402 - the repository is put on the path first

Strategy = st.SearchStrategy[Any]
Law = Callable[[Any], None]

ROUND = 2_000
"""Inputs before hypothesis begins anew, with the next seed."""
SLOW = 5.0
"""CPU seconds that no input, all being short, may take."""


class Target(NamedTuple):
    """What is fed, and with what: ``law`` gives the function that raises when the law is broken."""

    inputs: Callable[[], Strategy]
    law: Callable[[], Law]


# --- inputs ---------------------------------------------------------------------------------------

WORDS = (
    "confidentiel",
    "Projet Goéland",
    "mot de passe : ",
    "interne",
    "0612345678",
    "FR7630006000011234567890189",
    "jean point dupont arobase exemple point fr",
    "zéro six douze",
    "https://exemple.fr/a?b=%41#c",
    "<!-- ",
    " -->",
    "<a href='",
    "<span hidden>",
    "![alt](lien 'titre')",
    "| a | b |\n|---|---|\n",
    "&eacute;",
    "&#x41;",
    "\\u0041",
    "\\ud83d\\ude00",
    "=C3=A9",
    "\u202e",
    "\u2066",
    "\u200b",
    "\u0301",
    "\ufe0f",
    "\U000e0041",
    "👩\u200d👧",
    "\U0001f1eb\U0001f1f7",
    "\ud800",
    "\0",
    "\n",
    "---\n",
    "```",
    "𝓫𝓸𝓷",
    "сonfidentiel",
    "H4sIAAAAAAAA",
)


def _base64(text: str) -> str:
    return base64.b64encode(text.encode("utf-8", "surrogatepass")).decode()


def _commented(text: str) -> str:
    return f"<!--{text}-->"


def _percent(text: str) -> str:
    return urllib.parse.quote(text.encode("utf-8", "surrogatepass"))


WRAPPINGS: tuple[Callable[[str], str], ...] = (
    _base64,
    _commented,
    _percent,
    json.dumps,
    ascii,
    " ".join,
    "\u200b".join,
    ".".join,
    "\n".join,
    lambda text: text[::-1],
    lambda text: text.encode("utf-8", "surrogatepass").hex(),
    lambda text: text.encode("utf-16-le", "surrogatepass").decode("latin-1"),
    lambda text: f"\u202e{text}\u202c",
    lambda text: "".join(chr(0xE0000 + ord(c) % 128) for c in text),
    lambda text: f"<b title='{text}'>{text}</b>",
    lambda text: f"[{text}]({text})",
)


@cache
def texts() -> st.SearchStrategy[str]:
    """Any string at all, surrogates too, and what scanners meet: wrapped, nested, repeated."""
    any_character = st.characters(codec=None, exclude_categories=())
    pathological = st.builds(
        lambda name, length: GENERATORS[name](length),
        st.sampled_from(sorted(GENERATORS)),
        st.integers(0, 300),
    )
    pieces = st.one_of(
        st.text(any_character, max_size=20),
        st.sampled_from(WORDS),
        pathological,
        st.text(max_size=9),
    )
    joined = st.lists(pieces, max_size=5).map("".join)
    wrapped = st.builds(lambda wrap, text: wrap(text), st.sampled_from(WRAPPINGS), joined)
    twice = st.builds(lambda wrap, text: wrap(text), st.sampled_from(WRAPPINGS), wrapped)
    several = st.lists(joined | wrapped | twice, max_size=3).map(" ".join)
    return st.one_of(joined, wrapped, twice, several)


POLICY = """version: 1
company: Lunaire
language: fr
timezone: Europe/Paris
default_tier: public
audiences:
  management: {tier: private}
  partners: {tier: extended, nda_until: "2028-12-31T23:59"}
  everyone: {tier: public}
channels:
  x: {audience: everyone, kind: x, strict: true}
  salon: {audience: everyone, kind: live, opens: "2027-02-03T09:00", closes: "2027-02-06T18:00"}
people:
  a.b: {name: A B, roles: [expert], domains: [batteries]}
labels:
  code-name:
    terms:
      - {term: Goéland, name: goeland, unless: [oiseau], near: [projet], near_tokens: 5}
      - Vif-Argent
    patterns: ['\\bremise .{0,30}\\d', {pattern: '[a-z]+@x', view: source}]
registers:
  public_record:
    - {value: "01 99 00 12 34", label: phone, source: exemple.fr}
  releases:
    - {id: launch, at: "2027-03-09T10:00"}
rules:
  - id: code-name
    when_all:
      - finding: {label: code-name, confidence: {at_least: 0.5}}
        as: one
      - finding: {label: code-name, name: {not_same_as: one.name}}
        near: {of: one, tokens: 6}
    when_any:
      - audience: {tier: public}
    none:
      - release: {id: launch}
    count:
      - finding: {label: code-name}
        distinct: name
        at_least: 2
        within: {of: author, window: 14d}
    tier: private
    verdict: block
    because: {fr: Non., en: No.}
    fix: {fr: Autre., en: Other.}
    override: approve
    obligations: [{notify: legal}]
    derives: {name: talk, values: {about: one.name}}
    examples: {caught: [{text: Goéland, now: "2026-12-01T09:00"}], clear: [Rien]}
waivers:
  - {id: W, rule: code-name, owner: a.b, because: x, until: "2027-12-31", scope: {channel: x}}
review:
  contacts: {legal: poste 12}
tests:
  - {text: Rien, channel: x, now: "2026-11-24T10:00", expect: allow}
"""
KEYS = tuple(dict.fromkeys(word.strip("{[- ").split(" ")[-1] for word in POLICY.split(":")))
SCALARS = ("", "no", "1.10", "22:30", "2027-13-99", "0x1f", "~", "&a", "*a", "<<", "!!binary", "|", ">",
           "'", '"', "\u2028", "\ufeff", "\t", "[", "]", "{", "}", ",", "? ", "- ", ": ", "#", "%", "@", "`",
           "99999999999999999999", "1e999", ".nan", "(a+)+$", "(?=x)", "\\1", "[\\d", "é{1,9999}")  # fmt: skip


@cache
def policies() -> st.SearchStrategy[str]:
    """A policy with a few edits, policies made of its keys, and what is no policy at all."""
    scalars = st.one_of(st.sampled_from(SCALARS), st.sampled_from(KEYS), st.text(max_size=8))
    lines = POLICY.splitlines(keepends=True)
    others = st.sampled_from([line.partition(":")[2].strip() for line in lines])
    edits = st.lists(
        st.tuples(
            st.integers(0, len(lines) - 1), st.integers(0, 3), st.integers(0, 80), scalars | others
        ),
        min_size=1,
        max_size=3,
    )
    values = st.recursive(
        st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), scalars),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(scalars, inner, max_size=3),
        max_leaves=12,
    )
    made = st.dictionaries(st.sampled_from(KEYS), values, max_size=6).map(_dumped)
    soup = st.lists(scalars | st.sampled_from(("\n", "\n  ", " ", ": "))).map("".join)
    edited = edits.map(lambda chosen: _edited(lines, chosen))
    return st.one_of(
        edited, edited, edited, made.map("version: 1\n".__add__), (soup | texts()).map(str)
    )


def _dumped(value: dict[str, Any]) -> str:
    return yaml.safe_dump(value, allow_unicode=True, sort_keys=False)


def _edited(lines: Sequence[str], edits: Sequence[tuple[int, int, int, str]]) -> str:
    """Lines with something put in, something written over, left out, or said twice."""
    changed = list(lines)
    for line, how, column, scalar in edits:
        text = changed[line]
        at = min(column, len(text))
        changed[line] = (
            text[:at] + scalar + text[at:],
            text.partition(":")[0] + ": " + scalar + "\n",
            "",
            text + text,
        )[how]
    return "".join(changed)


@cache
def rows() -> st.SearchStrategy[bytes]:
    """Lines of JSON, whole, cut, and spoilt."""
    from ecluse.read.row import KEYS as KNOWN

    short = st.text(max_size=8) | st.sampled_from(WORDS)
    values = st.recursive(
        st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), short),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(short, inner, max_size=3),
        max_leaves=5,
    )
    names = st.sampled_from(sorted(KNOWN)) | st.text(max_size=6)
    objects = st.dictionaries(names, values, max_size=6).map(json.dumps).map(str.encode)
    proper = st.builds(lambda text: json.dumps({"text": text}).encode(), texts())
    spoilt = st.builds(
        lambda data, at, bad: data[:at] + bad + data[at:],
        objects,
        st.integers(0, 200),
        st.binary(max_size=4)
        | st.sampled_from([b"\xff\xfe", b"\xef\xbb\xbf", b"\n", b'"', b"\\ud8"]),
    )
    line = st.one_of(objects, proper, spoilt, st.binary(max_size=30))
    ends = st.sampled_from([b"\n", b"\r\n", b"\n\n", b"", b"\r", b"\n\xef\xbb\xbf"])
    return st.lists(st.tuples(line, ends).map(b"".join), max_size=5).map(b"".join)


@cache
def drafts() -> Strategy:
    """Drafts with every field that holds text."""
    from ecluse import Draft

    short = st.one_of(st.text(max_size=8), st.sampled_from(WORDS))
    many = st.just(()) | st.lists(short, max_size=2).map(tuple)
    return st.builds(
        Draft,
        texts(),
        title=st.just("") | short,
        alt=many,
        caption=many,
        file_name=many,
        link=many,
        hashtag=many,
        attachment=many,
        images=st.integers(0, 3),
        reply_to=st.just("") | short,
        channel=st.sampled_from(["", "x", "youtube", "intranet", "nowhere"]),
    )


# --- laws -----------------------------------------------------------------------------------------


def _loader() -> Law:
    """A policy or a PolicyError whose problems stand inside; what is valid decides."""
    from ecluse import Draft, Gate
    from ecluse.gate import GateError
    from ecluse.policy.load import loads
    from ecluse.policy.problems import PolicyError

    def law(text: str) -> None:
        try:
            gate = Gate(loads(text))
        except PolicyError as error:
            _placed(error.problems, str(error), text)
        except GateError as error:
            _placed((), str(error), text)
        else:
            gate.check(Draft("Le projet Goéland, remise 3", channel="x"))

    return law


def _placed(problems: Sequence[Any], message: str, text: str) -> None:
    assert message, "an error that says nothing"
    for problem in problems:
        assert 0 <= problem.line <= len(text) + 1, f"line {problem.line}"
        assert problem.column >= 1, f"column {problem.column}"


def _inside(mapped: Any, source: str) -> None:
    """Every place of a mapped text comes home inside its source."""
    text = mapped.text
    assert isinstance(text, str), "not a text"
    for start, end in _ranges(len(text)):
        home = mapped.home(start, end)
        assert 0 <= home[0] <= home[1] <= len(source), f"{start}-{end} comes home to {home}"


def _ranges(length: int) -> Iterator[tuple[int, int]]:
    yield 0, length
    for at in range(0, length, max(1, length // 50)):
        yield at, at + 1
        yield at, min(length, at + 7)


def _canonical() -> Law:
    module = import_module("ecluse.text.canonical")

    def law(text: str) -> None:
        assert isinstance(module.canonical(text), str), "the canonical text is no text"
        for mapped in (module.shown(text), *module.hidden(text)):
            if mapped is not None:
                _inside(mapped, text)

    return law


def _markup() -> Law:
    module = import_module("ecluse.text.markup")

    def law(text: str) -> None:
        for mapped in (module.rendered(text), *module.hidden(text)):
            if mapped is not None:
                _inside(mapped, text)

    return law


def _decode() -> Law:
    module = import_module("ecluse.text.decode")

    def law(text: str) -> None:
        for mapped in module.decoded(text):
            _inside(mapped, text)
        for start, end in module.opaque(text):
            assert 0 <= start < end <= len(text), f"an opaque run at {start}-{end}"

    return law


def _letters() -> Law:
    """Letters set apart, stretched, taken for others; identifiers typed out; mirror writing."""
    from ecluse.text.leet import leet
    from ecluse.text.letters import acrostics, joined, unstretched
    from ecluse.text.spelled import spelled
    from ecluse.text.twisted import twisted

    def law(text: str) -> None:
        several = (acrostics, unstretched, leet, twisted)
        made = [joined(text), spelled(text)]
        for mapped in (*made, *(one for reading in several for one in reading(text))):
            if mapped is not None:
                _inside(mapped, text)

    return law


def _views() -> Law:
    """Every view of two parts: each place of it, and of its folded text, lies in one of them."""
    from ecluse.model import Part
    from ecluse.text.views import views

    def law(text: str) -> None:
        parts = {"text": text, "title": text[::2]}
        for view in views([Part(*part) for part in parts.items()]):
            for start, end in _ranges(len(view.text)):
                for place in view.places(start, end):
                    span, length = place.span, len(parts[place.field])
                    assert 0 <= span.start <= span.end <= length, f"{view.name}: {start}-{end}"
            data = view.folded.data
            for start, end in _ranges(len(data)):
                if end > start:
                    span = view.folded.span(start, end)
                    assert 0 <= span.start <= span.end <= len(view.text), f"folded {start}-{end}"

    return law


def _jsonl() -> Law:
    from ecluse.model import DraftError
    from ecluse.read import Format, Record, records

    def law(data: bytes) -> None:
        for one in records(data, format=Format.JSONL):
            assert isinstance(one, Record | DraftError), f"a {type(one).__name__}"
            if isinstance(one, DraftError):
                assert 0 <= one.line <= data.count(b"\n") + data.count(b"\r") + 1, (
                    f"line {one.line}"
                )
                assert str(one), "an error that says nothing"
            else:
                assert one.drafts, "a record without draft"
                for draft in one.drafts:
                    draft.parts()

    return law


def _reader() -> Law:
    from ecluse.model import DraftError
    from ecluse.read import Format, Record, records

    def law(data: bytes) -> None:
        for format in (None, *Format):
            for one in records(data, format=format):
                assert isinstance(one, Record | DraftError), f"a {type(one).__name__}"

    return law


def _gate() -> Law:
    from ecluse import Gate
    from ecluse.model import DraftError, Verdict

    gate = Gate(ROOT / "policies.yaml", key=b"a key for fuzzing, of 32 bytes..")

    def law(draft: Any) -> None:
        try:
            decision = gate.check(draft)
        except DraftError:
            return
        assert decision.verdict in Verdict, "no verdict"
        for finding in gate.findings(draft):
            start, end = finding.span
            length = len(draft.part(finding.field))
            assert 0 <= start < end <= length, f"{finding.view}/{finding.label} at {start}-{end}"

    return law


TARGETS = {
    "loader": Target(policies, _loader),
    "jsonl": Target(rows, _jsonl),
    "reader": Target(rows, _reader),
    "canonical": Target(texts, _canonical),
    "markup": Target(texts, _markup),
    "decode": Target(texts, _decode),
    "letters": Target(texts, _letters),
    "views": Target(texts, _views),
    "gate": Target(drafts, _gate),
}


# --- running --------------------------------------------------------------------------------------


class Tally:
    """How many inputs were tried, and the last one."""

    def __init__(self) -> None:
        self.tried = 0
        self.last: object = None
        self.is_broken = False


class TimeIsUpError(Exception):
    """The minutes are over: no failure."""


def one_round(target: Target, law: Law, number: int, tally: Tally, until: float) -> None:
    """Try :data:`ROUND` inputs; whatever the law raises is shrunk and raised again."""
    shrinking = False

    @seed(number)
    @settings(
        max_examples=ROUND,
        deadline=None,
        database=None,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate, Phase.target, Phase.shrink],
    )
    @given(target.inputs())
    def attempt(value: object) -> None:
        nonlocal shrinking
        if not shrinking and time.monotonic() > until:
            raise TimeIsUpError
        tally.tried += 1
        tally.last = value
        start = time.process_time()
        try:
            law(value)
            spent = time.process_time() - start
            assert spent < SLOW, f"{spent:.1f} s for one input"
        except BaseException:
            shrinking = tally.is_broken = True
            raise

    attempt()


def fuzz(name: str, minutes: float, first: int) -> int:
    """Run rounds until the time is over or the law is broken; the exit code."""
    target, tally = TARGETS[name], Tally()
    law = target.law()
    started = time.monotonic()
    until = started + 60 * minutes
    number = first
    try:
        while time.monotonic() < until:
            one_round(target, law, number, tally, until)
            number += 1
    except Exception:  # noqa: BLE001 - whatever breaks the law is what is looked for
        if not tally.is_broken:  # the time was up; hypothesis may call that inconsistent
            return _held(name, tally, started, first, number)
        traceback.print_exc()
        print(f"\n{name}: BROKEN after {tally.tried} inputs, by (smallest found)\n{tally.last!r}")
        print(f"again: python tools/fuzz.py {name} --seed {number}")
        return 1
    return _held(name, tally, started, first, number)


def _held(name: str, tally: Tally, started: float, first: int, last: int) -> int:
    spent = time.monotonic() - started
    print(f"{name}: {tally.tried} inputs in {spent:.0f} s, seeds {first} to {last}: the law holds")
    return 0


def main() -> int:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("target", choices=[*TARGETS])
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=1, help="of the first round")
    args = parser.parse_args()
    try:
        return fuzz(args.target, args.minutes, args.seed)
    except ModuleNotFoundError as error:
        print(f"{args.target}: {error}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
