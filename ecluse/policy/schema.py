"""The shape of ``policies.yaml``: which keys there are, what they hold, what each is for.

One table of mappings and keys. From it come the validator, which is pydantic's own core without the
model classes (these take 100 ms to import and build, on a path where CI always starts cold), and,
by :func:`json_schema`, the JSON Schema that editors read. What only makes sense across the file
(references, placement) is checked in :mod:`ecluse.policy.compile` and :mod:`ecluse.policy.load`; what
a condition may hold is the table :data:`ecluse.rules.facts.KINDS`.

Several values have a short form: one text for a term, a pattern, a message or an example; one value
for a list of one. It is made long before it is validated, so that the rest knows one form.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from pydantic_core import SchemaValidator
from pydantic_core import core_schema as cs

from ecluse.policy.source import PlainDate
from ecluse.rules.facts import KINDS, FieldType

__all__ = [
    "ENTRY_ID",
    "HASHED",
    "HEX",
    "ID",
    "MOMENT",
    "ROW_KEYS",
    "RULE_KEYS",
    "TIERS",
    "is_required",
    "json_schema",
    "key",
    "keys_at",
    "keys_of",
    "mapping",
    "one_of",
    "one_or_more",
    "validator",
]

TIERS = ("private", "extended", "public")
VERDICTS = ("allow", "flag", "block")
OVERRIDES = ("acknowledge", "justify", "approve", "never")
MODES = ("enforce", "shadow")
ID = r"^[\p{L}\p{N}_][\p{L}\p{N}_.\-]*$"
ENTRY_ID = r"^[\p{L}\p{N}_][\p{L}\p{N}_./\-]*$"
"""The identifier of a register's entry: a slash may stand in it."""
HEX = "^[0-9a-f]{32}$"
HASHED = "^[1-5]:[0-9a-fA-F]{32}$"

Schema = Any
"""A pydantic core schema."""

# --- values ---------------------------------------------------------------------------------------


def one_of(*words: Any) -> Schema:
    return cs.literal_schema(list(words))


def _text_of_date(value: Any) -> Any:
    return value.text if isinstance(value, PlainDate) else value


def _not_a_number_of_another_type(value: Any) -> Any:
    """``true`` and ``1.0`` are equal to 1 and are not the version 1."""
    return value if type(value) is int else str(value)


def _list_of_one(value: Any) -> Any:
    return value if isinstance(value, list) else [value]


def _before(function: Callable[[Any], Any], schema: Schema, short: str = "") -> Schema:
    """``short``: the JSON type of the short form that ``function`` makes long."""
    return cs.no_info_before_validator_function(function, schema, metadata={"short": short})


def _list(items: Schema) -> Schema:
    return cs.list_schema(items, strict=True)


def one_or_more(items: Schema) -> Schema:
    return _before(_list_of_one, _list(items), "item")


def _by(keys: Schema, values: Schema) -> Schema:
    return cs.dict_schema(keys, values, strict=True)


_TEXT = cs.str_schema(strict=True, min_length=1)
_MAYBE = cs.str_schema(strict=True)
_ID = cs.str_schema(strict=True, pattern=ID, max_length=64)
_HEX = cs.str_schema(strict=True, pattern=HEX)
_BOOLEAN = cs.bool_schema(strict=True)
_NUMBER = cs.int_schema(strict=True)
_COUNT = cs.int_schema(strict=True, ge=0)
_SHARE = cs.float_schema(strict=True, ge=0.0, le=1.0, allow_inf_nan=False)
_POSITIVE_SHARE = cs.float_schema(strict=True, gt=0.0, le=1.0, allow_inf_nan=False)
MOMENT = _before(_text_of_date, cs.str_schema(strict=True, min_length=1, max_length=80), "date")
_TEXTS = one_or_more(_TEXT)
_ANY = cs.dict_schema(cs.str_schema(strict=True), cs.any_schema(), strict=True)
_CONDITIONS = _list({**_ANY, "metadata": {"ref": "Condition"}})
_TIER = one_of(*TIERS)
_VERDICT = one_of(*VERDICTS)
_OVERRIDE = one_of(*OVERRIDES)


