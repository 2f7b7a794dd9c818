"""What a text holds in encoded form is read, one level at a time, and comes home."""

from __future__ import annotations

import base64
import binascii
import bz2
import gzip
import hashlib
import lzma
import quopri
import zipfile
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO
from itertools import product
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecluse.model import Span
from ecluse.text import decode
from ecluse.text.decode import Budget, decoded, opaque, signs_of
from ecluse.text.decode.reading import plausible, text_of
from ecluse.text.decode.run import READINGS, Run, Unit, layers
from ecluse.text.mapped import Mapped

# --- encoders -------------------------------------------------------------------------------------

PLAIN = "Le projet Renard sera lancé à Rennes"
_58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_45 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_85 = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~"
_Z85 = b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#"


def _b64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def _groups(text: str, length: int, between: str = " ") -> str:
    return between.join(text[at : at + length] for at in range(0, len(text), length))


def _large(data: bytes, digits: str) -> str:
    number, made = int.from_bytes(data, "big"), ""
    while number:
        number, digit = divmod(number, len(digits))
        made = digits[digit] + made
    return made


def _each(way: Callable[[int], str], between: str = "") -> Callable[[str], str]:
    return lambda text: between.join(way(byte) for byte in text.encode())


def _points(way: Callable[[int], str], between: str = "") -> Callable[[str], str]:
    return lambda text: between.join(way(ord(character)) for character in text)


def _packed(pack: Callable[[bytes], bytes]) -> Callable[[str], str]:
    return lambda text: base64.b64encode(pack(text.encode())).decode()


def _zip(data: bytes) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("note.txt", data)
    return file.getvalue()


def _base45(text: str) -> str:
    data, made = text.encode(), ""
    for at in range(0, len(data), 2):
        pair = data[at : at + 2]
        number = int.from_bytes(pair, "big")
        for _ in range(len(pair) + 1):
            number, digit = divmod(number, 45)
            made += _45[digit]
    return made


def _uu(text: str) -> str:
    data = text.encode()
    lines = [binascii.b2a_uu(data[at : at + 45]).decode() for at in range(0, len(data), 45)]
    return "\nbegin 644 note\n" + "".join(lines) + "`\nend\n"


