"""The command line by typer: thin; each command reads its options and calls what does the work.

``check`` and ``gate`` are made from :data:`ecluse.options.OPTIONS`, the table that the fast parser
reads, so that both doors take the same words. Exit codes: 0 all allowed, 1 something blocked, 3
something held, 2 could not decide.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from ecluse.options import Kind, Option, Options, options_of
from ecluse.version import VERSION

__all__ = ["app", "run"]

app = typer.Typer(
    name="ecluse",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Nothing passes from private water to public water except through the gate.",
    epilog="Exit codes: 0 all allowed · 1 blocked · 3 held for a person · 2 could not decide.",
)
policy_app = typer.Typer(no_args_is_help=True, help="Work on a policy file.")
key_app = typer.Typer(no_args_is_help=True, help="The key of digests.")
app.add_typer(policy_app, name="policy")
app.add_typer(key_app, name="key")
register_app = typer.Typer(no_args_is_help=True, help="What the organisation knows.")
app.add_typer(register_app, name="register")
certificate_app = typer.Typer(no_args_is_help=True, help="What is promised of the learned model.")
app.add_typer(certificate_app, name="certificate")


def run(argv: Sequence[str]) -> int:
    """Run one command line; the exit code. Errors of ours go on to the caller."""
    try:
        app(args=list(argv), prog_name="ecluse", standalone_mode=True)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 2
    return 0


def _say(text: str) -> None:
    """Write a line to standard output.

    Raises:
        ReportError: standard output refuses. Typer would answer 1, which means something else.
    """
    from ecluse.report import ReportError

    try:
        print(text, flush=True)
    except OSError as error:
        raise ReportError(f"standard output could not be written: {error.strerror}") from error


def _note(text: str) -> None:
    """Write a line to standard error."""
    typer.echo(f"ecluse: {text}", err=True)


# --- check and gate, from the table ---------------------------------------------------------------


def _annotation(option: Option) -> Any:
    """What typer must know of one option."""
    info = typer.Option(
        f"--{option.name}", help=option.help.en, metavar=option.metavar or None, show_default=False
    )
    if option.kind is Kind.FLAG:
        return Annotated[bool, info]
    if option.kind is Kind.NUMBER:
        info.min, info.max = 1, 99_999
        return Annotated[int | None, info]
    if option.kind is Kind.TEXTS:
        return Annotated[list[str] | None, info]
    if option.choices:
        info.metavar, info.callback = f"[{'|'.join(option.choices)}]", _one_of(option.choices)
    return Annotated[str | None, info]


def _one_of(choices: Sequence[str]) -> Callable[[str | None], str | None]:
    """A check of a value against the words that may stand there."""

    def check(value: str | None) -> str | None:
        if value is not None and value not in choices:
            raise typer.BadParameter(f"{value!r} is not one of {', '.join(choices)}")
        return value

    return check


def _command(name: str, paths: str, help: str) -> None:
    """Make one command of the table."""
    table = options_of(name)

    def command(**values: Any) -> None:
        raise typer.Exit(_check(_options(name, values)))

    given = typer.Argument(metavar=paths, show_default=False, help=_PATHS_HELP[name])
    parameters = [_parameter("paths", Annotated[list[str] | None, given], None)]
    for option in table:
        default = False if option.kind is Kind.FLAG else None
        parameters.append(_parameter(option.field, _annotation(option), default))
    command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    command.__annotations__ = {p.name: p.annotation for p in parameters}
    app.command(name, help=help)(command)


_PATHS_HELP = {
    "check": "Files, or - for standard input.",
    "gate": "Files and folders: Markdown, text, JSON, JSONL, CSV, a scheduler's export.",
}


def _parameter(name: str, annotation: Any, default: Any) -> inspect.Parameter:
    kind = inspect.Parameter.KEYWORD_ONLY
    return inspect.Parameter(name, kind, default=default, annotation=annotation)


def _options(command: str, values: dict[str, Any]) -> Options:
    """What typer read, as the fast parser would have read it."""
    given: dict[str, Any] = {n: tuple(v) if isinstance(v, list) else v for n, v in values.items()}
    several = ("paths", *(o.field for o in options_of(command) if o.kind is Kind.TEXTS))
    given |= {name: given[name] or () for name in several}
    return Options(command, **given)


def _check(options: Options) -> int:
    from ecluse.door import run as check

    return check(options)


_command("check", "FILE...", "Check drafts: a file, standard input, or --text.")
_command("gate", "PATH...", "Gate files, folders and exports of many drafts.")


# --- explain --------------------------------------------------------------------------------------

PolicyOption = Annotated[
    str | None, typer.Option("--policy", metavar="FILE", help="The policy file.")
]
LangOption = Annotated[
    str | None,
    typer.Option(
        "--lang",
        metavar="[fr|en]",
        help="Language of the messages.",
        callback=_one_of(("fr", "en")),
    ),
]


@app.command()
def explain(
    target: Annotated[
        str | None, typer.Argument(metavar="[RULE|CODE|DRAFT]", show_default=False)
    ] = None,
    text: Annotated[str | None, typer.Option("--text", help="A text instead of a file.")] = None,
    channel: Annotated[list[str] | None, typer.Option("--channel", metavar="CHANNEL")] = None,
    audience: Annotated[str | None, typer.Option("--audience", metavar="AUDIENCE")] = None,
    author: Annotated[str | None, typer.Option("--author", metavar="PERSON")] = None,
    publish_at: Annotated[str | None, typer.Option("--publish-at", metavar="MOMENT")] = None,
    now: Annotated[str | None, typer.Option("--now", metavar="MOMENT")] = None,
    reply_to: Annotated[str | None, typer.Option("--reply-to", metavar="TEXT")] = None,
    policy: PolicyOption = None,
    lang: LangOption = None,
    trust_rows: Annotated[bool, typer.Option("--trust-rows")] = False,
    key_file: Annotated[str | None, typer.Option("--key-file", metavar="FILE")] = None,
    as_reviewer: Annotated[
        str | None,
        typer.Option(
            "--as-reviewer", metavar="FILE", help="The reviewers' key: shows what statements say."
        ),
    ] = None,
) -> None:
    """Explain a rule, a code of an error, or what was decided on a draft."""
    from ecluse.explain import explained
    from ecluse.key import read_key

    options = Options(
        "explain",
        () if target is None else (target,),
        text=text,
        channel=tuple(channel or ()),
        audience=audience,
        author=author,
        publish_at=publish_at,
        now=now,
        reply_to=reply_to,
        policy=policy,
        lang=lang,
        trust_rows=trust_rows,
        key_file=key_file,
    )
    reviewer_key = read_key(as_reviewer, {}) if as_reviewer else b""
    raise typer.Exit(explained(options, _say, reviewer_key))


# --- policies -------------------------------------------------------------------------------------


PolicyFile = Annotated[str | None, typer.Argument(metavar="FILE", show_default=False)]
KeyOption = Annotated[
    str | None, typer.Option("--key-file", metavar="FILE", help="The key of hashed terms.")
]


@policy_app.command("validate")
def policy_validate(file: PolicyFile = None) -> None:
    """Say every problem of a policy, with its place."""
    from ecluse.policy_commands import validate

    raise typer.Exit(validate(file, _say))


@policy_app.command("test")
def policy_test(file: PolicyFile = None, key_file: KeyOption = None) -> None:
    """Run the examples of every rule and the policy's own tests through the whole gate."""
    from ecluse.policy_commands import run_examples

    raise typer.Exit(run_examples(file, key_file, _say))


