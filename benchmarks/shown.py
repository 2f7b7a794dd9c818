"""What it costs to tell that a post shows what it holds, and to read one that does not.

    python benchmarks/shown.py

CPU time: microseconds for ordinary posts; seconds for 200,000 and 400,000 characters of what is worst.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from ecluse.text.canonical import canonical, hidden, shown, skeleton

POSTS = {
    "fr": "Nous sommes ravis d’annoncer l’ouverture de notre boutique à Rennes ! 🎉 Venez goûter la collection "
    "d’été dès samedi 14 juin : café offert, ambiance détendue et quelques surprises… À très vite ❤️ #Rennes "
    "https://exemple.fr/boutique — l’équipe au complet",
    "fr, money": "« Un grand merci à toutes et à tous » : plus de 1 200 visiteurs en deux jours ! Nos ateliers "
    "reprennent le 3 septembre à 18 h 30, salle Émile-Zola. Inscriptions en ligne, places limitées (12 €). 👉",
    "en": "We’re thrilled to share that our new opening hours start Monday: 8am–6pm, every day. Thanks for "
    "bearing with us while we painted the walls 🎨🖌️ — it’s finally done! “Best croissants in town”, says my mum.",
    "ascii": "A plain post about nothing in particular. It has two lines,\nsome words, a link "
    "https://example.org/a/b?c=d plus #tags and @names, and nothing more to say than what it says here.",
    "emoji": "🎉✨ Grande nouvelle ✨🎉 ❤️🧡💛 samedi 🗓️ au marché avec l’équipe 👩‍🍳👨‍🍳👩🏽‍🌾 ! 1️⃣ On goûte "
    "2️⃣ On vote 3️⃣ On partage 🇫🇷 ✌🏽 Entrée gratuite ✔️ Parking ✔️ Bonne humeur ✔️✔️",
    "ru": "Сегодня мы открыли новый магазин в центре города. Приходите в субботу на дегустацию кофе и чая.",
    "ar": "نحن سعداء بافتتاح متجرنا الجديد في وسط المدينة، تعالوا يوم السبت لتذوق القهوة والشاي",
}
WORST = {
    "zero width": "a\u200b",
    "mixed script": "fа",
    "stacks": "a" + "\u0301\u0316" * 20,
    "marks only": "\u0301\u0316",
    "tags": "\U000e0061",
    "selectors": "a\ufe01",
    "styled": "𝗙",
    "overrides": "\u202eab\u202c",
    "nested": "\u2067\u202e",
    "isolates": "\u2068",
    "indicators": "🇫",
    "turned": "ɐuo ",
    "bits": "\u200b\u200c\u200c",
    "controls": "\x00a",
    "wide": "ＡＢ",
    "strokes": "aIa|vv",
    "everything": "".join(map(chr, range(0x80, 0x20000))),
}
STEPS: dict[str, Callable[[str], object]] = {
    "shown": shown,
    "skeleton": skeleton,
    "hidden": lambda text: list(hidden(text)),
    "canonical": canonical,
}


def main() -> None:
    for name, post in POSTS.items():
        costs = (f"{step} {_microseconds(run, post):.2f}" for step, run in STEPS.items())
        print(f"{name:10} {len(post)} characters, µs: {', '.join(costs)}")
    for name, unit in WORST.items():
        costs = (f"{step} {' → '.join(_seconds(run, unit))}" for step, run in STEPS.items())
        print(f"{name:12} s: {', '.join(costs)}")


def _microseconds(run: Callable[[str], object], text: str, times: int = 300) -> float:
    best = float("inf")
    for _ in range(40):
        start = time.process_time()
        for _ in range(times):
            run(text)
        best = min(best, time.process_time() - start)
    return best / times * 1e6


def _seconds(run: Callable[[str], object], unit: str) -> list[str]:
    taken: list[str] = []
    for size in (200_000, 400_000):
        text = (unit * (size // len(unit) + 1))[:size]
        start = time.process_time()
        run(text)
        taken.append(f"{time.process_time() - start:.2f}")
    return taken


if __name__ == "__main__":
    main()
