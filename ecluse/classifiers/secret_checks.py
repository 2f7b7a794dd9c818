"""What tells a secret from its look-alikes: entropy, placeholders, published checksums.

Each check takes the text of one candidate, at most 1,024 characters, and is linear in it: patterns
are RE2's and compiled on first use, loops are single passes.
"""

from __future__ import annotations

import base64
import binascii
import functools
import json
import math
import re
import zlib
from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from typing import Any

__all__ = [
    "bech32_checksum",
    "compiled",
    "entropy",
    "github_checksum",
    "grafana_checksum",
    "has_key",
    "holds",
    "is_authorization",
    "is_code",
    "is_credentials",
    "is_identifier",
    "is_jwt",
    "is_login",
    "is_password",
    "is_placeholder",
    "is_real",
    "is_strong_password",
    "is_token",
    "is_word_password",
    "snowflake",
]

_MEMORY = 4 << 20
"""Bytes that RE2 may use for one pattern: there are many, and a hostile text may reach them all."""


@functools.cache
def compiled(pattern: str) -> Any:
    """``pattern`` compiled by RE2 over Latin-1 bytes; each pattern once.

    Raises:
        re2.error: RE2 refuses the pattern.
    """
    import re2

    options = re2.Options()
    options.encoding = re2.Options.Encoding.LATIN1
    options.log_errors = False
    options.max_mem = _MEMORY
    return re2.compile(pattern.encode("latin-1", "replace"), options)


def holds(pattern: str) -> Callable[[str], bool]:
    """The question whether a text holds ``pattern``."""

    def question(text: str) -> bool:
        found: object = compiled(pattern).search(text.encode("latin-1", "replace"))
        return found is not None

    return question


def entropy(text: str) -> float:
    """Shannon's entropy of the characters of ``text``, in bits for each character.

    >>> entropy("aaaa"), entropy("abcd")
    (0.0, 2.0)
    """
    length = len(text)
    if length < 2:
        return 0.0
    return abs(-sum(n / length * math.log2(n / length) for n in Counter(text).values()))


# --- placeholders ---------------------------------------------------------------------------------

_is_masked = holds(
    r"\*{3}|\A\*+\z|\A<|<[A-Za-z _-]*>|\.\.|\$\(|\$\{|\{\{|%\(|\A[\"']?[$%@#][A-Za-z_.{-]*[%}]?[\"']?\z|\A#\{|\A[{\[][^0-9]*[}\]]"
)
_STANDS_FOR = (
    "example", "exemple", "placeholder", "changeme", "change_me", "change-me", "redacted", "dummy",
    "sample", "your_", "your-", "yourtoken", "yourkey", "yourpass", "yoursecret", "yourapi", "votre_",
    "votre-", "votremot", "votrecl", "insert_", "insert-", "xxxx", "•", "…",
)  # fmt: skip
_NAMES = frozenset(
    """password passwd passphrase passcode pass pwd mdp motdepasse mot_de_passe secret secrets token
    tokens jeton key apikey api_key access_token cle user username login admin_password null none nil
    undefined true false empty string str text value valeur test foo bar baz required optional hidden
    yes oui non no on off""".split()  # noqa: SIM905
)
_IN_ORDER = 16
"""A run of so many characters in alphabetical order is an alphabet, not a key."""


def is_placeholder(text: str) -> bool:
    """Whether ``text`` stands for a secret instead of being one: masked, a variable, « your-token ».

    >>> [is_placeholder(text) for text in ("<your-token>", "${TOKEN}", "xxxxxxxx", "Qm7-rT2x")]
    [True, True, True, False]
    """
    low = text.lower()
    if low in _NAMES or any(word in low for word in _STANDS_FOR) or _is_masked(text):
        return True
    return _longest_run(low, 0) * 2 >= len(low) or _longest_run(low, 1) >= _IN_ORDER


def is_real(text: str) -> bool:
    """Whether ``text`` is no placeholder."""
    return not is_placeholder(text)


