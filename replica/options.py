"""Faults and ways of servers, written on the command line: `match=/situtiles,status=503,times=2`."""

from collections.abc import Callable
from typing import Any, TypeVar, get_args, get_type_hints

import click

Made = TypeVar("Made")
CONVERTERS: dict[Any, Callable[[str], Any]] = {int: int, float: float, str: str, bytes: str.encode}


def parse(kind: type[Made], text: str) -> Made:
    """A `kind` (a dataclass: Fault, Ways, Change) of `name=value,name=value`; what is not named has its default.

    Values hold no comma. Raises ValueError where a name is unknown or cannot be written as text, or a value is not of
    its type.
    """
    hints, values = get_type_hints(kind), {}
    for part in filter(None, text.split(",")):
        name, _, value = part.partition("=")
        types = get_args(hints.get(name)) or (hints.get(name),)
        convert = next((CONVERTERS[each] for each in types if each in CONVERTERS), None)
        if convert is None:
            raise ValueError(f"{name!r} is nothing that {kind.__name__} takes")
        values[name] = convert(value)
    try:
        return kind(**values)
    except TypeError as error:  # a field without a default is not named
        raise ValueError(str(error)) from error


class Written(click.ParamType[Any]):
    """The type of an option whose value `parse` reads."""

    def __init__(self, kind: type) -> None:
        self.kind, self.name = kind, "name=value,..."

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The value as an instance of `kind`; a usage error where it is none."""
        try:
            return parse(self.kind, value)
        except ValueError as error:
            self.fail(str(error), param, ctx)
