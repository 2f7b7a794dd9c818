"""Identifiers: valid and invalid ones, made here and by others, beside Presidio, and false alarms.

    python benchmarks/identifiers.py EVAL_DIR [--generated 10000] [--peer PYTHON] [--errors]

EVAL_DIR holds the ``*.jsonl.gz`` of the evaluation data (without it only the made ones are run).
``--peer`` is a Python in which presidio-analyzer and spaCy are installed; Presidio runs there, with
its pattern recognisers of all languages and a blank model, on the same rows. The parts:

generated   of each French scheme as many as ``--generated``, half valid, half invalid, in the ways
            people write them: alone (:func:`is_valid`) and in a sentence (the classifier).
speed       CPU time on posts, and on hostile texts of one and two lengths.
stdnum      other people's valid and invalid ones, both ways.
presidio    Presidio's own tests, for the entities that écluse claims, recall and precision with
            Wilson's 95 % intervals; then the entities that it does not claim.
court       French court sentences: none of the entities marked there is claimed, so every finding is
            shown as a rate.
public      published posts: findings for each label in 1,000 posts, and Presidio's on a sample.
            Public posts do hold public addresses and telephone numbers.

The generator (:func:`cases`) is also what ``tests/classifiers/test_identifiers.py`` draws from. Its
arithmetic is written from the schemes' own documents and checked against python-stdnum, which the
classifier does not use for them.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from math import sqrt
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from ecluse.classifiers.identifiers import Identifiers, is_valid  # noqa: E402
from ecluse.text.views import view_of  # noqa: E402

# --- made here ------------------------------------------------------------------------------------


class Case(NamedTuple):
    """One made identifier: how it is written, the sentence it stands in, and whether it is valid."""

    label: str
    written: str
    sentence: str
    valid: bool
    canonical: str


def _digits(chance: random.Random, count: int) -> str:
    return "".join(chance.choice("0123456789") for _ in range(count))


def _luhn_digit(body: str) -> str:
    total = 0
    for place, character in enumerate(reversed(body)):
        value = int(character) * (2 if place % 2 == 0 else 1)
        total += value // 10 + value % 10
    return str(-total % 10)


def make_siren(chance: random.Random) -> str:
    body = chance.choice("3456789") + _digits(chance, 7)
    return body + _luhn_digit(body)


def make_siret(chance: random.Random) -> str:
    if chance.random() < 0.1:
        return _siret_of_the_post_office(chance)
    body = make_siren(chance) + _digits(chance, 4)
    return body + _luhn_digit(body)


def _siret_of_the_post_office(chance: random.Random) -> str:
    body = "356000000" + _digits(chance, 4)
    total = sum(map(int, body))
    return body + str(chance.choice([-total % 5, -total % 5 + 5]))


def make_nir(chance: random.Random) -> str:
    place = chance.choice(
        ["2A", "2B", f"{chance.randint(1, 95):02d}", f"{chance.randint(1, 95):02d}", "99"]
    )
    month = chance.choice(
        [chance.randint(1, 12), chance.randint(1, 12), 20, chance.randint(30, 42)]
    )
    body = f"{chance.choice('12')}{chance.randint(0, 99):02d}{month:02d}{place}"
    body += f"{chance.randint(1, 999):03d}{chance.randint(1, 999):03d}"
    number = int(body.replace("2A", "19").replace("2B", "18"))
    return body + f"{97 - number % 97:02d}"


def make_vat(chance: random.Random) -> str:
    siren = make_siren(chance)
    return f"FR{(12 + 3 * (int(siren) % 97)) % 97:02d}{siren}"


_RIB = dict(zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "12345678912345678923456789", strict=True))


def make_rib(chance: random.Random) -> str:
    account = "".join(chance.choice("0123456789" * 3 + "MCRS") for _ in range(11))
    head = f"{chance.randint(10000, 30999)}{_digits(chance, 5)}{account}"
    number = int("".join(_RIB.get(c, c) for c in head))
    return head + f"{97 - number * 100 % 97:02d}"


def make_iban(chance: random.Random) -> str:
    bban = make_rib(chance)
    number = int("".join(str(int(c, 36)) for c in bban + "FR00"))
    return f"FR{98 - number % 97:02d}{bban}"


def make_nif(chance: random.Random) -> str:
    body = chance.choice("0123") + _digits(chance, 9)
    return body + f"{int(body) % 511:03d}"


MAKERS: dict[str, Callable[[random.Random], str]] = {
    "nir": make_nir,
    "siren": make_siren,
    "siret": make_siret,
    "vat": make_vat,
    "iban": make_iban,
    "rib": make_rib,
    "nif": make_nif,
}
_GROUPS = {
    "nir": (1, 2, 2, 2, 3, 3, 2),
    "siren": (3, 3, 3),
    "siret": (3, 3, 3, 5),
    "vat": (2, 2, 3, 3, 3),
    "iban": (4, 4, 4, 4, 4, 4, 3),
    "rib": (5, 5, 11, 2),
    "nif": (2, 2, 3, 3, 3),
}
_SIGNS = (" ", " ", "\u00a0", "\u202f", ".", "-")
_SENTENCES = {
    "nir": (
        "Son numéro de sécu est le {}, à transmettre.",
        "French social security number {} to file",
    ),
    "siren": ("SIREN : {}", "The company number is {}, please check"),
    "siret": ("Notre SIRET ({}) a changé", "SIRET {} on the invoice"),
    "vat": ("N° de TVA intracommunautaire {}.", "Our VAT number: {}"),
    "iban": ("Le virement part sur {} demain", "IBAN {}, thanks"),
    "rib": ("Voici mon RIB : {}", "The account is {} (RIB)"),
    "nif": ("Mon numéro fiscal : {}", "Tax number {} for the form"),
}


def _grouped(number: str, lengths: Sequence[int], sign: str) -> str:
    parts, at = [], 0
    for length in lengths:
        parts.append(number[at : at + length])
        at += length
    return sign.join([*parts, number[at:]] if number[at:] else parts)


def written(label: str, number: str, chance: random.Random) -> str:
    """One of the ways in which people write a number of the kind."""
    form = chance.choice(("joined", "grouped", "grouped", "lower"))
    if form == "lower" and label != "vat":
        return number.lower()
    return _grouped(number, _GROUPS[label], chance.choice(_SIGNS)) if form != "joined" else number


def _oracle(label: str, number: str) -> bool:
    """Whether a number is valid, by python-stdnum where it knows the scheme, else by arithmetic."""
    from stdnum import iban
    from stdnum.fr import nif, nir, siren, siret, tva

    schemes = {"nir": nir, "siren": siren, "siret": siret, "vat": tva, "nif": nif}
    if label == "iban":
        return bool(iban.is_valid(number, check_country=False))
    if label == "rib":
        digits = "".join(_RIB.get(c, c) for c in number)
        return len(number) == 23 and digits.isdigit() and int(digits) % 97 == 0
    return bool(schemes[label].is_valid(number))


def spoilt(label: str, number: str, chance: random.Random) -> str:
    """A number near ``number`` that is not valid: another digit, two swapped, one more, one less."""
    while True:
        at = chance.randrange(len(number))
        kind = chance.choice(("digit", "digit", "swap", "more", "less"))
        if kind == "more":
            bad = number[:at] + chance.choice("0123456789") + number[at:]
        elif kind == "less":
            bad = number[:at] + number[at + 1 :]
        elif kind == "swap":
            bad = number[:at] + number[at : at + 2][::-1] + number[at + 2 :]
        else:
            bad = number[:at] + chance.choice("0123456789") + number[at + 1 :]
        # What still holds a whole number is no counter-example: RF 42 659 256 630 (a French number
        # may go without its prefix), FR14 … 606 6 (an account, and a digit).
        whole = (label == "vat" and _oracle(label, bad[-11:])) or _oracle(label, bad[: len(number)])
        if bad != number and not whole and not _oracle(label, bad):
            return bad


def cases(count: int, seed: int = 1, labels: Iterable[str] = tuple(MAKERS)) -> Iterator[Case]:
    """``count`` identifiers of each label, half valid, half not; the same for the same seed."""
    chance = random.Random(seed)
    for label in labels:
        for number in range(count):
            good = MAKERS[label](chance)
            assert _oracle(label, good), (label, good)
            made = good if number % 2 == 0 else spoilt(label, good, chance)
            text = written(label, made, chance)
            sentence = chance.choice(_SENTENCES[label]).format(text)
            yield Case(label, text, sentence, made is good, made)


def mistakes(case: Case, classifier: Identifiers) -> list[str]:
    """What is wrong with what écluse says of a case: nothing, it is to be hoped."""
    wrong = []
    if is_valid(case.label, case.written) != case.valid:
        wrong.append("alone")
    values = [h.value for h in classifier.classify(view_of(case.sentence)) if h.label == case.label]
    if values != ([case.canonical] if case.valid else []):
        wrong.append("in a sentence")
    return wrong


def generated(count: int, show: bool) -> None:
    classifier = Identifiers()
    print(f"\n## generated: {count} of each, half valid\n")
    print(f"{'kind':8}{'valid':>8}{'invalid':>8}{'errors alone':>14}{'in a sentence':>15}")
    for label in MAKERS:
        tally: Counter[str] = Counter()
        for case in cases(count, labels=[label]):
            tally["valid" if case.valid else "invalid"] += 1
            for mistake in mistakes(case, classifier):
                tally[mistake] += 1
                if show:
                    print("   ", mistake, case)
        print(
            f"{label:8}{tally['valid']:8}{tally['invalid']:8}"
            f"{tally['alone']:14}{tally['in a sentence']:15}"
        )


# --- made by others -------------------------------------------------------------------------------


def rows(folder: Path, name: str) -> list[dict[str, Any]]:
    with gzip.open(folder / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


STDNUM = {
    "SIREN": ("siren", "SIREN : {}"),
    "SIRET": ("siret", "SIRET : {}"),
    "TVA": ("vat", "N° de TVA : {}"),
    "NIR": ("nir", "Numéro de sécu : {}"),
    "NIF": ("nif", "Numéro fiscal : {}"),
    "RCS": ("siren", "{}"),
    "ACCISE": ("excise", "Accises : {}"),
    "EU_VAT": ("vat", "VAT number: {}"),
    "BE_VAT": ("vat", "TVA : {}"),
    "LU_TVA": ("vat", "TVA : {}"),
    "BE_NN": ("be-national-number", "Registre national : {}"),
    "BIC": ("bic", "BIC : {}"),
    "IBAN": ("iban", "IBAN : {}"),
    "CH_AHV": ("ch-ahv", "AVS : {}"),
    "CH_UID": ("ch-uid", "IDE : {}"),
    "DE_IDNR": ("de-tax-id", "Steuer-ID: {}"),
    "ES_NIF": ("es-nif", "NIF: {}"),
    "IT_CF": ("it-tax-code", "Codice fiscale: {}"),
    "IMEI": ("imei", "IMEI: {}"),
    "GB_NHS": ("gb-nhs-number", "NHS number: {}"),
    "US_SSN": ("us-ssn", "SSN: {}"),
}
"""Kind of the data → label, and a sentence that names it."""


def stdnum(folder: Path, show: bool) -> None:
    print("\n## stdnum: valid and invalid, alone and in a sentence\n")
    print(
        f"{'kind':10}{'label':22}{'valid':>7}{'invalid':>9}{'errors alone':>14}{'in a sentence':>15}"
    )
    classifier = Identifiers()
    tally: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows(folder, "dev_ids_stdnum"):
        kind, valid, text = row["labels"]["kind"], row["labels"]["valid"], row["text"]
        tally[kind]["valid" if valid else "invalid"] += 1
        if kind not in STDNUM:
            continue
        label, sentence = STDNUM[kind]
        found = [h for h in classifier.classify(view_of(sentence.format(text))) if h.label == label]
        wrong = [] if bool(found) == valid else ["in a sentence"]
        if kind != "RCS" and is_valid(label, text) != valid:
            wrong.append("alone")
        for mistake in wrong:
            tally[kind][mistake] += 1
            if show:
                print("   ", mistake, kind, repr(text), valid)
    for kind, count in sorted(tally.items()):
        label = STDNUM.get(kind, ("(a checksum, no kind)",))[0]
        print(
            f"{kind:10}{label:22}{count['valid']:7}{count['invalid']:9}"
            + (f"{count['alone']:14}{count['in a sentence']:15}" if kind in STDNUM else "")
        )


# --- beside Presidio ------------------------------------------------------------------------------

CLAIMED = {
    "ABA_ROUTING_NUMBER": "us-bank-routing",
    "CREDIT_CARD": "card",
    "CRYPTO": "crypto",
    "DE_ID_CARD": "identity-card",
    "DE_KFZ": "plate",
    "DE_PASSPORT": "passport",
    "DE_TAX_ID": "de-tax-id",
    "DE_VAT_ID": "vat",
    "EMAIL_ADDRESS": "email",
    "ES_NIE": "es-nif",
    "ES_NIF": "es-nif",
    "ES_PASSPORT": "passport",
    "FI_PERSONAL_IDENTITY_CODE": "fi-personal-code",
    "IBAN_CODE": "iban",
    "IP_ADDRESS": "ip",
    "IT_DRIVER_LICENSE": "driving-licence",
    "IT_FISCAL_CODE": "it-tax-code",
    "IT_IDENTITY_CARD": "identity-card",
    "IT_PASSPORT": "passport",
    "IT_VAT_CODE": "vat",
    "MAC_ADDRESS": "mac",
    "PHONE_NUMBER": "phone",
    "PH_MOBILE_NUMBER": "phone",
    "PL_PESEL": "pl-pesel",
    "SE_PERSONNUMMER": "se-personal-number",
    "TR_PHONE_NUMBER": "phone",
    "UK_DRIVING_LICENCE": "driving-licence",
    "UK_NHS": "gb-nhs-number",
    "UK_NINO": "gb-nino",
    "UK_PASSPORT": "passport",
    "UK_VEHICLE_REGISTRATION": "plate",
    "US_DRIVER_LICENSE": "driving-licence",
    "US_ITIN": "us-itin",
    "US_PASSPORT": "passport",
    "US_SSN": "us-ssn",
}
"""Presidio's entities that have a label here."""