def _longest_run(text: str, step: int) -> int:
    """The length of the longest run of characters that are each ``step`` after the one before."""
    longest = run = 1
    for before, after in pairwise(text):
        run = run + 1 if ord(after) - ord(before) == step else 1
        longest = max(longest, run)
    return longest


# --- generated ------------------------------------------------------------------------------------

_RUNS = re.compile("[A-Za-z0-9]+").findall
_KINDS = str.maketrans(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", "A" * 26 + "a" * 26 + "0" * 10
)


def is_token(text: str) -> bool:
    """Whether ``text`` is what a generator writes: letters and digits mixed, not words and numbers.

    >>> is_token("a7Qm2Xc9Lr4T"), is_token("client-secret-2026"), is_token("springboot2microservice")
    (True, False, False)
    """
    run: str = max(_RUNS(text), key=len, default="").translate(_KINDS)
    if len(run) < 10 or "0" not in run or run.count("0") == len(run) or is_placeholder(text):
        return False
    changes = sum(one != other for one, other in pairwise(run))
    return changes * 6 >= len(run)


# --- chosen by a person ---------------------------------------------------------------------------

_LETTER = re.compile("[A-Za-z\u00c0-\u024f]").search
_UPPER = re.compile("[A-Z]").search
_LOWER = re.compile("[a-z]").search
_DIGIT = re.compile("[0-9]").search
_SIGN = re.compile(r"[!-/:-@\[-`{-~€£§]").search
_HARD_SIGN = re.compile("[!@#$*&?^~_]").search
"""Signs that dates, prices, times and versions have not."""

_END = ".!?:;)»\"'…"
"""Signs that may end the sentence rather than the password; the hit keeps them, the checks do not."""

_is_name = holds(r"\A[A-Za-z_$][A-Za-z_]*(?:(?:\.|->|::|-)[A-Za-z_]+)*\z")
_has_inner_capital = holds("[a-z][A-Z]")
_is_path_or_call = holds(
    r"://|::|\A[./~\\(),;]|\A--|[A-Za-z]{2,}/[A-Za-z]{2,}/|\A[a-z_]{2,}/[a-z_]{2,}[#.?]|[A-Za-z_]\("
)
_is_punctuated_word = holds(r"\A[\w\xc0-\xff'-]*[.!?:;,)\xbb\"']*\z")
_is_term = holds(
    r"(?i)\A(?:\d{1,2}h\d{0,2}|\d[\d.,]*(?:e|er|eme|th|st|nd|rd|k|m|g|md|mds|go|mo|to|gb|mb|tb|km|kg|px|x|ans"
    r"|j|min|s|v|w|ghz|mhz|eur|am|pm)|(?:sha|md|soc|base|oauth|wpa|utf|https?|windows|win|office|microsoft|web|ipv"
    r"|fido|mfa|iso|rfc|nist|covid|top|v|version|mp|usb|page|annexe|article|art|tome|chapitre|chapter|step"
    r"|etape|lot|phase|niveau|q|t|s|h)[-_. ]?\d[\d.]{0,5}[a-z]?|[$\xa3?]\d.*|\d[\d.,]*[$\xa3?%]/.*|2fa|u2f|802\.\w+|1password\d*|keepass\w*|argon2\w*|[a-z]{3,}/\d+"
    r"|.*\.(?:html?|php|pdf|docx?|xlsx?|png|jpe?g|fr|com|org|net|io|eu))\z"
)
"""What mixes letters and digits without being a password: times, sizes, standards, files, hosts."""
_is_reference = holds(r"\A[A-Z]{1,5}-?[0-9]{1,6}\z")
"""A flight, a seat, a part."""

