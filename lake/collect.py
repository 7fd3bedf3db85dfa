"""Finds what a folder declares: nothing is registered twice."""

import importlib
import pkgutil
from typing import TypeVar

T = TypeVar("T")


def collect(package: str, kind: type[T]) -> list[T]:
    """Return every value of `kind` that a module of `package` declares at its top, by module, in order of source.

    A value that a module only imports from another module of the package is listed once.
    """
    root = importlib.import_module(package)
    found: dict[int, T] = {}
    for module in sorted(info.name for info in pkgutil.iter_modules(root.__path__)):
        for value in vars(importlib.import_module(f"{package}.{module}")).values():
            if isinstance(value, kind):
                found.setdefault(id(value), value)
    return list(found.values())