Place = tuple[int, int, str, float]

_PEER = """
import json, sys, logging
logging.disable(logging.CRITICAL)
import spacy
from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
from presidio_analyzer.nlp_engine import NlpEngineProvider, SpacyNlpEngine
LANGUAGES = ["en", "es", "it", "pl", "de", "fi", "sv", "ko", "th", "tr"]
class Blank(SpacyNlpEngine):
    def __init__(self):
        super().__init__()
        self.nlp = {lang: spacy.blank("xx") for lang in LANGUAGES}
import presidio_analyzer.predefined_recognizers as predefined
registry = RecognizerRegistry(supported_languages=LANGUAGES)
loaded = []
for name in dir(predefined):
    made = getattr(predefined, name)
    if not (isinstance(made, type) and issubclass(made, predefined.PatternRecognizer
            if hasattr(predefined, "PatternRecognizer") else object)):
        continue
    if not name.endswith("Recognizer"):
        continue
    for lang in LANGUAGES:
        try:
            one = made(supported_language=lang)
        except Exception:
            continue
        if getattr(made(), "supported_language", "en") != lang:
            continue
        registry.add_recognizer(one)
        loaded.append(name)
        break
try:
    registry.add_recognizer(predefined.PhoneRecognizer())
except Exception:
    pass
engine = AnalyzerEngine(registry=registry, nlp_engine=Blank(), supported_languages=LANGUAGES)
print(json.dumps({"recognisers": len(set(loaded)), "entities": sorted(
    {e for r in registry.recognizers for e in r.supported_entities})}), flush=True)
for line in sys.stdin:
    text = json.loads(line)
    found = set()
    for lang in LANGUAGES:
        try:
            results = engine.analyze(text, lang)
        except ValueError:
            continue
        found |= {(r.start, r.end, r.entity_type, round(r.score, 3)) for r in results}
    print(json.dumps(sorted(found)), flush=True)
"""