_SAID = frozenset(
    """obligatoire requis requise valide invalide incorrect incorrecte correct erreur errone expire oublie
    perdu vole change modifie modifiable unique fort forte faible robuste complexe simple court long
    identique different differents differente nouveau nouvelle ancien ancienne actuel secret confidentiel
    personnel perso prive necessaire inutile inconnu connu vide ici dessous dessus suivant suivante joint
    envoye communique affiche demande toujours jamais aussi encore partout merci svp voir bientot dispo
    disponible gratuit illimite ouvert ouverte libre fourni fournie compris inclus inclure offert sur
    mandatory required optional valid invalid incorrect wrong right correct expired forgotten lost stolen
    changed reset unique strong weak simple short long same different secret private personal missing
    unknown known empty here below above following attached sent given shown always never also again
    everywhere please thanks available free open included provided hidden protected encrypted hashed
    stored secure insecure dead dying everything nothing something anything important essential manager
    managers protection policy policies hygiene reuse sharing security less first only password passwords
    passphrase passkey passkeys biometrics authentication autocomplete field string enter typed login
    logout signin signup account accounts email emails phone username usernames integer boolean object
    array number default plaintext cleartext text input""".split()  # noqa: SIM905
)
"""What is said of passwords, folded."""
_PLAIN = str.maketrans("éèêëàâîïôöùûüç", "eeeeaaiioouuuc")
_is_participle = holds(r"(?:\xe9|\xe9e|\xe9s|\xe9es|[a-z]{3}ed)\z")


def is_identifier(text: str) -> bool:
    """Whether ``text`` reads as a name in code rather than a value: ``self.password``, ``newPassword``.

    >>> [is_identifier(text) for text in ("self.password", "user_pass", "newPassword", "hunter2")]
    [True, True, True, False]
    """
    return _is_name(text) and (not text.isalpha() or _has_inner_capital(text))


def is_password(text: str) -> bool:
    """Whether ``text`` reads as a password: characters of two kinds, and no name, path or time.

    >>> [is_password(text) for text in ("Tr4in!", "obligatoire", "20h30", "./secrets/file")]
    [True, False, False, False]
    """
    text = text.rstrip(_END)
    if len(text) < 4 or " " in text or is_placeholder(text) or is_identifier(text):
        return False
    if _is_path_or_call(text):
        return False
    if _DIGIT(text) is None:
        return _SIGN(text) is not None and not _is_punctuated_word(text)
    if _LETTER(text) is None:
        return _HARD_SIGN(text) is not None
    return not _is_term(text) and not _is_reference(text)


def is_strong_password(text: str) -> bool:
    """Whether ``text`` is a password even where little announces one: eight characters of three kinds.

    >>> [is_strong_password(text) for text in ("Tr4in-Bleu", "802.11ax", "train2031")]
    [True, False, False]
    """
    text = text.rstrip(_END)
    kinds = sum(kind(text) is not None for kind in (_UPPER, _LOWER, _DIGIT, _SIGN))
    return len(text) >= 8 and kinds >= 3 and is_password(text)


def is_word_password(text: str) -> bool:
    """Whether ``text`` may be a word or a number taken as a password, where nothing else can stand.

    >>> [is_word_password(text) for text in ("chocolatine", "obligatoire", "147258", "chiffré")]
    [True, False, True, False]
    """
    text = text.rstrip(_END)
    if is_password(text) or _is_reference(text):
        return True
    if text.isdigit():
        return len(text) >= 4
    if len(text) < 5 or not text.isalpha() or is_placeholder(text) or is_identifier(text):
        return False
    return text.lower().translate(_PLAIN) not in _SAID and not _is_participle(text)


def is_code(text: str) -> bool:
    """Whether ``text`` is an access code: four signs or more, three digits among them, no time.

    >>> [is_code(text) for text in ("45A12", "4519#", "48 12 75", "10pm")]
    [True, True, True, False]
    """
    signs = text.rstrip(_END).replace(" ", "")
    return len(signs) >= 4 and sum(map(str.isdigit, signs)) >= 3


def is_login(text: str) -> bool:
    """Whether ``text`` is a name, a colon and a password that stands for no other.

    >>> [is_login(text) for text in ("agent:Tr4in!", "user:password", "$USER:$PASS")]
    [True, False, False]
    """
    name, colon, password = text.replace('"', "").replace("'", "").partition(":")
    if not colon or name == password or name[:1] in ("$", "<"):
        return False
    return is_real(password) if len(password) >= 3 else len(name) >= 8 and is_real(name)


