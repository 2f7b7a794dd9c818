r"""Explicit marks: *confidentiel*, *diffusion restreinte*, *internal only*, *TLP:RED*…

The words of a mark are also used to talk about confidentiality (« vos données restent
confidentielles », *the vote is confidential*), so the words alone say little. What tells a mark is
where it stands. A line is cut at strong separators (brackets, colons, spaced dashes, bars); a mark
fills its piece of the line with nothing but mark words:

=========  ==========================================================  ==========
place      example                                                     confidence
=========  ==========================================================  ==========
alone      a line that holds the mark and nothing else                 0.95
bracket    ``[CONFIDENTIEL]``, ``(internal only)``                     0.95, 0.7
edge       ``Confidentiel : …``, ``Budget - CONFIDENTIAL``             0.9, 0.7
self       « ce document est confidentiel », *keep this confidential*  0.7
heading    a first line or subject that starts with the mark           0.6
running    phrases that are hardly ever talk: *attorney work product*  0.6
=========  ==========================================================  ==========

A text in lower case gets the lower figure of two. In running text a plain word yields nothing.

One RE2 alternation finds the phrases; around each, at most :data:`AROUND` folded bytes on either
side are looked at, so time is linear in the text. TLP labels are those of FIRST, *Traffic Light
Protocol* 2.0 (2022), with WHITE of version 1.0.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import chain, product
from typing import Any, NamedTuple

from ecluse.lean import dataclass
from ecluse.model import Hit, View
from ecluse.text.words import words

__all__ = ["AROUND", "CLASSIFIER", "Marks"]

AROUND = 160
"""Folded bytes on each side of a phrase that are read as its line."""

_HEADING_WORDS = 16
"""A first line of more words is a sentence, not a heading."""


class _Phrase(NamedTuple):
    """Ways to write one mark, over the folded text.

    ``running`` is its confidence in running text: 0 for words that are also said in ordinary
    sentences. ``told``: what follows when the sentence speaks of the draft itself. ``calm`` and
    ``loud`` are the most that it may be worth in small letters and in capitals: « usage interne » is
    on bottles too, *top secret* on recipes.
    """

    name: str
    pattern: str
    running: float = 0.0
    told: str = ""
    calm: float = 1.0
    loud: float = 1.0


_NO = r"(?:ne (?:pas|surtout pas|jamais)|do not|don't|not to be|ne doit pas etre)"
_ABOUT_IT = (
    r"^ (?:ce|cet|cette|ces|this|these|it)\b(?: \w+)? ?"
    r"(?:document|message|e?-?mail|courriel|note|memo|information|info|fichier|file|presentation"
    r"|rapport|report|further|outside|externally|a l'exterieur|hors)\b"
    r"|^ (?:outside|externally|further|en dehors|hors|a l'exterieur|avant le|avant l'annonce"
    r"|before (?:the )?(?:announcement|launch|release))\b"
)
_FEWEST_SLIPPED = 5
"""Letters of a colour of which one may be missing: « re » is no red."""


def _with_slip(word: str) -> str:
    """A pattern of a word with one letter wrong: another or a sign in its place, too many, swapped, gone."""
    ways: list[str] = []
    for at, letter in enumerate(word):
        before, after = word[:at], word[at + 1 :]
        ways += [rf"{before}[^\s]{{1,3}}{after}", f"{before}{letter}{letter}{after}"]
        if after:
            ways.append(f"{before}{after[0]}{letter}{after[1:]}")
        if len(word) >= _FEWEST_SLIPPED:
            ways.append(before + after)
    return "|".join(ways)


_TLP = r"(?:tlp|tpl|ltp|ttlp|tllp|tlpp|t[^\w\s]{1,3}p|tl[^\w\s]{1,3}) ?[:=] ?"
"""The letters of a TLP label, perhaps with a slip in them: then its colour has none."""


_BEFORE = "(?:super|ultra|mega|projet|le)?"
"""What is stuck before a label."""


def _label(name: str, colours: str, *slipped: str) -> tuple[_Phrase, ...]:
    """A TLP label; as it is written, and with a slip."""
    slips = "|".join(map(_with_slip, slipped))
    return (
        _Phrase(
            name,
            rf"\b{_BEFORE}tlp ?[:=-]? ?(?:{colours})\b|\b{_BEFORE}tlp ?[:=] ?(?:{colours})[a-z0-9]{{0,6}}\b",
            0.6,
        ),
        _Phrase(
            name, rf"\btlp ?[:=-] ?(?:{slips or colours})(?:\b|$)|\b{_TLP}(?:{colours})\b", 0.6
        ),
    )


_PHRASES = (
    *_label("tlp-amber-strict", r"amber ?\+ ?strict"),
    *_label("tlp-red", "red|rouge", "red", "rouge"),
    *_label("tlp-amber", "amber|orange", "amber", "orange"),
    *_label("tlp-green", "green|vert", "green"),
    *_label("tlp-clear", "clear|white|blanc", "clear", "white"),
    _Phrase(
        "privileged",
        r"\b(?:legally )?priviled?ged (?:and|&|et|/) (?:strictly )?confidential\b"
        r"|\bconfidential (?:and|&|/) (?:legally )?priviled?ged\b"
        r"|\b(?:attorney|atty|lawyer|solicitor)(?:'s)?[-/ ]{1,3}client(?:'s)? ?[-/]? ?"
        r"(?:priviled?ged?|communications?|work ?product)"
        r"|\battorney(?:'s)? work[ -]?product\b"
        r"|\bsecret professionnel de l'avocat\b",
        0.6,
    ),
    _Phrase(
        "proprietary",
        r"\bproprietary (?:and|&) confidential\b|\bconfidential (?:and|&) proprietary\b"
        r"|\bcompany proprietary\b",
        0.6,
    ),
    _Phrase(
        "restricted",
        r"\bdiffusion (?:tres |strictement )?restreinte\b|\bdistribution (?:restreinte|restricted)\b"
        r"|\brestricted (?:distribution|circulation)\b",
        0.6,
    ),
    _Phrase(
        "restricted",
        r"\b(?:diffusion (?:tres |strictement )?|distribution )(?:limitee|controlee)\b|\beyes only\b",
        calm=0.7,
    ),
    _Phrase(
        "no-forward",
        rf"\b{_NO} (?:diffuser|diffuse|transferer|partager|transmettre|divulguer|publier"
        r"|communiquer|faire suivre|distribute|distributed|forward|forwarded|circulate"
        r"|circulated|share|shared|publish|published|disclose|disclosed|quote)\b"
        r"|\bnot for (?:public |further |external |onward )?(?:distribution|release|circulation"
        r"|publication|disclosure)\b",
        told=_ABOUT_IT,
    ),
    _Phrase(
        "secret",
        r"\b(?:tres )?secret[ -]defense\b|\bsecret des affaires\b|\bconfidentiel[ -]defense\b",
        calm=0.0,
    ),
    _Phrase("secret", r"\b(?:top|tres) secret\b", calm=0.0, loud=0.7),
    _Phrase("secret", r"\[ ?secret ?\]"),
    _Phrase(
        "internal",
        r"\b(?:for )?internal(?: use)? only\b|\bfor internal use\b|\binternal (?:document|memo)\b"
        r"|\b(?:a )?usage (?:strictement |uniquement |purement )interne\b"
        r"|\b(?:a )?usage interne (?:uniquement|seulement|exclusivement)\b"
        r"|\binternes? (?:uniquement|seulement|exclusivement)\b"
        r"|\b(?:diffusion|document|note) (?:strictement |uniquement )?internes?\b"
        r"|\[ ?(?:usage )?intern(?:e|al) ?\]|\bcompany internal\b|\bemployees only\b"
        r"|\breservee? aux (?:salaries|collaborateurs|employes)\b"
        r"|\bclassification ?: ?(?:usage )?(?:interne|internal|restreint|restricted)\b"
        r"|\bc[1-3] ?[-:/] ?(?:interne|internal|restreint|restricted)\b",
    ),
    _Phrase("internal", r"\b(?:a )?usage interne\b", calm=0.7),
    _Phrase(
        "embargo",
        r"\b(?:sous|under|strict) embargo (?:jusqu|until|till)|\bembargoed (?:until|till)\b"
        r"|\bembargo (?:jusqu|until|till)|\bembargo ?: ?\d",
        0.7,
    ),
    _Phrase("embargo", r"\b(?:sous |under |strict )?embargo(?:ed)?\b"),
    _Phrase(
        "nda",
        r"\b(?:under|sous|covered by(?: an?)?|couverte?s? par (?:un|le)|subject to(?: an?)?) "
        r"(?:strict |our |notre )?(?:nda|non-disclosure agreement|accord de confidentialite)\b",
        0.6,
    ),
    _Phrase(
        "private",
        r"\b(?:strictly|strictement) (?:private|prive|personal|personnel)\b"
        r"|\bprivate (?:and|&) confidential\b|\bpersonal (?:and|&) confidential\b"
        r"|\bprive et confidentiel\b|\bpersonnel et confidentiel\b",
    ),
    _Phrase(
        "disclaimer",
        r"\b(?:sole use of the|not the|the named|the) intended recipients?\b"
        r"|\bdestinataires? (?:prevus?|designes?|indiques?) (?:de|du|dans|par|ci)\b",
        0.7,
    ),
    _Phrase("confidential", r"\bconfidential\b|\bconfidentiel(?:le)?s?\b"),
)

_FILLER = frozenset(
    # Words that a mark is made of, beside those of the phrases themselves.
    b"a and et ou or for pour the le la les l of de du des d an un une and as only uniquement "
    b"seulement strictly strictement highly very tres company use usage document doc draft projet "
    b"brouillon memo note interne internal internes private prive privee personal personnel "
    b"confidential confidentiel confidentielle confidentiels confidentielles secret restricted "
    b"restreint restreinte restreints diffusion distribution privileged privilege priviledge "
    b"priviledged attorney atty client lawyer communication communications work product "
    b"workproduct and s proprietary nda under sous embargo ne pas diffuser partager transferer "
    b"transmettre do not share forward distribute circulate not public release publication "
    b"settlement purposes discussions information informations info top classification niveau "
    b"statut status marking mention c1 c2 c3 c4 tlp red amber strict green clear reserve a au "
    b"aux direction generale comite codir comex board management entreprise groupe client clients "
    b"travail rh finance personne personnes concernees destinataires".split()
)
_PREFIXES = rb"^[\s>]*(?:(?:re|fw|fwd|tr|subject|objet|sujet|title|titre) ?: *)+"
_SEPARATORS = rb'[:;|()\[\]{}<>*=~"/_]| --? |--+|^-+ | -$'
_BULLETS = "-*•·–—▪►✓✔✅☑➤→+"
_SPACED = bytes(32 if byte == 95 else byte for byte in range(256))
"""An underscore is no letter here: ``budget_confidentiel.xlsx``, ``__CONFIDENTIEL__``."""
_SELF = (
    rb"(?:\b(?:ce|cet|cette|ces|le present|la presente|this|these|the attached|attached|following)"
    rb" (?:\w+ ){0,2}?(?:document|message|e?-?mail|courriel|note|memo|informations?|infos?|post"
    rb"|fichier|file|presentation|rapport|report|projet|project|deck|slides?|piece jointe"
    rb"|attachment|annonce|news|chiffres?|figures?|material|plan|liste|list|compte rendu|minutes)"
    rb"(?: [\w']+){0,6}? "
    rb"|\b(?:c'est|ceci est|cela reste|ca reste|this is|it is|it's|that's|that is)"
    rb" (?:(?:encore|toujours|strictement|tres|still|strictly|very|highly|all|pour l'instant) )*"
    rb"|\bkeep (?:this|it|that|these)(?: \w+){0,2} |\b(?:gardez|garde|garder)"
    rb"(?:-le|-la| ca| ceci| cela| cette info\w*)?(?: \w+)? |\btreat (?:this|it|these)? ?as )"
    rb"(?:et |and |as |strictly |strictement )*$"
)


@cache
def _compiled(pattern: bytes) -> Any:
    import re2

    return re2.compile(pattern)


@cache
def _every_phrase() -> Any:
    """One alternation; the number of the group that matched is that of the phrase, from 1."""
    return _compiled("|".join(f"({phrase.pattern})" for phrase in _PHRASES).encode())


@dataclass(frozen=True, slots=True)
class _Line:
    """What stands before and after a phrase on its line, as far as it is looked at."""

    before: bytes
    after: bytes
    first: bool
    """It is the first line of several, or a title: a heading."""
    bulleted: bool
    written: str
    """The phrase as it is written."""
    hashtag: bool

    @property
    def left(self) -> bytes:
        """From the last strong separator to the phrase."""
        end = 0
        for match in _compiled(_SEPARATORS).finditer(self.before):
            end = match.end()
        return self.before[end:]

    @property
    def right(self) -> bytes:
        """From the phrase to the next strong separator."""
        match = _compiled(_SEPARATORS).search(self.after)
        return self.after[: match.start()] if match else self.after


def _line(view: View, start: int, end: int) -> _Line:
    data = view.folded.data
    before = data[max(0, start - AROUND) : start]
    after = data[end : end + AROUND]
    above = before.rfind(b"\n")
    line_start = start - len(before) + above + 1
    below = after.find(b"\n")
    span = view.folded.span(start, end)
    head = view.folded.span(line_start, line_start + 1).start
    whole = below < 0 and len(after) < AROUND
    opens = not data[max(0, line_start - AROUND) : line_start].strip()
    starts = above >= 0 or start <= AROUND
    return _Line(
        _compiled(_PREFIXES).sub(b"", before[above + 1 :]),
        after if below < 0 else after[:below],
        view.field == "title"
        or _is_subject(before[above + 1 :])
        or (starts and opens and not whole),
        _is_bullet(view.text[head : head + 2]) and head < span.start,
        view.text[span.start : span.end],
        before.endswith(b"#"),
    )


def _is_bullet(opening: str) -> bool:
    return opening[:1] in _BULLETS and opening[1:].isspace()


def _is_subject(before: bytes) -> bool:
    return _compiled(_PREFIXES).search(before) is not None


def _only_filler(data: bytes) -> bool:
    return all(word in _FILLER for word in words(data))


def _confidence(phrase: _Phrase, line: _Line, field: str) -> float:
    """How sure the place makes a phrase a mark; 0 for talk."""
    most = phrase.loud if line.written.isupper() else phrase.calm
    return min(most, _by_place(phrase, line, field))


_TAGGED = frozenset(
    {"confidential", "restricted", "internal", "no-forward", "privileged", "proprietary"}
)
"""Marks that are marks as a hashtag too: #TopSecret and #embargo are not."""


