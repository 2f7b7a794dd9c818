"""Transforms kept for the end: twelve families. Whoever works on the engine does not read this file."""

from __future__ import annotations

import base64
import json
import random
import re
from urllib.parse import quote

from benchmarks.evasion.seeds import Seed
from benchmarks.evasion.transforms import (
    ALL,
    NAMES,
    NUMBERS,
    WORDS,
    Home,
    Make,
    Mutant,
    OnSpan,
    Transform,
    among,
    between,
    draft,
    family,
    mapped,
    per_word,
    plain,
    replaced,
    some,
    whole,
)

# --- characters -----------------------------------------------------------------------------------


def _over(*marks: str) -> OnSpan:
    """The marks on each letter and digit."""
    return lambda span, _: "".join(c + "".join(marks) if c.isalnum() else c for c in span)


def _heap(span: str, chance: random.Random) -> str:
    marks = [chr(n) for n in range(0x300, 0x36F)]
    return "".join(
        c + "".join(chance.choices(marks, k=chance.randint(4, 12))) if c.isalnum() else c
        for c in span
    )


COMBINING = family("combining marks", ALL, {
    "acute": _over("\u0301"),
    "struck through": _over("\u0336"),
    "underlined": _over("\u0332"),
    "slashed": _over("\u0338"),
    "tilde through": _over("\u0334"),
    "circled": _over("\u20dd"),
    "two marks": _over("\u0323", "\u0307"),
    "a heap": _heap,
    "letters above": lambda span, chance: "".join(c + chr(chance.randrange(0x363, 0x370)) if c.isalnum() else c for c in span),
    "at random": lambda span, chance: "".join(c + "\u0308" if c.isalnum() and chance.random() < 0.4 or not at else c for at, c in enumerate(span)),
})  # fmt: skip

_UNSEEN = ("\u200b", "\u200c", "\u2060", "\u00ad", "\u2063", "\u034f", "\ufeff", "\u180e", "\u2064")


def _one(sign: str) -> OnSpan:
    return lambda span, _: f"{span[: len(span) // 2]}{sign}{span[len(span) // 2 :]}"


INVISIBLE = family("invisible characters", ALL, {
    "zero-width space": between("\u200b"),
    "zero-width non-joiner": between("\u200c"),
    "word joiner": between("\u2060"),
    "soft hyphen": between("\u00ad"),
    "byte order mark": between("\ufeff"),
    "invisible separator": between("\u2063"),
    "grapheme joiner": between("\u034f"),
    "Mongolian vowel separator": between("\u180e"),
    "variation selector": between("\ufe0f"),
    "Hangul filler": between("\u3164"),
    "tag between": between("\U000e0020"),
    "Khmer vowel": between("\u17b4"),
    "control characters": between("\x08"),
    "mixed": among(_UNSEEN),
    "one soft hyphen": _one("\u00ad"),
    "one zero-width joiner": _one("\u200d"),
})  # fmt: skip

# --- typing ---------------------------------------------------------------------------------------

_LIGHT = dict(zip("aeioAEIO", "43104310", strict=True))
_SIGNS = dict(zip("aisleASILE", "@!$1€@$!1€", strict=True))
_FULL = dict(zip("abegilostz", "4836110572", strict=True))
_HEAVY = {
    "a": "/-\\", "b": "|3", "c": "(", "d": "|)", "e": "3", "f": "|=", "g": "6", "h": "|-|", "i": "!", "k": "|<", "l": "1",
    "m": "|\\/|", "n": "|\\|", "o": "()", "p": "|>", "r": "|2", "s": "5", "t": "7", "u": "|_|", "v": "\\/", "w": "\\/\\/",
    "x": "><", "z": "2",
}  # fmt: skip

LEET = family("leet", WORDS, {
    "vowels as digits": lambda span, _: "".join(_LIGHT.get(c, c) for c in plain(span)),
    "signs": lambda span, _: "".join(_SIGNS.get(c, c) for c in plain(span)),
    "as much as digits can": lambda span, _: "".join(_FULL.get(c, c) for c in plain(span).lower()),
    "drawn": lambda span, _: "".join(_HEAVY.get(c, c) for c in plain(span).lower()),
    "one letter": lambda span, chance: some(_LIGHT | {"s": "5", "t": "7", "S": "5", "T": "7"}, 0.01)(plain(span), chance),
    "half": lambda span, chance: some(_LIGHT | {"s": "$", "t": "+", "l": "1", "L": "1", "S": "$", "T": "+"}, 0.5)(plain(span), chance),
})  # fmt: skip

