"""How often do statements of a register fire on posts that have nothing to do with them, and how fast?

    python benchmarks/registers.py EVALUATION_FOLDER [--without-record] [--without-calibration]
                                   [--without-anchors] [--sizes 30,300,3000]

Registers of 30, 300 and 3,000 statements, the hand-written ones of ``tests/registers/corpus`` first and
the rest made here, look at every public post of the folder (``tri_dev`` and
``dev_tier_public_extended``, as ``benchmarks/public_posts.py`` reads them). Half of the posts, those
of even number, calibrate; the other half is measured. Printed: posts with at least one finding of
confidence 0.6 and 0.9 with Wilson's interval, microseconds of CPU a post (median), and the share of
the hand-written re-worded leaks that is found. No text of the data is printed.

- ``--without-record``: no public statements;
- ``--without-calibration``: neither background nor published posts move a level;
- ``--without-anchors``: words only; numbers, dates and names are words like others.
"""

from __future__ import annotations

import argparse
import itertools
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.public_posts import rows, slice_of, wilson  # noqa: E402
from ecluse.registers import statements as part  # noqa: E402
from ecluse.registers.analysis import Analysed  # noqa: E402
from ecluse.registers.model import Statement  # noqa: E402
from ecluse.registers.statements import Statements  # noqa: E402
from ecluse.registers.store import Store  # noqa: E402
from ecluse.registers.tokens import Kind, Token  # noqa: E402
from ecluse.text.views import view_of  # noqa: E402
from ecluse.text.words import words  # noqa: E402
from tests.registers.examples import companies  # noqa: E402

KEY = b"a key of the benchmarks"

# --- statements made of parts ---------------------------------------------------------------------

SITES = (
    "Lyon Nantes Rennes Lille Toulouse Bordeaux Grenoble Dijon Brest Rouen London Boston Denver Leeds "
    "Glasgow Austin Dublin Ghent Lisbon Turin Kerlan Vautrey Ostrel Mirecombe Dunlow Pellbridge"
).split()
FIRMS = (
    "Horizon Atlas Orion Calista Verdane Novaterre Brightwell Oakline Silex Boreal Lumen Kestrel "
    "Meridian Solène Argentis Pivoine Redstone Halden Ostara Cobalt Tramontane Quillery"
).split()
PEOPLE = [
    f"{first} {last}"
    for first in "Claire Antoine Sarah Mehdi Julia Peter Emma Louis Nadia Tom".split()
    for last in "Morvandel Castaing Whitlow Perrin Hartley Duval Okoro Lindqvist".split()
]
GOODS = (
    "abonnement|batterie|pompe|moteur|vaccin|application|scanner|tramway|yaourt|robot|"
    "subscription|battery|engine|vaccine|app|sensor|router|tractor|headset|drone"
).split("|")
MONTHS_FR = "janvier février mars avril mai juin juillet septembre octobre novembre".split()
MONTHS_EN = "January February March April May June July September October November".split()


def _french(draw: random.Random) -> str:
    site, firm, who, month = (draw.choice(x) for x in (SITES, FIRMS, PEOPLE, MONTHS_FR))
    good = draw.choice(GOODS[:10])
    many, amount, share = (
        draw.randrange(12, 900),
        draw.randrange(20, 9000) / 10,
        draw.randrange(11, 480) / 10,
    )
    day, year = draw.randrange(1, 29), draw.choice((2027, 2028))
    return draw.choice((
        f"Le site de {site} fermera le {day} {month} {year} et {many} postes seront supprimés.",
        f"{firm} sera racheté pour {amount} millions d'euros en {month} {year}.".replace(".", ",", 1),
        f"Le chiffre d'affaires de {firm} baissera de {share} % en {year}.",
        f"{who} quittera la direction de {firm} le {day} {month} {year}.",
        f"Le nouveau {good} {firm} sera vendu {many} euros à partir de {month} {year}.",
        f"{many} clients de {firm} ont perdu leurs données le {day} {month}.",
        f"Le lot {many} du {good} {firm} est défectueux et sera rappelé le {day} {month}.",
        f"{firm} a perdu l'appel d'offres de {site} d'un montant de {amount} millions d'euros.",
        f"Les salaires du site de {site} augmenteront de {share} % en {month}.",
        f"Une enquête vise {firm} pour {many} contrats signés à {site}.",
        f"Le {good} {firm} tombe en panne après {many} heures d'essai à {site}.",
        f"{firm} et {draw.choice(FIRMS)} annonceront leur fusion le {day} {month} {year}.",
    ))  # fmt: skip


def _english(draw: random.Random) -> str:
    site, firm, who, month = (draw.choice(x) for x in (SITES, FIRMS, PEOPLE, MONTHS_EN))
    good = draw.choice(GOODS[10:])
    many, amount, share = (
        draw.randrange(12, 900),
        draw.randrange(20, 9000) / 10,
        draw.randrange(11, 480) / 10,
    )
    day, year = draw.randrange(1, 29), draw.choice((2027, 2028))
    return draw.choice((
        f"The {site} plant will close on {day} {month} {year} with the loss of {many} jobs.",
        f"{firm} will be acquired for {amount} million dollars in {month} {year}.",
        f"Revenue of {firm} will fall by {share} % in {year}.",
        f"{who} will leave {firm} on {day} {month} {year}.",
        f"The new {firm} {good} will sell for {many} dollars from {month} {year}.",
        f"{many} customers of {firm} lost their data on {day} {month}.",
        f"Batch {many} of the {firm} {good} is faulty and will be recalled on {day} {month}.",
        f"{firm} lost the {site} tender, worth {amount} million pounds.",
        f"Pay at the {site} site will rise by {share} % in {month}.",
        f"{firm} is under investigation over {many} contracts in {site}.",
        f"The {firm} {good} fails after {many} hours of tests in {site}.",
        f"{firm} and {draw.choice(FIRMS)} will announce their merger on {day} {month} {year}.",
    ))  # fmt: skip


