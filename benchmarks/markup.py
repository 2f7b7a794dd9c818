"""What rendering costs: ordinary posts, marked ones, and hostile sources that double in size.

    python benchmarks/markup.py [--most CHARACTERS]

First table: microseconds for each post, for `rendered` and for `hidden`. Second: seconds for sources of
a quarter, half and the whole of `--most` characters (default 1,000,000), and the larger of the two ratios.
"""

from __future__ import annotations

import argparse
import sys
import timeit
from collections import deque
from pathlib import Path
from time import perf_counter

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from ecluse.text.markup import hidden, rendered  # noqa: E402 - the repository is put on the path first

ORDINARY = {
    "fr": "Nous sommes ravis d’annoncer l’ouverture de notre boutique à Lyon 🎉 ! Venez dès le 12 mai : "
    "https://exemple.fr/boutique?x=1 #Projet_2027 « À bientôt » (entrée libre) :) L’équipe vous attend "
    "de 10 h à 19 h, tous les jours sauf le lundi. Merci à tous pour votre patience et votre soutien !",
    "en": "We're happy to announce our new store in Lyon! Come and see us from 12 May: "
    "https://example.com/store #Projet_2027 (free entry) :) See you soon, the whole team is waiting for "
    "you, from 10 to 19, every day of the week, except on Monday. Thanks for your patience, everybody!",
    "fr, straight quotes": "L'équipe de l'agence \"Voyages\" s'agrandit, c'est l'été, il y a d'autres "
    'postes : "conducteur" et "mécanicien". N\'hésitez pas, jusqu\'au 12 mai, à 50 % ou 2 * 3 jours.',
    "list": "Au programme ce samedi :\n- la visite de l'atelier avec les équipes\n- un goûter pour les "
    "enfants de 3 à 12 ans\n- la remise des prix à 18 h\n\nInscription : https://exemple.fr/samedi",
    "signs": "R&D, B&B, Q & A : I <3 trains, a < b, 2 * 3 = 6, ~20 €, $5, C++, x^2, [complet], {…}, 5 | 6",
}
MARKED = {
    "emphasis": "Le **plan** de ce _samedi_ : venez [nous voir](https://exemple.fr/a) à `18 h`, "
    "~~dimanche~~ samedi, avec les équipes de l'atelier et tous les enfants du quartier de la gare.",
    "html": "<p>Le <b>plan</b> de ce <i>samedi</i>&nbsp;: venez <a href='https://exemple.fr/a'>nous voir"
    "</a> à 18&nbsp;h,<br>avec les équipes de l'atelier et tous les enfants du quartier.</p>",
}
UNITS = [
    "<", "<!--", "<!-- --", "<!--!>", "<!-->", "<!--a--!>", "<!", "<?", "</", "<a", "<a <a", "<a b='", '<a b="', "<a b='>'",
    '<a b=">"', "<a x='<a y=\"", '<h: a=">', '<h: a=">" ', "<a@", "<:a", "<![CDATA[", "<title>", "<script></b>", "<b>",
    "</b>", "<span hidden>", "<bdo dir=rtl>a", "<table>", "<td>a", "<tr><td>a", "<rt>a", "<i style='display:none'>", "<style>a{",
    "<style>a{content:'", "<i style=\"content:'a", "&", "&#", "&#x", "&#0", "&a", "&amp", "&CounterClockwise", "[", "]", "![", "](", "[](", "[a](", "[a](<",
    '[a](b "', "[a](b '", "[a](b(", "[a]: ", "[a]: b\n", "[a]:b\n[a][", "[a][", "[^", "[[", "[[a|b]]", "[b]", "[/b]", "[a]{", "*", "*a", "* a", "a*", "**a *b ",
    "_", "_a", "a_", "a_a ", "_a_a", "a_a _b ", "a (x_y) z_ ", "`", "~", "~a", "$a", "^a", "^ a", "|", "|a", "||a", "a|b\n", "|-|\n", "=a", "==a", "++a", "''a",
    ">", "> ", "\n>", "\n> >", "- ", "\n- a", "  - a\n", "1. ", "1", "# ", "#", "\\", "\\a", "\\a{", "{", "}", "a{a", "{\\a ", "{}", "\n", "\n\n", "-\n",
    "a-\n", ">!", "!<", ">!a!<", "'", '"', "'\"", "'a' ", '"a"+', "`\"'", "://", "a://+", "%41", "%", "\t\n", "a\tb\n", "```\n", "```a\n", "---\n", "+++\n", "\ud800<b>*a*",
]  # fmt: skip
"""What is repeated to make a hostile source."""


def hostile(size: int) -> dict[str, str]:
    """Hostile sources of about ``size`` characters, by name."""
    made = {repr(unit): unit * (size // len(unit)) for unit in UNITS}
    made |= {f"{unit!r} then >": unit * (size // len(unit)) + ">" for unit in UNITS if "<" in unit}
    made |= {
        f"{unit!r} then '\">": unit * (size // len(unit)) + "'\">" for unit in UNITS if "<" in unit
    }
    made |= {
        f"{unit!r} then )": unit * (size // len(unit)) + ')]}"' for unit in UNITS if "[" in unit
    }
    half = size // 2
    for first, last in ("[]", "()", "{}", "*_", "<>", "\\*", ">!"):
        made[f"{first}…{last}…"] = first * half + last * half
    growing = []
    length = 0
    while length < size:
        growing.append("`" * (len(growing) + 1) + " a")
        length += len(growing[-1])
    made["growing `"] = "".join(growing)
    made["growing *"] = "".join(growing).replace("`", "*")
    made["wide row"] = "|a" * half + "\n" + "|a\n" * 10
    made["tall and wide"] = "|a" * (half // 2) + "\n" + "|a\n" * (half // 3)
    made["definitions and uses"] = "[a]: b\n" * (size // 14) + "[a][b]" * (size // 12)
    made["nested divs"] = "<div>" * (size // 10) + "</div>" * (size // 12)
    return made


def spend(text: str) -> float:
    started = perf_counter()
    rendered(text)
    deque(hidden(text), maxlen=0)
    return perf_counter() - started


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--most", type=int, default=1_000_000)
    most = parser.parse_args().most
    print(f"{'post':22}{'characters':>11}{'rendered':>10}{'hidden':>9}   µs")
    for name, text in {**ORDINARY, **MARKED}.items():
        times = [
            min(timeit.repeat(call, number=2000, repeat=5)) / 2000 * 1e6
            for call in (lambda t=text: rendered(t), lambda t=text: deque(hidden(t), maxlen=0))
        ]
        print(
            f"{name:22}{len(text):11}{times[0]:10.2f}{times[1]:9.2f}   {rendered(text) is not None}"
        )
    sizes = (most // 4, most // 2, most)
    sources = [hostile(size) for size in sizes]
    rows = []
    for name in sources[0]:
        times = [min(spend(source[name]) for _ in range(2)) for source in sources]
        rows.append((times[2], max(times[1] / times[0], times[2] / times[1]), name))
    rows.sort(reverse=True)
    print(
        f"\n{len(rows)} hostile sources of {most:,} characters, the slowest first\n{'s':>7}{'ratio':>7}"
    )
    for seconds, ratio, name in rows[:20]:
        print(f"{seconds:7.2f}{ratio:7.2f}  {name}")
    print("largest ratios")
    for seconds, ratio, name in sorted(rows, key=lambda row: -row[1])[:10]:
        print(f"{seconds:7.2f}{ratio:7.2f}  {name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
