"""``dataclass``, ``field``, ``replace`` and ``blake2b`` without what they cost at import.

The standard library writes the methods of every dataclass as source text and compiles them while
the module is imported; for that it imports ``inspect``. écluse has about sixty such classes: a third
of what a check of one draft took. Here a class shares methods that are compiled already, and only
its ``__init__`` is written, when the class is first called.

To every type checker these are the standard library's. At run time a class made here passes for a
dataclass: ``dataclasses.fields``, ``replace`` and ``is_dataclass`` work on it, it pickles, copies
and compares as before. Left out is what écluse does not use: inheritance, ``__post_init__``, order,
keyword-only fields.

``hashlib`` loads OpenSSL, and then takes ``blake2b`` from the module from which it is taken here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from hashlib import blake2b
else:
    try:
        from _blake2 import blake2b
    except ImportError:  # another interpreter
        from hashlib import blake2b

__all__ = ["blake2b", "dataclass", "field", "replace"]

_NONE = object()
"""No default."""


class _Default:
    """What a field that is left out holds: a value, or what a factory makes."""

    __slots__ = ("compare", "default", "default_factory")

    def __init__(self, default: Any, default_factory: Any, *, compare: bool) -> None:
        self.default, self.default_factory, self.compare = default, default_factory, compare

    def given(self) -> dict[str, Any]:
        """Itself as arguments of ``dataclasses.field``."""
        values = {"default": self.default, "default_factory": self.default_factory}
        given = {name: value for name, value in values.items() if value is not _NONE}
        return {**given, "compare": self.compare}


def _field(*, default: Any = _NONE, default_factory: Any = _NONE, compare: bool = True) -> Any:
    return _Default(default, default_factory, compare=compare)


def _replace(value: Any, /, **changes: Any) -> Any:
    kept = {name: getattr(value, name) for name in value.__match_args__ if name not in changes}
    return type(value)(**kept, **changes)


def _dataclass(
    *, frozen: bool = False, slots: bool = False, repr: bool = True, eq: bool = True
) -> Callable[[type], type]:
    def made(cls: type) -> type:
        fields = {name: _default_of(cls, name) for name in cls.__annotations__}
        space = {name: value for name, value in vars(cls).items() if name not in _MADE_ANEW}
        space["__qualname__"] = cls.__qualname__
        space.update(_shared(fields, frozen=frozen, repr=repr, eq=eq))
        for name, given in fields.items():
            space.pop(name, None)
            # Without slots a default can be read from the class, as in the standard library.
            if not slots and given.default is not _NONE:
                space[name] = given.default
        if slots:
            space["__slots__"] = tuple(fields)
        new: type = type(cls)(cls.__name__, cls.__bases__, space)
        new.__init__ = _written_later(new, fields, frozen=frozen)  # type: ignore[misc]
        return new

    return made


_MADE_ANEW = frozenset({"__dict__", "__weakref__"})


def _default_of(cls: type, name: str) -> _Default:
    default = cls.__dict__.get(name, _NONE)
    return default if isinstance(default, _Default) else _Default(default, _NONE, compare=True)


# --- methods that every class has -----------------------------------------------------------------


def _shared(
    fields: Mapping[str, _Default], *, frozen: bool, repr: bool, eq: bool
) -> dict[str, Any]:
    """The methods that need nothing but the names of the fields."""
    space: dict[str, Any] = {
        "__match_args__": tuple(fields),
        "__reduce__": _reduce,
        "__replace__": _replace,
        "__dataclass_fields__": _OfTwin("__dataclass_fields__", fields, frozen=frozen),
        "__dataclass_params__": _OfTwin("__dataclass_params__", fields, frozen=frozen),
        "__signature__": _OfTwin("__signature__", fields, frozen=frozen),
    }
    if repr:
        space["__repr__"] = _shown
    if frozen:
        space["__setattr__"] = space["__delattr__"] = _refuse
    if eq:
        space.update(_comparing([name for name, given in fields.items() if given.compare]))
        space["__hash__"] = space["__hash__"] if frozen else None
    return space


def _reduce(self: Any) -> tuple[type, tuple[Any, ...]]:
    return type(self), tuple([getattr(self, name) for name in self.__match_args__])


def _shown(self: Any) -> str:
    shown = ", ".join(f"{name}={getattr(self, name)!r}" for name in self.__match_args__)
    return f"{type(self).__qualname__}({shown})"


def _refuse(_: Any, name: str, *__: Any) -> NoReturn:
    from dataclasses import FrozenInstanceError

    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _comparing(names: list[str]) -> dict[str, Any]:
    """Equality within one class, and the hash that goes with it."""
    get = attrgetter(*names)
    values: Callable[[Any], Any] = get if len(names) > 1 else lambda value: (get(value),)

    def __eq__(self: Any, other: object) -> bool:  # noqa: N807
        if other.__class__ is not self.__class__:
            return NotImplemented
        return bool(values(self) == values(other))

    def __hash__(self: Any) -> int:  # noqa: N807
        return hash(values(self))

    return {"__eq__": __eq__, "__hash__": __hash__}


# --- what is written when it is asked for ---------------------------------------------------------


def _written_later(
    cls: Any, fields: Mapping[str, _Default], *, frozen: bool
) -> Callable[..., None]:
    """An ``__init__`` that writes the real one in its place and calls it."""

    def __init__(self: Any, *values: Any, **named: Any) -> None:  # noqa: N807
        cls.__init__ = _init_of(cls, fields, frozen=frozen)
        cls.__init__(self, *values, **named)

    return __init__


def _init_of(cls: type, fields: Mapping[str, _Default], *, frozen: bool) -> Callable[..., None]:
    """The ``__init__`` of a class; nothing but names of fields goes into its source."""
    space: dict[str, Any] = {"_set": object.__setattr__, "_NONE": _NONE}
    arguments, lines = ["self"], list[str]()
    for name, given in fields.items():
        value = name
        if given.default_factory is not _NONE:
            arguments.append(f"{name}=_NONE")
            space[f"_make_{name}"] = given.default_factory
            value = f"_make_{name}() if {name} is _NONE else {name}"
        elif given.default is not _NONE:
            arguments.append(f"{name}=_default_{name}")
            space[f"_default_{name}"] = given.default
        else:
            arguments.append(name)
        lines.append(f"_set(self, {name!r}, {value})" if frozen else f"self.{name} = {value}")
    body = "\n ".join(lines)
    exec(f"def __init__({', '.join(arguments)}):\n {body}", space)  # noqa: S102 - see above
    made: Callable[..., None] = space["__init__"]
    made.__qualname__ = f"{cls.__qualname__}.__init__"
    return made


class _OfTwin:
    """An attribute that only the standard library's dataclasses have, from one with these fields."""

    def __init__(self, name: str, fields: Mapping[str, _Default], *, frozen: bool) -> None:
        self._name, self._fields, self._frozen = name, fields, frozen

    def __get__(self, instance: object, owner: type) -> Any:
        import dataclasses
        import inspect

        types: dict[str, Any] = owner.__annotations__
        specs = [
            (name, types[name], dataclasses.field(**given.given()))
            for name, given in self._fields.items()
        ]
        twin = dataclasses.make_dataclass(owner.__name__, specs, frozen=self._frozen)
        if self._name == "__signature__":
            return inspect.signature(twin)
        return getattr(twin, self._name)


if TYPE_CHECKING:
    from dataclasses import dataclass, field, replace
else:
    dataclass, field, replace = _dataclass, _field, _replace
