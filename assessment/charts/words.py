"""Fitting words into a width: lines as given, else wrapped, else smaller, else broken, else cut."""

import itertools
import re
from collections.abc import Iterator
from typing import NamedTuple

from assessment.charts.theme import REGULAR, SMALLEST, width

SOFT_HYPHEN = "\u00ad"
NOT_XML = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


class Block(NamedTuple):
    """Lines of one size (px) and weight."""

    lines: list[str]
    size: float
    weight: int

    @property
    def more(self) -> int:
        """Lines after the first."""
        return max(len(self.lines) - 1, 0)

    @property
    def width(self) -> float:
        return max((width(line, self.size, self.weight) for line in self.lines), default=0.0)


def plain(text: str) -> str:
    """One printable line: white space folded, characters that XML forbids left out."""
    return NOT_XML.sub("", " ".join(text.split()))


def given(text: str) -> list[str]:
    """The lines as the author broke them."""
    lines = (plain(line.replace(SOFT_HYPHEN, "")) for line in text.split("\n"))
    return [line for line in lines if line]


def fit(
    text: str, room: float, size: float, weight: int = REGULAR, *, most: int = 3, least: float = SMALLEST
) -> Block:
    """Lines of `text` no wider than `room` px, at most `most` of them, as near to `size` as can be."""
    whole = settle(text, room, size, weight, most=most, least=least)
    return whole or _forced(text, room, least, weight, most)


def balanced(text: str, room: float, size: float, weight: int = REGULAR, *, most: int = 6) -> Block:
    """As `fit`, with lines about equally long: no word is left alone on the last one."""
    best = fit(text, room, size, weight, most=most)
    for share in (0.95, 0.9, 0.85, 0.8, 0.75, 0.7):
        narrower = settle(text, room * share, best.size, weight, most=len(best.lines), least=best.size)
        if narrower is None:
            break
        best = narrower
    return best


def settle(
    text: str, room: float, size: float, weight: int = REGULAR, *, most: int = 3, least: float = SMALLEST
) -> Block | None:
    """The same without breaking or cutting a word; None when that is impossible."""
    for at in _sizes(size, least):
        for lines in (given(text), wrap(text, room, at, weight)):
            block = Block(lines, at, weight)
            if len(lines) <= most and block.width <= room:
                return block
    return None


def wrap(text: str, room: float, size: float, weight: int) -> list[str]:
    """Greedy lines of whole words; a word wider than the room stands alone."""
    return [line for words in _paragraphs(text) for line in _greedy(words, room, size, weight)]


def _sizes(size: float, least: float) -> Iterator[float]:
    return itertools.chain(itertools.takewhile(lambda s: s > least, itertools.count(size, -0.5)), [least])


def _paragraphs(text: str) -> list[list[str]]:
    """Words that may share lines; "Kundinnen-" at the end of a given line never meets the next word."""
    paragraphs: list[list[str]] = [[]]
    for line in given(text):
        paragraphs[-1] += line.split()
        if line.endswith("-"):
            paragraphs.append([])
    return [words for words in paragraphs if words]


def _greedy(words: list[str], room: float, size: float, weight: int) -> list[str]:
    lines = [words[0]]
    for word in words[1:]:
        longer = f"{lines[-1]} {word}"
        if width(longer, size, weight) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _forced(text: str, room: float, size: float, weight: int, most: int) -> Block:
    words = " ".join(text.split()).split()
    parts = [part for word in words for part in _broken(word, room, size, weight)]
    lines = _joined(parts, room, size, weight)
    if len(lines) > most:
        rest = lines[most - 1].removesuffix("-")
        lines = [*lines[: most - 1], _cut(rest, room, size, weight)]
    return Block(lines, size, weight)


def _joined(parts: list[str], room: float, size: float, weight: int) -> list[str]:
    """Like `_greedy`, but the first half of a broken word ends its line."""
    lines: list[str] = []
    for part in parts:
        longer = f"{lines[-1]} {part}" if lines else part
        if lines and not lines[-1].endswith("-") and width(longer, size, weight) <= room:
            lines[-1] = longer
        else:
            lines.append(part)
    return lines


def _broken(word: str, room: float, size: float, weight: int) -> list[str]:
    """A word in parts that fit: at soft hyphens or its own hyphens where it has them, else anywhere."""
    rest, parts = word, []
    while width(whole := plain(rest.replace(SOFT_HYPHEN, "")), size, weight) > room:
        end = _break_at(rest, room, size, weight)
        head = plain(rest[:end].replace(SOFT_HYPHEN, ""))
        parts.append(head if head.endswith("-") else head + "-")
        rest = rest[end:]
    return [*parts, whole] if whole else parts


def _break_at(word: str, room: float, size: float, weight: int) -> int:
    """How many characters of `word` go before the break; at least one, so that there is always an end."""
    longest = 1
    for end in range(1, len(word)):
        head = word[:end].replace(SOFT_HYPHEN, "")
        if width(head + "-", size, weight) > room:
            break
        longest = end
    welcome = max(word.rfind(SOFT_HYPHEN, 0, longest + 1), word.rfind("-", 0, longest)) + 1
    if 0 < welcome < len(word):
        return welcome
    if longest == len(word) - 1 and longest > 3:
        longest -= 1  # no single letter on the last line
    while longest > 1 and width(word[longest], size, weight) == 0:
        longest -= 1  # an accent stays with its letter
    return longest


def _cut(line: str, room: float, size: float, weight: int) -> str:
    while line and width(line + "…", size, weight) > room:
        line = line[:-1].rstrip()
    return line + "…"