# --- mappings -------------------------------------------------------------------------------------


def key(schema: Schema, description: str, *, required: bool = False) -> Schema:
    metadata = {"description": description}
    return cs.typed_dict_field(schema, required=required, metadata=metadata)


def _needed(schema: Schema, description: str) -> Schema:
    return key(schema, description, required=True)


def mapping(title: str, description: str, keys: Mapping[str, Schema]) -> Schema:
    metadata = {"title": title, "description": description}
    return cs.typed_dict_schema(
        dict(keys), strict=True, extra_behavior="forbid", ref=title, metadata=metadata
    )


def _or_text(key: str, mapping: Schema) -> Schema:
    """A mapping that may be written as the value of one of its keys."""
    return _before(lambda v: {key: v} if isinstance(v, str) else v, mapping, "string")


def _sentence(value: Any) -> Any:
    return {"fr": value, "en": value} if isinstance(value, str) else value


def _extension(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    return {"file" if "/" in value or value.endswith((".yaml", ".yml")) else "pack": value}


_MESSAGE = _before(
    _sentence,
    mapping(
        "Message",
        "One sentence in French and English; one text stands for both.",
        {"fr": key(_TEXT, "In French."), "en": key(_TEXT, "In English.")},
    ),
    "string",
)

_AUDIENCE = mapping(
    "Audience",
    "A named group and the tier that it may read.",
    {
        "tier": _needed(_TIER, "The least shareable tier that this group may read."),
        "members": key(_TEXTS, "Who belongs to it."),
        "nda_until": key(
            MOMENT, "When its non-disclosure agreement ends; then it may read `public` only."
        ),
    },
)

_CHANNEL = mapping(
    "Channel",
    "Where a draft goes.",
    {
        "audience": _needed(_ID, "The audience that reads it."),
        "kind": key(_TEXT, "What it is: x, mastodon, youtube, intranet…"),
        "opens": key(MOMENT, "Before this moment it takes no post."),
        "closes": key(MOMENT, "From this moment on it takes no post."),
        "strict": key(_BOOLEAN, "Whether what cannot be read is held there."),
    },
)

_PERSON = mapping(
    "Person",
    "Somebody who writes drafts; a person who is not declared has no role.",
    {
        "name": key(_TEXT, "The name that reports show."),
        "roles": key(_TEXTS, "author, expert, spokesperson, reviewer…"),
        "domains": key(_TEXTS, "What they are an expert of."),
    },
)


def _at_most(most: float, *, least: float = 1) -> Schema:
    return cs.int_schema(strict=True, ge=int(least), le=int(most))


def _seconds(most: float) -> Schema:
    return cs.float_schema(strict=True, ge=0.01, le=most, allow_inf_nan=False)


_LIMITS = mapping(
    "Limits",
    "How much one draft may take; what is over a limit is held.",
    {
        "characters": key(_at_most(1_000_000), "Characters of a draft (1 000 000)."),
        "decoded": key(
            _at_most(1_000_000, least=0), "Characters that are decoded out of it (1 000 000)."
        ),
        "views": key(_at_most(1_000), "Readings of it (1 000)."),
        "findings": key(_at_most(10_000), "Findings in it (10 000)."),
        "seconds": key(_seconds(300), "Seconds for it (30)."),
        "classifier": key(
            mapping(
                "ClassifierLimits",
                "What a classifier that is not écluse's own may take for one draft.",
                {
                    "seconds": key(_seconds(120), "Seconds (5)."),
                    "megabytes": key(
                        _at_most(65_536, least=16), "Memory beyond what it takes to load (2 048)."
                    ),
                },
            ),
            "What a classifier of somebody else may take.",
        ),
        "window": key(
            mapping(
                "Window",
                "Which of the author's last drafts on the channel are read with a draft.",
                {
                    "drafts": key(_at_most(64, least=0), "How many (8)."),
                    "hours": key(
                        cs.float_schema(strict=True, ge=0, le=744, allow_inf_nan=False),
                        "How old they may be (24).",
                    ),
                },
            ),
            "Which last drafts are read with a draft.",
        ),
    },
)

_TERM = _or_text(
    "term",
    mapping(
        "Term",
        "A word or phrase to recognise.",
        {
            "term": _needed(_TEXT, "The word or phrase; case, accents and hyphens may vary."),
            "name": key(_ID, "What findings call it, so that reports need not quote it."),
            "variants": key(_BOOLEAN, "Whether plurals and hashtags count too (true)."),
            "confidence": key(_SHARE, "From 0 to 1 (1)."),
            "near": key(_TEXTS, "It counts only near one of these words."),
            "unless": key(_TEXTS, "It does not count near one of these words."),
            "near_tokens": key(
                cs.int_schema(strict=True, ge=1, le=50),
                "How many words away `near` and `unless` look (5).",
            ),
        },
    ),
)

_PATTERN = _or_text(
    "pattern",
    mapping(
        "Pattern",
        "An RE2 pattern to recognise.",
        {
            "pattern": _needed(_TEXT, "RE2 syntax: no look-around, no back-reference."),
            "name": key(_ID, "What findings call it."),
            "view": key(
                one_of("folded", "source"),
                "`folded` (the default): lower case without accents; `source`: as written.",
            ),
            "confidence": key(_SHARE, "From 0 to 1 (1)."),
            "unless": key(_TEXTS, "It does not count near one of these words."),
        },
    ),
)

_SPACY = mapping(
    "SpacySource",
    "A spaCy pipeline whose results become findings.",
    {
        "pipeline": _needed(_TEXT, "The name or path of an installed pipeline."),
        "kind": key(one_of("ents", "spans", "cats"), "Which of its results (ents)."),
        "labels": key(_TEXTS, "Which of its labels count; all when there is none."),
        "key": key(_TEXT, "The span group, for `spans` (sc)."),
        "threshold": key(_SHARE, "The least probability, for `cats` (0.5)."),
    },
)

_LABEL = mapping(
    "Label",
    "What produces findings of one label.",
    {
        "terms": key(_list(_TERM), "Words and phrases."),
        "hashed": key(
            _list(cs.str_schema(strict=True, pattern=HASHED)),
            "Secret terms as keyed digests `N:HEX`.",
        ),
        "patterns": key(_list(_PATTERN), "RE2 patterns."),
        "spacy": key(one_or_more(_SPACY), "spaCy pipelines."),
        "classifier": key(_TEXTS, "Third-party classifiers, by entry point."),
        "gitleaks": key(_TEXTS, "gitleaks configurations, by path from the policy."),
    },
)

_REGISTERS = mapping(
    "Registers",
    "What the company knows.",
    {
        "public_record": key(
            _list(
                _or_text(
                    "value",
                    mapping(
                        "PublicValue",
                        "A value that the company has made public.",
                        {
                            "value": _needed(_TEXT, "The number, address, name or figure."),
                            "label": key(_ID, "The label of the findings that it covers."),
                            "source": key(_TEXT, "Where it was made public."),
                            "since": key(MOMENT, "From when on."),
                        },
                    ),
                )
            ),
            "Values that may be published.",
        ),
        "releases": key(
            _list(
                mapping(
                    "Release",
                    "An act of publication that rules may wait for.",
                    {
                        "id": _needed(_ID, "The name that rules use."),
                        "at": key(MOMENT, "When it takes place; without it, it is not set."),
                    },
                )
            ),
            "Acts of publication.",
        ),
        "folder": key(
            _TEXT, "The folder of the register, relative to this file; see `ecluse register`."
        ),
        "examples": key(
            _TEXTS, "Files of entries that examples and tests know, and nothing else does."
        ),
    },
)

_CERTIFICATE = _needed(_TEXT, "A certificate that `ecluse calibrate` wrote; see docs/model.md.")
_MODEL = mapping(
    "Model",
    "The learned tier model: it flags; under a certificate it may do more. Paths are relative to this file.",
    {
        "file": key(_TEXT, "A model that `ecluse train` wrote, or `default`."),
        "block": key(
            mapping(
                "ModelBlock",
                "It may block while the certificate of false blocks is valid.",
                {"certificate": _CERTIFICATE},
            ),
            "What lets it block.",
        ),
        "release": key(
            mapping(
                "ModelRelease",
                "An ALLOW may go out without the routine look while the certificate of leaks is valid.",
                {"certificate": _CERTIFICATE},
            ),
            "What lets an ALLOW go out by itself.",
        ),
        "audit": key(
            mapping(
                "ModelAudit",
                "Drafts that people look at whatever the model says; a certificate needs them.",
                {
                    "journal": _needed(
                        _TEXT, "The journal of audits, whose alarms end certificates."
                    ),
                    "share": key(_POSITIVE_SHARE, "The share of drafts that is drawn (0.05)."),
                },
            ),
            "How what a certificate promises is watched.",
        ),
    },
)

_LISTS = ("alt", "caption", "file_name", "link", "hashtag", "attachment", "attested")
_NAMES = ("id", "author", "channel", "audience", "thread", "lang", "source")
_ROW: Mapping[str, Schema] = {
    "text": key(_MAYBE, "What would be published."),
    "title": key(_MAYBE, "Its title."),
    **{name: key(_MAYBE, f"The draft's {name}.") for name in _NAMES},
    **{name: key(_TEXTS, f"One {name} or several.") for name in _LISTS},
    "images": key(_COUNT, "How many images, described or not."),
    "publish_at": key(MOMENT, "When it is meant to go out."),
    "now": key(MOMENT, "When it is judged."),
    "reply_to": key(_MAYBE, "The message that it answers."),
    "seq": key(_NUMBER, "Its place in the thread."),
    "history": key(
        _list(_or_text("text", cs.definition_reference_schema("Draft"))),
        "Earlier drafts, for rules that count `within`.",
    ),
}
ROW_KEYS = frozenset(_ROW)
"""The keys of a draft in an example or a test."""

_DRAFT = mapping("Draft", "A draft, with the keys of an input row.", _ROW)
_EXAMPLES = _list(_or_text("text", cs.definition_reference_schema("Draft")))

_PROOF = mapping(
    "Examples",
    "Drafts that prove the rule; `ecluse policy test` runs them.",
    {
        "caught": key(_EXAMPLES, "The rule must be among the reasons."),
        "clear": key(_EXAMPLES, "The rule must not be among the reasons."),
    },
)

_TEST = mapping(
    "Test",
    "A draft and what the whole policy must say of it.",
    {
        **_ROW,
        "expect": _needed(_VERDICT, "The verdict."),
        "tier": key(_TIER, "The tier, when it matters."),
        "reasons": key(_TEXTS, "Rules that must be among the reasons."),
    },
)

_RULE = mapping(
    "Rule",
    "Conditions on facts and what follows.",
    {
        "id": _needed(_ID, "Its name in reports, waivers and tests."),
        "when_all": key(_CONDITIONS, "Every one of these must match."),
        "when_any": key(_CONDITIONS, "At least one of these must match."),
        "none": key(_CONDITIONS, "None of these may match; releasing facts only."),
        "count": key(_CONDITIONS, "Each of these must be reached."),
        "derives": key(
            _or_text(
                "name",
                mapping(
                    "Derivation",
                    "The fact that a rule adds for other rules.",
                    {
                        "name": _needed(_ID, "The name of the fact."),
                        "values": key(
                            {**_ANY, "metadata": {"ref": "Values"}},
                            "Its fields: constants, or `NAME.field` of a pattern with `as: NAME`.",
                        ),
                    },
                ),
            ),
            "A fact for other rules.",
        ),
        "tier": key(_TIER, "What a draft is that satisfies the rule."),
        "verdict": key(_VERDICT, "What the gate says at least (allow)."),
        "because": key(_MESSAGE, "One sentence why."),
        "fix": key(_MESSAGE, "One next step for the author."),
        "obligations": key(
            _list(
                mapping(
                    "Obligation",
                    "What must happen with the verdict: one key.",
                    {
                        "notify": key(_ID, "A contact of `review`."),
                        "answer": key(_ID, "A prepared answer of `crisis`."),
                        "hold": key(one_of("thread", "author", "channel"), "What else waits."),
                    },
                )
            ),
            "What must happen with the verdict.",
        ),
        "override": key(_OVERRIDE, "What it takes to lift the reason (approve)."),
        "mode": key(one_of(*MODES), "`shadow`: reported, changes nothing (enforce)."),
        "examples": key(_PROOF, "Drafts that prove the rule."),
    },
)

_ADJUST = mapping(
    "Adjust",
    "How this file tightens a rule that it extends, or puts it in shadow; and more examples of it.",
    {
        "tier": key(_TIER, "A less shareable tier."),
        "verdict": key(_VERDICT, "A stricter verdict."),
        "override": key(_OVERRIDE, "A stricter override."),
        "mode": key(one_of(*MODES), "`shadow`: reported, changes nothing."),
        "examples": key(_PROOF, "More drafts that prove the rule."),
    },
)

_WAIVER = mapping(
    "Waiver",
    "A scoped, owned, dated exception.",
    {
        "id": _needed(_ID, "Its name in reports."),
        "rule": _needed(_TEXT, "The rule whose reason it lifts."),
        "owner": _needed(_TEXT, "Who answers for it."),
        "because": _needed(_TEXT, "Why."),
        "until": _needed(MOMENT, "When it ends."),
        "scope": key(
            mapping(
                "Scope",
                "What a waiver is about; what is left out means any.",
                {
                    "channel": key(_TEXT, "One channel."),
                    "author": key(_TEXT, "One author."),
                    "draft": key(_TEXT, "One draft, by its id."),
                    "finding": key(_HEX, "One finding, by its keyed digest."),
                },
            ),
            "What it is about.",
        ),
    },
)

_EXTEND = _before(
    _extension,
    mapping(
        "Extend",
        "A pack of écluse, or a file beside the policy.",
        {
            "pack": key(_ID, "The name of a pack."),
            "file": key(_TEXT, "A path from this file, inside the policy's folder."),
            "digest": key(_HEX, "It is refused unless it has this digest."),
        },
    ),
    "string",
)

_FILE = mapping(
    "Policy",
    "An écluse policy: who may publish what, where.",
    {
        "version": _needed(
            _before(_not_a_number_of_another_type, one_of(1)), "The version of this language: 1."
        ),
        "company": key(_TEXT, "The name that reports show."),
        "language": key(one_of("fr", "en"), "The language of messages (en)."),
        "timezone": key(_TEXT, "The IANA zone of moments that name none."),
        "extends": key(one_or_more(_EXTEND), "Packs and files that this policy builds on."),
        "default_tier": key(_TIER, "What a draft is when no rule says (public)."),
        "reach": key(
            _by(_TIER, _by(_TIER, _VERDICT)),
            "Where each tier may go: tier, tier of the audience, verdict. It may tighten only.",
        ),
        "limits": key(_LIMITS, "How much one draft may take; what is over is held."),
        "audiences": key(_by(_ID, _AUDIENCE), "Who reads."),
        "channels": key(_by(_ID, _CHANNEL), "Where drafts go."),
        "people": key(_by(_ID, _PERSON), "Who writes."),
        "labels": key(_by(_ID, _LABEL), "What is recognised in drafts."),
        "registers": key(_REGISTERS, "What the company knows."),
        "model": key(_MODEL, "The learned tier model."),
        "rules": key(_list(_RULE), "Conditions on facts and what follows."),
        "adjust": key(_by(_ID, _ADJUST), "Rules of packs, tightened or in shadow."),
        "waivers": key(_list(_WAIVER), "Dated exceptions."),
        "crisis": key(
            mapping(
                "Crisis",
                "What is prepared for bad days.",
                {"answers": key(_by(_ID, _MESSAGE), "Prepared answers.")},
            ),
            "What is prepared for bad days.",
        ),
        "review": key(
            mapping(
                "Review",
                "Who looks at what is held.",
                {"contacts": key(_by(_ID, _TEXT), "How to reach them.")},
            ),
            "Who looks at what is held.",
        ),
        "tests": key(_list(_TEST), "Drafts and what the policy must say of them."),
    },
)


@cache
def validator() -> SchemaValidator:
    """What validates the plain data of a policy file; its output has every short form made long."""
    return SchemaValidator(cs.definitions_schema(_FILE, [_DRAFT]))


# --- walking the table ----------------------------------------------------------------------------


def _inside(schema: Schema) -> Schema:
    """The schema under a short form or a reference."""
    while True:
        if schema["type"] == "function-before":
            schema = schema["schema"]
        elif schema["type"] == "definition-ref":
            schema = _DRAFT
        else:
            return schema


def _step(schema: Schema, step: str | int) -> Schema | None:
    if schema["type"] == "list":
        return schema["items_schema"] if isinstance(step, int) else None
    if schema["type"] == "dict":
        return schema["values_schema"]
    if schema["type"] == "typed-dict" and step in schema["fields"]:
        return schema["fields"][step]["schema"]
    return None


def keys_at(path: tuple[str | int, ...]) -> tuple[str, ...]:
    """The keys that the mapping at ``path`` of a policy may have.

    >>> keys_at(("waivers", 0, "scope"))
    ('channel', 'author', 'draft', 'finding')
    """
    return keys_of(_FILE, path)


def keys_of(whole: Schema, path: tuple[str | int, ...]) -> tuple[str, ...]:
    """The keys that the mapping at ``path`` of a file of that schema may have."""
    schema: Schema | None = whole
    for step in path:
        schema = None if schema is None else _step(_inside(schema), step)
    inside = None if schema is None else _inside(schema)
    return tuple(inside.get("fields", ())) if inside is not None else ()


def is_required(path: tuple[str | int, ...]) -> bool:
    """Whether the mapping at ``path[:-1]`` must have the key ``path[-1]``.

    >>> is_required(("waivers", 0, "until")), is_required(("waivers", 0, "scope"))
    (True, False)
    """
    schema: Schema | None = _FILE
    for step in path[:-1]:
        schema = None if schema is None else _step(_inside(schema), step)
    inside = None if schema is None else _inside(schema)
    field = None if inside is None else inside.get("fields", {}).get(path[-1])
    return field is not None and bool(field["required"])


RULE_KEYS = frozenset(keys_at(("rules", 0)))
"""The keys of a rule."""

# --- JSON Schema ----------------------------------------------------------------------------------

_BOUNDS = {
    "min_length": "minLength",
    "max_length": "maxLength",
    "pattern": "pattern",
    "ge": "minimum",
    "gt": "exclusiveMinimum",
    "le": "maximum",
}
_TYPES = {"str": "string", "int": "integer", "float": "number", "bool": "boolean", "dict": "object"}
Json = dict[str, Any]


@cache
def json_schema() -> Json:
    """The JSON Schema (2020-12) of a policy file, for editors.

    What a short form allows is in it; what needs the whole file (references, placement) is not.
    """
    definitions: dict[str, Json] = {}
    root = _json(_FILE, definitions)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "écluse policy",
        **definitions.pop(root["$ref"].removeprefix("#/$defs/")),
        "$defs": {**definitions, **_conditions()},
    }