def _by_place(phrase: _Phrase, line: _Line, field: str) -> float:
    if line.hashtag:
        return 0.6 if phrase.name in _TAGGED or phrase.name.startswith("tlp-") else 0.0
    if field.startswith("file_name"):
        return 0.9
    if line.written.startswith("["):
        return 0.95
    left, right = _only_filler(line.left), _only_filler(line.right)
    if phrase.name != "disclaimer":
        if left and right:
            return _standing(phrase, line)
        if _is_heading(line, left=left):
            return 0.6
    return _running(phrase, line)


def _standing(phrase: _Phrase, line: _Line) -> float:
    """The phrase fills its piece of the line."""
    shouted = line.written.isupper()
    if line.bulleted and not shouted:
        return phrase.running
    if _only_filler(line.before) and _only_filler(line.after):
        return 0.95
    if line.before.rstrip().endswith(b"[") and line.after.lstrip().startswith(b"]"):
        return 0.95
    opens = line.written[:1].isupper() and not line.before.strip()
    return 0.9 if shouted or opens or line.first else 0.7


def _is_heading(line: _Line, *, left: bool) -> bool:
    """The phrase opens a heading, or a piece of one."""
    length = len(words(line.before)) + len(words(line.after))
    ended = line.after.rstrip().endswith((b".", b"!", b"?"))
    return line.first and left and not ended and length <= _HEADING_WORDS