ENCODERS: dict[str, Callable[[str], str]] = {
    "base64": _b64,
    "base64 without padding": lambda text: _b64(text).rstrip("="),
    "base64 for URLs": lambda text: base64.urlsafe_b64encode(text.encode()).decode().rstrip("="),
    "base64 in fours": lambda text: _groups(_b64(text), 4),
    "base64 in fives": lambda text: _groups(_b64(text), 5),
    "base64 in lines": lambda text: _groups(_b64(text), 16, "\n"),
    "base64 in quoted lines": lambda text: _groups(_b64(text), 20, "\n> "),
    "base64 with dots": lambda text: _groups(_b64(text), 1, "."),
    "base64 with dashes": lambda text: _groups(_b64(text).rstrip("="), 4, "-"),
    "base64 as data": lambda text: "data:text/plain;charset=utf-8;base64," + _b64(text),
    "base64 of UTF-16": lambda text: base64.b64encode(text.encode("utf-16-le")).decode(),
    "base64 of UTF-16 the other way round": lambda text: base64.b64encode(text.encode("utf-16-be")).decode(),
    "base64 of UTF-16 with its mark": lambda text: base64.b64encode(text.encode("utf-16")).decode(),
    "base64 of UTF-32": lambda text: base64.b64encode(text.encode("utf-32-le")).decode(),
    "base64 of Windows-1252": lambda text: base64.b64encode(text.encode("cp1252")).decode(),
    "base64 of gzip": _packed(gzip.compress),
    "base64 of zlib": _packed(zlib.compress),
    "base64 of deflate": _packed(lambda data: zlib.compress(data, wbits=-15)),
    "base64 of bzip2": _packed(bz2.compress),
    "base64 of xz": _packed(lzma.compress),
    "base64 of lzma": _packed(lambda data: lzma.compress(data, lzma.FORMAT_ALONE)),
    "base64 of zip": _packed(_zip),
    "base64 of gzip of gzip": _packed(lambda data: gzip.compress(gzip.compress(data))),
    "base32": lambda text: base64.b32encode(text.encode()).decode(),
    "base32 without padding": lambda text: base64.b32encode(text.encode()).decode().rstrip("="),
    "base32 in small letters": lambda text: base64.b32encode(text.encode()).decode().lower(),
    "base32 in fours": lambda text: _groups(base64.b32encode(text.encode()).decode(), 4),
    "base32hex": lambda text: base64.b32hexencode(text.encode()).decode(),
    "base16": lambda text: text.encode().hex(),
    "base16 in capitals": lambda text: text.encode().hex().upper(),
    "base16 with spaces": lambda text: text.encode().hex(" "),
    "base16 with colons": lambda text: text.encode().hex(":"),
    "base16 with dashes": lambda text: text.encode().hex("-"),
    "base16 in fours": lambda text: _groups(text.encode().hex(), 4),
    "base16 after 0x": lambda text: "0x" + text.encode().hex(),
    "base16, 0x each": _each(lambda byte: f"0x{byte:02x}", ", "),
    "base16 of UTF-16": lambda text: text.encode("utf-16-le").hex(),
    "base16 of zlib": lambda text: zlib.compress(text.encode()).hex(),
    "bits": _each(lambda byte: f"{byte:08b}", " "),
    "bits in a row": _each(lambda byte: f"{byte:08b}"),
    "bits after 0b": _each(lambda byte: f"0b{byte:08b}", " "),
    "seven bits": lambda text: " ".join(f"{ord(c):07b}" for c in text if ord(c) < 128),
    "base58": lambda text: _large(text.encode(), _58),
    "base62": lambda text: _large(text.encode(), _62),
    "base36": lambda text: _large(text.encode(), _62[:36]),
    "base36 in small letters": lambda text: _large(text.encode(), _62[:36]).lower(),
    "base85": lambda text: base64.b85encode(text.encode()).decode(),
    "Ascii85": lambda text: base64.a85encode(text.encode()).decode(),
    "Ascii85 between its marks": lambda text: base64.a85encode(text.encode(), adobe=True).decode(),
    "Z85": lambda text: base64.b85encode(text.encode()).translate(bytes.maketrans(_85, _Z85)).decode(),
    "uuencode": _uu,
    "quoted-printable": lambda text: quopri.encodestring(text.encode()).decode(),
    "quoted-printable throughout": _each(lambda byte: f"={byte:02X}"),
    "quoted-printable, broken": lambda text: _groups(text, 5, "=\r\n"),
    "percent": lambda text: quote(text),
    "percent throughout": _each(lambda byte: f"%{byte:02X}"),
    "percent in small letters": _each(lambda byte: f"%{byte:02x}"),
    "percent twice": lambda text: quote(quote(text)),
    "percent of Latin-1": lambda text: quote(text, encoding="latin-1"),
    "percent with plus": lambda text: quote_plus(text),
    "%u": _points(lambda code: f"%u{code:04X}"),
    "\\u": _points(lambda code: f"\\u{code:04x}"),
    "\\\\u": _points(lambda code: f"\\\\u{code:04x}"),
    "\\u{}": _points(lambda code: f"\\u{{{code:x}}}"),
    "\\u{} for all": lambda text: "\\u{" + " ".join(f"{ord(c):x}" for c in text) + "}",
    "\\U": _points(lambda code: f"\\U{code:08x}"),
    "\\x": _each(lambda byte: f"\\x{byte:02x}"),
    "\\x{}": _points(lambda code: f"\\x{{{code:x}}}"),
    "octal": _each(lambda byte: f"\\{byte:03o}"),
    "octal with \\o": _points(lambda code: f"\\o{{{code:o}}}"),
    "CSS": _points(lambda code: f"\\{code:06x}"),
    "u without its backslash": _points(lambda code: f"u{code:04x}"),
    "U+": _points(lambda code: f"U+{code:04X}", " "),
    "U+ without spaces": _points(lambda code: f"U+{code:04X}"),
    "<U+>": _points(lambda code: f"<U+{code:04X}>"),
    "encoded word": lambda text: f"=?UTF-8?B?{_b64(text)}?=",
    "encoded word, quoted": lambda text: "=?iso-8859-1?Q?" + "".join(f"={byte:02X}" for byte in text.encode("latin-1")) + "?=",
    "UTF-7": lambda text: text.encode("utf-7").decode(),
    "UTF-7 throughout": lambda text: "+" + base64.b64encode(text.encode("utf-16-be")).decode().rstrip("=") + "-",
    "UTF-8 read as Windows-1252": lambda text: text.encode().decode("latin-1"),
    "UTF-16 read as bytes": lambda text: text.encode("utf-16-le").decode("latin-1"),
    "UTF-32 read as bytes": lambda text: text.encode("utf-32-be").decode("latin-1"),
    "UTF-16 with swapped bytes": lambda text: text.encode("ascii", "replace").decode().encode("utf-16-le").decode("utf-16-be"),
    "two letters to a character": lambda text: (text + " " * (len(text) % 2)).encode("ascii", "replace").replace(b"?", b"e").decode("utf-16-le"),
    "decimal codes": _each(str, " "),
    "decimal codes with commas": _points(str, ", "),
    "decimal codes in brackets": lambda text: str([ord(c) for c in text]),
    "decimal codes in a row": _each(lambda byte: f"{byte:03d}"),
    "chr": _points(lambda code: f"chr({code})", "+"),
    "fromCharCode": lambda text: f"String.fromCharCode({','.join(str(ord(c)) for c in text)})",
    "octal codes": _each(lambda byte: f"{byte:03o}", " "),
    "references": _points(lambda code: f"&#{code};"),
    "ROT47": lambda text: "".join(chr(33 + (ord(c) - 33 + 47) % 94) if "!" <= c <= "~" else c for c in text),
    "base100": lambda text: "".join(chr(0x1F3F7 + byte) for byte in text.encode()),
    "two emoji": _each(lambda byte: f"{byte:08b}".replace("0", "🌑").replace("1", "🌕")),
    "spaces and tabs": _each(lambda byte: f"{byte:08b}".replace("0", " ").replace("1", "\t")),
}  # fmt: skip

_ASCII_ONLY = {
    "seven bits",
    "UTF-16 with swapped bytes",
    "two letters to a character",
    "ROT47",
    "octal codes",
    "CSS",
    "u without its backslash",
}