def _json(schema: Schema, definitions: dict[str, Json]) -> Json:
    kind: str = schema["type"]
    if kind == "function-before":
        return _json_short(schema, definitions)
    if kind == "definition-ref":
        return _json(_DRAFT, definitions) if "Draft" not in definitions else _reference("Draft")
    if kind == "literal":
        return {"enum": schema["expected"]}
    if kind == "list":
        return {"type": "array", "items": _json(schema["items_schema"], definitions)}
    if kind == "typed-dict":
        return _json_mapping(schema, definitions)
    if kind == "dict" and "metadata" in schema:
        return _reference(schema["metadata"]["ref"])
    if kind == "dict":
        return {
            "type": "object",
            "propertyNames": _json(schema["keys_schema"], definitions),
            "additionalProperties": _json(schema["values_schema"], definitions),
        }
    bounds = {theirs: schema[ours] for ours, theirs in _BOUNDS.items() if ours in schema}
    return {"type": _TYPES[kind], **bounds}


def _reference(name: str) -> Json:
    return {"$ref": f"#/$defs/{name}"}


def _json_short(schema: Schema, definitions: dict[str, Json]) -> Json:
    inner = _json(schema["schema"], definitions)
    short = schema["metadata"]["short"]
    if short == "string":
        return {"anyOf": [{"type": "string", "minLength": 1}, inner]}
    return {"anyOf": [inner["items"], inner]} if short == "item" else inner