def _running(phrase: _Phrase, line: _Line) -> float:
    told = phrase.told and _compiled(phrase.told.encode()).search(line.after)
    return 0.7 if told or _compiled(_SELF).search(line.before) else phrase.running


@dataclass(frozen=True)
class Marks:
    """The classifier of explicit marks; ``name`` of a hit says which (``confidential``, ``tlp-red``)."""

    label: str = "mark"
    reads_loose = True
    seen: Sequence[str] = ()
    unseen: Sequence[str] = ()
    triggers: frozenset[bytes] = frozenset()
    words: frozenset[bytes] = frozenset()
    """Phrases, folded, that are looked for in disguise."""

    def classify(self, view: View) -> Iterator[Hit]:
        """Yield each mark of ``view.text``."""
        for match in _every_phrase().finditer(view.folded.data.translate(_SPACED)):
            phrase = _PHRASES[match.lastindex - 1]
            start, end = match.span()
            confidence = _confidence(phrase, _line(view, start, end), view.field)
            if confidence:
                yield Hit(*view.folded.span(start, end), confidence, phrase.name)


def _joined(*columns: str) -> Iterator[bytes]:
    """Every way to take one word of each column, joined as the engine looks for them."""
    for row in product(*(column.split() for column in columns)):
        yield "".join(row).encode()