_VOWELS = "aeiouyéèêëàâîïôöûüAEIOUYÉÈÊÀÔÖ"


def _thinned(share: float) -> OnSpan:
    def thin(word: str, chance: random.Random) -> str:
        return word[0] + "".join(c for c in word[1:] if c not in _VOWELS or chance.random() > share)

    return per_word(thin, 4)


VOWELS = family("vowels left out", WORDS, {
    "all but the first letter": _thinned(1.0),
    "half of them": _thinned(0.5),
    "apostrophes": per_word(lambda word, _: word[0] + re.sub(f"[{_VOWELS}]", "'", word[1:]), 4),
    "hyphens": per_word(lambda word, _: word[0] + re.sub(f"[{_VOWELS}]", "-", word[1:]), 4),
    "every e": lambda span, _: re.sub("(?<=.)[eéèê]", "", span, flags=re.IGNORECASE),
    "the last one": per_word(lambda word, _: re.sub(f"[{_VOWELS}](?=[^{_VOWELS}]*$)", "", word)),
})  # fmt: skip

# --- arrangement ----------------------------------------------------------------------------------

_FILL = (
    "Le quai s'éveille doucement et les mariniers boivent leur café. "
    "The river is calm, the ducks are busy, and the kettle sings. "
)  # fmt: skip


def _buried(before: str, after: str = "") -> Make:
    return lambda seed, _: whole(seed, f"{before}{seed.text}{after}")


def _noise(seed: Seed, chance: random.Random) -> Mutant:
    def junk() -> str:
        return " ".join(
            "".join(chance.choices("abdeilmnorstu", k=chance.randint(3, 9))) for _ in range(200)
        )

    return whole(seed, f"{junk()}\n{seed.text}\n{junk()}")


BURIED = family("buried", ALL, **{
    "after many paragraphs": _buried((_FILL * 3 + "\n\n") * 40),
    "between many paragraphs": _buried((_FILL + "\n\n") * 40, ("\n\n" + _FILL) * 40),
    "after 60,000 characters": _buried(_FILL * 480 + "\n"),
    "after blank lines": _buried("Bonjour !" + "\n" * 400),
    "far to the right": lambda seed, _: replaced(seed, " " * 500 + seed.secret),
    "after hashtags": _buried(" ".join(f"#quai{n}" for n in range(80)) + "\n"),
    "in noise": _noise,
})  # fmt: skip


def _zipped(cover: str) -> OnSpan:
    """A letter of the cover after each letter of the span."""
    return lambda span, _: "".join(
        c + cover[at % len(cover)] for at, c in enumerate(span.replace(" ", ""))
    )


def _rails(span: str, _: random.Random) -> str:
    letters = span.replace(" ", "")
    return f"\n{' '.join(letters[::2])}\n {' '.join(letters[1::2])}\n"


def _columns(span: str, _: random.Random) -> str:
    letters = span.replace(" ", "")
    rows = [letters[at::4] for at in range(4)]
    return "\n" + "\n".join("".join(rows[at]) for at in range(4)) + "\n"


def _thirds(span: str, chance: random.Random) -> str:
    return "".join(
        f"{c}{chance.choice('aeiou')}{chance.choice('rstln')}" for c in span.replace(" ", "")
    )


INTERLEAVED = family("interleaved", NAMES, {
    "x after each letter": _zipped("x"),
    "a cover word": _zipped("bonjour"),
    "digits": _zipped("1234567890"),
    "two rails": _rails,
    "four rows": _columns,
    "every third letter": _thirds,
    "underscored noise": lambda span, chance: "".join(f"{c}_{chance.choice('qwzk')}_" for c in span.replace(" ", "")),
})  # fmt: skip
INTERLEAVED += family("interleaved", WORDS, {
    "every other word": lambda span, chance: " ".join(f"{word} {chance.choice('quai péniche soleil river kettle'.split())}" for word in span.split()) if " " in span else None,
})  # fmt: skip