def _texts(text: str) -> list[str]:
    return [made.text for made in decoded(text)]


def _everything(text: str, depth: int = 3) -> Iterator[Mapped]:
    """What a caller looks at: every text, to a depth of three."""
    for made in decoded(text):
        yield made
        if depth > 1:
            yield from (inner.after(made) for inner in _everything(made.text, depth - 1))


def _found(text: str, words: str) -> bool:
    low = words.casefold()
    return any(low in made.text.casefold() for made in _everything(text))


# --- the table ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ENCODERS)
def test_a_sentence_comes_back(name: str) -> None:
    plain = PLAIN.replace("é", "e").replace("à", "a") if name in _ASCII_ONLY else PLAIN
    assert _found(f"Voici : {ENCODERS[name](plain)} merci", plain)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("Projet UmVuYXJk", "Projet Renard", id="one word in base64, with its phrase"),
        pytest.param("Projet UmVuYXJk lundi", "Projet Renard lundi", id="in the middle of a sentence"),
        pytest.param("«UmVuYXJk»", "«Renard»", id="between French quotes"),
        pytest.param("https://exemple.fr/a?q=UHJvamV0IFJlbmFyZA", "q=Projet Renard", id="in the query of a URL"),
        pytest.param("https://exemple.fr/UHJvamV0IFJlbmFyZA/fin", "/Projet Renard/fin", id="in the path of a URL"),
        pytest.param('{"note": "UHJvamV0IFJlbmFyZA=="}', '"Projet Renard"', id="in JSON"),
        pytest.param("abcUHJvamV0IFJlbmFyZCBldCBGb3VpbmU=", "projet Renard et Fouine", id="glued to a word"),
        pytest.param("UHJvamV0 UmVuYXJk", "Projet Renard", id="two blobs are two words"),
        pytest.param("UHJvamV0 et UmVuYXJk", "Projet et Renard", id="two blobs, one text"),
        pytest.param("T255eA==", "Onyx", id="four letters, padded"),
        pytest.param("cHJvamV0IHJlbmFyZAo=", "projet renard", id="with the newline of echo"),
        pytest.param(_b64(_b64("projet Renard")), "projet Renard", id="base64 twice"),
        pytest.param(_b64(_b64(_b64("projet Renard"))), "projet Renard", id="base64 three times"),
        pytest.param(_b64(b"projet Renard".hex()), "projet Renard", id="base16 in base64"),
        pytest.param(_b64("projet Renard").encode().hex(), "projet Renard", id="base64 in base16"),
        pytest.param(quote(_b64("le projet Renard??>"), safe=""), "projet Renard", id="base64 in a percent-encoded query"),
        pytest.param(_b64("проект Лиса сегодня"), "проект Лиса", id="base64 of Cyrillic"),
        pytest.param(base64.b64encode("проект Лиса".encode("utf-16-le")).decode(), "проект Лиса", id="base64 of Cyrillic UTF-16"),
        pytest.param(_b64("新項目狐狸計劃"), "狐狸", id="base64 of Chinese"),
        pytest.param("id52656e617264", "52656e617264", id="glued to letters that are no digits", marks=pytest.mark.xfail(reason="it may be any identifier", strict=True)),
        pytest.param("Projet 52656e617264", "Projet Renard", id="one word in base16"),
        pytest.param("0x52656e617264", "Renard", id="a number in base16"),
        pytest.param("00000000: 5072 6f6a 6574 2052 656e 6172 64", "Projet Renard", id="as xxd prints it"),
        pytest.param("KJSW4YLSMQ", "Renard", id="one word in base32"),
        pytest.param("con%66identiel", "confidentiel", id="one letter by percent"),
        pytest.param("con%2566identiel", "confidentiel", id="escaped twice"),
        pytest.param("con%252566identiel", "confidentiel", id="escaped three times"),
        pytest.param("Projet+Renard", "Projet Renard", id="plus for a space"),
        pytest.param("q=Projet+Ren%61rd", "Projet Renard", id="plus and percent"),
        pytest.param("d%C3%A9cision", "décision", id="two bytes make a letter"),
        pytest.param("d%E9cision n%B0 1", "décision n° 1", id="percent of Latin-1"),
        pytest.param("Ren\\u0061rd", "Renard", id="one letter by \\u"),
        pytest.param("Ren\\x61rd", "Renard", id="one letter by \\x"),
        pytest.param("Ren\\141rd", "Renard", id="one letter in octal"),
        pytest.param("Ren\\61 rd", "Renard", id="one letter as CSS writes it"),
        pytest.param("Ren\\N{LATIN SMALL LETTER A}rd", "Renard", id="one letter by its name"),
        pytest.param("Ren\\N{NO SUCH LETTER}rd", "\\N{NO SUCH LETTER}", id="a name that is none", marks=pytest.mark.xfail(reason="nothing to read", strict=True)),
        pytest.param("Ren\\\\\\\\u0061rd", "Renard", id="a backslash escaped again and again"),
        pytest.param("\\ud83e\\udd8a arrive", "🦊", id="two surrogates make a character"),
        pytest.param("caf\\xc3\\xa9", "café", id="\\x bytes of UTF-8"),
        pytest.param('{"a": "Projet\\nRenard"}', "Projet\nRenard", id="a JSON string with its newline"),
        pytest.param("Ren=61rd", "Renard", id="one letter quoted-printable"),
        pytest.param("con=\nfidentiel", "confidentiel", id="a soft line break"),
        pytest.param("=?utf-8?Q?Projet_?= =?utf-8?Q?Renard?=", "Projet Renard", id="two encoded words"),
        pytest.param("Ren+AGE-rd", "Renard", id="one letter in UTF-7"),
        pytest.param("Ren&AGE-rd", "Renard", id="as IMAP writes it"),
        pytest.param("https://xn--dcision-bya.fr", "décision.fr", id="a host in Punycode"),
        pytest.param("d\u00c3\u00a9cision", "décision", id="UTF-8 read as Latin-1"),
        pytest.param("l\u00e2\u20ac\u2122accord", "l’accord", id="an apostrophe read as Windows-1252"),
        pytest.param("P\0r\0o\0j\0e\0t\0", "Projet", id="NUL between letters"),
        pytest.param("-. .-. / .-. . -. .- .-. -..", "nr renard", id="Morse"),
        pytest.param("·−· · −· ·− ·−· −··", "renard", id="Morse in typographic signs"),
        pytest.param("⠏⠗⠕⠚⠑⠞ ⠗⠑⠝⠁⠗⠙", "projet renard", id="Braille"),
        pytest.param("⠼⠁⠃⠉ ⠠⠗⠑⠝⠁⠗⠙", "123 renard", id="Braille with a number and a capital"),
        pytest.param("Romeo Echo November Alfa Romeo Delta", "renard", id="the ICAO alphabet"),
        pytest.param("romeo-echo-november-alpha-romeo-delta", "renard", id="the same with dashes"),
        pytest.param("R comme Raoul, E comme Eugène, N comme Noémie, A comme Anatole, R comme Raoul, D comme Désiré", "renard", id="spelled on the telephone in French"),
        pytest.param("R as in Roger, E as in Edward, N as in Nancy, A as in Adam", "rena", id="spelled on the telephone in English"),
        pytest.param("18-5-14-1-18-4", "renard", id="places in the alphabet"),
        pytest.param("16.18.15.10.5.20/18.5.14.1.18.4", "projet renard", id="places, two words"),
        pytest.param("42 15 33 11 42 14", "renard", id="the square of Polybius"),
        pytest.param("777 33 66 2 777 3", "renard", id="keys of a telephone"),
        pytest.param("BAAAB AABAA ABBAB AAAAA BAAAB AAABB", "renard", id="Bacon's alphabet of 26"),
        pytest.param("82 101 110 97 114 100", "Renard", id="decimal codes of one word"),
        pytest.param("code 12 : 82 101 110 97 114 100.", "Renard", id="a number before the list"),
        pytest.param("\"&4')E;F%R9\"", "Renard", id="a line of uuencode within quotes", marks=pytest.mark.xfail(reason="a line of its own is asked for", strict=True)),
        pytest.param("voyez <~;Is`SEb#~>", "Renard", id="Ascii85 in its frame"),
        pytest.param("Pro%6Aet UmVuYXJk \\x6cundi", "Projet Renard lundi", id="three encodings, one text"),
    ],
)  # fmt: skip
def test_what_is_encoded_is_read(text: str, words: str) -> None:
    assert _found(text, words)


