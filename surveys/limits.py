"""How much is too much: of one draft in this process's memory, of everything else in the database."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import threading
import time
from collections import OrderedDict

from django.conf import settings


def network_of(address: str) -> str:
    """What counts as one visitor: the IPv4 address, however it is written, or the IPv6 network that one
    household is given.
    """
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv4Address):
        return address
    if found.ipv4_mapped is not None:  # a server that listens on IPv6 alone sees all of IPv4 like this
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network(f"{found.compressed.partition('%')[0]}/64", strict=False))


def cache_key(key: str, prefix: str, version: int) -> str:
    """A cache's key as a keyed hash: what allauth counts by address is stored without the address."""
    message = f"{prefix}:{version}:{key}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), message, hashlib.sha256).hexdigest()


class MemoryLimit:
    """At most `amount` per `seconds` for each name, counted in this process alone.

    A bucket that fills evenly: no query, which a save can't afford, and exact enough against a script
    that posts a thousand times a minute. Remembers the last 10,000 names.
    """

    def __init__(self, amount: float, seconds: float, names: int = 10_000) -> None:
        self.amount, self.rate, self.names = float(amount), amount / seconds, names
        self.buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self.lock = threading.Lock()

    def take(self, name: str) -> bool:
        """Whether one more is allowed now."""
        now = time.monotonic()
        with self.lock:
            left, then = self.buckets.pop(name, (self.amount, now))
            left = min(self.amount, left + (now - then) * self.rate)
            allowed = left >= 1
            self.buckets[name] = (left - allowed, now)
            if len(self.buckets) > self.names:
                self.buckets.popitem(last=False)
        return allowed