# --- encodings ------------------------------------------------------------------------------------


def _percent(span: str) -> str:
    return "".join(f"%{byte:02X}" for byte in span.encode())


PERCENT = family("percent and links", ALL, {
    "every byte": lambda span, _: _percent(span),
    "lower case": lambda span, _: _percent(span).lower(),
    "where a link needs it": lambda span, _: quote(span, safe=""),
    "twice": lambda span, _: quote(_percent(span), safe=""),
    "u": lambda span, _: "".join(f"%u{ord(c):04X}" for c in span),
    "query": lambda span, _: f"https://exemple.example/?p=3&q={_percent(span)}#haut",
    "path": lambda span, _: f"https://exemple.example/{quote(span, safe='')}/lire",
    "fragment": lambda span, _: f"https://exemple.example/page#{quote(span, safe='')}",
    "redirection": lambda span, _: "https://l.example/?u=" + quote(f"https://exemple.example/?t={quote(span, safe='')}", safe=""),
    "mail": lambda span, _: f"mailto:contact@exemple.example?subject={quote(span)}",
    "sharing link": lambda span, _: f"https://partage.example/intent?text={quote(span).replace('%20', '+')}",
    "some letters": lambda span, chance: "".join(f"%{ord(c):02x}" if c.isascii() and (chance.random() < 0.3 or not at) else c for at, c in enumerate(span)),
})  # fmt: skip


def _escaped(span: str) -> str:
    return "".join(f"\\u{ord(c):04x}" for c in span)


STRUCTURED = family("data formats", ALL, {
    "JSON": lambda span, _: json.dumps({"id": 12, "note": span}),
    "JSON, escaped": lambda span, _: f'{{"id": 12, "note": "{_escaped(span)}"}}',
    "JSON in JSON": lambda span, _: json.dumps({"body": json.dumps({"note": json.dumps(span)})}),
    "JSON, list of letters": lambda span, _: json.dumps(list(span)),
    "JSON, letters by number": lambda span, _: json.dumps({str(n): c for n, c in enumerate(span)}),
    "YAML, folded": lambda span, _: "\nnote: >-\n" + "".join(f"  {word}\n" for word in span.split()) if " " in span else None,
    "YAML, escaped": lambda span, _: '\nnote: "' + "".join(f"\\x{ord(c):02x}" if ord(c) < 256 else c for c in span) + '"\n',
    "CSV": lambda span, _: f'\nid;note;date\n12;"{span}";2026\n',
    "XML, CDATA": lambda span, _: "<note>" + "".join(f"<![CDATA[{span[at : at + 4]}]]>" for at in range(0, len(span), 4)) + "</note>",
    "SQL": lambda span, _: f"INSERT INTO notes VALUES (12, '{span}');",
    "settings": lambda span, _: f"\n[notes]\nnote.0 = {span[: len(span) // 2]}\nnote.1 = {span[len(span) // 2 :]}\n",
    "card": lambda span, _: f"\nBEGIN:VCARD\nVERSION:3.0\nNOTE:{span[:10]}\n {span[10:]}\nEND:VCARD\n" if len(span) > 12 else None,
    "form": lambda span, _: "a=1&" + "&".join(f"t[]={quote(word)}" for word in span.split()) if " " in span else None,
})  # fmt: skip


def _wrong(span: str) -> tuple[int, str]:
    at = len(span) // 2
    return at, "x" if span[at] != "x" else "y"


def _edit(form: str) -> OnSpan:
    """A wrong letter and the right one, in the form: ``{0}`` before, ``{w}``, ``{r}``, ``{1}`` after."""

    def make(span: str, _: random.Random) -> str:
        at, wrong = _wrong(span)
        parts = {"{0}": span[:at], "{w}": wrong, "{r}": span[at], "{1}": span[at + 1 :]}
        return re.sub(r"\{[0wr1]\}", lambda m: parts[m[0]], form)

    return make