_DECOYS = {
    "words of eight letters are base64": "Bonjour à tous, document important lundi",
    "words in capitals are base32": "ATTENTION CONFERENCE EXCEPTIONNELLE MERCREDI",
    "words of hexadecimal letters": "la façade de la cafe, ce decade, bead and dead faded",
    "a commit": "corrigé par 4b825dc642cb6eb9a060e54bf8d69288fbee4904",
    "a short commit": "voir 4b825dc et 9a060e5",
    "SHA-256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "SHA-512": "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e",
    "integrity": "integrity=sha384-oqVuAfXRKap7fdgcCY5uykM6+R9GqQ8K/uxy9rx7HNQlGYl1kPzQho1wx4JwY8wC",
    "a UUID": "ticket 550e8400-e29b-41d4-a716-446655440000",
    "a video": "https://youtu.be/dQw4w9WgXcQ et https://www.youtube.com/watch?v=9bZkp7q19f0",
    "short links": "https://t.co/Wdy2SYGsQt https://bit.ly/3xYzAbC http://lnkd.in/dKq8ZxYb",
    "tracking": "https://exemple.fr/a?utm_source=facebook&utm_medium=social&fbclid=IwAR2kq8ZxYbPqR3sT5uVwXyZ0123456789abcdefGHIJKLMNOPqrstuv",
    "a DOI": "doi:10.1038/s41586-020-2649-2 et https://doi.org/10.1109/5.771073",
    "an IBAN": "FR76 3000 6000 0112 3456 7890 189",
    "telephones": "06 12 34 56 78, +33 1 98 76 54 32, 01.23.45.67.89",
    "a card": "4111 1111 1111 1111",
    "a compound": "Donaudampfschifffahrtsgesellschaftskapitän",
    "Finnish": "epäjärjestelmällistyttämättömyydellänsäkäänköhän",
    "hashtags": "#NumériqueResponsable #InnovationSociale #TransitionÉcologique #OpenSource2024",
    "code": "for (let i = 0; i < n; i++) { console.log(`x=${a[i]}`); }",
    "Python": "print(np.array([[1, 2], [3, 4]]).T @ x['y'])  # demo(foo(bar(1)))",
    "dates": "du 12/03/2024 au 14/03/2024, 18:30-20:00",
    "scores": "6-4, 7-5, 6-3 et 25-17",
    "prices": "12,50 € ; 45 € ; 99 € ; 129 €",
    "percents": "100% des 20%accès, -50% de remise",
    "a path": "C:\\Users\\Public\\Documents\\rapport.docx",
    "an ellipsis and dashes": "Bientôt... - ... - à suivre. . .",
    "a rule of Markdown": "---\n\n- - -\n\n* * *\n\n| --- | :-: |",
    "spaced capitals": "S O L D E S   D ' É T É",
    "stars": "★★★★☆ ⭐⭐⭐⭐⭐ 🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉",
    "a grid": "🟩🟨⬛⬛⬛\n🟩🟩⬛🟨⬛\n🟩🟩🟩🟩🟩",
    "a shrug": "¯\\_(ツ)_/¯ :-) ;-) <3 =^.^=",
    "Japanese": "社会福祉法人の皆様、こんにちは。私たちは新しいサービスを発表します。",
    "Chinese": "我们很高兴地宣布新产品将于下周四正式发布，欢迎大家参加。",
    "Russian": "Сегодня мы рады представить новый продукт нашей компании",
    "Arabic": "يسعدنا أن نعلن عن إطلاق منتجنا الجديد الأسبوع المقبل",
    "Persian": "می‌خواهیم محصول جدید را معرفی کنیم",
    "French quotes": "« À bientôt ! » — l’équipe, c’est « là » où…",
    "a picture in Braille": "⣿⣿⣿⡿⠟⠛⠛⠻⢿⣿⣿⣿\n⣿⡟⠁⢀⣴⣶⣶⣦⡀⠈⢻⣿",
    "a picture in ASCII": "/\\_/\\\n( o.o )\n > ^ <",
    "two words of the ICAO alphabet": "Hotel India ouvre en novembre",
    "a version": "v2.10.3-rc.1+build.20240312",
    "colours": "#C0FFEE #DEADBEEF #1DA1F2",
    "a wallet": "0x52908400098527886E0F7030069857D2E4169EE7 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
    "a licence": "ABCD1-EFGH2-JKLM3-NPQR4-STUV5",
}


