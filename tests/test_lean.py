"""The light dataclasses beside those of the standard library: nobody can tell them apart."""

import copy
import dataclasses
import inspect
import pickle
import subprocess
import sys
import typing
from functools import cached_property

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecluse import lean
from ecluse.model import Draft, Finding, Span, Tier
from ecluse.policy.model import Label, Policy, Term
from ecluse.rules.conditions import Place, Rule

small = st.one_of(st.integers(-2, 2), st.text("ab", max_size=2), st.booleans(), st.none())


def make(made):
    """One class, made by the one or by the other."""
    given = lean if made == "lean" else dataclasses

    @given.dataclass(frozen=True, slots=True)
    class Value:
        """A value."""

        first: object
        second: object = "two"
        third: tuple = given.field(default=(), compare=False)
        fourth: list = given.field(default_factory=list)

    return Value


Light, Heavy = make("lean"), make("dataclasses")
arguments = st.fixed_dictionaries(
    {"first": small}, optional={"second": small, "third": st.tuples(small)}
)


@given(arguments, arguments)
def test_compares_hashes_and_shows_like_a_dataclass(one, other):
    light, heavy = (Light(**one), Light(**other)), (Heavy(**one), Heavy(**other))
    assert (light[0] == light[1]) is (heavy[0] == heavy[1])
    assert repr(light[0]) == repr(heavy[0])
    assert dataclasses.asdict(light[0]) == dataclasses.asdict(heavy[0])


def test_has_the_signature_fields_and_match_args_of_a_dataclass():
    assert str(inspect.signature(Light)) == str(inspect.signature(Heavy))
    assert Light.__match_args__ == Heavy.__match_args__
    light, heavy = dataclasses.fields(Light), dataclasses.fields(Heavy)
    told = [(f.name, f.type, f.default, f.default_factory, f.compare) for f in light]
    assert told == [(f.name, f.type, f.default, f.default_factory, f.compare) for f in heavy]
    assert dataclasses.is_dataclass(Draft)


@pytest.mark.parametrize("wrong", [(), (1, 2, 3, 4, 5)])
def test_refuses_wrong_arguments(wrong):
    with pytest.raises(TypeError):
        Light(*wrong)
    with pytest.raises(TypeError):
        Light(1, unknown=2)


def test_refuses_a_default_that_changes():
    with pytest.raises(ValueError, match="default_factory"):

        @lean.dataclass(frozen=True)
        class Wrong:
            items: list = []  # noqa: RUF008, RUF012


def test_each_value_has_its_own_list():
    assert Light(1).fourth is not Light(1).fourth


def test_is_frozen():
    draft = Draft("Bonjour")
    with pytest.raises(dataclasses.FrozenInstanceError):
        draft.text = "Bonsoir"
    with pytest.raises(dataclasses.FrozenInstanceError):
        del draft.text
    with pytest.raises(dataclasses.FrozenInstanceError):
        draft.unknown = 1
    with pytest.raises(AttributeError):
        draft.__dict__  # noqa: B018


VALUES = (
    Draft("Bonjour", alt=("un lac",)),
    Finding("secret", "text", Span(0, 2)),
    Rule("r", tier=Tier.PRIVATE),
    Policy(labels={"code": Label("code", (Term("falcon"),))}),
)


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_pickles_copies_and_is_replaced(value):
    assert pickle.loads(pickle.dumps(value)) == value
    assert copy.copy(value) == copy.deepcopy(value) == value
    assert dataclasses.replace(value) == lean.replace(value) == value


def test_replaces_some_fields():
    assert lean.replace(Draft("a", id="1"), text="b") == Draft("b", id="1")
    assert dataclasses.replace(Draft("a", id="1"), text="b") == Draft("b", id="1")
    with pytest.raises(TypeError):
        lean.replace(Draft("a"), unknown=1)


def test_values_of_two_classes_differ():
    assert Light(1) != Heavy(1)
    assert Place("a", 1, 2) != ("a", 1, 2)


def test_keeps_what_is_computed_once():
    @lean.dataclass(frozen=True)
    class Doubled:
        number: int = 2

        @cached_property
        def twice(self):
            return [2 * self.number]

    assert Doubled().twice == [4]
    kept = Doubled(3)
    assert kept.twice is kept.twice
    assert Doubled.number == 2


def test_a_value_that_changes_has_no_hash():
    @lean.dataclass(slots=True)
    class Count:
        number: int = 0

    count = Count()
    count.number = 1
    assert count == Count(1)
    with pytest.raises(TypeError):
        hash(count)


