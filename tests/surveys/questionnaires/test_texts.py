"""The questionnaire texts: every language file against the schema, the limits and the house words."""

import copy
import json
import re
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

FOLDER = Path(__file__).resolve().parents[3] / "surveys" / "questionnaires"
FILES = sorted(FOLDER.glob("closer.v*.??.yaml"))
SCHEMA = json.loads((FOLDER / "schema.json").read_text(encoding="utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)

VOICES = ("executive", "peer", "team")
CORE = ["C2", "C4", "C7", "C8", "E3", "E5", "E6", "E8", "P1", "P3", "P5", "P7"]
FULL = [
    "C2",
    "C4",
    "C7",
    "C8",
    "C1",
    "C3",
    "C5",
    "C6",
    "E3",
    "E5",
    "E6",
    "E8",
    "E1",
    "E2",
    "E4",
    "E7",
    "P1",
    "P3",
    "P5",
    "P7",
    "P2",
    "P4",
    "P6",
    "P8",
]

# Words; other languages may use a fifth more. Characters of a level text are per language.
LIMITS = {
    "name": 7,
    "lead_in": 20,
    "hint": 20,
    "level": 15,
    "evidence": 15,
    "step": 25,
    "meaning": 20,
    "why": 30,
    "page": 110,
    "average": 85,
}
LEVEL_CHARACTERS = {"en": 110}
LEVEL_CHARACTERS_ELSEWHERE = 130
SHORT_LABEL_LINES, SHORT_LABEL_CHARACTERS = 2, 14

PLACEHOLDERS = {"{customers}", "{customer}", "{organisation}"}
ITEM_KINDS = {"name", "short_label", "lead_in", "hint", "level"}
PLACEHOLDER_KINDS = {"lead_in", "hint", "level"}

ENDINGS = r"(?:s|es|d|ed|ing|ly)?"
BANNED = {
    "en": [
        r"360\s*°",
        r"360 degrees?",
        *(
            rf"\b{word}{ENDINGS}\b"
            for word in (
                "cdp",
                "omnichannel",
                "touch-?point",
                "silo",
                "persona",
                "propensity",
                "funnel",
                "roi",
                "nps",
                "voc",
                "kpi",
                "value stream",
                "empowerment",
                "empower",
                "ecosystem",
                "c-suite",
                "real-time decisioning",
                "authentic",
                "best-in-class",
                "fully",
                "effectively",
                "optimally",
                "anonymous",
                "blind spot",
                "score",
                "grade",
                "fail",
                "failure",
                "poor",
                "leverage",
                "journey",
                "target",
                "wish",
                "ambition",
                "actionable",
                "desired",
                "shelf",
                "facing",
            )
        ),
    ],
    "de": [
        r"\banonym\w*",
        r"\bganzheitliche[nrs]? 360",
        *(
            rf"\b{word}s?\b"
            for word in (
                "touchpoint",
                "silo",
                "persona",
                "funnel",
                "roi",
                "nps",
                "kpi",
                "omnichannel",
                "ökosystem",
                "score",
                "note",
                "wunsch",
            )
        ),
        r"\bauthentisch\w*",
    ],
}
BANNED_IN_ITEMS = {"de": [r"\bziel\b"]}
NEGATIVES_EN = r"\b(?:not|no|none|never|nobody|nothing|nowhere|without)\b|n’t\b"


def load(path):
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def texts(document):
    """Every text a person can see, as (where, kind, text)."""
    yield "title", "title", document["title"]
    for level in document["levels"]:
        yield f"level {level['level']} name", "level_name", level["name"]
        yield f"level {level['level']} meaning", "meaning", level["meaning"]
    for category in document["categories"]:
        code = category["code"]
        yield f"{code} name", "category_name", category["name"]
        yield f"{code} meaning", "meaning", category["meaning"]
        yield f"{code} opener", "opener", category["opener"]
        yield f"{code} deeper opener", "opener", category["deeper_opener"]
    for code, name in document["techniques"].items():
        yield code, "technique", name
    for practice in document["practices"]:
        code = practice["code"]
        yield f"{code} name", "name", practice["name"]
        yield f"{code} short label", "short_label", practice["short_label"]
        for kind in ("lead_in", "hint"):
            for voice, text in practice.get(kind, {}).items():
                yield f"{code} {kind} {voice}", kind, text
        for number, text in enumerate(practice["levels"], start=1):
            yield f"{code} level {number}", "level", text
        yield f"{code} why", "why", practice["why"]["text"]
        yield f"{code} source", "source", practice["why"]["source"]
        for number, text in enumerate(practice["evidence"], start=1):
            yield f"{code} evidence {number}", "evidence", text
        for step in practice["next_steps"]:
            yield f"{code} step {step['from']}", "step", step["text"]


def words(text):
    """Words as a respondent reads them, with the placeholders' default words put in."""
    text = text.replace("{organisation}", "your organisation")
    return sum(any(character.isalnum() for character in word) for word in text.split())


def page_words(practice, voice):
    parts = [practice["name"], practice["lead_in"][voice], practice.get("hint", {}).get(voice, "")]
    return sum(words(part) for part in (*parts, *practice["levels"]))


def limit(kind, language):
    return LIMITS[kind] if language == "en" else LIMITS[kind] * 6 // 5


def banned_words(text, language, kind):
    patterns = list(BANNED.get(language, []))
    if kind in ITEM_KINDS:
        patterns += BANNED_IN_ITEMS.get(language, [])
    flat = text.replace("\n", " ")
    return [pattern for pattern in patterns if re.search(pattern, flat, re.IGNORECASE)]


def structure(document):
    """What a translation may not change."""
    return {
        "questionnaire": document["questionnaire"],
        "version": document["version"],
        "levels": [level["level"] for level in document["levels"]],
        "categories": [category["code"] for category in document["categories"]],
        "forms": document["forms"],
        "techniques": list(document["techniques"]),
        "practices": [
            {
                "code": practice["code"],
                "category": practice["category"],
                "hints": sorted(practice.get("hint", {})),
                "source": practice["why"]["source"],
                "year": practice["why"]["year"],
                "evidence": len(practice["evidence"]),
                "steps": [(step["from"], step["technique"]) for step in practice["next_steps"]],
            }
            for practice in document["practices"]
        ],
    }


@pytest.fixture(params=FILES, ids=lambda path: path.name)
def path(request):
    return request.param


@pytest.fixture
def document(path):
    return load(path)


@pytest.fixture
def english():
    return load(FOLDER / "closer.v1.en.yaml")


# ---------------------------------------------------------------- files and structure


def test_english_exists_for_every_version():
    assert FOLDER / "closer.v1.en.yaml" in FILES
    sources = {path.name.split(".")[1] for path in FILES if path.name.endswith(".en.yaml")}
    assert {path.name.split(".")[1] for path in FILES} == sources


def test_schema_is_itself_valid():
    assert list(Draft202012Validator(Draft202012Validator.META_SCHEMA).iter_errors(SCHEMA)) == []


def test_file_matches_schema(document):
    errors = [(list(error.path), error.message) for error in VALIDATOR.iter_errors(document)]
    assert errors == []


def test_file_name_says_what_is_inside(path, document):
    assert path.name == f"{document['questionnaire']}.v{document['version']}.{document['language']}.yaml"


def test_yaml_has_no_key_twice(path):
    def mapping(loader, node):
        keys = [loader.construct_object(key) for key, _ in node.value]
        assert len(keys) == len(set(keys)), f"a key stands twice near line {node.start_mark.line + 1}"
        return yaml.SafeLoader.construct_mapping(loader, node, deep=True)

    loader = type("StrictLoader", (yaml.SafeLoader,), {})
    loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, mapping)
    assert len(yaml.load(path.read_text(encoding="utf-8"), Loader=loader)["practices"]) == 24


def test_forms_are_complete_and_ordered(document):
    assert document["forms"] == {"core": CORE, "full": FULL}
    assert [code for code in FULL if code in CORE] == CORE
    assert sorted(FULL) == [f"{category}{number}" for category in "CEP" for number in range(1, 9)]
    assert [code[0] for code in FULL] == ["C"] * 8 + ["E"] * 8 + ["P"] * 8
    for start in (0, 8, 16):
        assert [code in CORE for code in FULL[start : start + 8]] == [True] * 4 + [False] * 4


def test_practices_stand_in_full_order_under_their_category(document):
    assert [practice["code"] for practice in document["practices"]] == FULL
    assert [practice["category"] for practice in document["practices"]] == [code[0] for code in FULL]


def test_every_technique_used_has_a_name_and_every_name_is_used(document):
    used = {step["technique"] for practice in document["practices"] for step in practice["next_steps"]}
    assert sorted(used) == sorted(document["techniques"])


def test_translation_has_the_structure_of_the_english_source(document):
    source = load(FOLDER / f"closer.v{document['version']}.en.yaml")
    assert structure(document) == structure(source)


def test_every_fact_has_a_source_and_most_a_year(document):
    whys = [practice["why"] for practice in document["practices"]]
    assert all(why["source"] for why in whys)
    assert sum(why["year"] is None for why in whys) <= 6
    assert all(2010 <= why["year"] <= 2015 for why in whys if why["year"] is not None)


# ---------------------------------------------------------------- length


@pytest.mark.parametrize("kind", ["name", "lead_in", "hint", "level", "evidence", "step", "meaning", "why"])
def test_words(document, kind):
    most = limit(kind, document["language"])
    counts = {where: words(text) for where, found, text in texts(document) if found == kind}
    assert counts
    assert {where: count for where, count in counts.items() if count > most} == {}


def test_level_characters(document):
    most = LEVEL_CHARACTERS.get(document["language"], LEVEL_CHARACTERS_ELSEWHERE)
    long = {where: len(text) for where, kind, text in texts(document) if kind == "level" and len(text) > most}
    assert long == {}


def test_short_labels_fit(document):
    for practice in document["practices"]:
        lines = practice["short_label"].split("\n")
        assert len(lines) <= SHORT_LABEL_LINES, practice["code"]
        assert max(len(line) for line in lines) <= SHORT_LABEL_CHARACTERS, practice["code"]


@pytest.mark.parametrize("voice", VOICES)
def test_words_on_a_page(document, voice):
    most = limit("page", document["language"])
    pages = {practice["code"]: page_words(practice, voice) for practice in document["practices"]}
    assert {code: count for code, count in pages.items() if count > most} == {}


@pytest.mark.parametrize("voice", VOICES)
@pytest.mark.parametrize("form", ["core", "full"])
def test_average_words_over_the_form(document, form, voice):
    pages = [page_words(p, voice) for p in document["practices"] if p["code"] in document["forms"][form]]
    assert sum(pages) / len(pages) <= limit("average", document["language"])


# ---------------------------------------------------------------- wording


def test_no_banned_words(document):
    found = {
        where: hits
        for where, kind, text in texts(document)
        if (hits := banned_words(text, document["language"], kind))
    }
    assert found == {}


def test_plain_punctuation(document):
    unwanted = r"""['"`´!]|  | [.,;?]|\.\."""
    found = {where: text for where, _, text in texts(document) if re.search(unwanted, text)}
    assert found == {}


def test_placeholders_known_and_only_where_allowed(document):
    for where, kind, text in texts(document):
        found = set(re.findall(r"\{[^{}]*\}", text))
        assert found <= PLACEHOLDERS, where
        assert not found or kind in PLACEHOLDER_KINDS, where
        assert re.sub(r"\{[^{}]*\}", "", text).count("{") + text.count("}") == len(
            re.findall(r"\{[^{}]*\}", text)
        ), where


def test_no_placeholder_begins_a_sentence(document):
    found = [where for where, _, text in texts(document) if re.search(r"(?:^|[.?]\s+|[“„])\{", text)]
    assert found == []


def test_executive_is_asked_about_the_whole_organisation(document):
    missing = [
        practice["code"]
        for practice in document["practices"]
        if "{organisation}" not in practice["lead_in"]["executive"]
    ]
    assert missing == []


def test_three_lead_ins_each_a_question(document):
    for practice in document["practices"]:
        assert tuple(practice["lead_in"]) == VOICES, practice["code"]
        assert len(set(practice["lead_in"].values())) == 3, practice["code"]
        for voice, text in practice["lead_in"].items():
            assert text.endswith("?"), f"{practice['code']} {voice}"
            assert text.count("?") == 1, f"{practice['code']} {voice}"


def test_levels_are_full_sentences_without_numbers(document):
    for where, kind, text in texts(document):
        if kind == "level":
            assert text.endswith("."), where
            assert text[0].isupper(), where
            assert not re.search(r"\d|%", text), where


def test_hints_end_like_sentences(document):
    assert [where for where, kind, text in texts(document) if kind == "hint" and text[-1] not in ".?"] == []


def test_level_meanings_can_follow_level_n_means(document):
    for level in document["levels"]:
        assert not level["meaning"].endswith("."), level["level"]
        assert level["meaning"][0].islower(), level["level"]


def test_no_text_twice(document):
    """A practice may give several voices the same hint; nothing else is said twice."""
    seen = {}
    for where, kind, text in texts(document):
        if kind == "source":
            continue
        owner = where.rsplit(" ", 1)[0] if kind == "hint" else where
        key = " ".join(text.casefold().split())
        if kind == "short_label":  # a label may read like its own practice's name
            key = f"label: {key}"
        assert seen.setdefault(key, owner) == owner, f"{where} repeats {seen[key]}"


# ---------------------------------------------------------------- English only


def test_english_names_are_the_decided_ones(english):
    assert {practice["code"]: practice["name"] for practice in english["practices"]} == {
        "C1": "Recognising each customer",
        "C2": "The person, not the segment",
        "C3": "The right moment",
        "C4": "What customers feel and say",
        "C5": "Asking only what helps",
        "C6": "Contact that is welcome",
        "C7": "Helping customers choose",
        "C8": "Customers who recommend us",
        "E1": "Automatic answers that help",
        "E2": "Test and learn",
        "E3": "Measures that matter to customers",
        "E4": "New ideas built with customers",
        "E5": "The customer’s whole path",
        "E6": "Service without starting over",
        "E7": "Marketing and IT together",
        "E8": "What we learn changes what we do",
        "P1": "Leaders aligned on customers",
        "P2": "Rewards that serve customers",
        "P3": "Able to help on the spot",
        "P4": "Customers are everyone’s job",
        "P5": "Colleagues are heard",
        "P6": "Promise kept",
        "P7": "Partners who represent us",
        "P8": "Suppliers who know our customers",
    }
    assert [level["name"] for level in english["levels"]] == [
        "Not yet",
        "Here and there",
        "Agreed way",
        "Joined up",
        "Second nature",
    ]
    assert [category["name"] for category in english["categories"]] == [
        "Knowing each customer",
        "One system of engagement",
        "People and partners",
    ]


def test_english_uses_the_organisations_own_word_for_customers(english):
    found = [
        where
        for where, kind, text in texts(english)
        if kind in PLACEHOLDER_KINDS and re.search(r"(?<!\{)\bcustomers?\b", text, re.IGNORECASE)
    ]
    assert found == []


def test_english_articles_fit_any_word_for_customer(english):
    """“a patient” but “an associate”: no indefinite article before a placeholder."""
    assert [where for where, _, text in texts(english) if re.search(r"\ban? \{", text, re.IGNORECASE)] == []


def test_english_has_no_negatives_beyond_level_one(english):
    found = [
        (practice["code"], number, text)
        for practice in english["practices"]
        for number, text in enumerate(practice["levels"][1:], start=2)
        if re.search(NEGATIVES_EN, text, re.IGNORECASE)
    ]
    assert found == []


def test_english_spelling_is_british(english):
    american = r"\b(?:organiz|recogniz|personaliz|optimiz|prioritiz|behavior|center\b|color|program\b)"
    found = [where for where, _, text in texts(english) if re.search(american, text, re.IGNORECASE)]
    assert found == []


# ---------------------------------------------------------------- the checks can fail


def without(key):
    def change(document):
        del document["practices"][0][key]

    return change


def put(value, *keys):
    def change(document):
        for key in keys[:-1]:
            document = document[key]
        document[keys[-1]] = value

    return change


BROKEN = {
    "unknown key": put(1, "extra"),
    "unknown key in a practice": put("x", "practices", 3, "note"),
    "no levels": without("levels"),
    "no why": without("why"),
    "four levels": lambda document: document["practices"][5]["levels"].pop(),
    "six levels": lambda document: document["practices"][5]["levels"].append("One more."),
    "three steps": lambda document: document["practices"][5]["next_steps"].pop(),
    "step from five": put(5, "practices", 0, "next_steps", 3, "from"),
    "steps out of order": lambda document: document["practices"][0]["next_steps"].reverse(),
    "code out of range": put("C9", "practices", 0, "code"),
    "code with a line break": put("C1\n", "practices", 0, "code"),
    "unknown category": put("X", "practices", 0, "category"),
    "technique out of range": put("T29", "practices", 0, "next_steps", 0, "technique"),
    "level text too long": put("A" * 130 + ".", "practices", 0, "levels", 0),
    "level text without a full stop": put("All of us", "practices", 0, "levels", 0),
    "label of three lines": put("One\ntwo\nthree", "practices", 0, "short_label"),
    "label line of fifteen": put("A" * 15, "practices", 0, "short_label"),
    "label ending in a break": put("Person, not\n", "practices", 0, "short_label"),
    "fourth voice": put("Why?", "practices", 0, "lead_in", "partner"),
    "hint for a fourth voice": put("Think.", "practices", 0, "hint", "partner"),
    "lead-in that asks nothing": put("We all know.", "practices", 0, "lead_in", "team"),
    "year as text": put("2014", "practices", 0, "why", "year"),
    "five pieces of evidence": lambda document: document["practices"][0]["evidence"].extend(["One", "Two"]),
    "straight apostrophe": put("We don't know.", "practices", 0, "levels", 0),
    "exclamation mark": put("We do!", "practices", 0, "name"),
    "practice missing": lambda document: document["practices"].pop(),
    "core of eleven": lambda document: document["forms"]["core"].pop(),
    "level names swapped": lambda document: document["levels"].reverse(),
}


@pytest.mark.parametrize("name", BROKEN)
def test_schema_refuses(english, name):
    assert VALIDATOR.is_valid(english)
    broken = copy.deepcopy(english)
    BROKEN[name](broken)
    assert not VALIDATOR.is_valid(broken)


@pytest.mark.parametrize(
    ("text", "language", "kind"),
    [
        ("Our Silos are gone.", "en", "level"),
        ("A 360° view of all", "en", "why"),
        ("Three personas", "en", "evidence"),
        ("The C-suite agrees.", "en", "hint"),
        ("Customer journey map", "en", "technique"),
        ("Targets are shared.", "en", "step"),
        ("Person, not\ngrade", "en", "short_label"),
        ("Anonyme Antworten", "de", "why"),
        ("Die Note ist gut.", "de", "meaning"),
        ("Jedes Ziel zählt.", "de", "level"),
    ],
)
def test_banned_words_are_found(text, language, kind):
    assert len(banned_words(text, language, kind)) == 1


@pytest.mark.parametrize(
    ("text", "language", "kind"),
    [
        ("A personal word", "en", "level"),
        ("We upgrade the recorded list.", "en", "level"),
        ("Die Notizen, jedes Ziel", "de", "step"),
        ("Das notieren wir zielgenau.", "de", "level"),
    ],
)
def test_other_words_are_left_alone(text, language, kind):
    assert banned_words(text, language, kind) == []


def test_words_are_counted_as_read():
    assert words("In {organisation} as a whole, what do {customers}’ words say?") == 11
    assert words("Well – yes; no.") == 3
    assert limit("level", "en") == 15
    kinds = ("level", "hint", "step", "page", "average")
    assert [limit(kind, "de") for kind in kinds] == [18, 24, 30, 132, 102]