@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in _DECOYS.items()])
def test_ordinary_texts_hold_nothing_and_are_not_opaque(text: str) -> None:
    assert _texts(text) == []
    assert list(opaque(text)) == []


# --- what cannot be read --------------------------------------------------------------------------

_NOISE = b"".join(hashlib.blake2b(bytes([number])).digest() for number in range(4))
_RANDOM = base64.b64encode(_NOISE).decode()


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        pytest.param(_RANDOM, _RANDOM, id="bytes in base64"),
        pytest.param(_groups(_RANDOM, 76, "\n"), None, id="the same in lines"),
        pytest.param(base64.b32encode(_NOISE).decode(), None, id="bytes in base32"),
        pytest.param(_NOISE.hex(), _NOISE.hex(), id="bytes in base16"),
        pytest.param(base64.b85encode(_NOISE).decode(), None, id="bytes in base85"),
        pytest.param("data:image/png;base64," + _RANDOM[:80], None, id="a picture"),
        pytest.param("-----BEGIN PGP MESSAGE-----\n\nhQEMA\n-----END PGP MESSAGE-----", None, id="OpenPGP"),
        pytest.param("-----BEGIN CERTIFICATE-----\nMIIB", None, id="PEM without an end"),
        pytest.param("a\ufffdb\ufffdc\ufffd", None, id="replacement characters"),
        pytest.param("a\ud800b", "\ud800", id="a lone surrogate"),
        pytest.param("\ue000\ue001\ue002\ue003", "\ue000\ue001\ue002\ue003", id="private use"),
        pytest.param("\uffff\ufffe\ufdd0\ufdd1", "\uffff\ufffe\ufdd0\ufdd1", id="noncharacters"),
        pytest.param("\x01\x02\x03", "\x01\x02\x03", id="controls"),
        pytest.param("QXZRT PLMNW KJHGF VBNMC ZXQWR TPLKM NBVCX ASDFG HJKLP OIUYT", None, id="groups of five"),
        pytest.param("ҖԂĦಎՐਝԮஎ൧ڷሴꔀАΩאعกຂ", None, id="letters of many scripts"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_opaque(text: str, whole: str | None) -> None:
    spans = list(opaque(f"Voici : {text}"))
    assert spans
    if whole is not None:
        assert whole in {f"Voici : {text}"[slice(*span)] for span in spans}


@pytest.mark.parametrize("name", ENCODERS)
def test_what_is_read_is_not_opaque(name: str) -> None:
    if name in {"UTF-16 read as bytes", "UTF-32 read as bytes"}:
        pytest.skip("NUL characters are no text in a post, though they are read")
    plain = (PLAIN + ", les équipes sont prêtes et nous aussi").encode("ascii", "ignore").decode()
    assert list(opaque(f"Voici : {ENCODERS[name](plain)} merci")) == []


def test_a_signed_text_is_readable_and_its_signature_is_not() -> None:
    signed = "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nBonjour\n"
    text = signed + "-----BEGIN PGP SIGNATURE-----\n\niQEz\n-----END PGP SIGNATURE-----"
    (span,) = opaque(text)
    assert span.start == len(signed)


# --- the way home ---------------------------------------------------------------------------------

_WORDS = st.sampled_from(
    "le la projet Renard sera lancé bientôt été cœur équipe nous vous the team will ship new product "
    "Monday launch Rennes Leeds où façade naïf déjà".split()
)
_SENTENCE = st.lists(_WORDS, min_size=3, max_size=12).map(" ".join)
# What announces these is likely in a sentence, and a short one may have none of it.
_LIKELY = {
    "Ascii85",
    "base85",
    "Z85",
    "base64 of deflate",
    "base64 in fives",
    "base32 in small letters",
    "base62",  # a short one with few changes of case may be any identifier
}
_EXACT = [
    name
    for name in ENCODERS
    if name not in _ASCII_ONLY | _LIKELY | {"UTF-16 with swapped bytes", "base64 of zip", "uuencode", "quoted-printable, broken"}
    and "%" not in name and "percent" not in name and "quoted" not in name and "UTF-7" != name
    and "read as" not in name
]  # fmt: skip


@pytest.mark.xfail(reason="accents early in a short text look like no text", strict=True)
def test_a_short_text_in_base64_in_fours_with_early_accents_comes_home() -> None:
    encoded = ENCODERS["base64 in fours"]("Zig où le été zag")
    assert any("Zig où le été zag" in made.text for made in _everything(f"le : {encoded} ; le"))


@given(st.sampled_from(_EXACT), _SENTENCE, _SENTENCE, _SENTENCE)
@settings(max_examples=800, deadline=None, derandomize=True)
def test_every_encoding_of_every_sentence_comes_home(
    name: str, before: str, plain: str, after: str
) -> None:
    plain = f"Zig {plain} zag"
    encoded = ENCODERS[name](plain)
    text = f"{before} : {encoded} ; {after}"
    run = Span(len(before) + 3, len(before) + 3 + len(encoded))
    homes = [
        made.home(at, at + len(plain))
        for made in _everything(text)
        if (at := made.text.find(plain)) >= 0
    ]
    assert homes
    assert any(run.start <= home.start <= home.end <= run.end for home in homes)
    assert any(2 * (home.end - home.start) >= len(encoded) - 60 for home in homes)


@given(st.text() | st.text("aZ09+/=%\\ux{}U-_.~<>!:;, \n\t\0é⠁🌑·−"))
@settings(max_examples=500, deadline=None)
def test_any_text_is_bounded_and_every_span_lies_inside(text: str) -> None:
    budget = Budget()
    made = list(decoded(text, budget))
    assert len(made) <= READINGS
    for one in made:
        assert one.text != text
        for at in range(len(one.text)):
            home = one.home(at, at + 1)
            assert 0 <= home.start <= home.end <= len(text)
    last = 0
    for span in opaque(text):
        assert last <= span.start < span.end <= len(text)
        last = span.end


@given(_SENTENCE)
def test_what_was_not_encoded_stands_where_it_stood(sentence: str) -> None:
    text = f"{sentence} UmVuYXJk"
    (made,) = decoded(text)
    assert made.text == f"{sentence} Renard"
    assert made.home(0, len(sentence)) == Span(0, len(sentence))
    assert text[slice(*made.home(len(sentence) + 1, len(made.text)))] == "UmVuYXJk"


@pytest.mark.parametrize(
    ("text", "word", "written"),
    [
        pytest.param("UHJvamV0IFJlbmFyZA==", "Renard", "FJlbmFyZA", id="the digits of base64"),
        pytest.param("50726f6a65742052656e617264", "Renard", "52656e617264", id="base16"),
        pytest.param("Pro%6Aet %52enard", "Renard", "%52enard", id="percent"),
        pytest.param("\\x52\\x65\\x6e\\x61rd", "Renard", "\\x52\\x65\\x6e\\x61rd", id="\\x"),
        pytest.param(".--. / .-. . -. .- .-. -.. / .-", "renard", ".-. . -. .- .-. -..", id="Morse"),
        pytest.param("⠏⠗⠕⠚⠑⠞⠀⠗⠑⠝⠁⠗⠙", "renard", "⠗⠑⠝⠁⠗⠙", id="Braille"),
        pytest.param("80 114 82 101 110 97 114 100", "Renard", "82 101 110 97 114 100", id="codes"),
    ],
)  # fmt: skip
def test_a_word_comes_home_to_its_own_digits(text: str, word: str, written: str) -> None:
    homes = [
        text[slice(*made.home(at, at + len(word)))]
        for made in decoded(text)
        if (at := made.text.find(word)) >= 0
    ]
    assert written in homes


# --- bounds ---------------------------------------------------------------------------------------


def test_a_bomb_is_cut_and_the_budget_says_so() -> None:
    budget = Budget()
    bomb = base64.b64encode(gzip.compress(b"Projet Renard. " * 2_000_000)).decode()
    texts = [made.text for made in decoded(bomb, budget)]
    assert budget.over == "an unpacked run"
    assert all(len(text) <= max(1 << 16, 100 * len(bomb)) for text in texts)
    assert any("Projet Renard" in text for text in texts)


@pytest.mark.parametrize("pack", [zlib.compress, bz2.compress, lzma.compress, _zip])
def test_every_kind_of_bomb_is_cut(pack: Callable[[bytes], bytes]) -> None:
    budget = Budget()
    bomb = base64.b64encode(pack(b"A" * 30_000_000)).decode()
    assert sum(len(made.text) for made in decoded(bomb, budget)) < 10_000_000
    assert budget.over


def test_many_small_bombs_have_one_budget() -> None:
    budget = Budget()
    bomb = base64.b64encode(zlib.compress(b"A" * 60_000)).decode()
    list(decoded(" , ".join([bomb] * 300), budget))
    assert budget.over


def test_a_text_that_the_budget_has_no_room_for_is_not_made() -> None:
    budget = Budget(characters=10)
    assert list(decoded("Projet UmVuYXJk", budget)) == []
    assert budget.over == "decoded texts"


def test_a_budget_of_views_is_kept() -> None:
    budget = Budget(views=1)
    assert len(list(decoded("Projet UmVuYXJk", budget))) == 1
    assert list(decoded("Projet UmVuYXJk", budget)) == []
    assert budget.over


def test_a_budget_that_was_enough_says_nothing() -> None:
    budget = Budget()
    assert _texts("rien") == []
    list(decoded("Projet UmVuYXJk, con%66identiel", budget))
    assert not budget.over


def test_a_word_too_long_to_be_tried_is_said() -> None:
    budget = Budget()
    list(decoded("a<b>c!d#e" * 20_000, budget))
    assert budget.over == "an encoded run"


def test_more_readings_than_are_kept_are_said() -> None:
    budget = Budget()
    runs = [[Run(0, 4, [Unit(letter, 0, 4)])] for letter in "abcdefgh"]
    assert len(layers(runs, budget)) == READINGS
    assert budget.over == "readings of one run"


def test_runs_that_overlap_stand_in_different_texts_and_equal_ones_once() -> None:
    def run(start: int, end: int, text: str) -> Run:
        return Run(start, end, [Unit(text, start, end)])

    made = layers([[run(4, 6, "b"), run(0, 2, "a")], [run(1, 5, "c"), run(0, 2, "a")]], Budget())
    assert [[one.text for one in layer] for layer in made] == [["a", "b"], ["c"]]


_PATHOLOGICAL = {
    "A": "A" * 60_000,
    "percent": "%41" * 20_000,
    "nested percent": "%" + "25" * 30_000 + "41",
    "backslash": "\\u005c" * 10_000,
    "equals": "=" * 60_000,
    "dots and dashes": ".- " * 20_000,
    "bits": "01" * 30_000,
    "short blobs": "UmVuYXJk " * 6_000,
    "numbers": "67 111 " * 8_000,
    "parentheses": "chr(" * 15_000,
    "encoded words": "=?x?B?" * 10_000,
    "hosts": "xn--" * 15_000,
    "frames": "<~" * 30_000,
    "headers": "-----BEGIN " * 6_000,
    "data": "data:;base64," * 5_000,
    "surrogates": "\ud800" * 60_000,
    "mojibake": "Ã©" * 30_000,
    "zlib": "eJwAAAAAAAAAAAAAAAAA " * 3_000,
}


@pytest.mark.parametrize("text", [pytest.param(t, id=name) for name, t in _PATHOLOGICAL.items()])
def test_hostile_texts_make_few_texts_and_little_of_them(text: str) -> None:
    made = list(decoded(text))
    assert len(made) <= READINGS
    assert sum(len(one.text) for one in made) <= 3 * len(text)
    assert sum(len(one.at) for one in made) <= 3 * len(text)


def test_a_nest_of_base64_loses_a_level_at_a_time() -> None:
    text = "projet Renard " * 4
    for _ in range(8):
        text = _b64(text)
    lengths = [len(text)]
    for _ in range(8):
        (text,) = _texts(text)
        lengths.append(len(text))
    assert text == "projet Renard " * 4
    assert lengths == sorted(lengths, reverse=True)


# --- the parts ------------------------------------------------------------------------------------


def _possible(digits: str, bits: int) -> list[set[str]]:
    """The digits that can stand at each place when the bytes are ASCII, by trying."""
    count = 8 if bits == 5 else 4
    made: list[set[str]] = []
    for place in range(count):
        first, last = place * bits // 8, (place * bits + bits - 1) // 8
        shift = 8 * (last - first + 1) - (place * bits - first * 8) - bits
        values = product(range(0x20, 0x7F), repeat=last - first + 1)
        numbers = {
            int.from_bytes(bytes(pair), "big") >> shift & ((1 << bits) - 1) for pair in values
        }
        made.append({digits[number] for number in numbers})
    return made


@pytest.mark.parametrize(
    ("classes", "digits", "bits"),
    [
        (decode._QUAD, _62[10:36] + _62[36:] + "0123456789+/", 6),
        (decode._OCTET, _62[10:36] + "234567", 5),
        (decode._OCTET_HEX, _62[:32], 5),
    ],
    ids=["base64", "base32", "base32hex"],
)
def test_the_signs_know_which_digits_ascii_can_give(classes: str, digits: str, bits: int) -> None:
    import re

    for written, possible in zip(classes.split(), _possible(digits, bits), strict=True):
        assert {digit for digit in digits if re.match(f"[{written}]", digit)} == possible


@pytest.mark.parametrize("row", decode._FAMILIES, ids=lambda row: row.name)
def test_every_family_is_announced_and_imported(row: decode._Row) -> None:
    (family,) = decode.families([row.name])
    assert callable(family)
    assert family.__doc__


def test_a_family_is_asked_only_when_something_announces_it() -> None:
    assert signs_of("") == []
    assert signs_of("Ren%61rd") == ["percents"]
    assert signs_of("U\u0300 \ud800") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Renard", True, id="a word"),
        pytest.param("projet renard", True, id="two"),
        pytest.param("iPhone", True, id="a capital inside"),
        pytest.param("été", False, id="too short"),
        pytest.param("q7Xa2P", False, id="no word has this shape"),
        pytest.param("a\x07bcdef", False, id="a control"),
        pytest.param("жлкяאб", False, id="two scripts"),
        pytest.param("Лиса", True, id="Cyrillic"),
        pytest.param("    \n   ", False, id="nothing but space"),
        pytest.param("F#^t)k", False, id="signs"),
    ],
)
def test_plausible(text: str, expected: bool) -> None:
    assert plausible(text) is expected


