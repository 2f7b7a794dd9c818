"""The learned tier of a text: a hashed linear model, scored with the standard library.

A text becomes a bag of hashed features: each distinct word, its four-letter pieces, and each distinct
pair of neighbouring words, of the folded text (:mod:`ecluse.text.fold`), digits made one ``0``. Each
feature has a place in a table of small integers, one column for each tier. A margin is the sum of a
column over the features, divided by the root of their number; the softmax of the margins, divided by
a temperature, gives the probabilities (Weinberger et al., "Feature hashing for large scale multitask
learning", ICML 2009; Guo et al., "On calibration of modern neural networks", ICML 2017).

The places are keyed (BLAKE2b, RFC 7693): a file holds no word, and without its key nobody can ask it
for one. The key of the model in the wheel is public, as is what it was trained on.

Sums are whole numbers, so :mod:`ecluse.learn.linear`, which scores many texts at once with numpy, gets
the very same ones.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from ecluse.lean import blake2b
from ecluse.model import EcluseError, Message, Probabilities, Tier
from ecluse.text.fold import fold
from ecluse.text.words import words

__all__ = [
    "COLUMNS",
    "DEFAULT_MODEL",
    "SEEN",
    "ModelError",
    "Sums",
    "TierModel",
    "WordFeatures",
    "check_of",
    "encoded",
    "margins_of",
    "pair_place",
    "softmax",
    "tier_words",
]

COLUMNS = tuple(Tier)
"""The order of a row of the table."""

DEFAULT_MODEL = Path(__file__).with_name("tier.model")
"""The model in the wheel: docs/model.md says what it knows."""

SEEN = ("texts", "groups", "runs")
"""What a model tells of what it was trained on, as keyed digests after its table, and their order."""

MAGIC = b"ecluse tier model 1\n"
_MAX_HEADER = 65_536
_MAX_BITS = 22
_SEEN_SIZE = 8
_PIECE = 4
_DIGITS = bytes(48 if 48 <= b <= 57 else b for b in range(256))
_MAX_WORDS_KEPT = 65_536


class ModelError(EcluseError):
    """A model file that cannot be used: which, why, and what to do."""

    def __init__(self, problem: Message) -> None:
        self._problem = problem
        super().__init__(problem.in_("en"))

    def in_(self, language: str) -> str:
        """The whole of it in ``language`` (``fr`` or ``en``)."""
        return self._problem.in_(language)


def tier_words(text: str) -> list[bytes]:
    """The words that features are made of, in order.

    >>> tier_words("L'été 2026 : 1 200 €")
    [b'l', b'ete', b'0', b'0', b'0']
    """
    found = words(fold(text).data.translate(_DIGITS))
    return [b"0" if word.isdigit() else word for word in found]


def pair_place(first: int, second: int, mask: int) -> int:
    """The place of two neighbouring words, from their digests of 64 bits."""
    return (first * 0x9E3779B97F4A7C15 ^ second * 0xC2B2AE3D27D4EB4F) >> 24 & mask


class WordFeatures:
    """The places of words in a table of ``2 ** bits`` rows, each word asked for once.

    Args:
        key: at most 64 bytes; another key gives other places.
        bits: how many of the bits of a digest make a place.
    """

    def __init__(self, key: bytes, bits: int) -> None:
        self.mask = (1 << bits) - 1
        self._new = blake2b(digest_size=8, key=key)
        self._kept: dict[bytes, tuple[int, tuple[int, ...]]] = {}

    def __call__(self, word: bytes) -> tuple[int, tuple[int, ...]]:
        """The digest of a word, and the places of itself and its pieces."""
        known = self._kept.get(word)
        if known is None:
            if len(self._kept) >= _MAX_WORDS_KEPT:
                self._kept.clear()
            known = self._kept[word] = self._made(word)
        return known

    def _made(self, word: bytes) -> tuple[int, tuple[int, ...]]:
        digest, mask = self._digest(word), self.mask
        places = [digest & mask]
        if len(word) >= _PIECE:
            edged = b"<%b>" % word
            pieces = (edged[at : at + _PIECE] for at in range(len(edged) - _PIECE + 1))
            places += [self._digest(b"/" + piece) & mask for piece in pieces]
        return digest, tuple(places)

    def _digest(self, data: bytes) -> int:
        keyed = self._new.copy()
        keyed.update(data)
        return int.from_bytes(keyed.digest(), "little")

    def places(self, text: str) -> list[int]:
        """The places of every feature of a text: those of distinct words, then of distinct pairs."""
        found: list[int] = []
        digests: list[int] = []
        seen: dict[bytes, int] = {}
        for word in tier_words(text):
            digest = seen.get(word)
            if digest is None:
                digest, places = self(word)
                seen[word] = digest
                found += places
            digests.append(digest)
        mask = self.mask
        pairs = dict.fromkeys(pairwise(digests))
        found += [pair_place(first, second, mask) for first, second in pairs]
        return found


class Sums(NamedTuple):
    """Whole numbers of a text: a sum for each tier, how many features, how many of them known."""

    private: int
    extended: int
    public: int
    features: int
    known: int


class TierModel:
    """A trained model, read from a file once.

    ``seen`` are digests of what it was trained on, in the order of :data:`SEEN`, for
    :mod:`ecluse.learn.seen`; a reading looks at none of them.

    Args:
        source: a file that ``ecluse train`` wrote, its bytes, or the one in the wheel.
        key: the organisation's key, for a model that was trained with it.
        base: the model that this one adapts, when it adapts another than the default.

    Raises:
        ModelError: the file cannot be read, is torn or changed, or was trained with another key.
    """

    def __init__(
        self,
        source: Path | bytes = DEFAULT_MODEL,
        key: bytes = b"",
        base: TierModel | None = None,
    ) -> None:
        path = source if isinstance(source, Path) else Path("in memory")
        data = source if isinstance(source, bytes) else _read_file(source)
        self.header, start = _verified(data, path)
        end = start + _table_size(self.header)
        self.table = memoryview(data)[start:end].cast("b")
        self.seen = memoryview(data)[end:]
        self.digest: str = self.header["digest"]
        self.key = _key_of(self.header, key, path)
        self.features = WordFeatures(self.key, self.header["bits"])
        self._rows: dict[bytes, tuple[int, int, int, int, int, int]] = {}
        self.base = (base or TierModel(DEFAULT_MODEL)) if self.header["base"] else None
        if self.base is not None and self.base.digest != self.header["base"]:
            raise ModelError(
                Message(
                    f"{path} adapte un autre modèle fourni que celui de cette version ; refaites-le",
                    f"{path} adapts another default model than this version has; train it again",
                )
            )

    @property
    def thresholds(self) -> Mapping[str, float]:
        """From which probability on the model speaks: ``private``, and ``nonpublic``."""
        thresholds: Mapping[str, float] = self.header["thresholds"]
        return thresholds

    def sums(self, text: str) -> Sums:
        """The sums of a text; a word that was met before costs one look into a table."""
        digests: list[int] = []
        seen: dict[bytes, int] = {}
        a = b = c = count = known = 0
        for word in tier_words(text):
            digest = seen.get(word)
            if digest is None:
                digest, x, y, z, n, k = self._row(word)
                seen[word] = digest
                a, b, c, count, known = a + x, b + y, c + z, count + n, known + k
            digests.append(digest)
        mask, table = self.features.mask, self.table
        pairs = dict.fromkeys(pairwise(digests))
        for first, second in pairs:
            at = pair_place(first, second, mask) * 3
            x, y, z = table[at], table[at + 1], table[at + 2]
            a, b, c, known = a + x, b + y, c + z, known + bool(x or y or z)
        return Sums(a, b, c, count + len(pairs), known)

    def _row(self, word: bytes) -> tuple[int, int, int, int, int, int]:
        row = self._rows.get(word)
        if row is None:
            if len(self._rows) >= _MAX_WORDS_KEPT:
                self._rows.clear()
            row = self._rows[word] = self._made(word)
        return row

    def _made(self, word: bytes) -> tuple[int, int, int, int, int, int]:
        digest, places = self.features(word)
        rows = [self.table[3 * place : 3 * place + 3].tolist() for place in places]
        x, y, z = (sum(column) for column in zip(*rows, strict=True))
        return digest, x, y, z, len(places), sum(map(any, rows))

    def margins(self, text: str) -> tuple[float, float, float]:
        """The three margins of a text, before the temperature; those of an adapted default added."""
        own = margins_of(self.header, self.sums(text))
        if self.base is None:
            return own
        x, y, z = self.base.margins(text)
        each = self.base.header["temperature"]
        return own[0] + x / each, own[1] + y / each, own[2] + z / each

    def knows(self, text: str) -> bool:
        """Whether enough of the text was seen in training for a probability to mean something."""
        sums = self.sums(text)
        enough = sums.known >= self.header["least_known"] * max(sums.features, 1)
        return enough or (self.base is not None and self.base.knows(text))

    def probabilities(self, text: str) -> Probabilities | None:
        """What the model makes of a text; ``None`` when it does not know enough of its words."""
        if not self.knows(text):
            return None
        return softmax(self.margins(text), self.header["temperature"])


def margins_of(header: Mapping[str, Any], sums: Sums) -> tuple[float, float, float]:
    """Sums as margins: scaled, by the root of the number of features, and moved."""
    unit = header["unit"] / math.sqrt(max(sums.features, 1))
    x, y, z = header["bias"]
    return sums.private * unit + x, sums.extended * unit + y, sums.public * unit + z


def softmax(margins: tuple[float, float, float], temperature: float) -> Probabilities:
    """Margins as probabilities.

    >>> softmax((0.0, 0.0, 0.0), 1.0).tier
    <Tier.PRIVATE: 1>
    """
    top = max(margins)
    x, y, z = (math.exp((margin - top) / temperature) for margin in margins)
    return Probabilities(x / (x + y + z), y / (x + y + z), z / (x + y + z))


# --- the file -------------------------------------------------------------------------------------


def model_digest(header: Mapping[str, Any], table: bytes | memoryview) -> str:
    """The digest of a model: of its header without the digest, and of all that follows it."""
    plain = {name: value for name, value in header.items() if name != "digest"}
    hashed = blake2b(_canonical(plain), digest_size=16)
    hashed.update(table)
    return hashed.hexdigest()


def encoded(header: Mapping[str, Any], table: bytes) -> bytes:
    """A model as the bytes of its file; the table and what was seen follow the header."""
    whole = _canonical({**header, "digest": model_digest(header, table)})
    return b"%b%08d\n%b\n%b" % (MAGIC, len(whole), whole, table)


def check_of(key: bytes) -> str:
    """What a file says of the key that it was trained with, to tell that one from others."""
    return blake2b(b"ecluse tier model", digest_size=8, key=key).hexdigest()


def _canonical(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()


def _read_file(path: Path) -> bytes:
    """The whole file, read once: a map of it would change when somebody writes into it."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise ModelError(
            Message(
                f"le modèle {path} ne peut pas être lu : {error.strerror}",
                f"model {path} cannot be read: {error.strerror}",
            )
        ) from error


