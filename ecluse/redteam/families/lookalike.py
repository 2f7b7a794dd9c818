"""Letters of other scripts, or rare ones of this script, that look like Latin letters (UTS #39)."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

from ecluse.redteam.transform import Apply, Change, family, on_goods, on_letters, on_word

_of = family("lookalike")


def _pairs(plain: str, other: str) -> Mapping[int, str]:
    return {ord(a): b for a, b in zip(plain, other, strict=True)}


CYRILLIC = _pairs("aceopxyijsABCEHIJKMOPSTXYdhqw", "асеорхуіјѕАВСЕНІЈКМОРЅТХУԁһԛԝ")
GREEK = _pairs("aiknopuvyABEHIKMNOPTXYZ", "αικησρυνγΑΒΕΗΙΚΜΝΟΡΤΧΥΖ")
ARMENIAN = _pairs("ghnoqu", "ցհոօզս")
CHEROKEE = _pairs("ABCDEGHIJKLMPRSTVWZ", "ᎪᏴᏟᎠᎬᏀᎻᎥᎫᏦᏞᎷᏢᎡᏚᎢᏙᎳᏃ")
RARE = _pairs("agilvyzrnmud", "ɑɡıӏᴠʏᴢгпмцԁ")
PHONETIC = _pairs("abcdeghijklmnrstuvyz", "ɑɓƈɗɛɠɦɨʝƙłɱŋɾʂʈʋʌʎʐ")
SMALL = _pairs("abcdefghijklmnopqrstuvwyz", "ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘǫʀꜱᴛᴜᴠᴡʏᴢ")
RAISED = _pairs("abcdefghijklmnoprstuvwxyz", "ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ")
LOWERED = _pairs("aehijklmnoprstuvx", "ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ")
TURNED = _pairs("abcdefghijklmnopqrstuvwxyz", "ɐqɔpǝɟƃɥᴉɾʞlɯuodbɹsʇnʌʍxʎz")
NUMERALS = _pairs("ivxlcdmIVXLCDM", "ⅰⅴⅹⅼⅽⅾⅿⅠⅤⅩⅬⅭⅮⅯ")
LETTERLIKE = _pairs("BCEFHIKLMNPQRZeglosi", "ℬℂℰℱℋℐ\u212aℒℳℕℙℚℝℤℯℊℓℴſℹ")
CANADIAN = _pairs("ADJKLPRVdbp", "ᗅᗞᒍᐸᒪᑭᖇᐯᑯᑲᑭ")


def _one(table: Mapping[int, str]) -> Change:
    """Changes one letter of those in the table, which one by chance."""

    def change(text: str, random: Random) -> str:
        places = [place for place, letter in enumerate(text) if ord(letter) in table]
        if not places:
            return text
        place = random.choice(places)
        return text[:place] + table[ord(text[place])] + text[place + 1 :]

    return change


def _capitals(table: Mapping[int, str]) -> Apply:
    return on_goods(lambda text, random: text.upper().translate(table))


def _upside_down(text: str, random: Random) -> str:
    return text.lower().translate(TURNED)[::-1]


TRANSFORMS = (
    _of(
        "cyrillic-letter", 1, on_word(_one(CYRILLIC)),
        "une lettre cyrillique dans le mot le plus long", "one Cyrillic letter in the longest word",
    ),
    _of(
        "cyrillic", 2, on_letters(CYRILLIC),
        "toutes les lettres qui ont un sosie cyrillique", "every letter that has a Cyrillic lookalike",
    ),
    _of(
        "greek-letter", 1, on_word(_one(GREEK)),
        "une lettre grecque dans le mot le plus long", "one Greek letter in the longest word",
    ),
    _of(
        "greek", 2, on_letters(GREEK),
        "toutes les lettres qui ont un sosie grec", "every letter that has a Greek lookalike",
    ),
    _of(
        "armenian", 2, on_letters(ARMENIAN),
        "toutes les lettres qui ont un sosie arménien", "every letter that has an Armenian lookalike",
    ),
    _of(
        "cherokee", 2, _capitals(CHEROKEE),
        "des capitales cherokees", "Cherokee capitals",
    ),
    _of(
        "syllabics", 2, _capitals(CANADIAN),
        "des syllabes autochtones du Canada pour capitales", "Canadian syllabics for capitals",
    ),
    _of(
        "rare-letters", 2, on_letters(RARE),
        "des sosies rares de plusieurs écritures", "rare lookalikes of several scripts",
    ),
    _of(
        "phonetic-letters", 2, on_letters(PHONETIC),
        "des lettres phonétiques", "phonetic letters",
    ),
    _of(
        "small-capitals", 2, on_goods(lambda text, random: text.lower().translate(SMALL)),
        "des petites capitales", "small capitals",
    ),
    _of(
        "raised-letters", 2, on_goods(lambda text, random: text.lower().translate(RAISED)),
        "des lettres en exposant", "superscript letters",
    ),
    _of(
        "lowered-letters", 2, on_letters(LOWERED),
        "des lettres en indice", "subscript letters",
    ),
    _of(
        "roman-numerals", 2, on_letters(NUMERALS),
        "des chiffres romains pour i, v, x, l, c, d, m", "Roman numerals for i, v, x, l, c, d, m",
    ),
    _of(
        "letterlike", 2, on_letters(LETTERLIKE),
        "des symboles qui ont la forme de lettres", "letterlike symbols",
    ),
    _of(
        "upside-down", 2, on_goods(_upside_down),
        "des lettres la tête en bas", "letters upside down",
    ),
)  # fmt: skip