def _json_mapping(schema: Schema, definitions: dict[str, Json]) -> Json:
    title = schema["metadata"]["title"]
    if title not in definitions:
        definition = definitions[title] = {
            "title": title,
            "description": schema["metadata"]["description"],
            "type": "object",
            "additionalProperties": False,
        }
        fields: Mapping[str, Any] = schema["fields"]
        definition["properties"] = {
            name: {**_json(field["schema"], definitions), **field["metadata"]}
            for name, field in fields.items()
        }
        if required := [name for name, field in fields.items() if field["required"]]:
            definition["required"] = required
    return _reference(title)


_SCALARS: Mapping[FieldType, Json] = {
    FieldType.TEXT: {"type": "string"},
    FieldType.TEXTS: {"type": "string"},
    FieldType.NUMBER: {"type": "number"},
    FieldType.BOOLEAN: {"type": "boolean"},
    FieldType.TIER: {"enum": list(TIERS)},
}


def _test(of: FieldType) -> Json:
    """What may be asked of a field."""
    scalar = _SCALARS[of]
    if of is FieldType.TIER:
        return scalar
    either: Json = {"anyOf": [scalar, {"type": "array", "items": scalar}]}
    if of is FieldType.TEXTS:
        return either
    operators: Json = {
        "not": either,
        "same_as": {"type": "string"},
        "not_same_as": {"type": "string"},
    }
    if of is FieldType.NUMBER:
        bound = {"type": ["number", "string"]}
        operators |= dict.fromkeys(("at_least", "at_most", "above", "below"), bound)
    mapping = {"type": "object", "additionalProperties": False, "properties": operators}
    return {"anyOf": [*either["anyOf"], mapping]}