@policy_app.command("lint")
def policy_lint(
    file: PolicyFile = None,
    used: Annotated[
        list[str] | None,
        typer.Option("--used", metavar="REPORT", help="A JSON report: tells which waivers serve."),
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Answer 1 for a warning too.")] = False,
    key_file: KeyOption = None,
) -> None:
    """Find rules that are dead, shadowed, contradictory or untested, and waivers that ended."""
    from ecluse.policy_commands import lint

    raise typer.Exit(lint(file, used or (), key_file, strict, _say))


@policy_app.command("schema")
def policy_schema() -> None:
    """Print the JSON Schema of policies.yaml, for editors."""
    from ecluse.policy_commands import schema

    raise typer.Exit(schema(_say))


@policy_app.command("diff")
def policy_diff(
    old: Annotated[str, typer.Argument(metavar="OLD")],
    new: Annotated[str, typer.Argument(metavar="NEW")],
) -> None:
    """Say what differs between two policies, entry by entry; 1 when something does."""
    from ecluse.policy_commands import diff

    raise typer.Exit(diff(old, new, _say))


@policy_app.command("hash-term")
def policy_hash_term(
    term: Annotated[list[str] | None, typer.Argument(hidden=True)] = None,
    key_file: KeyOption = None,
) -> None:
    """Turn a secret term, typed unseen or given by standard input, into an entry of `hashed:`."""
    from ecluse.policy_commands import hash_terms

    raise typer.Exit(hash_terms(term or (), key_file, _say, _note))


@app.command()
def waive(
    rule: Annotated[str, typer.Argument(metavar="RULE")],
    scope: Annotated[
        list[str],
        typer.Option("--scope", metavar="KEY=VALUE", help="channel, author, draft or finding."),
    ],
    until: Annotated[str, typer.Option("--until", metavar="MOMENT", help="When it ends.")],
    owner: Annotated[str, typer.Option("--owner", metavar="PERSON", help="Who answers for it.")],
    because: Annotated[str, typer.Option("--because", metavar="WHY", help="Why.")],
    policy: PolicyOption = None,
) -> None:
    """Write an owned, dated, scoped waiver into the policy."""
    from ecluse.policy_commands import write_waiver

    raise typer.Exit(write_waiver(policy, rule, scope, until, owner, because, _say))


# --- the smuggler ---------------------------------------------------------------------------------


@app.command()
def redteam(
    file: PolicyFile = None,
    seed: Annotated[int, typer.Option("--seed", metavar="N", help="What chance is made from.")] = 0,
    families: Annotated[
        list[str] | None,
        typer.Option("--families", metavar="FAMILY", help="Only these; repeat it for several."),
    ] = None,
    only: Annotated[
        list[str] | None,
        typer.Option("--only", metavar="RULE", help="Only this rule; repeat it for several."),
    ] = None,
    pairs: Annotated[
        int, typer.Option("--pairs", metavar="N", min=0, help="Also N transforms of two in a row.")
    ] = 0,
    limit: Annotated[
        int | None,
        typer.Option("--limit", metavar="N", min=1, help="Examples of each rule; all by default."),
    ] = None,
    allow_share: Annotated[
        float,
        typer.Option(
            "--allow-share", metavar="SHARE", min=0, max=1, help="What may slip, from 0 to 1."
        ),
    ] = 0,
    output_format: Annotated[
        str,
        typer.Option(
            "--output-format",
            metavar="[full|json]",
            help="Format of the report.",
            callback=_one_of(("full", "json")),
        ),
    ] = "full",
    reveal: Annotated[
        bool, typer.Option("--reveal", help="Show what slipped; on a terminal only.")
    ] = False,
    write: Annotated[
        str | None,
        typer.Option("--write", metavar="FILE", help="Write what slipped, as examples."),
    ] = None,
    lang: LangOption = None,
    key_file: KeyOption = None,
) -> None:
    """Disguise what a policy catches, in hundreds of ways, and say what slips through its gate."""
    from ecluse.redteam.command import Asked
    from ecluse.redteam.command import redteam as smuggle

    asked = Asked(
        file,
        seed,
        tuple(families or ()),
        tuple(only or ()),
        pairs,
        limit,
        allow_share,
        output_format,
        reveal,
        write,
        lang,
        key_file,
    )
    raise typer.Exit(smuggle(asked, _say, _note))


# --- the learned tier -----------------------------------------------------------------------------


@app.command()
def train(
    labels: Annotated[str, typer.Argument(metavar="LABELS", show_default=False)],
    output: Annotated[
        str, typer.Option("--output", "-o", metavar="FILE", help="The model file.")
    ] = "ecluse.model",
    engine: Annotated[
        str,
        typer.Option(
            "--engine",
            metavar="[linear|spacy]",
            help="The light engine, or a spaCy text categoriser.",
            callback=_one_of(("linear", "spacy")),
        ),
    ] = "linear",
    seed: Annotated[int, typer.Option("--seed", metavar="N", help="What chance is made from.")] = 0,
    from_scratch: Annotated[
        bool, typer.Option("--from-scratch", help="Do not try to adapt the default model.")
    ] = False,
    from_reviews: Annotated[
        str | None,
        typer.Option("--from-reviews", metavar="DRAFTS", help="Also what reviewers said of these."),
    ] = None,
    sealed: Annotated[
        str | None,
        typer.Option(
            "--sealed", metavar="FILE", help="The confidential texts of the calibration, for that."
        ),
    ] = None,
    policy: PolicyOption = None,
    lang: LangOption = None,
    key_file: KeyOption = None,
) -> None:
    """Train a tier model on labelled texts (JSON Lines: text, tier, and optionally group)."""
    from ecluse.learn_commands.speak import speaking
    from ecluse.learn_commands.train import Asked
    from ecluse.learn_commands.train import train as learn

    asked = Asked(
        labels, output, engine, seed, from_scratch, from_reviews, sealed, policy, lang, key_file
    )
    with speaking(lang):
        raise typer.Exit(learn(asked, _say, _note))


@app.command()
def evaluate(
    labels: Annotated[str, typer.Argument(metavar="LABELS", show_default=False)],
    model: Annotated[
        str | None,
        typer.Option("--model", metavar="FILE", help="This model as it is, or `default`."),
    ] = None,
    engine: Annotated[
        str,
        typer.Option(
            "--engine",
            metavar="[linear|spacy]",
            help="What is trained when no model is named.",
            callback=_one_of(("linear", "spacy")),
        ),
    ] = "linear",
    curve: Annotated[
        bool, typer.Option("--curve", help="Quality against the number of labels instead.")
    ] = False,
    next: Annotated[
        str | None,
        typer.Option("--next", metavar="DRAFTS", help="Which of these to label next, instead."),
    ] = None,
    count: Annotated[
        int, typer.Option("--count", metavar="N", min=1, help="How many, with --next.")
    ] = 20,
    seed: Annotated[int, typer.Option("--seed", metavar="N", help="What chance is made from.")] = 0,
    plots: Annotated[
        str | None, typer.Option("--plots", metavar="FOLDER", help="Write plots there (SVG).")
    ] = None,
    output_format: Annotated[
        str,
        typer.Option(
            "--output-format",
            metavar="[full|json]",
            help="Format of the report.",
            callback=_one_of(("full", "json")),
        ),
    ] = "full",
    reveal: Annotated[
        bool, typer.Option("--reveal", help="Show the worst errors; on a terminal only.")
    ] = False,
    lang: LangOption = None,
    key_file: KeyOption = None,
) -> None:
    """Evaluate a tier model on labelled texts, or what training on them would give."""
    from ecluse.learn_commands.evaluate import Asked
    from ecluse.learn_commands.evaluate import evaluate as judge
    from ecluse.learn_commands.speak import speaking

    asked = Asked(
        labels,
        model,
        engine,
        seed,
        curve,
        next,
        count,
        plots,
        output_format,
        reveal,
        lang,
        key_file,
    )
    with speaking(lang):
        raise typer.Exit(judge(asked, _say, _note))


@app.command()
def calibrate(
    published: Annotated[
        str | None,
        typer.Option("--published", metavar="FILE", help="Published posts, JSON Lines."),
    ] = None,
    confidential: Annotated[
        str | None,
        typer.Option("--confidential", metavar="FILE", help="Confidential texts, JSON Lines."),
    ] = None,
    from_reviews: Annotated[
        str | None,
        typer.Option("--from-reviews", metavar="DRAFTS", help="What reviewers said of these."),
    ] = None,
    since: Annotated[
        str | None,
        typer.Option("--since", metavar="DATE", help="Only drafts first reviewed since, for that."),
    ] = None,
    alpha: Annotated[
        str, typer.Option("--alpha", metavar="SHARE", help="The most that may go wrong.")
    ] = "0.01",
    delta: Annotated[
        str, typer.Option("--delta", metavar="SHARE", help="How often the promise may be wrong.")
    ] = "0.05",
    gamma: Annotated[
        str, typer.Option("--gamma", metavar="N", help="How much more frequent a kind may become.")
    ] = "1",
    by_channel: Annotated[
        bool, typer.Option("--by-channel", help="A threshold for each channel.")
    ] = False,
    population: Annotated[
        str | None, typer.Option("--population", metavar="NAME", help="What the texts are.")
    ] = None,
    days: Annotated[
        int, typer.Option("--days", metavar="N", min=1, max=366, help="How long it is valid.")
    ] = 90,
    policy: PolicyOption = None,
    lang: LangOption = None,
    key_file: KeyOption = None,
) -> None:
    """Find the thresholds that keep a promise, and write the certificates that the policy names."""
    from ecluse.learn_commands.calibrate import Asked
    from ecluse.learn_commands.calibrate import calibrate as promise
    from ecluse.learn_commands.speak import speaking

    asked = Asked(
        policy,
        published,
        confidential,
        alpha,
        delta,
        gamma,
        by_channel,
        population,
        days,
        None,
        lang,
        key_file,
        from_reviews,
        since,
    )
    with speaking(lang):
        raise typer.Exit(promise(asked, _say, _note))


@certificate_app.command("verify")
def certificate_verify(
    file: Annotated[str, typer.Argument(metavar="FILE", show_default=False)],
    policy: PolicyOption = None,
    lang: LangOption = None,
    key_file: KeyOption = None,
) -> None:
    """Say whether a certificate stands for the policy, the model and the registers of today."""
    from ecluse.learn_commands.calibrate import verify_certificate
    from ecluse.learn_commands.speak import speaking

    with speaking(lang):
        raise typer.Exit(verify_certificate(file, policy, key_file, lang, _say))


@certificate_app.command("status")
def certificate_status(
    policy: PolicyOption = None, lang: LangOption = None, key_file: KeyOption = None
) -> None:
    """Say what the audits show of what is promised, and every alarm that stands."""
    from ecluse.learn_commands.monitor import status

    raise typer.Exit(status(policy, key_file, lang, _say))


@certificate_app.command("reset")
def certificate_reset(
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="Who looked into it.")],
    why: Annotated[str, typer.Option("--why", metavar="TEXT", help="What was found and done.")],
    policy: PolicyOption = None,
    lang: LangOption = None,
    key_file: KeyOption = None,
) -> None:
    """Lift the alarms of the journal, once a person understood them."""
    from ecluse.learn_commands.monitor import reset

    raise typer.Exit(reset(by, why, policy, key_file, lang, _say))