_TRIGGERS = frozenset(
    chain(
        _joined(
            "tlp confidential confidentiel privileged priviledge workproduct client/ /client "
            "secretprofessionneldel proprietary eyesonly topsecret tressecret secretdefense "
            "secretdesaffaires [secret embargo strictlyprivate strictlypersonal "
            "strictementprive strictementpersonnel intendedrecipient companyinternal "
            "employeesonly restricteddistribution distributionrestricted restrictedcirculation"
        ),
        _joined(": =", "red rouge amber orange green vert clear white"),
        _joined("attorney atty lawyer solicitor", "client sclient"),
        _joined("diffusion diffusiontres diffusionstrictement", "restreinte limitee controlee"),
        _joined("distribution", "restreinte limitee"),
        _joined(
            "nepas nesurtoutpas nejamais nedoitpasetre",
            "diffus transferer partager transmettre divulguer publier communiquer fairesuivre",
        ),
        _joined(
            "donot dont nottobe",
            "distribute forward circulate share publish disclose quote",
        ),
        _joined(
            "notfor",
            "distribution release circulation publication disclosure public further external onward",
        ),
        _joined("internal", "only use document memo"),
        _joined("usage", "interne strictementinterne uniquementinterne purementinterne"),
        _joined("interne internes", "uniquement seulement exclusivement"),
        _joined(
            "diffusion document note",
            "interne strictementinterne uniquementinterne",
        ),
        _joined("[interne [internal [usageinterne classification: "),
        _joined("reserveaux reserveeaux", "salaries collaborateurs employes"),
        _joined("c1 c2 c3 c1: c2: c3: c1/ c2/ c3/", "interne internal restreint restricted"),
        _joined("under sous byan by un le toan to strict our notre", "nda nondisclosure"),
        _joined("destinataire destinataires", "prevu designe indique"),
    )
)

