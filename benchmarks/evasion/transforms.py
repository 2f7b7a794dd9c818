"""What a transform is: a seed in, drafts out in which the span is hidden, and where it went.

A transform is a pure function of the seed and of a chance drawn from both names, so a mutant is the
same each time. ``None``: the transform does not apply (it changes nothing, or would destroy what the
span says: a token in capitals is another token).
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from benchmarks.evasion.seeds import KINDS, Seed
from ecluse import Draft

WORDS = ("mark", "code-name", "term", "statement")
"""Kinds in words, which a reader recognises with letters changed."""
NAMES = ("mark", "code-name", "term")
"""Kinds of one to five words."""
NUMBERS = ("identifier",)
EXACT = ("identifier", "secret")
"""Kinds in which each character counts."""
ALL = KINDS

CHANNEL = "site"


class Home(NamedTuple):
    """Where the span went: which draft, which field, and the range in that field's text."""

    draft: int
    field: str
    start: int
    end: int


class Mutant(NamedTuple):
    """Drafts in order of publication, each the history of the next, and the homes of the span."""

    drafts: tuple[Draft, ...]
    homes: tuple[Home, ...]

    @property
    def text(self) -> str:
        """Everything that a reader of all the drafts could see, a line for each part."""
        return "\n".join(part.text for draft in self.drafts for part in draft.parts())


Make = Callable[[Seed, random.Random], Mutant | None]
OnSpan = Callable[[str, random.Random], str | None]


@dataclass(frozen=True, slots=True)
class Transform:
    """One way of hiding; ``family`` is what a split keeps together."""

    family: str
    name: str
    kinds: tuple[str, ...]
    make: Make

    def __call__(self, seed: Seed) -> Mutant | None:
        """The mutant of a seed, or ``None`` when the transform does not apply to it."""
        if seed.kind not in self.kinds and seed.kind != "harmless":
            return None
        mutant = self.make(seed, random.Random(f"{self.family}/{self.name}/{seed.id}"))
        if mutant is None or mutant.drafts == (draft(seed, seed.text),):
            return None
        return mutant


# --- ways to write one ----------------------------------------------------------------------------


def draft(seed: Seed, text: str, **parts: object) -> Draft:
    """A draft of the benchmark's channel in the language of its seed."""
    return Draft(text, channel=CHANNEL, lang=seed.lang, author="a", **parts)  # type: ignore[arg-type]


def whole(seed: Seed, text: str, **parts: object) -> Mutant:
    """One draft in which the span is anywhere: every part is its home."""
    made = draft(seed, text, **parts)
    homes = (Home(0, part.field, 0, len(part.text)) for part in made.parts())
    return Mutant((made,), tuple(homes))


def replaced(seed: Seed, span: str, **parts: object) -> Mutant:
    """The post with another text in the place of the span."""
    start = len(seed.before)
    made = draft(seed, seed.before + span + seed.after, **parts)
    return Mutant((made,), (Home(0, "text", start, start + len(span)),))


def on_span(function: OnSpan) -> Make:
    """A transform of the span alone; what stands around it stays."""

    def make(seed: Seed, chance: random.Random) -> Mutant | None:
        span = function(seed.secret, chance)
        return None if not span or span == seed.secret else replaced(seed, span)

    return make


def on_text(function: Callable[[str, random.Random], str | None]) -> Make:
    """A transform of the whole post."""

    def make(seed: Seed, chance: random.Random) -> Mutant | None:
        text = function(seed.text, chance)
        return None if not text or text == seed.text else whole(seed, text)

    return make


def family(
    name: str, kinds: Sequence[str], spans: Mapping[str, OnSpan] | None = None, **makes: Make
) -> tuple[Transform, ...]:
    """The transforms of one family: those of the span by name, then those of whole posts."""
    ways = {key: on_span(function) for key, function in (spans or {}).items()}
    return tuple(Transform(name, key, tuple(kinds), make) for key, make in (ways | makes).items())


def only(
    transforms: Sequence[Transform], names: str, kinds: Sequence[str]
) -> tuple[Transform, ...]:
    """The same transforms, those named (by spaces) for fewer kinds."""
    few = set(names.split())
    assert few <= {one.name for one in transforms}, names
    return tuple(
        Transform(one.family, one.name, tuple(kinds), one.make) if one.name in few else one
        for one in transforms
    )


# --- pieces ---------------------------------------------------------------------------------------

_WORD = re.compile(r"\w+")


def between(sign: str) -> OnSpan:
    """A sign between every two characters; spaces between words are kept, three wide when it has one."""
    gap = "   " if " " in sign else " "
    return lambda span, _: gap.join(sign.join(word) for word in span.split())


def among(signs: Sequence[str]) -> OnSpan:
    """One of several signs between every two characters of a word."""

    def make(span: str, chance: random.Random) -> str:
        return " ".join(
            "".join(c + chance.choice(signs) for c in word[:-1]) + word[-1:]
            for word in span.split(" ")
        )

    return make


def mapped(table: Mapping[str, str]) -> OnSpan:
    """Each character by a table; what it does not have stays."""
    return lambda span, _: "".join(table.get(c, c) for c in span)


def some(table: Mapping[str, str], share: float) -> OnSpan:
    """A share of the characters that a table has, at least one of them."""

    def make(span: str, chance: random.Random) -> str | None:
        places = [at for at, c in enumerate(span) if c in table]
        if not places:
            return None
        chosen = set(chance.sample(places, max(1, round(share * len(places)))))
        return "".join(table[c] if at in chosen else c for at, c in enumerate(span))

    return make


def per_word(function: Callable[[str, random.Random], str], least: int = 5) -> OnSpan:
    """Each word of so many letters, every second one in a sentence."""

    def make(span: str, chance: random.Random) -> str:
        long = [m.span() for m in _WORD.finditer(span) if len(m[0]) >= least and m[0].isalpha()]
        chosen = dict(long[::2] if len(long) > 4 else long)
        made, at = [], 0
        for start, end in chosen.items():
            made += [span[at:start], function(span[start:end], chance)]
            at = end
        return "".join([*made, span[at:]])

    return make


def then(*functions: OnSpan) -> OnSpan:
    """One after the other; not applicable as soon as one is not."""

    def make(span: str, chance: random.Random) -> str | None:
        for function in functions:
            changed = function(span, chance)
            if not changed:
                return None
            span = changed
        return span

    return make


def alphabet(
    upper: int = 0, lower: int = 0, digits: int = 0, but: Mapping[str, str] | None = None
) -> dict[str, str]:
    """A styled alphabet from the code points of its A, a and 0."""
    table: dict[str, str] = {}
    for first, base, many in ((upper, "A", 26), (lower, "a", 26), (digits, "0", 10)):
        if first:
            table |= {chr(ord(base) + n): chr(first + n) for n in range(many)}
    return table | dict(but or {})


def plain(span: str) -> str:
    """Without accents: for alphabets that have none."""
    import unicodedata

    apart = unicodedata.normalize("NFD", span)
    return "".join(c for c in apart if not unicodedata.combining(c)).replace("œ", "oe")


def unaccented(function: OnSpan) -> OnSpan:
    """The same function on the span without accents."""
    return lambda span, chance: function(plain(span), chance)