def peer(python: str, texts: Sequence[str]) -> tuple[list[list[Place]], set[str]] | None:
    """What Presidio finds in each text, with its entities; ``None`` when it cannot be run."""
    lines = "".join(json.dumps(text) + "\n" for text in texts)
    ran = subprocess.run(
        [python, "-W", "ignore", "-c", _PEER],
        input=lines,
        capture_output=True,
        text=True,
        check=False,
    )
    answers = ran.stdout.splitlines()
    if ran.returncode or len(answers) != len(texts) + 1:
        print("Presidio could not be run:", (ran.stderr.strip().splitlines() or ["?"])[-1])
        return None
    head = json.loads(answers[0])
    print(f"Presidio: {head['recognisers']} recognisers, blank model")
    return [[tuple(p) for p in json.loads(line)] for line in answers[1:]], set(head["entities"])


def wilson(hits: int, total: int) -> str:
    """A share with Wilson's 95 % interval."""
    if not total:
        return "      –         "
    z, share = 1.96, hits / total
    middle = (share + z * z / (2 * total)) / (1 + z * z / total)
    half = z * sqrt(share * (1 - share) / total + z * z / (4 * total * total)) / (1 + z * z / total)
    return f"{share:.2f} [{max(middle - half, 0):.2f}, {min(middle + half, 1):.2f}]"