def _fields_of(kind: str) -> Json:
    if kind == "time":
        return _TIME
    fields = {name: _test(of) for name, of in KINDS[kind].fields.items()}
    return {"type": "object", "additionalProperties": KINDS[kind].open, "properties": fields}


_MOMENT_TEXT: Json = {"type": "string", "maxLength": 80}
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
TIME_KEYS = ("before", "not_before", "weekdays", "hours", "zone")
_TIME: Json = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "before": _MOMENT_TEXT,
        "not_before": _MOMENT_TEXT,
        "weekdays": {"type": "array", "items": {"enum": list(WEEKDAYS)}},
        "hours": {
            "type": "array",
            "items": {"type": "string", "pattern": "^[0-2][0-9]:[0-5][0-9]$"},
            "minItems": 2,
            "maxItems": 2,
        },
        "zone": {"type": "string"},
    },
}
NEAR_KEYS = ("of", "tokens")
WITHIN_KEYS = ("of", "window")
PATTERN_KEYS = ("as", "near")
COUNT_KEYS = ("distinct", "at_least", "within")
WITHIN_OF = ("author", "channel", "thread")


def _conditions() -> dict[str, Json]:
    """The definitions of a condition: one kind of fact, with its tests."""
    near = {
        "type": "object",
        "additionalProperties": False,
        "properties": {"of": {"type": "string"}, "tokens": {"type": "integer", "minimum": 0}},
        "required": list(NEAR_KEYS),
    }
    within = {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "of": {"enum": list(WITHIN_OF)},
            "window": {"type": "string", "pattern": "^[1-9][0-9]* ?(s|min|h|d|w)$"},
        },
        "required": list(WITHIN_KEYS),
    }
    condition = {
        "title": "Condition",
        "description": "One kind of fact with tests on its fields; `as` names the fact it matched.",
        "type": "object",
        "additionalProperties": False,
        "properties": {
            **{kind: _fields_of(kind) for kind in KINDS},
            "as": {"type": "string"},
            "near": near,
            "distinct": {"type": "string"},
            "at_least": {"type": "integer", "minimum": 1},
            "within": within,
        },
    }
    values = {"type": "object", "additionalProperties": {"type": ["string", "number", "boolean"]}}
    return {"Condition": condition, "Values": values}
