"""What a reader sees, what nobody sees, and the text on offer to publish instead."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecluse.text import canonical as module
from ecluse.text.canonical import canonical, hidden, is_ordinary, shown, skeleton
from ecluse.text.fold import fold, fold_character
from ecluse.text.looks import Kind, look_of
from ecluse.text.mapped import Mapped

ORDINARY = (
    "L’été à Rennes : « portes ouvertes » samedi 14 juin, 18 h 30 – entrée libre !",
    "Grande nouvelle ✨🎉 Rendez-vous 🗓️ avec l’équipe 👩‍🍳👩🏽‍🌾 ! 1️⃣ On goûte 2️⃣ On vote ✔️✔️ 🇫🇷",
    "Places limitées (12 €), 50 % offert… Œuvres, cœur, naïf, Noël © 2026 Maison Müller®",
    "“Best croissants in town”, says my mum — it’s true! ❤️‍🔥 👨‍👩‍👧 🏳️‍🌈",
    "S O L D E S ★★★ -50 % ░▒▓ (╯°□°)╯︵",
    "def f(x): return x[::-1]  # a1b2c3d4e5f6\n\thttps://exemple.fr/a?b=%20c\r\n",
    "Tiếng Việt ổn, Þingvellir, Łódź, İstanbul, smørrebrød, Straße",
    "",
)
FOREIGN = (
    "Сегодня мы открыли новый магазин, сосна и роса",
    "Η νέα μας υπηρεσία είναι έτοιμη, 10 μ",
    "می‌خواهم به خانه بروم",
    "שָׁלוֹם לְכֻלָּם",
    "مرحبا بكم في متجرنا",
    "私たちの新しいお店がオープンしました",
    "新店开业，欢迎光临",
    "क्षत्रिय हिन्दी",
    "새로운 가게가 문을 열었습니다",
)
SEEN = {
    "mathematical": "𝗙𝗮𝗹𝗰𝗼𝗻",
    "script": "𝓕𝓪𝓵𝓬𝓸𝓷",
    "small capitals": "ꜰᴀʟᴄᴏɴ",
    "circled": "ⓕⓐⓛⓒⓞⓝ",
    "negative circled": "🅕🅐🅛🅒🅞🅝",
    "squared": "🄵🄰🄻🄲🄾🄽",
    "negative squared, as emoji": "🅵️🅰️🅻️🅲️🅾️🅽️",
    "parenthesised": "⒡⒜⒧⒞⒪⒩",
    "wide": "Ｆａｌｃｏｎ",
    "raised": "ᶠᵃˡᶜᵒⁿ",
    "flags": "🇫🇦🇱🇨🇴🇳",
    "flags kept apart": "🇫\u200b🇦\u200b🇱\u200b🇨\u200b🇴\u200b🇳",
    "upside down": "uoɔlɐɟ",
    "mirrored": "noɔlɒʇ",
    "Cyrillic among Latin": "fаlсоn",
    "Greek among Latin": "fαlcοn",
    "faux Cyrillic": "FДLCФИ",
    "Coptic, Cherokee": "ᎦᏗᏝፈᎧᏁ",
    "Canadian syllabics": "ᖴᗩᒪᑕOᑎ",
    "Armenian": "ƒąӀçօղ",
    "hooks": "ϝαʅƈσɳ",
    "currencies": "₣₳Ⱡ₵Ø₦",
    "emoji letters": "F🅰️LC⭕N",
    "stacked marks": "F̷̢̛a̸͓͝l̵̰̚c̶o̴̢̕n̷",
    "struck": "F̶a̶l̶c̶o̶n̶",
    "enclosed by marks": "F⃝a⃝l⃝c⃝o⃝n⃝",
    "Hangul fillers": "Fㅤaㅤlㅤcㅤoㅤn",
    "blank braille": "F⠀a⠀l⠀c⠀o⠀n",
    "braille": "⠋⠁⠇⠉⠕⠝",
    "soft hyphens": "F\xada\xadl\xadcon",
    "zero width": "F\u200ba\u200cl\u200dc\u2060o\ufeffn",
    "invisible operators": "F\u2061a\u2062l\u2063c\u2064on",
    "tags": "F\U000e0061alcon",
    "variation selectors": "F\ufe00a\U000e0101lcon",
    "controls": "F\x00al\x07c\x9bon",
    "unassigned, ignorable": "F\u2065al\ufff3con",
    "annotation": "F\ufff9alc\ufffaon\ufffb",
    "override": "\u202enoclaF\u202c",
    "override and isolate": "\u2066\u202enoclaF\u202c\u2069",
    "outlined": "\U0001ccdb\U0001ccd6\U0001cce1\U0001ccd8\U0001cce4\U0001cce3",
    "accents of another script": "Fάlcόn",
}


@pytest.mark.parametrize("text", SEEN.values(), ids=SEEN.keys())
def test_a_reader_sees_the_word(text: str) -> None:
    seen = shown(f"Le projet {text} arrive")
    assert seen is not None
    assert fold(seen.text).data == b"le projet falcon arrive"
    start = seen.text.casefold().index("arrive")
    home = seen.home(start, start + 6)
    assert f"Le projet {text} arrive"[slice(*home)] == "arrive"


@pytest.mark.parametrize(
    ("text", "read"),
    [
        pytest.param("tel ٠٦ ١٢", "tel 06 12", id="Arabic-Indic digits"),
        pytest.param("tel ०६", "tel 06", id="Devanagari digits"),
        pytest.param("0️⃣6️⃣1️⃣2️⃣", "0612", id="keycaps"),
        pytest.param("a․b@c․fr", "a.b@c.fr", id="one dot leaders"),
        pytest.param("AK\u200bIA ＡＫＩＡ", "AKIA AKIA", id="what reads the text as written"),
        pytest.param(
            "Falcon™ arrive", "Falcon  arrive", id="the trade mark is no part of the word"
        ),
        pytest.param("Fal¢on", "Falcon", id="a cent between letters"),
        pytest.param("©onfidentiel", "Confidentiel", id="a sign that starts a word"),
        pytest.param("🆔entité", "IDentité", id="squared words"),
        pytest.param("1\u200f2\u200f3", "321", id="digits that marks of direction reorder"),
        pytest.param("\u202e(edoc)\u202c", "(code)", id="brackets are mirrored"),
        pytest.param("¡ uoɔlɐɟ ʇǝɾoɹd", "projet falcon !", id="a whole text upside down"),
        pytest.param("fɐlcon", "falcon", id="one turned letter in its place"),
    ],
)
def test_a_reader_sees(text: str, read: str) -> None:
    seen = shown(text)
    assert seen is not None and seen.text == read


@pytest.mark.parametrize("text", [*ORDINARY, *FOREIGN])
def test_a_text_that_shows_what_it_holds_is_left_alone(text: str) -> None:
    assert shown(text) is None
    assert [*hidden(text)] == []
    assert canonical(text) == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize("text", ORDINARY)
def test_an_ordinary_text_is_known_at_once(text: str) -> None:
    assert is_ordinary(text.replace("︵", ""))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Mlle 1ᵉʳ m² H₂O n° 5 ½ №3 Ⅷ ﬁn ①②③", id="typography"),
        pytest.param("soit 𝑥 dans ℝ", id="one letter of mathematics"),
        pytest.param("[ʁɔ̃ʒɛ̃] /pʁɔ̃ɔ̃s/", id="phonetic letters"),
        pytest.param(
            "KoЯn, VIPов, TNFα, kΩ, 5 µm, Δt", id="letters of other scripts that belong there"
        ),
        pytest.param("日本語ＡＢＣ", id="wide letters beside ideographs"),
        pytest.param("葛\U000e0100城", id="a variant of an ideograph"),
        pytest.param("שלום \u200fabc\u200e", id="marks of direction"),
        pytest.param("\u2067שלום\u2069 abc", id="isolates around right-to-left text"),
        pytest.param("มหา\u200bวิทยาลัย", id="breaks between Thai words"),
        pytest.param("⣿⠀⣿", id="braille art"),
        pytest.param(
            "🅿️ 🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f 🇫🇷🇧🇪", id="emoji"
        ),
    ],
)
def test_legitimate_typography_is_canonical(text: str) -> None:
    assert canonical(text) == text


@pytest.mark.parametrize(
    ("text", "offer"),
    [
        ("Le F\u200bal\xadcon", "Le Falcon"),
        ("\u202enoclaF\u202c", "Falcon"),
        ("𝗙𝗮𝗹𝗰𝗼𝗻 ꜰᴀʟᴄᴏɴ 🅕🅐🅛", "Falcon falcon FAL"),
        ("fаlсоn", "falcon"),
        ("e\u0301te\u0301", "été"),
        ("Z̷̢̛̖͓͝a", "Za"),
        ("a=\u0338b", "a≠b"),
        ("ok\U000e0046\U000e0061", "ok"),
        ("mot \t \t\nmot", "mot\nmot"),
        ("mot\t\x1f", "mot"),
        ("x\ufe0f\ufe01 ❤\ufe0f\ufe0f", "x ❤\ufe0f"),
    ],
)
def test_the_offer_holds_what_a_reader_sees(text: str, offer: str) -> None:
    assert canonical(text) == offer


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("сосо", "coco"),
        ("СЕСRЕТ", None),  # mixed: shown reads it
        ("ꓝꓮꓡꓚꓳꓠ", "FALCON"),
        ("FaIcon", "Falcon"),
        ("CONFlDENTIEL", "CONFIDENTIEL"),
        ("fa|con et vvindow", "falcon et window"),
        ("Il est là, I said : 1|2", None),
        ("жизнь", None),
        ("проект", None),  # few of its letters are Latin ones to everybody
    ],
)
def test_the_skeleton_reads_whole_words_of_look_alikes(text: str, read: str | None) -> None:
    seen = skeleton(text)
    assert (seen and seen.text) == read


# --- what nobody sees -----------------------------------------------------------------------------

MESSAGE = "Falcon le 12 mai"


def _bits(size: int, zero: str, one: str, apart: str = "") -> str:
    digits = (format(ord(letter), f"0{size}b") for letter in MESSAGE)
    return apart.join(digits).replace("0", zero).replace("1", one)


def _selectors(data: bytes) -> str:
    return "".join(chr(0xFE00 + byte if byte < 16 else 0xE0100 + byte - 16) for byte in data)


HIDDEN = {
    "tags": "".join(chr(0xE0000 + ord(letter)) for letter in MESSAGE),
    "bytes in selectors": _selectors(MESSAGE.encode()),
    "codes in selectors": "".join(chr(0xE0100 + ord(letter)) for letter in MESSAGE),
    "digits in selectors": "".join(
        chr(0xFE00 + half) for byte in MESSAGE.encode() for half in divmod(byte, 16)
    ),
    "eight bits": _bits(8, "\u200b", "\u200c"),
    "eight bits, the other way": _bits(8, "\u200d", "\u200b"),
    "seven bits": _bits(7, "\u200c", "\u200d"),
    "sixteen bits": _bits(16, "\u2062", "\u2063"),
    "bits set apart": _bits(1, "\u200b", "\u200c", "\u200d"),
    "marks of direction": _bits(8, "\u200e", "\u200f"),
    "four symbols": "".join(
        "\u200b\u200c\u200d\u2060"[ord(letter) >> shift & 3]
        for letter in MESSAGE
        for shift in (6, 4, 2, 0)
    ),
}


@pytest.mark.parametrize("written", HIDDEN.values(), ids=HIDDEN.keys())
def test_what_is_written_unseen_is_read(written: str) -> None:
    text = f"Bonjour 😀{written} à tous"
    found = next(made for made in hidden(text) if made.text == MESSAGE)
    assert text[slice(*found.home(0, len(MESSAGE)))] == written
    assert canonical(text) == "Bonjour 😀 à tous"


def test_what_is_spread_over_a_text_is_read() -> None:
    cover = "Bonjour à toutes et à tous, voici le programme de la journée portes ouvertes. " * 2
    spread = "".join(a + b for a, b in zip(cover, HIDDEN["eight bits"], strict=False))
    assert MESSAGE in [made.text for made in hidden(spread)]
    assert canonical(spread).startswith("Bonjour à toutes")


def test_tabs_and_spaces_at_ends_of_lines_are_read() -> None:
    text = "\n".join(
        f"mot{byte:08b}".replace("0", " ").replace("1", "\t") for byte in MESSAGE.encode()
    )
    assert MESSAGE in [made.text for made in hidden(text)]
    assert [*hidden(canonical(text))] == []


# --- laws -----------------------------------------------------------------------------------------

_TRICKS = (
    "".join(SEEN.values())
    + "".join(FOREIGN)
    + "".join(ORDINARY)
    + "\u0301\u0316\u2067\u2069\u202d\n\t "
)
_texts = (
    st.text()
    | st.text(alphabet=_TRICKS)
    | st.text(alphabet="aі\u200b\u0301\u202e\u2069\U000e0061🇫𝗙 ɐ\n")
)


def _lies_inside(made: Mapped, text: str) -> bool:
    homes = [made.home(at, at + 1) for at in range(len(made.text))]
    return all(0 <= home.start < home.end <= len(text) for home in homes)


@settings(max_examples=300)
@given(_texts)
def test_every_reading_comes_home_inside_the_text(text: str) -> None:
    for made in (shown(text), skeleton(text), *hidden(text)):
        assert made is None or _lies_inside(made, text)


@settings(max_examples=300)
@given(_texts)
def test_what_is_kept_stands_there(text: str) -> None:
    seen = shown(text)
    for at, character in enumerate(seen.text if seen else ""):
        home = text[slice(*seen.home(at, at + 1))] if seen else ""
        assert (
            character == home
            or not character.isascii()
            or any(fold_character(one) != character.encode() or one != character for one in home)
        )


@settings(max_examples=300)
@given(_texts)
def test_a_canonical_text_is_its_own_canonical_text(text: str) -> None:
    assert canonical(canonical(text)) == canonical(text)


@settings(max_examples=300)
@given(_texts)
def test_a_canonical_text_is_composed(text: str) -> None:
    assert unicodedata.is_normalized("NFC", canonical(text))


_DISGUISES = {
    "styled": lambda word: "".join(chr(0x1D5D4 + ord(c) - 65) if c.isupper() else chr(0x1D5EE + ord(c) - 97) for c in word),
    "wide": lambda word: "".join(chr(ord(c) + 0xFEE0) for c in word),
    "zero width": "\u200b".join,
    "struck": lambda word: "".join(c + "\u0336" for c in word),
    "stacked": lambda word: "".join(c + "\u0336\u0321\u0353\u0315\u031a" for c in word),
    "Cyrillic": lambda word: word.translate(str.maketrans("aeocpx", "аеосрх")),
    "override": lambda word: f"\u2066\u202e{word[::-1]}\u202c\u2069",
    "tags": lambda word: "\U000e0061".join(word),
    "selectors": "\ufe01".join,
    "none": str,
}  # fmt: skip


@given(
    st.lists(
        st.tuples(st.text("abcdefghopxyz", min_size=4, max_size=9), st.sampled_from([*_DISGUISES])),
        min_size=1,
        max_size=6,
    )
)
def test_a_canonical_text_shows_what_it_holds(words: list[tuple[str, str]]) -> None:
    disguised = " ".join(_DISGUISES[how](f"z{word}") for word, how in words)
    offer = canonical(disguised)
    assert offer == " ".join(f"z{word}" for word, _ in words)
    assert shown(offer) is None


# --- the quick answer -----------------------------------------------------------------------------


def test_no_character_that_is_quickly_passed_is_read_otherwise() -> None:
    usual = re.compile(f"[{module._USUAL}]").match
    wrong = [
        f"U+{code:04X}"
        for code in range(0x20000)
        if usual(chr(code)) and not _reads_as_itself(chr(code))
    ]
    assert wrong == []


def _reads_as_itself(character: str) -> bool:
    look = look_of(character)
    if look.kind in (Kind.PLAIN, Kind.BREAK):
        return True
    # Folding reads it the same, or it is such a thing only between ASCII letters.
    return look.kind is Kind.SIGN or (
        look.kind is Kind.STYLED and fold_character(character).decode() == look.text.lower()
    )


def test_no_text_is_ordinary_that_shows_something_else() -> None:
    for character in map(chr, range(0x30000)):
        text = f"a{character}b"
        if is_ordinary(text):
            made = shown(text)
            assert made is None


@pytest.mark.parametrize(
    "unit",
    [
        "a\u0301\u0316",
        "\u0301\u0316",
        "\u2067\u202e",
        "\u202ea\u202c",
        "\U000e0061",
        "ɐ ",
        "fа",
        "🇫",
        "\u3164",
    ],
)
def test_long_nasty_texts_come_through(unit: str) -> None:
    text = unit * 5000
    for made in (shown(text), skeleton(text), *hidden(text)):
        assert made is None or len(made.text) <= 2 * len(text)
    assert len(canonical(text)) <= len(text)


def test_a_stack_of_marks_is_cut_before_it_is_sorted() -> None:
    assert canonical("a" + "\u0301\u0316" * 50_000) == "a"
    seen = shown("a" + "\u0301\u0316" * 50_000)
    assert seen is not None or fold("a" + "\u0301" * 9).data == b"a"


def test_surrogates_and_the_last_code_point_pass() -> None:
    for text in ("\ud800", "a\udfffb\u200b", "\U0010ffff\u202e", "\x00", "\u200b"):
        shown(text), skeleton(text), [*hidden(text)], canonical(text)