def _rates(found: Sequence[Sequence[Place]], gold: Sequence[Sequence[tuple[int, int]]]) -> str:
    """Recall and precision: a span counts when it is touched."""
    recalled = spans = right = places = 0
    for hits, marked in zip(found, gold, strict=True):
        spans += len(marked)
        recalled += sum(any(s < e2 and s2 < e for s2, e2, *_ in hits) for s, e in marked)
        places += len(hits)
        right += sum(any(s < e2 and s2 < e for s2, e2 in marked) for s, e, *_ in hits)
    return f"{wilson(recalled, spans)}  {wilson(right, places)}"


def ours(texts: Sequence[str], floor: float) -> list[list[Place]]:
    classifier = Identifiers(floor=floor)
    return [
        [(h.start, h.end, h.label, h.confidence) for h in classifier.classify(view_of(text))]
        for text in texts
    ]


def presidio(folder: Path, python: str | None) -> None:
    print("\n## presidio: Presidio's own tests, recall then precision\n")
    data = [r for r in rows(folder, "dev_pii_presidio_tests") if r["labels"]["spans_complete"]]
    texts = [row["text"] for row in data]
    theirs = peer(python, texts) if python else None
    if theirs is None:
        print("Presidio is absent: --peer PYTHON names a Python that has it")
    reported, faint = ours(texts, 0.5), ours(texts, 0.0)
    by_entity: dict[str, list[int]] = defaultdict(list)
    for number, row in enumerate(data):
        by_entity[row["labels"]["entity"]].append(number)
    print(
        f"\n{'entity':26}{'rows':>5}  {'écluse':38}{'écluse, floor 0':38}{'Presidio':38}{'Presidio, 0.5':38}"
    )
    for entity, label in sorted(CLAIMED.items()):
        numbers = by_entity.get(entity, [])
        if not numbers:
            continue
        gold = [
            [(s["start"], s["end"]) for s in data[n]["spans"] if s["label"] == entity]
            for n in numbers
        ]
        columns = [
            _rates([[p for p in found[n] if p[2] == label] for n in numbers], gold)
            for found in (reported, faint)
        ]
        if theirs is not None:
            answers, entities = theirs
            known = entity in entities
            columns.append(
                _rates([[p for p in answers[n] if p[2] == entity] for n in numbers], gold)
                if known
                else "no recogniser"
            )
            columns.append(
                _rates(
                    [[p for p in answers[n] if p[2] == entity and p[3] >= 0.5] for n in numbers],
                    gold,
                )
                if known
                else ""
            )
        print(f"{entity:26}{len(numbers):5}  " + "".join(f"{column:38}" for column in columns))
    unclaimed = sorted(set(by_entity) - set(CLAIMED))
    print(f"\nnot claimed ({len(unclaimed)}):", ", ".join(unclaimed))


