"""Finished pages in this process's memory, by everything they were made from.

A group's results never change once they are open, so neither does a page made of them: whoever looks
again is given the same page without anything being read, worked out or drawn. What it was made from is
its name here, so a page that would say something else is never found. They are kept compressed, as nearly
every browser takes them, because compressing costs more than all the rest of a page looked at again.
"""

from __future__ import annotations

import gzip
import hashlib
import threading
from collections import OrderedDict
from collections.abc import Hashable

from django.http import HttpResponse
from django.utils.cache import patch_vary_headers

PAGES = 200  # of some 20 kB each


class Pages:
    """The last so many pages, compressed by gzip. Several threads may ask at once."""

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
        """Keep a page, given as it is read."""
        compressed = gzip.compress(page, mtime=0)
        with self.lock:
            self.kept[name] = compressed
            self.kept.move_to_end(name)
            while len(self.kept) > self.most:
                self.kept.popitem(last=False)

    def forget(self) -> None:
        with self.lock:
            self.kept.clear()


pages = Pages()


def served(compressed: bytes, accepted: str) -> HttpResponse:
    """A kept page for a browser that sent this Accept-Encoding."""
    if "gzip" in accepted:
        response = HttpResponse(compressed, headers={"Content-Encoding": "gzip"})
    else:
        response = HttpResponse(gzip.decompress(compressed))
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


def name_of(*made_from: Hashable) -> str:
    """One name for everything a page was made from."""
    return hashlib.sha256(repr(made_from).encode()).hexdigest()
