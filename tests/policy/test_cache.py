"""The cache gives the policy that was put in, or nothing; whatever does not match is a miss."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecluse.lean import replace
from ecluse.model import (
    Audience,
    Channel,
    Limits,
    Message,
    Mode,
    Obligation,
    Override,
    Person,
    Tier,
    Verdict,
    Waiver,
)
from ecluse.policy import cache
from ecluse.policy.cache import CacheError, cached_load, dumps
from ecluse.policy.cache import loads as from_cache
from ecluse.policy.load import load, loads
from ecluse.policy.model import (
    REACH,
    Label,
    Policy,
    PublicValue,
    Release,
    SpacySource,
    Term,
    TextPattern,
)
from ecluse.policy.problems import PolicyError
from ecluse.rules.conditions import (
    AnyOf,
    Bound,
    Bounded,
    Count,
    Covers,
    Derivation,
    Near,
    Operator,
    Pattern,
    Place,
    Reference,
    Rule,
    When,
    Within,
)
from tests.policy.good import GOOD

texts = st.text(max_size=12)
some = st.frozensets(texts, max_size=2)
tuples = st.lists(texts, max_size=2).map(tuple)
shares = st.floats(0, 1)
moments = st.none() | st.datetimes(timezones=st.just(UTC))
numbers = st.floats(allow_nan=False, allow_infinity=False)
scalars = texts | st.booleans() | numbers
places = st.builds(Place, texts, st.integers(0, 9999), st.integers(0, 999))
messages = st.builds(Message, texts, texts)
references = st.builds(Reference, texts, texts)
tests_of_fields = (
    st.builds(AnyOf, st.lists(scalars, max_size=3).map(tuple), st.booleans())
    | st.builds(Bounded, st.sampled_from(Operator), numbers | references)
    | st.builds(Bound, references, st.booleans())
)
patterns = st.builds(
    Pattern,
    texts,
    st.lists(st.tuples(texts, tests_of_fields), max_size=3).map(tuple),
    texts,
    st.none() | st.builds(Near, texts, st.integers(0, 50)),
)
clocks = st.times().map(lambda clock: clock.replace(microsecond=0))
whens = st.builds(
    When,
    moments,
    moments,
    st.frozensets(st.integers(0, 6)),
    st.none() | st.tuples(clocks, clocks),
    texts,
)
conditions = st.lists(patterns | whens, max_size=3).map(tuple)
durations = st.timedeltas(timedelta(0), timedelta(days=400))
counts = st.builds(
    Count, patterns, st.integers(1, 9), texts, st.none() | st.builds(Within, texts, durations)
)
derivations = st.builds(
    Derivation, texts, st.lists(st.tuples(texts, scalars | references), max_size=3).map(tuple)
)
rules = st.builds(
    Rule,
    texts,
    conditions,
    conditions,
    st.lists(patterns | st.builds(Covers, texts), max_size=2).map(tuple),
    st.lists(counts, max_size=2).map(tuple),
    st.none() | derivations,
    st.none() | st.sampled_from(Tier),
    st.sampled_from(Verdict),
    messages,
    messages,
    st.lists(st.builds(Obligation, texts, texts), max_size=2).map(tuple),
    st.sampled_from(Override),
    st.sampled_from(Mode),
    places,
)
terms = st.builds(Term, texts, texts, shares, st.booleans(), tuples, tuples, st.integers(1, 50))
labels = st.builds(
    Label,
    texts,
    st.lists(terms, max_size=3).map(tuple),
    tuples,
    st.lists(st.builds(TextPattern, texts, texts, shares, texts, tuples, places), max_size=2).map(
        tuple
    ),
    st.lists(st.builds(SpacySource, texts, texts, tuples, texts, shares), max_size=2).map(tuple),
    tuples,
    tuples,
    places,
)


def by_id(values: st.SearchStrategy) -> st.SearchStrategy:
    return st.lists(values, max_size=2).map(lambda found: {one.id: one for one in found})


policies = st.builds(
    Policy,
    path=texts,
    digest=texts,
    company=texts,
    language=st.sampled_from(["fr", "en"]),
    default_tier=st.sampled_from(Tier),
    reach=st.fixed_dictionaries({cell: st.sampled_from(Verdict) for cell in REACH}),
    audiences=by_id(st.builds(Audience, texts, st.sampled_from(Tier), some, moments)),
    channels=by_id(st.builds(Channel, texts, texts, texts, moments, moments, st.booleans())),
    people=by_id(st.builds(Person, texts, texts, some, some)),
    labels=by_id(labels),
    public_record=st.lists(st.builds(PublicValue, texts, texts, texts, moments), max_size=2).map(
        tuple
    ),
    releases=st.lists(st.builds(Release, texts, moments), max_size=2).map(tuple),
    rules=st.lists(rules, max_size=3).map(tuple),
    limits=st.builds(Limits, st.integers(1, 99), seconds=st.floats(0.01, 9)),
    waivers=st.lists(st.builds(Waiver, *[texts] * 4, moments, *[texts] * 5), max_size=2).map(tuple),
    answers=st.dictionaries(texts, messages, max_size=2),
    contacts=st.dictionaries(texts, texts, max_size=2),
    inputs=st.lists(st.tuples(texts, texts), max_size=2).map(tuple),
)


def all_of(policy: Policy) -> tuple[object, ...]:
    """Everything of a policy, places that equality leaves out included."""
    of_labels = [
        (label.place, [p.place for p in label.patterns]) for label in policy.labels.values()
    ]
    return (policy, policy.inputs, of_labels)


class TestRoundTrip:
    """What was written is what is read."""

    @settings(max_examples=60, deadline=None)
    @given(policies)
    def test_loads_undoes_dumps(self, policy: Policy) -> None:
        assert all_of(from_cache(dumps(policy))) == all_of(policy)

    def test_a_real_policy_keeps_everything_but_its_examples(self) -> None:
        policy = loads(GOOD)
        back = from_cache(dumps(policy))
        assert all_of(back) == all_of(policy)
        assert policy.examples
        assert back.examples == ()

    def test_types_are_kept(self) -> None:
        """1, 1.0 and true are three things to a rule, and one to Python."""
        rule = Rule("r", (Pattern("draft", (("a", AnyOf((True, 1.0, "1"))),)),))
        (back,) = from_cache(dumps(Policy(rules=(rule,)))).rules
        (pattern,) = back.when_all
        assert isinstance(pattern, Pattern)
        test = pattern.tests[0][1]
        assert isinstance(test, AnyOf)
        assert [type(value) for value in test.values] == [bool, float, str]

    @given(st.binary(max_size=40) | st.text(max_size=40).map(str.encode))
    def test_any_other_bytes_are_an_error(self, data: bytes) -> None:
        with pytest.raises(CacheError):
            from_cache(data)

    @settings(deadline=None)
    @given(st.data())
    def test_a_changed_entry_is_a_policy_or_an_error(self, data: st.DataObject) -> None:
        written, _, rest = dumps(loads(GOOD)).partition(b"\0")
        value = json.loads(written)
        section = data.draw(st.integers(0, len(value) - 1))
        value[section] = data.draw(st.none() | st.integers() | texts | st.just([[]]) | st.just({}))
        try:
            assert isinstance(from_cache(json.dumps(value).encode() + b"\0" + rest), Policy)
        except CacheError as error:
            assert str(error) in {"not a policy of this cache", "another format"}


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a policy `policies.yaml`, packs and a cache directory that is not there yet."""
    for name in ("ECLUSE_NO_CACHE", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("ECLUSE_CACHE_DIR", str(tmp_path / "cache"))
    (tmp_path / "packs").mkdir()
    (tmp_path / "packs" / "base.yaml").write_text("version: 1\ncompany: Base\n")
    (tmp_path / "policies.yaml").write_text("version: 1\nextends: [base, ./own.yaml]\n")
    (tmp_path / "own.yaml").write_text("version: 1\nlabels: {a: {terms: [Falcon]}}\n")
    return tmp_path


def entries(place: Path) -> list[Path]:
    return sorted((place / "cache").glob("*"))


def read(place: Path) -> Policy:
    return cached_load(place / "policies.yaml", packs=place / "packs")


def is_hit(place: Path, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Whether the next load comes from the cache."""
    missed: list[str] = []

    def from_file(path: str, packs: str | os.PathLike[str]) -> Policy:
        missed.append(path)
        return load(path, packs=Path(packs))

    with monkeypatch.context() as patch:
        patch.setattr(cache, "_load", from_file)
        read(place)
    return not missed


class TestHits:
    """An entry counts while every file that the policy was made of is the same."""

    def test_the_second_load_is_a_hit_and_the_same_policy(self, place: Path, monkeypatch) -> None:
        first = read(place)
        assert is_hit(place, monkeypatch)
        assert read(place) == replace(first, examples=())

    @pytest.mark.parametrize(
        "changed",
        ["policies.yaml", "own.yaml", "packs/base.yaml"],
    )
    def test_a_changed_file_is_a_miss(self, place: Path, monkeypatch, changed: str) -> None:
        digest = read(place).digest
        with (place / changed).open("a") as file:
            file.write("# more\n")
        assert not is_hit(place, monkeypatch)
        assert read(place).digest != digest

    @pytest.mark.parametrize("gone", ["own.yaml", "packs/base.yaml"])
    def test_a_file_that_is_gone_is_an_error_as_without_cache(self, place: Path, gone: str) -> None:
        read(place)
        (place / gone).unlink()
        with pytest.raises(PolicyError, match="P013"):
            read(place)

    def test_another_version_of_the_engine_is_a_miss(self, place: Path, monkeypatch) -> None:
        read(place)
        monkeypatch.setattr(cache, "VERSION", "9.9.9")
        assert not is_hit(place, monkeypatch)

    def test_another_path_to_the_same_file_is_a_miss(self, place: Path, monkeypatch) -> None:
        read(place)
        monkeypatch.chdir(place)
        assert cached_load("policies.yaml", packs=place / "packs").path == "policies.yaml"
        assert len(entries(place)) == 2

    def test_an_invalid_policy_is_not_kept(self, place: Path) -> None:
        (place / "policies.yaml").write_text("version: 2\n")
        with pytest.raises(PolicyError):
            read(place)
        assert entries(place) == []

    def test_an_entry_grows_old(self, place: Path, monkeypatch) -> None:
        read(place)
        old = datetime.now(UTC).timestamp() - 31 * 86_400
        os.utime(entries(place)[0], (old, old))
        assert not is_hit(place, monkeypatch)

    def test_old_entries_make_room(self, place: Path) -> None:
        for number in range(70):
            (place / "policies.yaml").write_text(f"version: 1\n# {number}\n")
            read(place)
        assert len(entries(place)) == 64

    @pytest.mark.parametrize("variable", ["ECLUSE_NO_CACHE"])
    def test_it_can_be_switched_off(self, place: Path, monkeypatch, variable: str) -> None:
        monkeypatch.setenv(variable, "1")
        assert read(place).company == "Base"
        assert entries(place) == []

    def test_a_pipe_is_read_once(self, place: Path) -> None:
        pipe = place / "pipe"
        os.mkfifo(pipe)
        writer = subprocess.Popen(["sh", "-c", f"echo 'version: 1' > {pipe}"])
        assert cached_load(pipe).path == str(pipe)
        writer.wait(5)


class TestCorruption:
    """A torn, forged or unreadable entry is a miss, never an error."""

    @pytest.mark.parametrize(
        "damage",
        [
            pytest.param(lambda data: b"", id="empty"),
            pytest.param(lambda data: data[:-1], id="torn"),
            pytest.param(lambda data: data.replace(b"Base", b"Bore"), id="a byte flipped"),
            pytest.param(lambda data: data[33:], id="without digest"),
            pytest.param(lambda data: b"\0" * 1000, id="NUL"),
            pytest.param(lambda data: _signed(b"[]"), id="another document"),
            pytest.param(lambda data: _signed(b"[" * 100_000), id="nested"),
            pytest.param(lambda data: _signed(data[33:].replace(b"own.yaml", b"owm.yaml")), id="f"),
        ],
    )
    def test_a_damaged_entry_is_a_miss_and_is_written_again(
        self, place: Path, monkeypatch, damage
    ) -> None:
        read(place)
        (entry,) = entries(place)
        good = entry.read_bytes()
        entry.write_bytes(damage(good))
        assert not is_hit(place, monkeypatch)
        assert entry.read_bytes() == good
        assert is_hit(place, monkeypatch)

    def test_an_entry_of_another_policy_is_a_miss(self, place: Path, monkeypatch) -> None:
        read(place)
        (entry,) = entries(place)
        good = entry.read_bytes()
        other = replace(from_cache(good[33:]), path="elsewhere/policies.yaml")
        entry.write_bytes(_signed(dumps(other)))
        assert not is_hit(place, monkeypatch)

    def test_no_room_to_write_is_no_error(self, place: Path, monkeypatch) -> None:
        def full(*_: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(os, "replace", full)
        assert read(place).company == "Base"
        assert entries(place) == []


def _signed(body: bytes) -> bytes:
    return cache._digest(body).encode() + b"\n" + body


class TestDirectory:
    """The user's own directory, which nobody else can write to; otherwise there is no cache."""

    def test_it_is_made_for_the_user_alone(self, place: Path) -> None:
        previous = os.umask(0)
        try:
            read(place)
        finally:
            os.umask(previous)
        assert (place / "cache").stat().st_mode & 0o777 == 0o700
        assert [entry.stat().st_mode & 0o777 for entry in entries(place)] == [0o600]

    @pytest.mark.parametrize("mode", [0o770, 0o702, 0o777])
    def test_one_that_others_may_write_to_is_not_used(self, place: Path, monkeypatch, mode) -> None:
        read(place)
        (place / "cache").chmod(mode)
        assert not is_hit(place, monkeypatch)

    @pytest.mark.parametrize("mode", [0o660, 0o602])
    def test_an_entry_that_others_may_write_to_is_not_used(
        self, place: Path, monkeypatch, mode
    ) -> None:
        read(place)
        entries(place)[0].chmod(mode)
        assert not is_hit(place, monkeypatch)

    def test_one_of_somebody_else_is_not_used(self, place: Path, monkeypatch) -> None:
        read(place)
        monkeypatch.setattr(os, "geteuid", lambda: os.stat(place).st_uid + 1)
        assert not is_hit(place, monkeypatch)

    def test_links_are_not_followed(self, place: Path, monkeypatch) -> None:
        read(place)
        (entry,) = entries(place)
        entry.rename(place / "entry")
        entry.symlink_to(place / "entry")
        assert not is_hit(place, monkeypatch)
        (place / "cache").rename(place / "real")
        (place / "cache").symlink_to(place / "real")
        assert not is_hit(place, monkeypatch)

    def test_a_file_in_its_place_is_no_error(self, place: Path) -> None:
        (place / "cache").write_text("")
        assert read(place).company == "Base"

    @pytest.mark.parametrize(
        ("variables", "expected"),
        [
            ({"ECLUSE_CACHE_DIR": "/a/b"}, "/a/b"),
            ({"XDG_CACHE_HOME": "/x"}, "/x/ecluse"),
            ({"XDG_CACHE_HOME": "relative", "HOME": "/h"}, "/h/.cache/ecluse"),
            ({"HOME": "/h"}, "/h/.cache/ecluse"),
            ({"ECLUSE_NO_CACHE": "1", "ECLUSE_CACHE_DIR": "/a"}, ""),
            ({"ECLUSE_NO_CACHE": "0", "ECLUSE_CACHE_DIR": "/a"}, "/a"),
        ],
    )
    def test_where_it_is(self, monkeypatch, variables: dict[str, str], expected: str) -> None:
        for name in ("ECLUSE_NO_CACHE", "ECLUSE_CACHE_DIR", "XDG_CACHE_HOME", "HOME"):
            monkeypatch.delenv(name, raising=False)
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        assert cache.directory() == expected


def test_a_hit_imports_nothing_heavy(place: Path) -> None:
    read(place)
    code = (
        "import sys; from ecluse.policy.cache import cached_load;"
        "cached_load(sys.argv[1], packs=sys.argv[2]);"
        "print({'yaml', 'pydantic_core', 'pydantic', 're2', 'ecluse.policy.load'} & set(sys.modules))"
    )
    arguments = [sys.executable, "-c", code, str(place / "policies.yaml"), str(place / "packs")]
    done = subprocess.run(arguments, capture_output=True, text=True, check=True, cwd=Path.cwd())
    assert done.stdout == "set()\n"
