"""Identifiers and numbers typed out: signs as words, figures as words or as other figures."""

from __future__ import annotations

import re
from collections.abc import Sequence
from random import Random

from ecluse.redteam.transform import Apply, Change, each_word, family, on_goods

_of = family("spelled")
_MAIL = "Écrivez à [a.martin@exemple.test] !"
_PHONE = "Appelez le [01 99 00 12 34] !"

_FR = "zéro un deux trois quatre cinq six sept huit neuf".split()
_EN = "zero one two three four five six seven eight nine".split()
_TEENS = "dix onze douze treize quatorze quinze seize dix-sept dix-huit dix-neuf".split()
_TENS = {2: "vingt", 3: "trente", 4: "quarante", 5: "cinquante", 6: "soixante", 8: "quatre-vingt"}


def _signs(**words: str) -> Apply:
    """Signs become words: ``dot``, ``at``, ``dash``, ``slash``, ``underscore``, ``colon``."""
    signs = {"dot": ".", "at": "@", "dash": "-", "slash": "/", "underscore": "_", "colon": ":"}
    table = {ord(signs[name]): word for name, word in words.items()}
    return on_goods(
        lambda text, random: text.translate(table) if re.search(r"\w[.@:/_]", text) else text
    )


def _figures(words: Sequence[str], mark: str = " ") -> Apply:
    """Each figure becomes a word, each group keeps its place."""

    def change(text: str, random: Random) -> str:
        return re.sub(r"[0-9]+", lambda run: mark.join(words[int(one)] for one in run[0]), text)

    return on_goods(change)


def _apart(mark: str) -> Change:
    return lambda text, random: re.sub(r"(?<=[0-9])[ .\-]?(?=[0-9])", mark, text)


def _french(number: int) -> str:
    """A number below a hundred, as one says it in France.

    >>> _french(71), _french(80), _french(99)
    ('soixante et onze', 'quatre-vingts', 'quatre-vingt-dix-neuf')
    """
    if number < 20:
        return (_FR + _TEENS)[number]
    tens, ones = divmod(number, 10)
    if tens in (7, 9):
        tens, ones = tens - 1, ones + 10
    if not ones:
        return _TENS[tens] + ("s" if tens == 8 else "")
    joint = " et " if ones in (1, 11) and tens != 8 else "-"
    return f"{_TENS[tens]}{joint}{_french(ones)}"


def _in_pairs(text: str, random: Random) -> str:
    def said(run: re.Match[str]) -> str:
        pair = run[0]
        return (
            f"zéro {_french(int(pair))}" if pair[0] == "0" and pair != "0" else _french(int(pair))
        )

    pairs = re.sub(r"[0-9]+", lambda run: " ".join(re.findall("..?", run[0])), text)
    return re.sub(r"[0-9]{1,2}", said, pairs)


def _other(first: int) -> Apply:
    """Figures of another script, or another style, from ``first`` on."""
    table = {ord("0") + value: chr(first + value) for value in range(10)}
    return on_goods(lambda text, random: text.translate(table))


def _random_gaps(text: str, random: Random) -> str:
    return re.sub(
        r"(?<=[0-9])[ .\-]?(?=[0-9])", lambda gap: random.choice(("", " ", ".", "-", "/")), text
    )