# --- false alarms ---------------------------------------------------------------------------------


def _per_thousand(texts: Sequence[str], show: str = "") -> None:
    classifier = Identifiers()
    counts: Counter[str] = Counter()
    posts: Counter[str] = Counter()
    for text in texts:
        hits = list(classifier.classify(view_of(text)))
        counts.update(h.label for h in hits)
        posts.update({h.label for h in hits})
        for hit in hits:
            if show in (hit.label, "all"):
                print(
                    "   ",
                    hit.label,
                    hit.confidence,
                    repr(text[max(0, hit.start - 30) : hit.end + 15]),
                )
    size = len(texts)
    for label, count in counts.most_common():
        print(
            f"  {label:22}{count:5} findings, {1000 * posts[label] / size:7.2f} of 1,000 posts  "
            f"{wilson(posts[label], size)}"
        )
    if not counts:
        print("  nothing found")


def peer_on_posts(texts: Sequence[str], python: str) -> None:
    """Presidio's false alarms on the same posts, for the entities that have a label here."""
    answer = peer(python, texts)
    if answer is None:
        return
    posts: Counter[str] = Counter()
    for places in answer[0]:
        posts.update({p[2] for p in places if p[3] >= 0.5 and p[2] in CLAIMED})
    print(f"\nPresidio, score 0.5 and more, {len(texts)} posts of the slices above:")
    for entity, count in posts.most_common():
        print(
            f"  {entity:28}{1000 * count / len(texts):7.2f} of 1,000 posts  {wilson(count, len(texts))}"
        )


def court(folder: Path, show: str) -> None:
    data = rows(folder, "dev_pii_fr_echr")
    entities = Counter(s["label"] for row in data for s in row["spans"])
    print(f"\n## court: {len(data)} French court sentences\n")
    print("not claimed:", ", ".join(f"{name} {count}" for name, count in entities.most_common()))
    _per_thousand([row["text"] for row in data], show)


