"""``dataclass``, ``field``, ``replace``, ``NamedTuple`` and ``blake2b`` without what they cost at import.

The standard library writes the methods of every dataclass as source text and compiles them while
the module is imported; for that it imports ``inspect``. écluse has about sixty such classes: a third
of what a check of one draft took. Here classes share the methods that are seldom called, and each of
the others is written when it is called again and again; from then on it is as quick as the standard
library's. So it is with named tuples.

To every type checker these are the standard library's. At run time a class made here passes for a
dataclass: ``dataclasses.fields``, ``replace`` and ``is_dataclass`` work on it, it pickles, copies
and compares as before. Left out is what écluse does not use: inheritance, ``__post_init__``, order,
keyword-only fields.

:func:`later` leaves a regular expression uncompiled until a text calls for it.

``hashlib`` loads OpenSSL, and then takes ``blake2b`` from the module from which it is taken here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, AnyStr, NoReturn

if TYPE_CHECKING:
    from hashlib import blake2b

    def _tuplegetter(at: int, doc: str) -> Any: ...
else:
    try:
        from _blake2 import blake2b
        from _collections import _tuplegetter
    except ImportError:  # another interpreter
        from hashlib import blake2b
        from operator import itemgetter

        def _tuplegetter(at: int, doc: str) -> Any:
            return property(itemgetter(at), doc=doc)


__all__ = ["NamedTuple", "blake2b", "dataclass", "field", "later", "replace"]


def later(pattern: AnyStr, flags: re.RegexFlag = re.NOFLAG) -> Callable[[], re.Pattern[AnyStr]]:
    """A regular expression that is compiled when it is first called for.

    >>> spaces = later(" +")
    >>> spaces().sub(" ", "un   quai")
    'un quai'
    """

    @cache
    def compiled() -> re.Pattern[AnyStr]:
        return re.compile(pattern, flags)

    return compiled


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
        for name, method in _writing(new, fields, frozen=frozen, eq=eq):
            setattr(new, name, method)
        return new

    return made


_MADE_ANEW = frozenset({"__dict__", "__weakref__"})


def _default_of(cls: type, name: str) -> _Default:
    default = cls.__dict__.get(name, _NONE)
    if type(default).__hash__ is None:
        raise ValueError(f"the default of `{name}` can change: use default_factory")
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
        space["__hash__"] = None  # a frozen class gets its own
    return space


def _reduce(self: Any) -> tuple[type, tuple[Any, ...]]:
    return type(self), tuple([getattr(self, name) for name in self.__match_args__])


def _shown(self: Any) -> str:
    shown = ", ".join(f"{name}={getattr(self, name)!r}" for name in self.__match_args__)
    return f"{type(self).__qualname__}({shown})"


def _refuse(_: Any, name: str, *__: Any) -> NoReturn:
    from dataclasses import FrozenInstanceError

    raise FrozenInstanceError(f"cannot assign to field {name!r}")


# --- what is written when it is first called ------------------------------------------------------


def _writing(
    cls: type, fields: Mapping[str, _Default], *, frozen: bool, eq: bool
) -> Iterator[tuple[str, Callable[..., Any]]]:
    """The methods that are quicker with the names of the fields in their source."""
    init = _later(cls, "__init__", lambda: _init_of(cls, fields, frozen=frozen))
    yield "__init__", _filling(fields, init)
    compared = [name for name, given in fields.items() if given.compare]
    if eq:
        yield "__eq__", _later(cls, "__eq__", lambda: _eq_of(compared))
    if eq and frozen:
        yield "__hash__", _later(cls, "__hash__", lambda: _hash_of(compared))


_SELDOM = 2
"""Calls for which nothing is written."""


def _filling(fields: Mapping[str, _Default], written: Callable[..., Any]) -> Callable[..., Any]:
    """An ``__init__`` that fills any fields, for the first calls; for others, and wrong ones, ``written``."""
    names, left = tuple(fields), _SELDOM

    def __init__(self: Any, *values: Any, **named: Any) -> None:  # noqa: N807
        nonlocal left
        left -= 1
        given = _given(fields, names, values, named) if left >= 0 else None
        if given is None:
            written(self, *values, **named)
            return
        for name in names:
            object.__setattr__(self, name, given[name])

    return __init__


def _given(
    fields: Mapping[str, _Default],
    names: Sequence[str],
    values: Sequence[Any],
    named: Mapping[str, Any],
) -> dict[str, Any] | None:
    """What each field holds; ``None`` when arguments are wrong."""
    given = dict(zip(names, values, strict=False))
    if len(values) > len(names) or not given.keys().isdisjoint(named):
        return None
    given.update(named)
    for name, default in fields.items():
        if name not in given:
            made = default.default_factory
            given[name] = default.default if made is _NONE else made()
    return None if len(given) > len(names) or _NONE in given.values() else given


def _later(cls: type, name: str, write: Callable[[], Callable[..., Any]]) -> Callable[..., Any]:
    """A method that puts the one that it writes in its place, and calls it."""

    def method(*values: Any, **named: Any) -> Any:
        written = write()
        written.__qualname__ = f"{cls.__qualname__}.{name}"
        setattr(cls, name, written)
        return written(*values, **named)

    return method


def _compiled(source: str, name: str, known: dict[str, Any]) -> Callable[..., Any]:
    # Nothing but names of fields goes into a source.
    exec(source, known)  # noqa: S102
    made: Callable[..., Any] = known[name]
    return made


def _init_of(cls: type, fields: Mapping[str, _Default], *, frozen: bool) -> Callable[..., Any]:
    """It fills slots directly: half the time of setting each field by its name, through ``object``."""
    known: dict[str, Any] = {"_set": object.__setattr__, "_NONE": _NONE}
    has_slots = "__slots__" in cls.__dict__
    if has_slots:
        known |= {f"_set_{name}": cls.__dict__[name].__set__ for name in fields}
    arguments, lines = ["self"], list[str]()
    for name, given in fields.items():
        value = name
        if given.default_factory is not _NONE:
            arguments.append(f"{name}=_NONE")
            known[f"_make_{name}"] = given.default_factory
            value = f"_make_{name}() if {name} is _NONE else {name}"
        elif given.default is not _NONE:
            arguments.append(f"{name}=_default_{name}")
            known[f"_default_{name}"] = given.default
        else:
            arguments.append(name)
        if has_slots:
            lines.append(f"_set_{name}(self, {value})")
        else:
            lines.append(f"_set(self, {name!r}, {value})" if frozen else f"self.{name} = {value}")
    body = "\n ".join(lines)
    return _compiled(f"def __init__({', '.join(arguments)}):\n {body}", "__init__", known)


def _values(of: str, names: list[str]) -> str:
    return "(" + "".join(f"{of}.{name}, " for name in names) + ")"


def _eq_of(names: list[str]) -> Callable[..., Any]:
    same = f"{_values('self', names)} == {_values('other', names)}"
    source = (
        "def __eq__(self, other):\n if other.__class__ is self.__class__:\n"
        f"  return {same}\n return NotImplemented"
    )
    return _compiled(source, "__eq__", {})


def _hash_of(names: list[str]) -> Callable[..., Any]:
    return _compiled(f"def __hash__(self): return hash({_values('self', names)})", "__hash__", {})


# --- what only the standard library has -----------------------------------------------------------


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


# --- named tuples ---------------------------------------------------------------------------------


class _TupleType(type):
    """Makes a class of tuples with named fields; what it makes is an ordinary class."""

    def __new__(cls, name: str, _bases: tuple[type, ...], space: dict[str, Any]) -> Any:
        fields = tuple(space.get("__annotations__", {}))
        defaults = {field: space[field] for field in fields if field in space}
        if tuple(defaults) != fields[len(fields) - len(defaults) :]:
            raise TypeError("a field without a default follows one that has one")
        made = {**space, "__slots__": (), "__match_args__": fields}
        made |= {"_fields": fields, "_field_defaults": defaults, **_OF_TUPLES}
        made |= {field: _getter(at) for at, field in enumerate(fields)}
        new = type(name, (tuple,), made)
        _put_new(new, _making(new, fields, defaults))
        return new


def _getter(at: int) -> Any:
    return _tuplegetter(at, f"Alias for field number {at}")


def _put_new(cls: Any, new: Callable[..., Any]) -> None:
    new.__qualname__ = f"{cls.__qualname__}.__new__"
    cls.__new__ = staticmethod(new)


def _making(made: type, fields: Sequence[str], defaults: Mapping[str, Any]) -> Callable[..., Any]:
    """A ``__new__`` that writes the one that takes its place when it was called a few times."""
    left, count = _SELDOM, len(fields)

    def __new__(cls: type, *values: Any, **named: Any) -> Any:  # noqa: N807
        nonlocal left
        left -= 1
        if left >= 0 and not named and len(values) == count:
            return tuple.__new__(cls, values)
        written = _new_of(fields, defaults)
        _put_new(made, written)
        return written(cls, *values, **named)

    return __new__


def _new_of(fields: Sequence[str], defaults: Mapping[str, Any]) -> Callable[..., Any]:
    names = "".join(f"{name}, " for name in fields)
    known: dict[str, Any] = {"_new": tuple.__new__}
    source = f"def __new__(_cls, {names}):\n return _new(_cls, ({names}))"
    written = _compiled(source, "__new__", known)
    written.__defaults__ = tuple(defaults.values()) or None
    return written


def _made(cls: type, values: Iterable[Any]) -> Any:
    new: Any = tuple.__new__(cls, values)
    if len(new) != len(new._fields):
        raise TypeError(f"Expected {len(new._fields)} arguments, got {len(new)}")
    return new


def _with(self: Any, /, **changes: Any) -> Any:
    made = self._make(map(changes.pop, self._fields, self))
    if changes:
        raise ValueError(f"Got unexpected field names: {list(changes)!r}")
    return made


def _told(self: Any) -> str:
    shown = ", ".join(f"{name}={value!r}" for name, value in zip(self._fields, self, strict=True))
    return f"{type(self).__name__}({shown})"


def _as_dict(self: Any) -> dict[str, Any]:
    return dict(zip(self._fields, self, strict=True))


_OF_TUPLES: Mapping[str, Any] = {
    "_make": classmethod(_made),
    "_replace": _with,
    "__replace__": _with,
    "_asdict": _as_dict,
    "__repr__": _told,
    "__getnewargs__": lambda self: (*self,),
}
"""The methods that all share."""


class _Named:
    """What a class of named tuples is derived from: it leaves no trace in what is made."""

    def __mro_entries__(self, _bases: tuple[Any, ...]) -> tuple[type, ...]:
        return (_root,)


_root = type.__new__(_TupleType, "_root", (), {})


if TYPE_CHECKING:
    from dataclasses import dataclass, field, replace
    from typing import NamedTuple
else:
    dataclass, field, replace, NamedTuple = _dataclass, _field, _replace, _Named()
