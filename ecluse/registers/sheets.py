"""Fact sheets: what experts vouch for, and which technical claims of a draft stand in them.

A draft that somebody vouches for names the sheets that it rests on (``attested``). A sheet counts when
it has not expired and its author may rely on it: one of the sheet's domains is theirs, or their role
speaks for the whole organisation. It *holds* a claim when every figure and date of the claim's
sentence stands in it, with its unit, in lines that share a content word with that sentence; a claim
without any needs two content words, and half of them.

Kept are keyed digests of figures and of word beginnings, line by line. Claims are found by
:mod:`ecluse.classifiers.claims`, whether there is a sheet or not; a sheet only satisfies conditions
that rules declare.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from ecluse.model import Fact, Finding, Hit, Message, Person, Situation
from ecluse.registers.analysis import Analysed
from ecluse.registers.keyed import Keyed
from ecluse.registers.model import Entry, Sheet
from ecluse.registers.part import Advice, Changes
from ecluse.registers.records import about, canonical, read_json, record_of
from ecluse.registers.store import Store
from ecluse.text.patterns import compile_pattern
from ecluse.text.views import view_of

__all__ = ["SPEAKING_FOR_ALL", "Sheets"]

SPEAKING_FOR_ALL = frozenset({"spokesperson", "porte-parole", "animateur"})
"""Roles that may rely on any sheet, whatever its domains."""

_PART = "sheets"
_CLAIM = "technical-claim"
_STEM = 5
"""A content word is known by its first letters: *réparer*, *réparation*."""
_SHORTEST = 4
_FIGURE = r"\d{1,3}(?: \d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)*"
_ENDS = ".!?;"

_UNITS = {
    word: unit
    for unit, named in {
        b"min": b"min mn minute minutes",
        b"s": b"s sec seconde secondes second seconds",
        b"h": b"h heure heures hour hours",
        b"d": b"j jour jours day days",
        b"w": b"semaine semaines week weeks",
        b"m": b"mois month months",
        b"y": b"an ans annee annees year years",
        b"gbit": b"gbit gbits gbps",
        b"mbit": b"mbit mbits mbps",
        b"km": b"km kilometre kilometres kilometer kilometers",
        b"kwh": b"kwh",
        b"percent": b"percent pourcent",
    }.items()
    for word in named.split()
}
_NUMERALS = {
    word: str(number).encode()
    for number, named in {
        2: b"deux two", 3: b"trois three", 4: b"quatre four", 5: b"cinq five", 6: b"six", 7: b"sept seven",
        8: b"huit eight", 9: b"neuf nine", 10: b"dix ten", 12: b"douze twelve", 15: b"quinze fifteen",
        20: b"vingt twenty", 30: b"trente thirty", 40: b"quarante forty", 50: b"cinquante fifty", 100: b"cent hundred",
    }.items()
    for word in named.split()
}  # fmt: skip
_TIMES = {
    word: named.split()[0]
    for named in (
        b"lundi monday", b"mardi tuesday", b"mercredi wednesday", b"jeudi thursday", b"vendredi friday",
        b"samedi saturday", b"dimanche sunday", b"janvier january", b"fevrier february", b"mars march",
        b"avril april", b"mai may", b"juin june", b"juillet july", b"aout august", b"septembre september",
        b"octobre october", b"novembre november", b"decembre december", b"demain tomorrow", b"ete summer",
        b"hiver winter", b"printemps spring", b"automne autumn fall", b"noel christmas", b"prochain prochaine next",
        b"jamais never", b"aucun aucune no", b"zero", b"toujours always",
    )
    for word in named.split()
}  # fmt: skip
_EMPTY = frozenset(
    word[:_STEM]
    for word in (
        b"avec sans pour dans sous vers chez cette votre vous nous elle elles sont sera seront serez etre avoir aura "
        b"aurez avez ainsi alors apres avant aussi bien comme dont donc encore entre etait fait leur leurs mais meme "
        b"moins notre plus quand quel quelle rien tout tous toute toutes tres deja depuis cela ceci celui "
        b"garantis garantit garantie promis promets promesse parfaitement totalement absolument entierement "
        b"completement risque danger that this with your from have will they their them then than what when where "
        b"which while been were just very much more most some such only over into about after before there here "
        b"guarantee guaranteed promise perfectly totally absolutely completely entirely risk"
    ).split()
)


class _Said(NamedTuple):
    """What one line or sentence says, by digest: figures and dates, and content words."""

    figures: frozenset[int]
    words: frozenset[int]


class Sheets:
    """The fact sheets of a register."""

    labels: tuple[str, ...] = ()
    """None: a claim is no entry of a register, so no entry's life may cover it."""

    def __init__(self, store: Store) -> None:
        self._keyed = store.keyed
        self._kept: dict[str, dict[str, Any]] = read_json(store.read(_PART) or b"{}", _PART)
        self._sheets = {id: _sheet(id, record) for id, record in self._kept.items()}
        self._lines = {
            id: [_Said(frozenset(figures), frozenset(words)) for figures, words in record["lines"]]
            for id, record in self._kept.items()
        }

    @property
    def attests(self) -> bool:
        """Whether there is a sheet: then a draft's own word attests nothing."""
        return bool(self._sheets)

    def entries(self) -> Sequence[Entry]:
        """The sheets, without their texts."""
        return [self._sheets[id] for id in sorted(self._sheets)]

    def look(self, text: Analysed) -> Iterable[Hit]:
        """Nothing: what a sheet says may be said."""
        del text
        return ()

    def facts(self, situation: Situation) -> Iterator[Fact]:
        """An attestation by each sheet that holds every claim, and each claim that one holds."""
        draft = situation.draft
        if not draft.trusted:
            return
        sheets = [id for id in dict.fromkeys(draft.attested) if self._counts(id, situation)]
        if not sheets:
            return
        claims = [finding for finding in situation.findings if finding.label == _CLAIM]
        said = {claim: self._said_by(claim, situation) for claim in claims}
        for id in sheets:
            if all(self._holds(id, each) for each in said.values()):
                yield Fact("attestation", {"sheet": id})
        for claim, each in said.items():
            if any(self._holds(id, each) for id in sheets):
                yield Fact("public_record", {"label": claim.label}, claim)

    def adding(self, entries: Sequence[Entry]) -> Changes:
        """The changes that add these sheets."""
        added = {entry.id: self._record(entry) for entry in entries if isinstance(entry, Sheet)}
        return _changes({**self._kept, **added})

    def removing(self, ids: frozenset[str]) -> Changes:
        """The changes that remove these sheets."""
        return _changes({id: kept for id, kept in self._kept.items() if id not in ids})

    def lint(self) -> Iterator[Advice]:
        """Sheets that say nothing, that nobody answers for, or that never expire."""
        for id, sheet in sorted(self._sheets.items()):
            if not any(line.words for line in self._lines[id]):
                yield Advice(id, True, _SAYS_NOTHING, _SAY_IT)
            if not sheet.domains:
                yield Advice(id, False, _NO_DOMAIN, _GIVE_DOMAINS)
            if sheet.life.until is None:
                yield Advice(id, False, _ENDLESS, _GIVE_AN_END)

    # --- steps ------------------------------------------------------------------------------------

    def _counts(self, id: str, situation: Situation) -> bool:
        sheet = self._sheets.get(id)
        if sheet is None or not sheet.life.in_force(situation.moment, situation.releases):
            return False
        return _may_rely(situation.author, sheet)

    def _said_by(self, claim: Finding, situation: Situation) -> _Said:
        text = situation.draft.part(claim.field)
        return _said(_sentence(text, *claim.span), self._keyed)

    def _holds(self, id: str, claim: _Said) -> bool:
        """Whether the sheet says what the claim's sentence says."""
        alike = [line for line in self._lines[id] if line.words & claim.words]
        if claim.figures:
            return claim.figures <= frozenset().union(*(line.figures for line in alike))
        return any(_is_said(claim.words, line.words) for line in alike)

    def _record(self, sheet: Sheet) -> dict[str, Any]:
        lines = {_said(line, self._keyed) for line in _lines(sheet.text)}
        kept = sorted([sorted(line.figures), sorted(line.words)] for line in lines)
        return {**record_of(sheet), "domains": sorted(sheet.domains), "lines": kept}