def _verified(data: bytes, path: Path) -> tuple[Mapping[str, Any], int]:
    header, start = _header(data, path)
    size = _table_size(header) + _SEEN_SIZE * sum(header["seen"].values())
    if len(data) - start != size or header["digest"] != model_digest(
        header, memoryview(data)[start:]
    ):
        raise ModelError(
            Message(
                f"le modèle {path} est coupé ou modifié : son empreinte est autre ; refaites-le",
                f"model {path} is torn or was changed: its digest is another; train it again",
            )
        )
    return header, start


def _table_size(header: Mapping[str, Any]) -> int:
    bits: int = header["bits"]
    return len(COLUMNS) << bits


def _header(data: bytes, path: Path) -> tuple[dict[str, Any], int]:
    at = len(MAGIC)
    size = data[at : at + 8]
    if data[:at] != MAGIC or not size.isdigit() or int(size) > _MAX_HEADER:
        raise ModelError(
            Message(
                f"{path} n'est pas un modèle de niveaux ; `ecluse train` en écrit",
                f"{path} is no tier model; `ecluse train` writes one",
            )
        )
    start = at + 9
    end = start + int(size)
    header = _read(data[start:end])
    if header is None:
        raise ModelError(
            Message(
                f"le modèle {path} est coupé ou d'une autre version ; refaites-le",
                f"model {path} is torn or of another version; train it again",
            )
        )
    return header, end + 1