# --- set-up ---------------------------------------------------------------------------------------


@app.command()
def init(
    company: Annotated[str | None, typer.Option("--company", metavar="NAME")] = None,
    lang: Annotated[
        str,
        typer.Option(
            "--lang", metavar="[fr|en]", help="Of the messages.", callback=_one_of(("fr", "en"))
        ),
    ] = "fr",
    timezone: Annotated[
        str, typer.Option("--timezone", metavar="ZONE", help="IANA name.")
    ] = "Europe/Paris",
    channel: Annotated[
        list[str] | None,
        typer.Option("--channel", metavar="CHANNEL", help="x, linkedin, intranet…"),
    ] = None,
    person: Annotated[
        list[str] | None, typer.Option("--person", metavar="ID=NAME:ROLE", help="Who writes.")
    ] = None,
    code_name: Annotated[
        list[str] | None, typer.Option("--code-name", metavar="NAME", help="What must stay inside.")
    ] = None,
    drafts: Annotated[
        str, typer.Option("--drafts", metavar="FOLDER", help="What hook and CI look at.")
    ] = "drafts",
    ci: Annotated[
        list[str] | None, typer.Option("--ci", metavar="github|gitlab|none", help="CI jobs.")
    ] = None,
    no_hook: Annotated[bool, typer.Option("--no-hook", help="No pre-commit hook.")] = False,
    folder: Annotated[Path, typer.Option("--folder", metavar="FOLDER")] = Path(),
    force: Annotated[bool, typer.Option("--force", help="Overwrite files that are there.")] = False,
) -> None:
    """Write a first policy with its tests, a hook and a CI job; asks on a terminal."""
    from ecluse.policy.init import CHANNELS, Answers
    from ecluse.policy_commands import init as write
    from ecluse.policy_commands import person_of

    if company is None and sys.stdin.isatty():
        company = typer.prompt("Company")
        lang = typer.prompt("Language of the messages, fr or en", default=lang)
        said = typer.prompt(f"Channels ({', '.join(CHANNELS)})", default="x, linkedin, intranet")
        channel = [one.strip() for one in said.split(",") if one.strip()]
        said = typer.prompt("Code names that must stay inside, if any", default="")
        code_name = [one.strip() for one in said.split(",") if one.strip()]
    if company is None:
        raise typer.BadParameter("name the company with --company")
    if unknown := set(ci or ()) - {"github", "gitlab", "none"}:
        raise typer.BadParameter(f"--ci {min(unknown)}: github, gitlab or none")
    answers = Answers(
        company,
        lang,
        timezone,
        tuple(channel or ("x", "linkedin", "intranet")),
        tuple(map(person_of, person or ())),
        tuple(code_name or ()),
        drafts,
        hook=not no_hook,
        ci=tuple(one for one in ci or ("github",) if one != "none"),
    )
    raise typer.Exit(write(answers, folder, force, _say))


