"""What decoding costs: ordinary posts, posts that hold something, and hostile texts of twice the size.

    python benchmarks/decoding.py [--size 200000]

Times are of this process, in microseconds for posts and seconds for hostile texts; a hostile text is
timed at half the size and at the size, so that the ratio shows whether the work is linear.
"""

from __future__ import annotations

import argparse
import base64
import gzip
import random
import string
import time
import timeit
from collections.abc import Callable

from ecluse.text.decode import Budget, decoded, opaque, signs_of

POSTS = {
    "French": "Ravis d’annoncer l’arrivée de Claire à Rennes 🎉 ! Merci à toute l’équipe pour ces trois mois de "
    "travail : rendez-vous jeudi 12 mars à 18 h 30, inscription sur https://exemple.fr/agenda/2024/soiree"
    "?utm_source=linkedin&utm_medium=social #Innovation #NumériqueResponsable — on vous attend !",
    "English": "Thrilled to share our new office in Leeds! Big thanks to the whole team for three months of hard "
    "work. Join us on Thursday 12 March at 6:30 pm, sign up at https://example.com/events/2024/opening"
    "?utm_source=linkedin #Innovation #OpenSource - we can't wait to meet you all there!",
    "a video": "Regardez la vidéo : https://youtu.be/dQw4w9WgXcQ et dites-nous ce que vous en pensez !",
    "a telephone": "Appelez le 06 12 34 56 78 ou écrivez à contact@exemple.fr, nous répondons sous 48 h.",
    "a commit": "Corrigé par 4b825dc642cb6eb9a060e54bf8d69288fbee4904, merci à tous",
    "base64": "Le projet UmVuYXJk sera lancé jeudi à Rennes",
}

_64 = string.ascii_letters + string.digits + "+/"


def _random(signs: str, count: int) -> str:
    return "".join(random.Random(count).choices(signs, k=count))


def _repeated(text: str) -> Callable[[int], str]:
    return lambda count: text * (count // len(text))


_BOMB = base64.b64encode(gzip.compress(b"Projet Renard. " * 10_000_000)).decode()

HOSTILE: dict[str, Callable[[int], str]] = {
    **{
        repr(text): _repeated(text)
        for text in (
            "A", "%41", "%2541", "%41a", "%e9%2", "\\u005c", "\\", "\\u0041 ", "\\ud800", "=", "=41", "a=41 ",
            "=\n", ".-", ".- ", "01", "01000001 ", "UmVuYXJk ", "UmVuYXJk, a ", "43 6f ", "67 111 ", "1 2 3 4 5 ",
            "chr(67)+", "1(", "alpha bravo ", "C comme Charlie, ", "⠉⠕", "Ã©", "社会福", "䌀漀", "\0a", "a+b",
            "+AGM-", "=?x?B?", "=?utf-8?B?YQ==?= ", "xn--", "<~", "<~87cUR~>", "&4')O:F5T\n", "🌑🌕", " \t",
            "aabba", "222 666 66 ", "!C@;6E u2=4@? ", "eJwA", "eJwAAAAAAAAAAAAAAAAA ", "\ud800", "\ufffda",
            "-----BEGIN ", "data:;base64,", "XQZRT PLMNW ", "aбγאا한あ",
        )
    },
    "nested percent": lambda count: "%" + "25" * (count // 2) + "41",
    "random base64": lambda count: _random(_64, count),
    "random base64, spaced": lambda count: _random(_64 + " ", count),
    "random signs": lambda count: _random(string.printable, count),
    "random digits": lambda count: _random("0123456789 ,.", count),
    "base64 of a text": lambda count: base64.b64encode(b"Le projet Renard. " * (count // 24)).decode(),
    "a bomb": lambda count: _BOMB[:count],
}  # fmt: skip


def _timed(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--size", type=int, default=200_000)
    size = parser.parse_args().size
    for name, post in POSTS.items():
        best = (
            min(timeit.repeat(lambda post=post: list(decoded(post)), number=2_000, repeat=7))
            / 2_000
        )
        print(
            f"{name:12} {len(post):4} characters {best * 1e6:8.1f} µs  {' '.join(signs_of(post))}"
        )
    for name, make in HOSTILE.items():
        half, whole = make(size // 2), make(size)
        budget = Budget()
        first = _timed(lambda half=half: list(decoded(half)))
        second = _timed(lambda whole=whole, budget=budget: list(decoded(whole, budget)))
        held = _timed(lambda whole=whole: list(opaque(whole)))
        ratio = second / first if first > 0.01 else 1.0
        print(
            f"{name[:24]:24} {first:.3f} {second:.3f} x{ratio:.1f}  opaque {held:.3f}  {budget.over}"
        )


if __name__ == "__main__":
    main()