TRANSFORMS = (
    _of("signs-french", 2, _signs(dot=" point ", at=" arobase ", dash=" tiret ", slash=" barre ", underscore=" tiret bas "),
        "« point », « arobase »", "signs as French words", sample=_MAIL),
    _of("signs-english", 2, _signs(dot=" dot ", at=" at ", dash=" dash ", slash=" slash ", underscore=" underscore "),
        "« dot », « at »", "signs as English words", sample=_MAIL),
    _of("signs-in-brackets", 2, _signs(dot="[.]", at="[at]", colon="[:]"), "« [.] », « [at] »", "signs in brackets", sample=_MAIL),
    _of("signs-in-parentheses", 2, _signs(dot=" (dot) ", at=" (at) "), "« (dot) », « (at) »", "signs as words in parentheses", sample=_MAIL),
    _of("at-only", 1, _signs(at=" chez "), "« chez » pour l'arobase", "« chez » for the at sign", sample=_MAIL),
    _of("wide-signs", 1, _signs(dot="．", at="＠"), "point et arobase pleine chasse", "fullwidth dot and at sign", sample=_MAIL),
    _of("spaced-signs", 1, _signs(dot=" . ", at=" @ ", slash=" / "), "des espaces autour des signes", "spaces around the signs", sample=_MAIL),
    _of("no-spam", 2, on_goods(lambda text, random: text.replace("@", "@NOSPAM.") if "@" in text else text),
        "un mot à retirer après l'arobase", "a word to take out after the at sign", sample=_MAIL),
    _of("defanged", 1, on_goods(lambda text, random: re.sub(r"https?://", "hxxp://", text).replace(".", "[.]") if "." in text else text),
        "une adresse désamorcée", "a defanged address", sample="Voir [https://docs.exemple.test/a]"),
    _of("no-scheme", 1, on_goods(lambda text, random: re.sub(r"https?://", "", text)),
        "une adresse sans https", "an address without https", sample="Voir [https://docs.exemple.test/a]"),
    _of("figures-french", 2, _figures(_FR), "les chiffres en lettres (fr)", "figures as French words", sample=_PHONE),
    _of("figures-english", 2, _figures(_EN), "les chiffres en lettres (en)", "figures as English words", sample=_PHONE),
    _of("figures-in-pairs", 2, on_goods(_in_pairs), "comme on dicte un numéro", "as a number is dictated in French", sample=_PHONE),
    _of("figures-glued-words", 2, _figures(_EN, ""), "les chiffres en lettres, sans espaces", "figures as words without spaces", sample=_PHONE),
    _of("figures-spaced", 2, on_goods(_apart(" ")), "une espace entre les chiffres", "a space between figures", sample=_PHONE),
    _of("figures-dotted", 2, on_goods(_apart(".")), "un point entre les chiffres", "a dot between figures", sample=_PHONE),
    _of("figures-dashed", 2, on_goods(_apart("-")), "un tiret entre les chiffres", "a dash between figures", sample=_PHONE),
    _of("figures-starred", 2, on_goods(_apart("*")), "un astérisque entre les chiffres", "an asterisk between figures", sample=_PHONE),
    _of("figures-glued", 1, on_goods(_apart("")), "les chiffres serrés", "figures without gaps", sample=_PHONE),
    _of("figures-random-gaps", 2, on_goods(_random_gaps), "des séparations au hasard", "gaps by chance", sample=_PHONE),
    _of("figures-per-line", 2, on_goods(_apart("\n")), "un chiffre par ligne", "one figure a line", sample=_PHONE),
    _of("figures-invisible", 2, on_goods(_apart("\u200b")), "une espace sans chasse entre les chiffres", "a zero-width space between figures", sample=_PHONE),
    _of("figures-emoji", 2, on_goods(lambda text, random: re.sub(r"[0-9]", lambda one: one[0] + "\ufe0f\u20e3", text)),
        "les chiffres en emoji", "figures as emoji", sample=_PHONE),
    _of("figures-arabic", 2, _other(0x660), "des chiffres arabes orientaux", "Eastern Arabic figures", sample=_PHONE),
    _of("figures-devanagari", 2, _other(0x966), "des chiffres devanagari", "Devanagari figures", sample=_PHONE),
    _of("figures-fullwidth", 2, _other(0xFF10), "des chiffres pleine chasse", "fullwidth figures", sample=_PHONE),
    _of("figures-double-struck", 2, _other(0x1D7D8), "des chiffres ajourés", "double-struck figures", sample=_PHONE),
    _of("figures-raised", 2, on_goods(lambda text, random: text.translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))),
        "des chiffres en exposant", "superscript figures", sample=_PHONE),
    _of("letters-for-figures", 2, on_goods(lambda text, random: text.translate(str.maketrans("0135", "OlES"))),
        "des lettres pour chiffres", "letters for figures", sample=_PHONE),
    _of("symbols-apart", 2, on_goods(each_word(lambda word: " ".join(re.findall(".{1,4}", word)))),
        "une espace toutes les quatre lettres", "a space after every four letters", sample="Jeton : [goeland2027duo]"),
    _of("plus-signs", 2, on_goods(lambda text, random: '" + "'.join(text[at : at + 5] for at in range(0, len(text), 5)) if len(text) > 5 else text),
        "des morceaux de chaîne à ajouter", "pieces of a string to concatenate", sample=_MAIL),
)  # fmt: skip
