"""Client strips to draw."""

from typing import Any

from assessment.charts.clients import Clients, Group, KeyEntry, Row, Strip

KEY = (
    KeyEntry("today", "team"),
    KeyEntry("peers", "peers, to half levels"),
    KeyEntry("you", "executive alone"),
)


def client(
    name: str, note: str, what_next: str, hue: Any, today: str, wanted: str, gap: str, **more: Any
) -> Row:
    strips = tuple(Strip(float(a), float(b)) for a, b in zip(today.split(), wanted.split(), strict=True))
    facts: dict[str, Any] = {
        "name": name, "note": note, "next": what_next, "hue": hue, "strips": strips, "gap_text": gap,
    } | more  # fmt: skip
    return Row(**facts)


def waiting(name: str, missing: str = "Nothing to show yet: peers’ results can open from 4 answers") -> Row:
    return Row(name, "Media · Peers, 2 of 6", "Asking peers until 8 December", "peers", None, "–", missing)


NEEDS = (
    client("Marlow & Finch", "Services · Executive, shared", "Closes 24 November: 12 of 80 answered", "you",
           "2.7 2.2 3.0", "4 4 4.5", "1.5"),
    client("Halden Bank", "Banking · Team, 412 of 600", "Team results opened yesterday", "team",
           "3.2 2.9 3.0", "4.1 4.3 4.3", "1.3"),
    client("Vesta Travel", "Travel · Peers, 7 of 9", "Check date was 14 November", "peers",
           "3.5 2.5 3", "4 4 4", "1.0"),
)  # fmt: skip
OTHERS = (
    client("Brightwater Energy", "Utilities · Team, 97 of 140", "Plan made, check in March", "team",
           "2.9 1.7 2.6", "3.9 4.2 4.1", "1.6"),
    client("Orrin Telecom", "Telecom · Team, 288 of 520", "Finished, no action, reason given", "team",
           "3.5 2.4 2.7", "4.1 4.2 4.2", "1.3"),
    waiting("Quayside Media"),
)  # fmt: skip


def clients(*groups: Group, **more: Any) -> Clients:
    facts: dict[str, Any] = {
        "id": "g", "title": "Clients", "desc": "Levels.", "groups": groups,
        "client_head": "Client", "next_head": "What’s next",
        "strip_heads": ("Knowing each customer", "One system of engagement", "People and partners"),
        "gap_head": "Gap", "key": KEY, "no_level": "–",
        "notes": ("Filled: today. Hollow: wanted.",),
    } | more  # fmt: skip
    return Clients(**facts)


CLIENTS_6 = clients(Group("Needs you, 3", NEEDS, urgent=True), Group("The others, by name", OTHERS))