def _read(data: bytes) -> dict[str, Any] | None:
    """A header whose every value is what it should be."""
    try:
        header = json.loads(data)
        fits = all(type(header[name]) is kind for name, kind in _HEADER.items())
        fits = fits and 0 < header["bits"] <= _MAX_BITS and _are_finite(header)
        fits = fits and _are_counts(header["seen"])
    except (ValueError, KeyError, TypeError):
        return None
    return header if fits else None


def _are_finite(header: Mapping[str, Any]) -> bool:
    """Whether every number is one, so that no margin is NaN."""
    numbers = [
        *header["bias"],
        *header["thresholds"].values(),
        header["unit"],
        header["least_known"],
    ]
    each = [*numbers, header["temperature"]]
    finite = all(type(number) is float and math.isfinite(number) for number in each)
    return finite and len(header["bias"]) == len(COLUMNS) and header["temperature"] > 0


def _are_counts(seen: Mapping[str, Any]) -> bool:
    counts = [seen[name] for name in SEEN]
    return len(seen) == len(SEEN) and all(type(n) is int and 0 <= n < 1 << 24 for n in counts)


_HEADER: dict[str, type] = {
    "base": str,
    "bias": list,
    "bits": int,
    "check": str,
    "digest": str,
    "key": str,
    "least_known": float,
    "seen": dict,
    "temperature": float,
    "thresholds": dict,
    "trained": dict,
    "unit": float,
}
"""What the header holds. ``key``: hexadecimal digits when it is public, else empty; ``check`` tells a
key that is not. ``base``: the digest of the default model that this one adapts, or empty.
``trained``: counts of what it was trained on, for people. ``seen``: how many digests of what it was
trained on follow the table."""


def _key_of(header: Mapping[str, Any], key: bytes, path: Path) -> bytes:
    if header["key"]:
        return bytes.fromhex(header["key"])
    if not key:
        raise ModelError(
            Message(
                f"le modèle {path} a été appris avec une clé ; nommez-la par --key-file",
                f"model {path} was trained with a key; name it with --key-file",
            )
        )
    if check_of(key) != header["check"]:
        raise ModelError(
            Message(
                f"le modèle {path} a été appris avec une autre clé que celle qui est nommée",
                f"model {path} was trained with another key than the one that is named",
            )
        )
    return key