@key_app.command("new")
def key_new(
    file: Annotated[Path, typer.Argument(metavar="FILE")] = Path("ecluse.key"),
) -> None:
    """Write a new secret key; keep it out of version control."""
    from ecluse.key import write_key

    write_key(file)
    _say(f"{file}: a new key, readable by you only; name it with --key-file or ECLUSE_KEY_FILE")


@app.command()
def demo(lang: LangOption = None) -> None:
    """A tour of one minute: shipped drafts, one of each outcome."""
    from ecluse.demo import tour

    raise typer.Exit(tour(lang or "en", _say))


# --- the register ---------------------------------------------------------------------------------


FolderOption = Annotated[
    str | None,
    typer.Option("--register", metavar="FOLDER", help="The folder; else the policy's."),
]
SecretOption = Annotated[
    str | None, typer.Option("--key-file", metavar="FILE", help="The organisation's key.")
]


ReviewerOption = Annotated[
    str | None,
    typer.Option(
        "--reviewer-key-file",
        metavar="FILE",
        help="The reviewers' key: keeps texts, sealed with it.",
    ),
]


@register_app.command("new")
def register_new(
    folder: FolderOption = None, policy: PolicyOption = None, key_file: SecretOption = None
) -> None:
    """Make an empty register."""
    from ecluse.register_commands import Where, new

    raise typer.Exit(new(Where(folder, policy, key_file), _say))


