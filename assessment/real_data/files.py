"""The folder: tables as CSV, and beside each a JSON file of the figures expected."""

import json
from collections.abc import Collection
from pathlib import Path
from typing import Any

import pandas as pd

Key = tuple[str, ...]


class UnusableError(ValueError):
    """A file is missing, or isn't what it should be.  The message is a sentence."""


class Expected:
    """The figures of one JSON file.  It remembers which of them were asked for."""

    def __init__(self, folder: Path, name: str) -> None:
        self.name = name
        self._found = _parsed(_file(folder, name), name)
        self._left = dict.fromkeys(_leaves(self._found))

    def __getitem__(self, key: str | Key) -> Any:
        """What stands there, nested names one after the other.  Raises UnusableError where nothing does."""
        path = (key,) if isinstance(key, str) else key
        value = self._found
        for part in path:
            if not isinstance(value, dict) or part not in value:
                raise UnusableError(f"{self.name} lacks {' / '.join(path)}.")
            value = value[part]
        self._left = {leaf: None for leaf in self._left if leaf[: len(path)] != path}
        return value

    def names(self, *path: str) -> list[str]:
        """What stands there under a name and holds further names, in the order of the file; none of it counts
        as asked for.  Raises UnusableError where nothing does.
        """
        value: Any = self._found
        for part in path:
            value = value.get(part, {})
        found = [key for key, inner in value.items() if isinstance(inner, dict)]
        if not found:
            raise UnusableError(f"{' / '.join((self.name, *path))} holds no figures.")
        return found

    def left(self) -> list[Key]:
        """What nobody asked for."""
        return list(self._left)


def table(folder: Path, name: str, columns: Collection[str], *, words: Collection[str] = ()) -> pd.DataFrame:
    """A CSV file as it stands; the columns of `words` are text.

    Raises UnusableError without the file or one of the columns.
    """
    path = _file(folder, name)
    try:
        found = pd.read_csv(path, dtype=dict.fromkeys(words, str))
    except ValueError as error:
        raise UnusableError(f"{name} is no table: {error}.") from error
    missing = [column for column in columns if column not in found.columns]
    if missing:
        raise UnusableError(f"{name} lacks the column {missing[0]}.")
    return found


def _file(folder: Path, name: str) -> Path:
    if not folder.is_dir():
        raise UnusableError(f"There is no folder {folder}.")
    if not (folder / name).is_file():
        raise UnusableError(f"There is no {name} in {folder}.")
    return folder / name


def _parsed(path: Path, name: str) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise UnusableError(f"{name} is no JSON: {error}.") from error
    if not isinstance(found, dict):
        raise UnusableError(f"{name} must hold figures by name.")
    return {key: _by_dimension(value, name) if key == "rows" else value for key, value in found.items()}


def _by_dimension(rows: Any, name: str) -> dict[str, Any]:
    """The rows of a printed table by their first column."""
    try:
        return {row["dimension"]: {key: row[key] for key in row if key != "dimension"} for row in rows}
    except (KeyError, TypeError) as error:
        raise UnusableError(f"The rows of {name} must each have a dimension.") from error


def _leaves(found: Any, path: Key = ()) -> list[Key]:
    """The paths to everything that isn't a further mapping."""
    if not isinstance(found, dict):
        return [path]
    return [leaf for key, value in found.items() for leaf in _leaves(value, (*path, str(key)))]