_SAYS_NOTHING = Message("cette fiche ne dit rien", "this sheet says nothing")
_SAY_IT = Message("écrivez une phrase par affirmation", "write one sentence for each claim")
_NO_DOMAIN = Message(
    "cette fiche n'a pas de domaine : toute personne connue peut s'y fier",
    "this sheet has no domain: everybody whom the policy knows may rely on it",
)
_GIVE_DOMAINS = Message("donnez `domains`", "give `domains`")
_ENDLESS = Message("cette fiche n'expire jamais", "this sheet never expires")
_GIVE_AN_END = Message(
    "donnez `until` : ce qui est vrai d'un produit ne le reste pas",
    "give `until`: what is true of a product does not stay so",
)


def _may_rely(author: Person, sheet: Sheet) -> bool:
    if author.roles & SPEAKING_FOR_ALL:
        return True
    if not sheet.domains:
        return bool(author.id)
    return not {one.casefold() for one in author.domains}.isdisjoint(
        map(str.casefold, sheet.domains)
    )


def _is_said(claim: frozenset[int], line: frozenset[int]) -> bool:
    shared = len(claim & line)
    return shared >= 2 and 2 * shared >= len(claim)


def _sentence(text: str, start: int, end: int) -> str:
    """The sentence around a place; a point between figures ends none."""
    opens = max((at + 1 for at in _stops(text, 0, start)), default=0)
    return text[opens : min(_stops(text, end, len(text)), default=len(text))]