_is_mixed = holds("[0-9]|[a-z][A-Z]")


def is_authorization(text: str) -> bool:
    """Whether ``text`` is what follows `Authorization:`, no placeholder, no word.

    >>> [is_authorization(text) for text in ("YWdlbnQ6UTdyejJLeDk=", "<token>", "obligatoire")]
    [True, False, False]
    """
    return _is_mixed(text) and is_real(text) and not is_identifier(text)


# --- checksums ------------------------------------------------------------------------------------

_BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def _base62(number: int, width: int) -> str:
    digits = ""
    while number:
        number, rest = divmod(number, 62)
        digits = _BASE62[rest] + digits
    return digits.rjust(width, "0")


def github_checksum(token: str) -> bool:
    """Whether the last six characters are the CRC-32 of the random part, in base 62.

    GitHub, « Behind GitHub's new authentication token formats » (2021); npm follows it.
    """
    body, checksum = token.rpartition("_")[2][:-6], token[-6:]
    return checksum == _base62(zlib.crc32(body.encode()), 6)


def grafana_checksum(token: str) -> bool:
    """Whether ``glsa_SECRET_CHECKSUM`` ends with the CRC-32 of what precedes, in hexadecimal.

    Its four bytes are little endian (Grafana, ``satokengen``).
    """
    body, _, checksum = token.rpartition("_")
    return checksum.lower() == zlib.crc32(body.encode()).to_bytes(4, "little").hex()


_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)


def bech32_checksum(token: str) -> bool:
    """Whether the checksum of a Bech32 string holds (BIP 173).

    >>> bech32_checksum("A12UEL5L"), bech32_checksum("A12UEL5X")
    (True, False)
    """
    prefix, _, data = token.lower().rpartition("1")
    expanded = [ord(c) >> 5 for c in prefix] + [0] + [ord(c) & 31 for c in prefix]
    checksum = 1
    for value in (*expanded, *map(_BECH32.find, data)):
        top = checksum >> 25
        checksum = (checksum & 0x1FFFFFF) << 5 ^ (value & 31)
        for bit, generator in enumerate(_GENERATOR):
            checksum ^= generator if top >> bit & 1 else 0
    return checksum == 1


# --- structure ------------------------------------------------------------------------------------


def _decoded(text: str) -> bytes:
    """Base64 or Base64url without padding; nothing when it is neither."""
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError):
        return b""


def is_jwt(token: str) -> bool:
    """Whether the first part decodes to a JSON object that names an algorithm (RFC 7515).

    >>> is_jwt("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJkZW1vIn0."), is_jwt("eyJzdWIiOiJkZW1vIn0.x.y")
    (True, False)
    """
    try:
        header = json.loads(_decoded(token.split(".", 1)[0]))
    except (ValueError, RecursionError):
        return False
    return isinstance(header, dict) and ("alg" in header or "enc" in header)


def snowflake(token: str) -> bool:
    """Whether the first part is a Discord snowflake in Base64: 17 to 20 decimal digits."""
    digits = _decoded(token.split(".", 1)[0])
    return digits.isdigit() and 17 <= len(digits) <= 20


def is_credentials(text: str) -> bool:
    """Whether ``text`` is Base64 of ``name:password`` (RFC 7617).

    >>> is_credentials("YWdlbnQ6UTdyejJLeDk="), is_credentials("c2Vjb25kIHBsYXRlZm9ybQ==")
    (True, False)
    """
    name, colon, password = _decoded(text.rstrip("=")).partition(b":")
    return bool(colon and (name or password)) and name.isascii() and b"\0" not in name


_KEY_BODY = re.compile("[A-Za-z0-9+/=]+").findall


def has_key(block: str) -> bool:
    """Whether a PEM block holds a line of Base64 that is no placeholder (RFC 7468)."""
    lines = (line for line in _KEY_BODY(block) if len(line) >= 16)
    return any(entropy(line) > 2.5 and is_real(line) for line in lines)
