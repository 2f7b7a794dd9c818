"""Slips of the finger and spellings by ear, meant or not, and figures for letters."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from random import Random

from ecluse.redteam.transform import Change, each_word, family, on_goods, on_word

_of = family("typing")

_VOWELS = "aeiouyAEIOUYàâäéèêëîïôöùûüÉ"
_LEET = str.maketrans("aeiostAEIOST", "431057431057")
_STRONG: Mapping[int, str | int] = {
    **_LEET,
    **{
        ord(letter): sign
        for letter, sign in zip("bglzcdvéh", "8 9 1 2 ( |) \\/ 3 #".split(), strict=True)
    },
}
_KEYS = dict(zip("azertyuiopqsdfghjklmwxcvbn", "zertyuiopasdfghjklmlxcvbnb", strict=True))
"""The right neighbour of each key of a French keyboard."""
_BY_EAR = (("ph", "f"), ("qu", "k"), ("ch", "sh"), ("eau", "o"), ("au", "o"), ("c", "k"), ("ss", "s"),
           ("tion", "sion"), ("j", "g"), ("é", "er"), ("y", "i"))  # fmt: skip


def _at(change: Callable[[str, int], str], first: int = 1, last: int = 1) -> Change:
    """Changes a word at an inner place that is chosen by chance."""

    def made(text: str, random: Random) -> str:
        places = range(first, len(text) - last)
        return change(text, random.choice(places)) if places else text

    return made


def _swapped(text: str, place: int) -> str:
    return text[:place] + text[place + 1] + text[place] + text[place + 2 :]


def _neighbour(text: str, place: int) -> str:
    letter = text[place]
    return text[:place] + _KEYS.get(letter.lower(), letter) + text[place + 1 :]


def _starred(text: str, random: Random) -> str:
    places = [place for place, one in enumerate(text) if one in _VOWELS and place]
    return text[: places[0]] + "*" + text[places[0] + 1 :] if places else text


def _without_vowels(word: str) -> str:
    return word[:1] + "".join(one for one in word[1:] if one not in _VOWELS)


def _stretched(text: str, random: Random) -> str:
    return re.sub(f"([{_VOWELS}])(?=[^{_VOWELS}]*$)", r"\1\1\1\1", text)


def _shuffled(text: str, random: Random) -> str:
    def shuffle(word: str) -> str:
        inner = list(word[1:-1])
        random.shuffle(inner)
        return word[:1] + "".join(inner) + word[-1:] if len(word) > 3 else word

    return re.sub(r"\w+", lambda match: shuffle(match[0]), text)


def _by_ear(text: str, random: Random) -> str:
    made = text.lower()
    for written, heard in _BY_EAR:
        made = made.replace(written, heard)
    return made


def _leet_letter(text: str, random: Random) -> str:
    places = [place for place, one in enumerate(text) if ord(one) in _LEET]
    place = random.choice(places) if places else len(text)
    return text[:place] + text[place : place + 1].translate(_LEET) + text[place + 1 :]


TRANSFORMS = (
    _of("swapped-letters", 1, on_word(_at(_swapped, last=2)), "deux lettres échangées", "two letters swapped"),
    _of("missing-letter", 1, on_word(_at(lambda text, place: text[:place] + text[place + 1 :])),
        "une lettre oubliée", "a letter left out"),
    _of("doubled-letter", 1, on_word(_at(lambda text, place: text[:place] + text[place] + text[place:])),
        "une lettre doublée", "a letter doubled"),
    _of("neighbouring-key", 1, on_word(_at(_neighbour)), "une touche voisine", "a neighbouring key"),
    _of("extra-letter", 1, on_word(_at(lambda text, place: text[:place] + "x" + text[place:])),
        "une lettre de trop", "a letter too many"),
    _of("starred-vowel", 1, on_word(_starred), "un astérisque pour une voyelle", "an asterisk for one vowel"),
    _of("starred-vowels", 2, on_goods(lambda text, random: re.sub(f"[{_VOWELS}]", "*", text)),
        "des astérisques pour voyelles", "asterisks for vowels"),
    _of("hashed-letters", 2, on_goods(each_word(lambda word: word[:1] + "#" * (len(word) - 2) + word[-1:])),
        "des dièses entre la première et la dernière lettre", "number signs between first and last letter",
        readable=False),
    _of("vowels-dropped", 2, on_goods(each_word(_without_vowels)), "sans voyelles", "without vowels"),
    _of("stretched", 2, on_word(_stretched), "une voyelle étirée", "a vowel stretched"),
    _of("shuffled", 2, on_goods(_shuffled), "des lettres mêlées dans les mots", "letters shuffled inside words"),
    _of("by-ear", 2, on_goods(_by_ear), "écrit à l'oreille", "spelt by ear"),
    _of("leet-letter", 1, on_word(_leet_letter),
        "un chiffre pour une lettre du mot le plus long", "a figure for one letter of the longest word"),
    _of("leet", 2, on_goods(lambda text, random: text.translate(_LEET)), "des chiffres pour voyelles", "figures for letters"),
    _of("strong-leet", 2, on_goods(lambda text, random: text.lower().translate(_STRONG)),
        "des chiffres et des signes pour lettres", "figures and signs for letters"),
)  # fmt: skip