_WORDS = frozenset(
    {
        b"confidentiel",
        b"confidentielle",
        b"confidential",
        b"strictement confidentiel",
        b"strictly confidential",
        b"secret des affaires",
        b"secret professionnel",
        b"tres secret",
        b"top secret",
        b"secret defense",
        b"trade secret",
        b"diffusion restreinte",
        b"diffusion limitee",
        b"distribution restreinte",
        b"restricted distribution",
        b"eyes only",
        b"usage interne",
        b"usage interne uniquement",
        b"usage strictement interne",
        b"interne uniquement",
        b"document interne",
        b"internal only",
        b"internal use",
        b"internal use only",
        b"company internal",
        b"employees only",
        b"ne pas diffuser",
        b"ne pas partager",
        b"ne pas transferer",
        b"ne pas divulguer",
        b"ne pas publier",
        b"do not share",
        b"do not forward",
        b"do not distribute",
        b"do not circulate",
        b"do not publish",
        b"not for distribution",
        b"not for release",
        b"not for publication",
        b"attorney client",
        b"attorney work product",
        b"privileged and confidential",
        b"proprietary and confidential",
        b"company proprietary",
        b"strictly private",
        b"strictement prive",
        b"private and confidential",
        b"prive et confidentiel",
        b"under embargo",
        b"sous embargo",
        b"embargo jusqu'au",
        b"embargoed until",
        b"non-disclosure agreement",
        b"accord de confidentialite",
        b"reserve aux salaries",
        b"reserve aux collaborateurs",
        b"document confidentiel",
        b"personnel et confidentiel",
        b"personal and confidential",
        b"confidentiel defense",
        b"company confidential",
        b"a usage interne",
        b"a usage interne uniquement",
        b"reserve a l'usage interne",
        b"for internal use only",
        b"internal document",
        b"internal memo",
        b"note interne",
        b"diffusion interne",
        b"diffusion strictement interne",
        b"diffusion controlee",
        b"ne pas transmettre",
        b"ne pas communiquer",
        b"ne pas faire suivre",
        b"do not disclose",
        b"do not quote",
        b"not for public release",
        b"not for public distribution",
        b"not for circulation",
        b"not for disclosure",
        b"restricted circulation",
        b"strict embargo",
        b"strictly personal",
        b"strictement personnel",
        b"reserve aux employes",
        b"tlp red",
        b"tlp amber",
        b"tlp amber strict",
        b"tlp green",
    }
)

