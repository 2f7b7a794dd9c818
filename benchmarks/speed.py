"""Posts a second: the gate beside Presidio, detect-secrets and the bare scan, in one run.

    python benchmarks/speed.py [--policy policies.yaml] [--posts 400] [--rounds 5] [--scaling | --cold | --cores]

One core, posts of 280 characters made here (French and English, no data of anybody), through the
policy given plus 100 rules, 1,000 terms and 100 patterns. The bare scan is what no gate can do
without: lower-case the text, one RE2 Set of the same patterns, one Aho-Corasick of the same terms.
Each round measures every engine in turn by CPU time, so that a noisy machine disturbs all alike; the
figures are medians over rounds, and ratios of medians. Peers that are not installed are left out and
named. ``--scaling`` measures what more terms and more rules cost; ``--cold`` the command in a fresh
process, beside a typer program with one command; ``--cores`` two processes against one on a long file.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
FRENCH = """Bonjour à toutes et à tous ! Merci d’être venus si nombreux samedi pour la fête du lac.
Notre équipe a préparé une surprise pour la rentrée, on vous raconte tout très bientôt. Les travaux du
quai sont terminés et la piste cyclable est ouverte depuis ce matin. Vous avez une question sur votre
abonnement ? Écrivez-nous, on vous répond dans la journée. La saison commence avec trois nouvelles
lignes et des horaires adaptés aux lycéens. Bravo à l’atelier pour la remise en état de la vedette. Un
petit rappel : le port du gilet est obligatoire à bord, même pour les plus grands. Le marché revient
place de la Halle dès huit heures, venez goûter les fraises de pays."""
ENGLISH = """Good morning everyone! Thank you for joining us on Saturday, the lake party was a delight.
Our crew has been working hard on the new timetable and we cannot wait to welcome you aboard. The quay
is open again and bikes travel free all summer. Got a question about your pass? Drop us a line and we
will get back to you today. We are hiring deckhands for the season, no experience needed. Remember to
bring a coat, evenings on the water get chilly. Three tips to pack light for a weekend by the lake.
The farmers’ market is back on the square, come and taste the first strawberries."""


def posts(count: int, seed: int = 7) -> list[str]:
    """Posts of 280 characters, half French, half English, some with a link, a figure or an emoji."""
    chosen = random.Random(seed)
    sentences = [
        [
            s.strip() + mark
            for s in text.replace("\n", " ").replace("!", ".").replace("?", ".").split(".")
            if s.strip()
        ]
        for text, mark in ((FRENCH, "."), (ENGLISH, "."))
    ]
    made = []
    for number in range(count):
        words = " ".join(chosen.sample(sentences[number % 2], 6))
        extra = chosen.choice(["", " https://example.org/p/{n}", " 🚤", " {n} places", " #lac"])
        text = extra.format(n=chosen.randint(10, 9999)).strip() + " " + words
        made.append((text + " " + words)[:280])
    return made


def word(chosen: random.Random, size: int) -> str:
    return "".join(chosen.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(size))


def terms(count: int, seed: int = 1) -> list[str]:
    """Made-up code names: one word, or two."""
    chosen = random.Random(seed)
    return [
        word(chosen, chosen.randint(5, 9)) + (" " + word(chosen, 6) if n % 2 else "")
        for n in range(count)
    ]


def patterns(count: int, seed: int = 2) -> list[str]:
    """Eight in ten with a literal, the others shapes of numbers."""
    chosen = random.Random(seed)
    return [
        rf"\b{word(chosen, 5)}\s+\d{{3,}}" if n % 5 else rf"\b\d{{{3 + n // 5}}}-[a-z]{{2}}\b"
        for n in range(count)
    ]


def loaded(path: Path, term_count: int, pattern_count: int, rule_count: int):
    """The policy with so many more terms, patterns and rules."""
    from ecluse.model import Tier
    from ecluse.policy.load import load
    from ecluse.policy.model import Label, Term, TextPattern
    from ecluse.rules.conditions import AnyOf, Pattern, Rule

    policy = load(path)
    share = max(1, rule_count)
    labels = {f"made-{n}": Label(f"made-{n}") for n in range(share)}
    for n, term in enumerate(terms(term_count)):
        one = labels[f"made-{n % share}"]
        labels[one.id] = replace(one, terms=(*one.terms, Term(term)))
    for n, pattern in enumerate(patterns(pattern_count)):
        one = labels[f"made-{n % share}"]
        labels[one.id] = replace(one, patterns=(*one.patterns, TextPattern(pattern)))
    rules = tuple(
        Rule(
            f"made-{n}",
            (Pattern("finding", (("label", AnyOf((f"made-{n}",))),)),),
            tier=Tier.PRIVATE,
        )
        for n in range(rule_count)
    )
    return replace(policy, labels={**policy.labels, **labels}, rules=(*policy.rules, *rules))


# --- engines: each is a function over one text ----------------------------------------------------


def gate_engine(policy) -> Callable[[str], object]:
    from ecluse.gate import Gate
    from ecluse.model import Draft

    gate = Gate(policy)
    channel = next((c.id for c in policy.channels.values() if c.kind == "x"), "")
    return lambda text: gate.check(Draft(text, channel=channel), now=NOW)


def bare_engine(policy) -> Callable[[str], object]:
    """Lower case, RE2 Set, Aho-Corasick over everything that the policy declares and the formats."""
    import ahocorasick_rs
    import re2

    from ecluse.text.patterns import fold_pattern

    found = ahocorasick_rs.AhoCorasick(
        [t.text.lower() for label in policy.labels.values() for t in label.terms]
    )
    options = re2.Options()
    options.max_mem = 256 << 20
    options.log_errors = False
    chosen = re2.Set.SearchSet(options)
    for label in policy.labels.values():
        for pattern in label.patterns:
            chosen.Add("(?i)" + fold_pattern(pattern.pattern))
    chosen.Compile()

    def scan(text: str) -> object:
        lower = text.lower()
        return chosen.Match(lower), found.find_matches_as_indexes(lower, overlapping=True)

    return scan


def presidio_engine() -> Callable[[str], object] | None:
    """Pattern recognisers only, a blank model."""
    try:
        from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
        from presidio_analyzer.nlp_engine import NlpArtifacts, NlpEngine
    except ImportError:
        return None
    import spacy

    class Blank(NlpEngine):
        def __init__(self) -> None:
            self.nlp = spacy.blank("en")

        def load(self) -> None: ...
        def is_loaded(self) -> bool:
            return True

        def process_text(self, text, language):
            doc = self.nlp(text)
            return NlpArtifacts(
                [], doc, [t.idx for t in doc], [t.lower_ for t in doc], self, language
            )

        def process_batch(self, texts, language, **_):
            return ((text, self.process_text(text, language)) for text in texts)

        def is_stopword(self, word, language):
            return False

        def is_punct(self, word, language):
            return False

        def get_supported_entities(self):
            return []

        def get_supported_languages(self):
            return ["en"]

    registry = RecognizerRegistry()
    registry.load_predefined_recognizers(languages=["en"])
    for recognizer in list(registry.recognizers):
        if "spacy" in recognizer.name.lower():
            registry.remove_recognizer(recognizer.name)
    engine = AnalyzerEngine(registry=registry, nlp_engine=Blank(), supported_languages=["en"])
    return lambda text: engine.analyze(text, language="en")


def detect_secrets_engine() -> Callable[[str], object] | None:
    try:
        from detect_secrets.core.scan import scan_line
        from detect_secrets.settings import default_settings
    except ImportError:
        return None

    def scan(text: str) -> object:
        with default_settings():
            return list(scan_line(text))

    return scan


# --- measuring ------------------------------------------------------------------------------------


def cpu_per_post(
    engine: Callable[[str], object], texts: Sequence[str], least: float = 0.4
) -> float:
    """CPU seconds for one post, over whole passes until ``least`` seconds were spent."""
    done, start = 0, time.process_time()
    while (spent := time.process_time() - start) < least:
        for text in texts:
            engine(text)
        done += len(texts)
    return spent / done


def compare(
    engines: dict[str, Callable[[str], object]], texts: Sequence[str], rounds: int
) -> dict[str, float]:
    """Median CPU seconds for one post, by engine; every round measures each in turn."""
    for engine in engines.values():
        for text in texts[:20]:
            engine(text)
    taken: dict[str, list[float]] = {name: [] for name in engines}
    for _ in range(rounds):
        for name, engine in engines.items():
            few = texts if name.startswith(("gate", "bare")) else texts[:50]
            taken[name].append(cpu_per_post(engine, few))
    return {name: statistics.median(times) for name, times in taken.items()}


def peers(args: argparse.Namespace) -> None:
    policy = loaded(args.policy, 1000, 100, 100)
    engines = {
        "gate": gate_engine(policy),
        "bare scan": bare_engine(policy),
        "presidio": presidio_engine(),
        "detect-secrets": detect_secrets_engine(),
    }
    absent = [name for name, engine in engines.items() if engine is None]
    texts = posts(args.posts)
    medians = compare({n: e for n, e in engines.items() if e}, texts, args.rounds)
    gate = medians["gate"]
    print(
        f"{len(policy.rules)} rules, {sum(len(v.terms) for v in policy.labels.values())} terms, "
        f"{sum(len(v.patterns) for v in policy.labels.values())} patterns; {len(texts)} posts of 280 characters"
    )
    print(f"{'engine':16}{'µs/post':>10}{'posts/s':>10}{'gate is':>10}")
    for name, median in medians.items():
        print(f"{name:16}{median * 1e6:10.1f}{1 / median:10.0f}{median / gate:9.2f}x")
    for name in absent:
        print(f"{name:16}not installed")


def scaling(args: argparse.Namespace) -> None:
    texts = posts(args.posts)
    engines = {
        "gate 1,000 terms 100 rules": gate_engine(loaded(args.policy, 1000, 100, 100)),
        "gate 10,000 terms": gate_engine(loaded(args.policy, 10_000, 100, 100)),
        "gate 1,000 rules": gate_engine(loaded(args.policy, 1000, 100, 1000)),
    }
    medians = compare(engines, texts, args.rounds)
    base = next(iter(medians.values()))
    for name, median in medians.items():
        print(f"{name:32}{median * 1e6:10.1f} µs/post{median / base:8.2f}x")


TYPER_APP = """import typer
app = typer.Typer()
@app.command()
def main(path: str, channel: str = "x") -> None:
    typer.echo(path)