@given(st.binary(max_size=64))
def test_any_bytes_are_text_or_not(data: bytes) -> None:
    text = text_of(data)
    assert text is None or plausible(text, 4)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Tel : MDYgMTIgMzQgNTYgNzg=", "06 12 34 56 78"),
        ("Tel : 30 36 20 31 32 20 33 34 20 35 36 20 37 38", "06 12 34 56 78"),
        ("Tel : 48 54 49 50 51 52 53 54 55 56", "0612345678"),
        ("Dossier QUItMTIzLUNE", "AB-123-CD"),
        ("a=Q1VTVE9NRVI", "CUSTOMER"),
        ("⚪⚪⚫⚪ ⚪⚫ ⚪⚫⚪⚪ ⚫⚪⚫⚪ ⚫⚫⚫ ⚫⚪ ⚪⚪⚪ ⚪⚫ ⚪⚫⚪⚪", "falconsal"),
        ("⚪️⚪️⚫️⚪️ ⚪️⚫️ ⚪️⚫️⚪️⚪️ ⚫️⚪️⚫️⚪️ ⚫️⚫️⚫️ ⚫️⚪️ ⚪️⚪️⚪️ ⚪️⚫️ ⚪️⚫️⚪️⚪️", "falconsal"),
        (".... ... . . ... . .. .... ... ...", "salin"),
        ("Le P;zf-Wpp4@VQgt` demain", "Projet Salin"),
    ],
)
def test_numbers_and_short_words_are_read_too(text: str, read: str) -> None:
    assert any(read in made.text for made in decoded(text))


