"""The exhibits of each case, by voice: what the gallery is held against."""

GAPS = "planogram gaps profile perception"
TEAM = f"{GAPS} spread priorities"
E6 = "practice-E6 spread-E6"
EXECUTIVE = {"executive": "planogram practice-C2"}
OWN = {"executive": "planogram"}
PEERS = {"peer": "planogram profile"}

EXPECTED = {
    "executive": {"executive": "planogram practice-E5"},
    "executive-full": {"executive": "planogram practice-E5"},
    "one-answer": {"executive": "planogram practice-E5"},
    "none-answered": {},
    "all-dont-know": EXECUTIVE,
    "five-everywhere": EXECUTIVE,
    "one-everywhere": EXECUTIVE,
    "one-to-five": EXECUTIVE,
    "wanted-below-today": EXECUTIVE,
    "half-skipped": EXECUTIVE,
    "no-view": EXECUTIVE,
    "all-voices": {**OWN, **PEERS, "team": f"{TEAM} parts-department parts-meets parts-region {E6}"},
    "too-few": {"executive": "planogram practice-E5"},
    "team-5": {**OWN, "team": f"{GAPS} practice-E5"},
    "team-9": {**OWN, "team": f"{GAPS} practice-E6"},
    "team-12": {**OWN, "team": f"{TEAM} parts-department parts-meets {E6}"},
    "team-40": {**OWN, "team": f"{TEAM} parts-department parts-meets parts-region {E6}"},
    "team-400": {**OWN, "team": f"{TEAM} parts-department parts-meets parts-region {E6}"},
    "team-alike": {**OWN, "team": "planogram gaps profile practice-C2"},
    "team-one-level": {**OWN, "team": "planogram gaps profile practice-C2"},
    "two-camps": {**OWN, "team": f"{TEAM} practice-C4 spread-C4"},
    "nothing-picked": {**OWN, "team": f"{TEAM} parts-meets parts-region {E6}"},
    "dont-know-one": {**OWN, "team": f"{TEAM} parts-meets parts-region practice-C2 spread-C2"},
    "team-below-today": {**OWN, "team": f"{TEAM} parts-meets parts-region practice-C4 spread-C4"},
    "departments-60": {**OWN, "team": f"{TEAM} parts-department {E6}"},
    "names-300": {**OWN, "team": f"{TEAM} parts-department {E6}"},
    "names-unbroken": {**OWN, "team": f"{TEAM} parts-department {E6}"},
    "names-right-to-left": {**OWN, "team": f"{TEAM} parts-department {E6}"},
    "names-markup": {**OWN, "team": f"{TEAM} parts-department {E6}"},
    "switched-off": {**OWN, **PEERS, "team": f"{TEAM} parts-department parts-meets {E6}"},
    "peers-4": {**OWN, "peer": "planogram profile practice-E6"},
    "peers-extremes": {**OWN, "peer": "planogram profile practice-C4"},
    "peers-12": {**OWN, "peer": "planogram profile practice-E6"},
    "averages-alone": {**OWN, "team": f"{GAPS} parts-department parts-meets parts-region practice-E6"},
    "rounds-2": {**OWN, "team": f"{TEAM} trend parts-meets parts-region {E6}"},
    "rounds-3": {**OWN, "team": f"{TEAM} trend parts-meets parts-region {E6}"},
    "rounds-8": {**OWN, "team": f"{TEAM} trend parts-meets parts-region {E6}"},
    "after-an-import": {**OWN, **PEERS, "team": f"{TEAM} trend parts-meets parts-region {E6}"},
    "imported": {"team": f"planogram gaps spread {E6}"},
}