EDITS = family("corrections", ALL, {
    "struck and right": _edit("{0}~~{w}~~{r}{1}"),
    "critic": _edit("{0}{--{w}--}{++{r}++}{1}"),
    "deleted and inserted": _edit("{0}<del>{w}</del><ins>{r}</ins>{1}"),
    "backspace": _edit("{0}{w}^H{r}{1}"),
    "difference": _edit("\n-{0}{w}{1}\n+{0}{r}{1}\n"),
    "in brackets": _edit("{0}[{r}]{1}"),
    "missing letter after": _edit("{0}_{1} (_ = {r})"),
    "substitution": _edit("{0}{w}{1} (s/{w}/{r}/)"),
    "arrow": _edit("{0}{w}{1} ({w} → {r})"),
})  # fmt: skip

# --- codes ----------------------------------------------------------------------------------------

_NATO = dict(
    zip(
        "abcdefghijklmnopqrstuvwxyz",
        "Alfa Bravo Charlie Delta Echo Foxtrot Golf Hotel India Juliett Kilo Lima Mike November Oscar Papa Quebec Romeo Sierra Tango Uniform Victor Whiskey Xray Yankee Zulu".split(),
        strict=True,
    )
)
_FRENCH = dict(
    zip(
        "abcdefghijklmnopqrstuvwxyz",
        "Anatole Berthe Célestin Désiré Eugène François Gaston Henri Irma Joseph Kléber Louis Marcel Nicolas Oscar Pierre Quintal Raoul Suzanne Thérèse Ursule Victor William Xavier Yvonne Zoé".split(),
        strict=True,
    )
)
_GERMAN = dict(
    zip(
        "abcdefghijklmnopqrstuvwxyz",
        "Anton Berta Cäsar Dora Emil Friedrich Gustav Heinrich Ida Julius Kaufmann Ludwig Martha Nordpol Otto Paula Quelle Richard Samuel Theodor Ulrich Viktor Wilhelm Xanthippe Ypsilon Zeppelin".split(),
        strict=True,
    )
)
_LETTERS = dict(
    zip(
        "abcdefghijklmnopqrstuvwxyz",
        "a bé cé dé e effe gé hache i ji ka elle emme enne o pé ku erre esse té u vé double-vé ixe i-grec zède".split(),
        strict=True,
    )
)


def _spelt(table: dict[str, str], sign: str = " ") -> OnSpan:
    return lambda span, _: sign.join(table.get(c, c) for c in plain(span).lower() if c != " ")


SPELT = family("spelling alphabets", (*NAMES, *NUMBERS), {
    "aviation": _spelt(_NATO),
    "aviation, hyphens": _spelt(_NATO, "-"),
    "French": _spelt(_FRENCH),
    "German": _spelt(_GERMAN),
    "names of letters": _spelt(_LETTERS),
    "letter as in word": lambda span, _: ", ".join(f"{c.upper()} comme {_FRENCH[c]}" if c in _FRENCH else c for c in plain(span).lower() if c != " "),
})  # fmt: skip

# --- numbers --------------------------------------------------------------------------------------


def _grouped(size: int, sign: str) -> OnSpan:
    def make(span: str, _: random.Random) -> str | None:
        letters = re.sub(r"[ .-]", "", span)
        if "@" in span or "/" in span:
            return None
        return sign.join(letters[at : at + size] for at in range(0, len(letters), size))

    return make


GROUPED = family("digits regrouped", NUMBERS, {
    "in one piece": _grouped(99, ""),
    "one by one": _grouped(1, " "),
    "by three": _grouped(3, " "),
    "by five, full stops": _grouped(5, "."),
    "slashes": _grouped(2, "/"),
    "commas": _grouped(2, ", "),
    "underscores": _grouped(4, "_"),
    "lines": _grouped(4, "\n"),
    "in brackets": lambda span, _: re.sub(r"(\d\d)", r"(\1)", span),
    "middle dots": _grouped(2, "·"),
    "double spaces": _grouped(2, "  "),
    "tabs": _grouped(4, "\t"),
    "dashes of several kinds": lambda span, chance: "".join(chance.choice("-–—‑") if c in " -" else c for c in span),
    "equals": _grouped(4, " = "),
})  # fmt: skip

