"""Reading the shipped files: YAML in, checked content out."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent


class InvalidQuestionnaire(Exception):
    """A file that doesn't fit the schema; says where and why."""


def shipped() -> list[Path]:
    """Every shipped file, a version's source language before its translations."""
    return sorted(
        FOLDER.glob("*.v*.*.yaml"), key=lambda path: (path.name.split(".")[1], ".en." not in path.name, path)
    )


@cache
def schema() -> dict[str, Any]:
    """The JSON Schema of a questionnaire file."""
    content: dict[str, Any] = json.loads((FOLDER / "schema.json").read_text(encoding="utf-8"))
    return content


def read(path: Path) -> dict[str, Any]:
    """The content of one file. Raises InvalidQuestionnaire with the place and the cause."""
    import yaml  # only the command that loads questionnaires needs these two

    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as problem:
        raise InvalidQuestionnaire(f"{path.name} is not readable as YAML: {problem}") from problem
    check(content, path.name)
    result: dict[str, Any] = content
    return result


def check(content: object, name: str) -> None:
    """Raises InvalidQuestionnaire unless the content fits the schema and its own codes."""
    import jsonschema

    errors = sorted(
        jsonschema.Draft202012Validator(schema()).iter_errors(content), key=lambda e: list(e.path)
    )
    if errors:
        place = "/".join(str(step) for step in errors[0].absolute_path) or "the file"
        raise InvalidQuestionnaire(f"{name}, {place}: {errors[0].message}")
    assert isinstance(content, dict)
    codes = [practice["code"] for practice in content["practices"]]
    if codes != content["forms"]["full"]:
        raise InvalidQuestionnaire(f"{name}: the practices must stand in the order of the full form.")
    if not set(content["forms"]["core"]) < set(codes):
        raise InvalidQuestionnaire(f"{name}: the core form names a practice that isn't there.")


def content_hash(content: dict[str, Any]) -> str:
    """The SHA-256 of the content, whatever the file's layout: 64 hexadecimal digits."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