@register_app.command("add")
def register_add(
    files: Annotated[list[str], typer.Argument(metavar="FILE...")],
    tier: Annotated[
        str,
        typer.Option(
            "--tier",
            metavar="[private|extended]",
            help="Of values in CSV that name none.",
            callback=_one_of(("private", "extended")),
        ),
    ] = "private",
    reviewer_key_file: ReviewerOption = None,
    folder: FolderOption = None,
    policy: PolicyOption = None,
    key_file: SecretOption = None,
) -> None:
    """Add entries from YAML files, and exact values from CSV files."""
    from ecluse.register_commands import Where, add

    raise typer.Exit(add(Where(folder, policy, key_file), files, tier, reviewer_key_file, _say))


@register_app.command("add-documents")
def register_add_documents(
    documents: Annotated[str, typer.Argument(metavar="FOLDER")],
    tier: Annotated[
        str,
        typer.Option(
            "--tier",
            metavar="[private|extended|public]",
            help="What they are; public ones were published.",
            callback=_one_of(("private", "extended", "public")),
        ),
    ] = "private",
    folder: FolderOption = None,
    policy: PolicyOption = None,
    key_file: SecretOption = None,
) -> None:
    """Fingerprint documents: text, Markdown, HTML, PDF, Word, slides; no text is kept."""
    from ecluse.register_commands import Where, add_documents

    raise typer.Exit(add_documents(Where(folder, policy, key_file), documents, tier, _say))