CLASSIFIER = Marks(
    seen=(
        "CONFIDENTIEL - Projet de budget",
        "[INTERNE] Compte rendu de la réunion de lundi",
        "Ce document est strictement confidentiel.",
        "Diffusion restreinte\nLes chiffres du trimestre sont prêts.",
        "Merci de ne pas diffuser ce document.",
        "TLP:RED\nIndicateurs de la semaine",
        "Les photos sont sous embargo jusqu'au 12 mars.",
        "Privileged & Confidential\nDear Ann, here is our reading of the contract.",
        "Roadmap review (INTERNAL USE ONLY)",
        "SECRET DES AFFAIRES\nMéthode de calcul des remises",
        "Please do not forward this email.",
        "We can't name the partner, it is all under NDA.",
    ),
    unseen=(
        "Vos données restent confidentielles.",
        "Lisez notre politique de confidentialité.",
        "Ne partagez jamais votre code confidentiel.",
        "Un accueil gratuit, anonyme et confidentiel.",
        "Les réseaux sociaux en interne : retour d'expérience.",
        "L'embargo sur les armes est levé.",
        "Secret des affaires\nCe que dit la loi du 30 juillet 2018",
        "Votre mot de passe est strictement personnel.",
        "The vote is confidential.",
        "Free. Anonymous. Confidential. Call us any time.",
        "Open source and proprietary software can live side by side.",
        "Please do not share your password with anybody.",
        "Our top secret ingredient? Patience.",
    ),
    triggers=_TRIGGERS,
    words=_WORDS,
)
"""The table's entry."""
