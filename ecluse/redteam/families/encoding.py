"""The text as a machine would carry it: who has a decoder reads it again."""

from __future__ import annotations

import base64
import binascii
import json
import quopri
import zlib
from collections.abc import Callable
from random import Random

from ecluse.redteam.transform import Apply, family, on_goods, on_text, percent

_of = family("encoding")

_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "replace")


def _goods(encode: Callable[[bytes], str]) -> Apply:
    return on_goods(lambda text, random: encode(_bytes(text)))


def _whole(encode: Callable[[bytes], str]) -> Apply:
    return on_text(lambda text, random: encode(_bytes(text)))


def _64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _64_for_links(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _58(data: bytes) -> str:
    number, digits = int.from_bytes(data, "big"), ""
    while number:
        number, rest = divmod(number, 58)
        digits = _BASE58[rest] + digits
    return digits


def _escapes(form: str) -> Callable[[str, Random], str]:
    return lambda text, random: "".join(form.format(ord(one)) for one in text)


def _per_byte(form: str, mark: str = "") -> Callable[[bytes], str]:
    return lambda data: mark.join(form.format(one) for one in data)


def _deflated(data: bytes, bits: int) -> bytes:
    squeezer = zlib.compressobj(9, zlib.DEFLATED, bits, 9, zlib.Z_FIXED)
    return squeezer.compress(data) + squeezer.flush()


def _gzip(data: bytes) -> bytes:
    """RFC 1952, without name or time."""
    tail = zlib.crc32(data).to_bytes(4, "little") + len(data).to_bytes(4, "little")
    return b"\x1f\x8b\x08\0\0\0\0\0\0\xff" + _deflated(data, -15) + tail


def _in_lines(data: bytes) -> str:
    coded = _64(data)
    return "\n" + "\n".join(coded[at : at + 16] for at in range(0, len(coded), 16)) + "\n"


def _uuencoded(data: bytes) -> str:
    pieces = (data[at : at + 45] for at in range(0, len(data), 45))
    body = "".join(binascii.b2a_uu(piece).decode() for piece in pieces)
    return f"\nbegin 644 a\n{body}`\nend\n"


def _token(text: str, random: Random) -> str:
    """An unsigned JSON web token (RFC 7519)."""
    head, body = (_64_for_links(_bytes(json.dumps(one))) for one in ({"alg": "none"}, {"a": text}))
    return f"{head}.{body}."


def _utf_7(text: str, random: Random) -> str:
    """RFC 2152, every character encoded."""
    coded = (_64(one.encode("utf-16-be", "replace")).rstrip("=") for one in text)
    return "".join(f"+{one}-" for one in coded)


def _mojibake(text: str, random: Random) -> str:
    return _bytes(text).decode("cp1252", "replace")


def _wide(text: str, random: Random) -> str:
    return "".join(f"{one}\0" for one in text)


TRANSFORMS = (
    _of("base64", 5, _goods(_64), "en base64", "in base64", readable=False),
    _of("base64-whole", 5, _whole(_64), "tout le texte en base64", "the whole text in base64", readable=False),
    _of("base64-link", 5, _whole(lambda data: f"https://exemple.test/a?d={_64_for_links(data)}"),
        "tout le texte en base64 dans un lien", "the whole text in base64 in a link", readable=False),
    _of("base64-in-lines", 5, _whole(_in_lines), "en base64, sur plusieurs lignes", "in base64, over several lines", readable=False),
    _of("base64-twice", 5, _whole(lambda data: _64(_64(data).encode())), "deux fois en base64", "in base64 twice", readable=False),
    _of("base64-spaced", 5, _whole(lambda data: " ".join(_64(data))), "en base64, espacé", "in base64, spaced", readable=False),
    _of("base64-utf-16", 5, on_text(lambda text, random: _64(text.encode("utf-16-le", "replace"))),
        "en base64 d'UTF-16", "in base64 of UTF-16", readable=False),
    _of("data-uri", 5, _whole(lambda data: f"data:text/plain;base64,{_64(data)}"), "en adresse data:", "as a data: address", readable=False),
    _of("json-web-token", 5, on_text(_token),
        "en jeton JSON (JWT)", "as a JSON web token", readable=False),
    _of("base32", 5, _goods(lambda data: base64.b32encode(data).decode()), "en base32", "in base32", readable=False),
    _of("base85", 5, _goods(lambda data: base64.b85encode(data).decode()), "en base85", "in base85", readable=False),
    _of("ascii85", 5, _goods(lambda data: base64.a85encode(data, adobe=True).decode()), "en ascii85", "in ascii85", readable=False),
    _of("base58", 5, _goods(_58), "en base58", "in base58", readable=False),
    _of("hexadecimal", 5, _goods(bytes.hex), "en hexadécimal", "in hexadecimal", readable=False),
    _of("hexadecimal-spaced", 5, _goods(lambda data: data.hex(" ")), "en hexadécimal espacé", "in spaced hexadecimal", readable=False),
    _of("hexadecimal-colons", 5, _goods(lambda data: data.hex(":").upper()), "en hexadécimal à deux-points", "in hexadecimal with colons", readable=False),
    _of("hexadecimal-c", 5, _goods(_per_byte("0x{:02x}", ", ")), "en octets de C", "as bytes of C", readable=False),
    _of("hexadecimal-whole", 5, _whole(bytes.hex), "tout le texte en hexadécimal", "the whole text in hexadecimal", readable=False),
    _of("binary", 5, _goods(_per_byte("{:08b}", " ")), "en binaire", "in binary", readable=False),
    _of("octal", 5, _goods(_per_byte("\\{:03o}")), "en octal", "in octal", readable=False),
    _of("decimal", 5, on_goods(lambda text, random: " ".join(str(ord(one)) for one in text)),
        "en numéros de caractères", "as numbers of characters", readable=False),
    _of("percent", 5, _goods(_per_byte("%{:02X}")), "en pourcentages", "percent-encoded", readable=False),
    _of("percent-twice", 5, _goods(_per_byte("%25{:02X}")), "deux fois en pourcentages", "percent-encoded twice", readable=False),
    _of("percent-link", 5, on_text(lambda text, random: f"https://exemple.test/?t={percent(text)}"),
        "tout le texte dans un lien", "the whole text in a link"),
    _of("unicode-escapes", 5, on_goods(_escapes("\\u{:04x}")), "en échappements \\u", "as \\u escapes", readable=False),
    _of("braced-escapes", 5, on_goods(_escapes("\\u{{{:x}}}")), "en échappements \\u{}", "as \\u{} escapes", readable=False),
    _of("css-escapes", 5, on_goods(_escapes("\\{:06x}")), "en échappements de CSS", "as CSS escapes", readable=False),
    _of("code-points", 5, on_goods(lambda text, random: " ".join(f"U+{ord(one):04X}" for one in text)),
        "en points de code", "as code points", readable=False),
    _of("byte-escapes", 5, _goods(_per_byte("\\x{:02x}")), "en échappements \\x", "as \\x escapes", readable=False),
    _of("quoted-printable", 5, _goods(_per_byte("={:02X}")), "en quoted-printable", "in quoted-printable", readable=False),
    _of("quoted-printable-mail", 3, _whole(lambda data: quopri.encodestring(data).decode()),
        "comme dans un courriel (quoted-printable)", "as in a mail (quoted-printable)"),
    _of("encoded-word", 5, _whole(lambda data: f"=?utf-8?B?{_64(data)}?="), "en mot encodé de courriel", "as an encoded word of a mail", readable=False),
    _of("utf-7", 5, on_goods(_utf_7),
        "en UTF-7", "in UTF-7", readable=False),
    _of("utf-16", 3, on_text(_wide), "un caractère nul après chacun (UTF-16)", "a null after every character (UTF-16)"),
    _of("mojibake", 2, on_goods(_mojibake), "de l'UTF-8 lu en Windows-1252", "UTF-8 read as Windows-1252"),
    _of("punycode", 5, on_goods(lambda text, random: " ".join(f"xn--{word.encode('punycode', 'replace').decode()}" for word in text.split())),
        "en punycode", "in Punycode", readable=False),
    _of("gzip-base64", 5, _whole(lambda data: _64(_gzip(data))), "compressé (gzip), en base64", "gzipped, in base64", readable=False),
    _of("zlib-base64", 5, _whole(lambda data: _64(_deflated(data, 15))), "compressé (zlib), en base64", "zlib in base64", readable=False),
    _of("deflate-base64", 5, _whole(lambda data: _64_for_links(_deflated(data, -15))), "compressé sans en-tête, en base64", "raw deflate in base64", readable=False),
    _of("hexadecimal-base64", 5, _whole(lambda data: _64(data.hex().encode())), "en hexadécimal, puis base64", "in hexadecimal, then base64", readable=False),
    _of("json-string", 3, on_text(lambda text, random: json.dumps({"t": text})), "en JSON", "as JSON"),
    _of("json-in-json", 3, on_text(lambda text, random: json.dumps({"t": json.dumps({"t": text})})), "en JSON dans du JSON", "as JSON inside JSON"),
    _of("uuencoded", 5, _whole(_uuencoded), "en uuencode", "uuencoded", readable=False),
)  # fmt: skip