@register_app.command("add-record")
def register_add_record(
    files: Annotated[list[str], typer.Argument(metavar="FILE...")],
    folder: FolderOption = None,
    policy: PolicyOption = None,
    key_file: SecretOption = None,
) -> None:
    """Add what was published, from Markdown, text and CSV files, with its source and date."""
    from ecluse.register_commands import Where, add_record

    raise typer.Exit(add_record(Where(folder, policy, key_file), files, _say))


@register_app.command("calibrate")
def register_calibrate(
    files: Annotated[list[str], typer.Argument(metavar="FILE...")],
    folder: FolderOption = None,
    policy: PolicyOption = None,
    key_file: SecretOption = None,
) -> None:
    """Keep statements silent on posts that were published."""
    from ecluse.register_commands import Where, calibrate

    raise typer.Exit(calibrate(Where(folder, policy, key_file), files, _say))


@register_app.command("record")
def register_record(
    files: Annotated[list[str], typer.Argument(metavar="FILE...")],
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Forget what was recorded before.")
    ] = False,
    folder: FolderOption = None,
    policy: PolicyOption = None,
    key_file: SecretOption = None,
) -> None:
    """Write into the ledger what each audience was told by drafts that were published."""
    from ecluse.register_commands import Where, record

    raise typer.Exit(record(Where(folder, policy, key_file), files, rebuild, _say))