app()
"""


def child_cpu(command: Sequence[str], environment: dict[str, str], cwd: str) -> float:
    """CPU seconds (user and system) of one finished child process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, env=environment, cwd=cwd, capture_output=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def cold(args: argparse.Namespace) -> None:
    with tempfile.TemporaryDirectory() as folder:
        policy = Path(folder, "policies.yaml")
        rules = "".join(
            f"  - id: made-{n}\n    when_all: [{{finding: {{label: made}}}}]\n    verdict: flag\n"
            f"    because: {{fr: R{n}, en: R{n}}}\n    examples: {{caught: [Zzyzx], clear: [ok]}}\n"
            for n in range(100)
        )
        policy.write_text(
            "version: 1\ncompany: Bench\nextends: [base, fr, en, personal-data, secrets, marks, tone, social]\n"
            f"channels: {{x: {{audience: everyone, kind: x}}}}\nlabels: {{made: {{terms: [Zzyzx]}}}}\nrules:\n{rules}",
            encoding="utf-8",
        )
        Path(folder, "app.py").write_text(TYPER_APP, encoding="utf-8")
        Path(folder, "draft.txt").write_text(posts(1)[0], encoding="utf-8")
        # Bytecode is kept, as it is for whoever installs the package.
        kept = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
        kept["PYTHONPYCACHEPREFIX"] = str(Path(folder, "bytecode"))
        environment = {
            **kept,
            "PYTHONPATH": str(ROOT),
            "ECLUSE_CACHE_DIR": str(Path(folder, "cache")),
        }
        check = [sys.executable, "-m", "ecluse", "check", "draft.txt"]
        commands = {
            "typer program": ([sys.executable, "app.py", "draft.txt"], environment),
            "check, cache warm": (check, environment),
            "check, cache cold": (check, {**environment, "ECLUSE_NO_CACHE": "1"}),
            "bare python": ([sys.executable, "-c", "pass"], environment),
        }
        taken: dict[str, list[float]] = {name: [] for name in commands}
        for turn in range(args.rounds * 2 + 1):
            for name, (command, env) in commands.items():
                spent = child_cpu(command, env, folder)
                if turn:
                    taken[name].append(spent)
        base = statistics.median(taken["typer program"])
        for name, times in taken.items():
            median = statistics.median(times)
            print(f"{name:20}{median * 1e3:8.1f} ms CPU{median / base:8.2f}x")