# --- compositions ---------------------------------------------------------------------------------

_WIDE = {chr(n): chr(n + 0xFEE0) for n in range(0x21, 0x7F)}
_CYRILLIC = dict(zip("aceopxyACEOPX", "асеорхуАСЕОРХ", strict=True))
_MORE = {
    "fr": "photo du jour",
    "en": "picture of the day",
    "de": "Foto des Tages",
    "es": "foto del día",
}


def _placed(field: str, function: OnSpan) -> Make:
    def make(seed: Seed, chance: random.Random) -> Mutant | None:
        value = function(seed.secret, chance)
        if not value:
            return None
        fields: dict[str, object] = {field: value if field == "title" else (value,)}
        if field == "alt":
            fields["images"] = 1
        return whole(seed, f"{seed.before}{_MORE[seed.lang]}{seed.after}", **fields)

    return make


def _shared(function: OnSpan) -> Make:
    """The first half in the title, the second in an alternative text, each through the function."""

    def make(seed: Seed, chance: random.Random) -> Mutant | None:
        middle = len(seed.secret) // 2
        one, two = (
            function(piece, chance) for piece in (seed.secret[:middle], seed.secret[middle:])
        )
        if not one or not two:
            return None
        return whole(
            seed, f"{seed.before}{_MORE[seed.lang]}{seed.after}", title=one, alt=(two,), images=1
        )

    return make


def _posts(function: OnSpan) -> Make:
    """Two posts of a thread, the halves through the function."""

    def make(seed: Seed, chance: random.Random) -> Mutant | None:
        middle = len(seed.secret) // 2
        one, two = (
            function(piece, chance) for piece in (seed.secret[:middle], seed.secret[middle:])
        )
        if not one or not two:
            return None
        texts = (seed.before + one, two + seed.after)
        drafts = tuple(
            draft(seed, text, thread="t", seq=n, id=f"{seed.id}-{n}")
            for n, text in enumerate(texts, 1)
        )
        return Mutant(drafts, tuple(Home(n, "text", 0, len(text)) for n, text in enumerate(texts)))

    return make


FIELD_AND_CHARACTER = family("another field and another trick", ALL, **{
    "alternative text, full width": _placed("alt", mapped(_WIDE)),
    "title, zero-width spaces": _placed("title", between("\u200b")),
    "caption, reversed": _placed("caption", lambda span, _: span[::-1]),
    "attachment, base64": _placed("attachment", lambda span, _: base64.b64encode(span.encode()).decode()),
    "link, percent": _placed("link", lambda span, _: f"https://exemple.example/?n={_percent(span)}"),
    "alternative text, HTML comment": _placed("alt", lambda span, _: f"Une péniche <!-- {span} --> au soleil"),
    "two fields, base64 cut in two": lambda seed, _: (
        lambda code: whole(seed, f"{seed.before}{_MORE[seed.lang]}{seed.after}", title=code[: len(code) // 2], caption=(code[len(code) // 2 :],))
    )(base64.b64encode(seed.secret.encode()).decode()),
    "two fields, spaced": _shared(between(" ")),
    "two posts, soft hyphens": _posts(between("\u00ad")),
})  # fmt: skip
FIELD_AND_CHARACTER += family("another field and another trick", WORDS, **{
    "hashtag, Cyrillic": _placed("hashtag", lambda span, _: "".join(_CYRILLIC.get(c, c) for c in re.sub(r"\W", "", span))),
    "file name, leet": _placed("file_name", lambda span, _: re.sub(r"\W+", "_", "".join(_LIGHT.get(c, c) for c in plain(span))) + ".jpg"),
    "two posts, upper case and full stops": _posts(lambda span, chance: between(".")(span.upper(), chance)),
})  # fmt: skip

TRANSFORMS: tuple[Transform, ...] = (
    *COMBINING, *INVISIBLE, *LEET, *VOWELS, *BURIED, *INTERLEAVED, *PERCENT, *STRUCTURED, *EDITS, *SPELT, *GROUPED,
    *FIELD_AND_CHARACTER,
)  # fmt: skip