def made(many: int) -> Iterator[Statement]:
    """As many statements, half of them French; the same ones each time."""
    draw = random.Random(20261127)
    for number, write in zip(range(many), itertools.cycle((_french, _english)), strict=False):
        yield Statement(f"made-{number:05}", write(draw))


# --- measuring ------------------------------------------------------------------------------------


def opened(
    statements: Sequence[Statement], published: Sequence[str], calibrate: bool
) -> Statements:
    """A register of these statements, calibrated."""
    folder = Path(tempfile.mkdtemp(prefix="ecluse-bench-")) / "register"
    store = Store.create(folder, KEY)
    store.commit(Statements(store).adding(statements))
    if calibrate:
        store.commit(Statements(store).calibrated(published))
    return Statements(store)


def findings(one: Statements, text: str) -> dict[str, float]:
    """Statement → the highest confidence with which a text says it."""
    found: dict[str, float] = {}
    for hit in one.look(Analysed(view_of(text))):
        if hit.label == "statement":
            found[hit.name] = max(found.get(hit.name, 0.0), hit.confidence)
    return found


def speed(one: Statements, texts: Sequence[str]) -> tuple[float, float]:
    """Microseconds of CPU a post: of the words, numbers and names, and of matching alone."""
    views = [view_of(text) for text in texts]
    analysing, matching = [], []
    for view in views:
        text = Analysed(view)
        start = time.process_time_ns()
        text.tokens  # noqa: B018 - made on first use
        middle = time.process_time_ns()
        list(one.look(text))
        analysing.append((middle - start) / 1000)
        matching.append((time.process_time_ns() - middle) / 1000)
    return statistics.median(analysing), statistics.median(matching)


def _words_only(view: Any, _lexed: Any = None) -> list[Token]:
    data, at, found = view.folded.data, 0, []
    for word in words(data):
        at = data.index(word, at)
        if len(word) > 3:
            found.append(Token(Kind.WORD, word, *view.folded.span(at, at + len(word))))
        at += len(word)
    return found


def _without_anchors() -> None:
    """Words of four letters or more, as they stand."""
    for module in ("statements", "anchors", "analysis"):
        setattr(sys.modules[f"ecluse.registers.{module}"], "tokens_of", _words_only)


def _without_calibration() -> None:
    part.confidence_of = lambda z, floor, of=part.confidence_of: of(z, -9.0)  # type: ignore[assignment]


ABLATIONS = {"calibration": _without_calibration, "anchors": _without_anchors}
"""What may be taken out of statements, and how."""


def main(arguments: Sequence[str]) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    for name in ("record", "calibration", "anchors"):
        parser.add_argument(f"--without-{name}", action="store_true")
    parser.add_argument("--sizes", default="30,300,3000")
    options = parser.parse_args(arguments)
    if options.without_anchors:
        _without_anchors()
    if options.without_calibration:
        _without_calibration()
    posts: dict[str, list[str]] = {}
    for row in rows(options.folder):
        name, kind = slice_of(row)
        if kind == "public":
            posts.setdefault(
                name if row["labels"].get("slice") else row["source"].split("@")[0], []
            ).append(row["text"])
    every = [text for texts in posts.values() for text in texts]
    known = companies()
    record = (
        [] if options.without_record else [s for c in known for s in c.statements if s.tier == 3]
    )
    written = [s for c in known for s in c.statements if s.tier < 3]
    leaks = [leak for c in known for leak in c.leaks]
    harmless = [text for c in known for text in c.harmless]
    fires: Callable[[dict[str, float]], float] = lambda found: max(found.values(), default=0.0)
    print(
        f"{'statements':>11} {'posts':>6}  {'>= 0.6 %':20}{'>= 0.9 %':20}{'leaks found':14}{'near misses':13}{'µs tokens':>10}{'µs match':>10}{'ms open':>9}"
    )
    for size in map(int, options.sizes.split(",")):
        statements = [*record, *written[:size], *made(max(0, size - len(written)))]
        one = opened(statements, every[::2], not options.without_calibration)
        start = time.process_time()
        Statements(Store(one_folder(one), KEY))
        opening = (time.process_time() - start) * 1000
        highest = [fires(findings(one, text)) for text in every[1::2]]
        low, high = sum(c >= 0.6 for c in highest), sum(c >= 0.9 for c in highest)
        caught = sum(id in findings(one, text) for text, id in leaks)
        false = sum(bool(findings(one, text)) for text in harmless)
        tokens, match = speed(one, [text for text in every[1::2] if 200 <= len(text) <= 360][:600])
        print(
            f"{size:>11} {len(highest):>6}  {_share(low, len(highest)):20}{_share(high, len(highest)):20}"
            f"{caught:>3}/{len(leaks):<10}{false:>3}/{len(harmless):<9}{tokens:>10.1f}{match:>10.1f}{opening:>9.1f}"
        )


def one_folder(one: Statements) -> Path:
    """Where the register of a part is."""
    return one.store.folder


def _share(hits: int, of: int) -> str:
    low, high = wilson(hits, of)
    return f"{100 * hits / max(1, of):5.2f} [{100 * low:4.2f}, {100 * high:4.2f}]"


if __name__ == "__main__":
    main(sys.argv[1:])