@register_app.command("reveal")
def register_reveal(
    ids: Annotated[list[str], typer.Argument(metavar="ID...")],
    as_reviewer: Annotated[
        str, typer.Option("--as-reviewer", metavar="FILE", help="The reviewers' key.")
    ],
    folder: FolderOption = None,
    policy: PolicyOption = None,
    key_file: SecretOption = None,
) -> None:
    """Say what statements say, to a reviewer who has the reviewers' key."""
    from ecluse.register_commands import Where, reveal

    raise typer.Exit(reveal(Where(folder, policy, key_file), ids, as_reviewer, _say))


@register_app.command("remove")
def register_remove(
    ids: Annotated[list[str], typer.Argument(metavar="ID...")],
    folder: FolderOption = None,
    policy: PolicyOption = None,
    key_file: SecretOption = None,
) -> None:
    """Remove entries, and every trace of them."""
    from ecluse.register_commands import Where, remove

    raise typer.Exit(remove(Where(folder, policy, key_file), ids, _say))


@register_app.command("list")
def register_list(
    kind: Annotated[
        str | None, typer.Option("--kind", metavar="KIND", help="Statement, CodeName, Document…")
    ] = None,
    folder: FolderOption = None,
    policy: PolicyOption = None,
    key_file: SecretOption = None,
) -> None:
    """List entries: who may know them and until when, never what they say."""
    from ecluse.register_commands import Where, listed

    raise typer.Exit(listed(Where(folder, policy, key_file), kind, _say))


@register_app.command("lint")
def register_lint(
    strict: Annotated[bool, typer.Option("--strict", help="Answer 1 for a warning too.")] = False,
    lang: LangOption = None,
    folder: FolderOption = None,
    policy: PolicyOption = None,
    key_file: SecretOption = None,
) -> None:
    """Find entries that are too common, too short or ended, and say how to word them better."""
    from ecluse.register_commands import Where, lint

    raise typer.Exit(lint(Where(folder, policy, key_file), lang == "fr", strict, _say))


@register_app.command("stats")
def register_stats(
    folder: FolderOption = None, policy: PolicyOption = None, key_file: SecretOption = None
) -> None:
    """Say how many entries of each kind there are, and how large the files are."""
    from ecluse.register_commands import Where, stats

    raise typer.Exit(stats(Where(folder, policy, key_file), _say))


def _version(value: bool) -> None:
    if value:
        typer.echo(f"ecluse {VERSION}")
        raise typer.Exit


@app.callback()
def main(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say the version.")
    ] = False,
) -> None:
    """Nothing passes from private water to public water except through the gate."""
    del version


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
