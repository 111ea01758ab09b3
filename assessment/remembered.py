"""Finished pages in this process's memory, by everything they were made from.

A group's results never change once they are open, so neither does a page made of them: whoever looks
again is given the same page without anything being read, worked out or drawn. What it was made from is
its name here, so a page that would say something else is never found.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Hashable

PAGES = 200  # of some 100 kB each


class Pages:
    """The last so many pages. Several threads may ask at once."""

    def __init__(self, most: int = PAGES) -> None:
        self.most = most
        self.kept: OrderedDict[str, bytes] = OrderedDict()
        self.lock = threading.Lock()

    def find(self, name: str) -> bytes | None:
        with self.lock:
            page = self.kept.get(name)
            if page is not None:
                self.kept.move_to_end(name)
            return page

    def keep(self, name: str, page: bytes) -> None:
        with self.lock:
            self.kept[name] = page
            self.kept.move_to_end(name)
            while len(self.kept) > self.most:
                self.kept.popitem(last=False)

    def forget(self) -> None:
        with self.lock:
            self.kept.clear()


pages = Pages()


def name_of(*made_from: Hashable) -> str:
    """One name for everything a page was made from."""
    return hashlib.sha256(repr(made_from).encode()).hexdigest()