def _lines(text: str) -> Iterator[str]:
    opens = 0
    for stop in (*_stops(text, 0, len(text)), len(text)):
        if text[opens:stop].strip():
            yield text[opens:stop]
        opens = stop + 1


def _stops(text: str, start: int, end: int) -> Iterator[int]:
    for at in range(start, end):
        if text[at] == "\n" or (text[at] in _ENDS and not text[at + 1 : at + 2].isalnum()):
            yield at


def _said(text: str, keyed: Keyed) -> _Said:
    """Digests of what one sentence says; a figure with a unit stands with it only."""
    view = view_of(text)
    data = view.folded.data
    figures: set[bytes] = set()
    for match in compile_pattern(_FIGURE).finditer(data):
        figures.update(_with_unit(_figure(match[0]), data[match.end() :]))
    analysed = [word.data for word in Analysed(view).words]
    for word, after in zip(analysed, [*analysed[1:], b""], strict=False):
        if word in _NUMERALS:
            figures.update(_with_unit(_NUMERALS[word], after))
    figures |= {b"@" + _TIMES[word] for word in analysed if word in _TIMES}
    words = {word[:_STEM] for word in analysed if _is_content(word)}
    digests = (frozenset(keyed.word(b"sheet " + one) for one in each) for each in (figures, words))
    return _Said(*digests)


def _figure(written: bytes) -> bytes:
    plain = written.replace(b" ", b"").replace(b",", b".")
    return plain.rstrip(b"0").rstrip(b".") if b"." in plain else plain


def _with_unit(figure: bytes, after: bytes) -> set[bytes]:
    following = after.lstrip(b" -")[:24]
    if following.startswith(b"%"):
        return {figure + b" percent"}
    word = following.split(b" ")[0].split(b"/")[0].rstrip(b".,;:!?)")
    unit = _UNITS.get(word)
    return {figure + b" " + unit} if unit else {figure}


def _is_content(word: bytes) -> bool:
    if len(word) < _SHORTEST or word[:1].isdigit() or word in _NUMERALS or word in _TIMES:
        return False
    return word not in _UNITS and word[:_STEM] not in _EMPTY


def _sheet(id: str, record: Mapping[str, Any]) -> Sheet:
    return Sheet(id, "", tuple(record["domains"]), **about(record))


def _changes(kept: Mapping[str, Any]) -> Changes:
    return {_PART: canonical(kept) if kept else None}