def test_what_is_stuck_to_a_link_is_a_line_of_its_own() -> None:
    text = "data:text/plain;base64,Q09ORklERU5USUVM"
    assert "CONFIDENTIEL" in [line for made in decoded(text) for line in made.text.splitlines()]


# --- letters that are said, tokens that are turned ----------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "Célestin Oscar Nicolas Gaston Eugène",
        "Cäsar, Otto, Nordpol, Gustav, Emil",
        "Charles Ocean Nora George Edward",
        "cé o enne gé e",
        "cee oh en gee ee",
        "ta ti ta ti, ta ta ta, ta ti, ta ta ti, ti",
        "dash-dot-dash-dot / dash-dash-dash / dash-dot / dash-dash-dot / dot",
        "1010 111 10 110 0",
        "5=e 1=c 3=n 2=o 4=g",
        ":regional_indicator_c: :regional_indicator_o: :regional_indicator_n: :regional_indicator_g: :regional_indicator_e:",
        "031514070502",
    ],
)
def test_letters_that_are_said_are_read(text: str) -> None:
    assert any("conge" in made.text.replace(" ", "").lower() for made in decoded(text))


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("clé 4321dcbaQ_evil_ks", "clé sk_live_Qabcd1234"),
        ("clé tuc_NopqRstu", "clé ghp_AbcdEfgh"),
        ("moc.elpmaxe@eriam", "maire@example.com"),
        ("à relire : ruop/tset.elpmaxe//:sptth", "https://example.test/pour"),
    ],
)
def test_what_was_turned_is_turned_back(text: str, meant: str) -> None:
    assert any(meant in made.text for made in decoded(text))


@pytest.mark.parametrize(
    "text",
    [
        "Bravo à Louis, Marie et Paul !",
        "Écrivez à mairie@example.com",
        "Romeo et Juliette, Oscar, un tango",
        "1. a) oui, b) non",
        "Le score : 1 0 1 0",
    ],
)
def test_names_and_addresses_are_no_code(text: str) -> None:
    assert [made.text for made in decoded(text)] in ([], [text])