def public(folder: Path, show: str, python: str | None) -> None:
    print("\n## public: findings in published posts")
    slices: dict[str, list[str]] = defaultdict(list)
    for row in rows(folder, "dev_tier_public_extended"):
        slices[f"{row['tier']} {row['lang']} {row['source'].split('@')[0]}"].append(row["text"])
    for row in rows(folder, "tri_dev"):
        if row["tier"] == "public":
            slices[f"tri_dev public {row['lang']} {row['labels'].get('slice')}"].append(row["text"])
    for name, texts in sorted(slices.items()):
        print(f"\n{name}: {len(texts)} posts")
        _per_thousand(texts, show)
    if python:
        every = [text for _, texts in sorted(slices.items()) for text in texts]
        sample = random.Random(1).sample(every, min(1_000, len(every)))
        print(f"\nécluse, {len(sample)} posts of the slices above:")
        _per_thousand(sample)
        peer_on_posts(sample, python)


# --- speed ----------------------------------------------------------------------------------------

_POST = (
    "Nous étions ravis de vous accueillir {} à Rennes pour la grande fête de fin d'année, avec toutes "
    "les équipes et nos partenaires. Merci à tous pour votre présence et vos sourires, on se retrouve "
    "très vite pour la suite de nos aventures, restez connectés et suivez nos actualités !"
)
_IN_POSTS = {
    "nothing": "hier",
    "one digit": "à 9 heures",
    "a date": "le 12 mai 2026",
    "French telephone": "au 06 39 98 12 34",
    "named telephone": "(tél. 06 39 98 12 34)",
    "foreign telephone": "au +44 20 7946 0958",
    "e-mail": "claire@vannerie.example",
    "address": "12 rue des Lilas, 35000 Rennes",
    "IBAN": "FR1420041010050500013M02606",
    "no card": "4111 1111 1111 1112",
}
_HOSTILE = {
    "pairs of digits": "1 2 ",
    "one long number": "1",
    "telephones": "06 39 98 12 34 ",
    "telephones, parted": "tel 06 39 98 12 34, ",
    "IBAN heads": "FR14 ",
    "ways": "12 rue A ",
    "colons": "a:",
    "dots": "1.1.",
    "at signs": "a@b.co ",
}


def _microseconds(work: Callable[[], object], count: int) -> float:
    """The least CPU time of a call over several rounds."""
    best = float("inf")
    for _ in range(7):
        start = time.process_time()
        for _ in range(count):
            work()
        best = min(best, (time.process_time() - start) / count)
    return best * 1e6


def speed() -> None:
    classifier = Identifiers()
    print("\n## speed: CPU µs for a post of about 280 characters, folded before\n")
    for name, words in _IN_POSTS.items():
        view = view_of(_POST.format(words))
        list(classifier.classify(view))
        took = _microseconds(lambda view=view: list(classifier.classify(view)), 1_000)
        print(
            f"{name:22}{took:8.1f}   ({took / _microseconds(view.text.lower, 1_000):5.1f} × lower-casing)"
        )
    print("\nhostile texts of 50,000 and 100,000 characters, CPU ms")
    chance = random.Random(1)
    numbers = " ".join(
        str(chance.randrange(10 ** chance.choice([1, 2, 3, 4]))) for _ in range(40_000)
    )
    for name, unit in {**_HOSTILE, "numbers of any length": numbers}.items():
        times = []
        for size in (50_000, 100_000):
            view = view_of((unit * (size // len(unit) + 1))[:size])
            start = time.process_time()
            list(classifier.classify(view))
            times.append((time.process_time() - start) * 1e3)
        print(f"{name:22}{times[0]:8.1f}{times[1]:8.1f}")


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--generated", type=int, default=10_000)
    parser.add_argument("--peer", help="a Python in which presidio-analyzer is installed")
    parser.add_argument("--errors", action="store_true", help="show each error")
    parser.add_argument(
        "--show", default="", help="show the findings of a label in public posts, or `all`"
    )
    chosen = parser.parse_args(arguments)
    generated(chosen.generated, chosen.errors)
    speed()
    if chosen.folder is None:
        return
    stdnum(chosen.folder, chosen.errors)
    presidio(chosen.folder, chosen.peer)
    court(chosen.folder, chosen.show)
    public(chosen.folder, chosen.show, chosen.peer)


if __name__ == "__main__":
    main()