def test_the_model_imports_no_inspect():
    code = "import sys, ecluse.model; sys.exit('inspect' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


# --- named tuples ---------------------------------------------------------------------------------


class LightPlace(lean.NamedTuple):
    """A place."""

    path: str
    line: int = 0
    column: "int" = 1
    """Where."""

    @property
    def shown(self):
        return f"{self.path}:{self.line}"

    @classmethod
    def of(cls, path):
        return cls(path, 7)


class HeavyPlace(typing.NamedTuple):
    """A place."""

    path: str
    line: int = 0
    column: "int" = 1
    """Where."""

    @property
    def shown(self):
        return f"{self.path}:{self.line}"

    @classmethod
    def of(cls, path):
        return cls(path, 7)


places = st.fixed_dictionaries(
    {"path": small}, optional={"line": small, "column": small, "unknown": small}
)


def outcome(call):
    try:
        return call()
    except (TypeError, ValueError) as error:
        return type(error)


@given(places, st.lists(small, max_size=4))
def test_a_named_tuple_is_made_and_replaced_like_the_standard_librarys(named, values):
    for given_, keywords in (((), named), (values, {}), (values[:1], {"column": 5})):
        light, heavy = (
            outcome(lambda c=c: c(*given_, **keywords)) for c in (LightPlace, HeavyPlace)
        )
        assert light == heavy
    light, heavy = LightPlace("a"), HeavyPlace("a")
    assert outcome(lambda: light._replace(**named)) == outcome(lambda: heavy._replace(**named))
    assert outcome(lambda: LightPlace._make(values)) == outcome(lambda: HeavyPlace._make(values))


@pytest.mark.parametrize("times", [1, 5])
def test_the_first_named_tuples_are_like_all_others(times):
    class Fresh(lean.NamedTuple):
        one: int
        other: int = 2

    for _ in range(times):
        assert Fresh(1, 3) == (1, 3)
    assert Fresh(1) == (1, 2)
    assert Fresh(other=4, one=3) == (3, 4)
    assert type(Fresh(1)) is Fresh
    with pytest.raises(TypeError):
        Fresh()


@pytest.mark.parametrize("times", [1, 5])
def test_the_first_dataclasses_are_like_all_others(times):
    @lean.dataclass(frozen=True)
    class Fresh:
        one: object
        other: list = lean.field(default_factory=list)

    for _ in range(times):
        assert (Fresh(1).one, Fresh(1, [2]).other, Fresh(one=3, other=4).other) == (1, [2], 4)
    for wrong in ((), (1, 2, 3)):
        with pytest.raises(TypeError):
            Fresh(*wrong)
    with pytest.raises(TypeError):
        Fresh(1, one=2)


def test_a_named_tuple_shows_and_tells_the_same():
    light, heavy = LightPlace("a", 2), HeavyPlace("a", 2)
    assert repr(light) == repr(heavy).replace("Heavy", "Light")
    assert light._asdict() == heavy._asdict()
    assert light == heavy
    assert light < ("b",)
    assert hash(light) == hash(heavy)
    assert (light.shown, LightPlace.of("b")) == (heavy.shown, HeavyPlace.of("b"))
    assert (light.path, light.line, light[2]) == ("a", 2, 1)
    for name in ("_fields", "_field_defaults", "__match_args__", "__doc__", "__slots__", "__mro__"):
        if name != "__mro__":
            assert getattr(LightPlace, name) == getattr(HeavyPlace, name)
    assert LightPlace.__mro__ == (LightPlace, tuple, object)
    assert type(LightPlace) is type
    assert inspect.signature(LightPlace.of) == inspect.signature(HeavyPlace.of)
    assert typing.get_type_hints(LightPlace) == typing.get_type_hints(HeavyPlace)


def test_a_named_tuple_pickles_copies_and_cannot_be_changed():
    light = LightPlace("a", 2)
    again = pickle.loads(pickle.dumps(light))
    assert (again, type(again)) == (light, LightPlace)
    assert type(copy.deepcopy(light)) is type(copy.copy(light)) is LightPlace
    with pytest.raises(AttributeError):
        light.path = "b"
    with pytest.raises(AttributeError):
        light.unknown = "b"
    match light:
        case LightPlace(path, line):
            assert (path, line) == ("a", 2)


def test_a_named_tuple_refuses_a_field_without_default_after_one_with():
    with pytest.raises(TypeError, match="default"):

        class Wrong(lean.NamedTuple):
            one: int = 1
            other: int