def cores(args: argparse.Namespace) -> None:
    """Wall time of one process and of two over a file of 200,000 rows; the same output, byte for byte."""
    with tempfile.TemporaryDirectory() as folder:
        rows = Path(folder, "rows.jsonl")
        texts = posts(4000)
        with rows.open("w", encoding="utf-8") as file:
            for n in range(200_000):
                file.write(
                    json.dumps({"id": f"r{n}", "text": texts[n % 4000], "channel": "x"}) + "\n"
                )
        taken: dict[int, list[float]] = {1: [], 2: []}
        written: set[bytes] = set()
        command = [sys.executable, "-m", "ecluse", "gate", str(rows), "--policy", str(args.policy)]
        command += ["--now", NOW.isoformat(), "--output-format", "concise", "--workers"]
        for _ in range(args.rounds):
            for workers, times in taken.items():
                started = time.perf_counter()
                done = subprocess.run([*command, str(workers)], capture_output=True, check=False)
                times.append(time.perf_counter() - started)
                written.add(hashlib.sha256(done.stdout).digest())
        one, two = (statistics.median(times) for times in taken.values())
        print(
            f"one process {one:.1f} s, two {two:.1f} s: {one / two:.2f}x; best {min(taken[1]) / min(taken[2]):.2f}x"
        )
        print("the same output" if len(written) == 1 else "OUTPUTS DIFFER")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--policy", type=Path, default=ROOT / "policies.yaml")
    parser.add_argument("--posts", type=int, default=400)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--scaling", action="store_true")
    parser.add_argument("--cold", action="store_true")
    parser.add_argument("--cores", action="store_true")
    args = parser.parse_args()
    if args.cold:
        cold(args)
    elif args.cores:
        cores(args)
    elif args.scaling:
        scaling(args)
    else:
        peers(args)


if __name__ == "__main__":
    main()
