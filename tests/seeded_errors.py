"""Errors put into real sentences, one each, by kind: what the checks are held to find."""

import json
import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from desktop_app.domain.bound import limits_of
from desktop_app.domain.checked_text import CheckedText
from desktop_app.domain.claim import ClaimKind, find_claims
from desktop_app.domain.finding import Finding, Severity
from desktop_app.domain.form import Section
from desktop_app.domain.markup import Cite, Words, read_pieces
from desktop_app.domain.naming import find_names, name_words
from desktop_app.domain.sentence import sentences
from desktop_app.domain.slot_finding import flat
from desktop_app.domain.source import source_of
from desktop_app.domain.text import Origin, OriginSpan, Span
from desktop_app.domain.word import stem
from desktop_app.domain.word_lists import listed

DATA = Path(__file__).parents[1].parent / "shared" / "data"
CONTRACTS, REPORTS = DATA / "contracts-cuad" / "txt", DATA / "finance-tables-tatqa" / "tatqa_dataset_dev.json"
MODEL = OriginSpan(0, 0, Origin.MODEL)
SECTION = Section(section="terms", title="Terms")
Edit = tuple[str, Span]
Seed = Callable[[str, Sequence[str], random.Random], Edit | None]


@dataclass(frozen=True, slots=True)
class Drafted:
    """A sentence as a drafter wrote it, and the passages that it was given; it cites the first."""

    text: str
    passages: tuple[str, ...]

    @property
    def subject(self) -> CheckedText:
        """As it is checked."""
        marked = read_pieces([Words(self.text), Cite(1)], MODEL)
        return CheckedText(marked.text, SECTION, marked.anchors, dict(enumerate(self.passages, 1)), marked.spans)


def contract_sentences(folder: Path = CONTRACTS, each: int = 40, seed: int = 7) -> Iterator[Drafted]:
    """Sentences of real contracts, each with itself and its neighbours as passages."""
    chance = random.Random(seed)
    for path in sorted(folder.glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        found = [flat(text[s.start : s.end]) for s in sentences(text) if 40 < s.length < 700]
        whole = [i for i in range(1, len(found) - 1) if _is_sentence(found[i])]
        for i in sorted(chance.sample(whole, min(each, len(whole)))):
            yield Drafted(found[i], (found[i], found[i + 1], found[i - 1]))


def report_sentences(file: Path = REPORTS, seed: int = 7) -> Iterator[Drafted]:
    """Sentences of companies' annual reports: the checks were not written while looking at these."""
    chance = random.Random(seed)
    for each in json.loads(file.read_text(encoding="utf-8")):
        text = "\n".join(paragraph["text"] for paragraph in each["paragraphs"])
        found = [flat(text[s.start : s.end]) for s in sentences(text) if 40 < s.length < 700]
        whole = [i for i in range(1, len(found) - 1) if _is_sentence(found[i])]
        for i in sorted(chance.sample(whole, min(6, len(whole)))):
            yield Drafted(found[i], (found[i], found[i + 1], found[i - 1]))


def _is_sentence(text: str) -> bool:
    words = text.split()
    return len(words) > 6 and text[0].isalpha() and text[-1] in ".;:" and "___" not in text and "[" not in text


def near_extractive(drafted: Drafted, chance: random.Random) -> Drafted:
    """The sentence as a drafter keeps close to it: a lead-in, a bracket left out, another word of the same meaning."""
    text = drafted.text
    ways: list[Callable[[str], str]] = [
        lambda t: re.sub(r"\s?\((?![0-9])[^()]{1,80}\)", "", t, count=1),
        lambda t: f"The agreement provides that {t[0].lower()}{t[1:]}" if t.split()[0] in _OPENERS else t,
        lambda t: t.replace("prior to", "before").replace("shall", "must", 1) if chance.random() < 0.5 else t,
        lambda t: re.sub(
            r"\bpurchase\b", "buy", re.sub(r"\bapproximately\b", "about", re.sub(r"\bobtain\b", "get", t))
        ),
        lambda t: re.sub(r"^(?:However|Accordingly|Further|In addition), (\w)", lambda m: m[1].upper(), t),
        lambda t: re.sub(r"; provided,? (?:however,? )?that [^;]{1,200}\.$", ".", t),
        lambda t: re.sub(r"\b([0-9]{1,3}),000,000\b", r"\1 million", t),
    ]
    for way in chance.sample(ways, 3):
        text = way(text)
    return Drafted(text, drafted.passages)


_OPENERS = listed("The This Each Either Neither Any All No If Such In Upon During")


def stated(text: str, passages: Sequence[str]) -> bool:
    """Whether a passage says any of these claims."""
    return any(source_of(p).states(c) for p in passages for c in (*find_claims(text), *find_names(text)))


def caught(findings: Sequence[Finding], place: Span) -> bool:
    """Whether a finding that counts stands where the error was put."""
    return any(f.severity is not Severity.NOTE and Span(f.start, f.end).overlaps(place) for f in findings)


def _put(text: str, start: int, end: int, words: str) -> Edit:
    return text[:start] + words + text[end:], Span(start, start + max(len(words), 1))


def _figure(*kinds: ClaimKind) -> Seed:
    """Other digits, of a value that no passage states."""

    def seed(text: str, passages: Sequence[str], chance: random.Random) -> Edit | None:
        claims = [c for c in find_claims(text) if c.kind in kinds and re.search("[0-9]", c.text) and c.values]
        if not claims:
            return None
        claim = chance.choice(claims)
        for _ in range(20):
            words = re.sub("[0-9]", lambda _: str(chance.randint(1, 9)), claim.text)
            edited, place = _put(text, claim.start, claim.end, words)
            new = [c for c in find_claims(edited) if c.span.overlaps(place)]
            if words != claim.text and new and not any(source_of(p).states(c) for p in passages for c in new):
                return edited, place
        return None

    return seed


def _words(pairs: Sequence[tuple[str, str]], near: Callable[[str, int, int], bool] = lambda *_: True) -> Seed:
    """One of these words for the other."""

    def seed(text: str, passages: Sequence[str], chance: random.Random) -> Edit | None:
        places = [
            (m, other)
            for one, other in pairs
            for m in re.finditer(rf"(?<![\w-]){re.escape(one)}(?![\w-])", text)
            if near(text, m.start(), m.end())
        ]
        if not places:
            return None
        match, other = chance.choice(places)
        other = other[0].upper() + other[1:] if match[0][0].isupper() and other else other
        edited, place = _put(text, match.start(), match.end(), other)
        return None if any(edited in p for p in passages) else (edited, place)

    return seed


def _limit(text: str, passages: Sequence[str], chance: random.Random) -> Edit | None:
    """A limit of a figure turned round."""
    turns = {
        "at least": "at most", "at the least": "at most", "up to": "at least", "more than": "less than",
        "less than": "more than", "no more than": "no less than", "not more than": "not less than",
        "no less than": "no more than", "not less than": "not more than", "exceeding": "less than",
        "in excess of": "less than", "within": "after", "before": "after", "prior to": "after", "after": "before",
        "following": "before", "at most": "at least", "a minimum": "a maximum", "a maximum": "a minimum",
        "not to exceed": "not less than", "minimum": "maximum", "maximum": "minimum", "not exceeding": "not less than",
        "not exceed": "be at least", "on or before": "on or after", "no later than": "no earlier than",
        "not later than": "not earlier than", "or more": "or less", "over": "under", "exceed": "be below",
        "exceeds": "is below", "limited to": "at least",
    }  # fmt: skip
    places = []
    for claim in find_claims(text):
        limits = limits_of(claim, text) if claim.kind.figure and claim.kind is not ClaimKind.NUMBER else None
        sides = (limits.front, limits.behind) if limits else ()
        places += [side for side in sides if side and text[side.start : side.end].casefold() in turns]
    if not places:
        return None
    limit = chance.choice(places)
    return _put(text, limit.start, limit.end, turns[text[limit.start : limit.end].casefold()])


def _denied(text: str, passages: Sequence[str], chance: random.Random) -> Edit | None:
    """“not” taken out."""
    places = list(
        re.finditer(r"\b(?:shall|may|will|must|can|is|are|does|do|has|have|was|were|would|could) not\b", text)
    )
    places += list(re.finditer(r"\bcannot\b", text))
    if not places:
        return None
    match = chance.choice(places)
    words = "can" if match[0] == "cannot" else match[0].removesuffix(" not")
    edited, place = _put(text, match.start(), match.end(), words)
    return edited, Span(place.start, min(place.end + 12, len(edited)))


def _affirmed(text: str, passages: Sequence[str], chance: random.Random) -> Edit | None:
    """“not” put in."""
    places = list(re.finditer(r"\b(?:shall|may|will|must|can|is|are|has|have|was|were)\b(?! not| no\b| neither)", text))
    places = [m for m in places if len(text[m.end() :].split()) > 2]
    if not places:
        return None
    match = chance.choice(places)
    return _put(text, match.start(), match.end(), f"{match[0]} not")


def _name(own: bool) -> Seed:
    """Another name: one of the passages, or one from elsewhere."""

    def seed(text: str, passages: Sequence[str], chance: random.Random) -> Edit | None:
        names = [n for n in find_names(text) if len(n.text) > 3]
        others = [n.text for p in passages[1:] for n in find_names(p)] if own else list(_STRANGERS)
        if not names:
            return None
        name = chance.choice(names)
        fits = [o for o in others if not name_words(o) & name_words(name.text) and o.casefold() not in text.casefold()]
        fits = fits if own else [o for o in fits if not stated(o, passages)]
        return _put(text, name.start, name.end, chance.choice(sorted(fits))) if fits else None

    return seed


_STRANGERS = (
    "Zenith Holdings", "Marlowe Freight Ltd", "Ostrava Chemicals", "Pinecrest Bank", "Halvorsen Group", "Nordwind AG",
    "Calloway Partners", "Tessellate Labs", "Quillfeather Press", "Redgate Mining Corporation",
)  # fmt: skip


def _roles(text: str, passages: Sequence[str], chance: random.Random) -> Edit | None:
    """Two parties in each other's place."""
    named = [m for m in re.finditer(r"\b[A-Z][a-z]{3,}\b|\b[A-Z]{4,}\b", text) if m.start() and m[0] not in _OPENERS]
    pairs = [
        (a, b)
        for a, b in pairwise(named)
        if stem(a[0].casefold()) != stem(b[0].casefold()) and len(text[a.end() : b.start()].split()) >= 2
    ]
    pairs = [
        (a, b) for a, b in pairs if re.search(r"\b(?:shall|will|may|must|to|by|from|of)\b", text[a.end() : b.start()])
    ]
    if not pairs:
        return None
    a, b = chance.choice(pairs)
    edited = text[: a.start()] + b[0] + text[a.end() : b.start()] + a[0] + text[b.end() :]
    return None if edited == text else (edited, Span(a.start(), b.end()))


def _unit(text: str, passages: Sequence[str], chance: random.Random) -> Edit | None:
    """Another currency, unit or scale at a figure."""
    turns = {
        "days": "months", "day": "month", "months": "years", "month": "year", "years": "months", "year": "month",
        "hours": "days", "weeks": "months", "business days": "months", "percent": "basis points", "%": " basis points",
        "$": "€", "US$": "€", "€": "$", "£": "$", "million": "billion", "billion": "million", "dollars": "euros",
        "thousand": "million",
    }  # fmt: skip
    places = []
    for claim in find_claims(text):
        if claim.kind in (ClaimKind.MONEY, ClaimKind.PERCENT, ClaimKind.DURATION):
            places += [
                (claim.start + m.start(), claim.start + m.end(), turns[m[0].lower() if m[0] != "US$" else m[0]])
                for m in re.finditer(
                    r"US\$|[$€£%]|\b(?:days?|months?|years?|hours|weeks|percent|[mb]illion|dollars|thousand)\b",
                    claim.text,
                    re.IGNORECASE,
                )
                if (m[0].lower() if m[0] != "US$" else m[0]) in turns
            ]
    if not places:
        return None
    start, end, words = chance.choice(places)
    edited, place = _put(text, start, end, words)
    new = [c for c in find_claims(edited) if c.start <= place.start < c.end]
    return None if not new or any(source_of(p).states(c) for p in passages for c in new) else (edited, new[0].span)


def _multiple(text: str, passages: Sequence[str], chance: random.Random) -> Edit | None:
    """“twice” before an amount."""
    claims = [c for c in find_claims(text) if c.kind is ClaimKind.MONEY and not c.multiplied and c.values]
    if not claims:
        return None
    claim = chance.choice(claims)
    edited, place = _put(text, claim.start, claim.end, f"twice {claim.text}")
    new = [c for c in find_claims(edited) if c.span.overlaps(place)]
    return None if any(source_of(p).states(c) for p in passages for c in new) else (edited, place)


ROLE_PAIRS = (
    ("Lessor", "Lessee"), ("Lessee", "Lessor"), ("Licensor", "Licensee"), ("Licensee", "Licensor"),
    ("Seller", "Buyer"), ("Buyer", "Seller"), ("Franchisor", "Franchisee"), ("Franchisee", "Franchisor"),
    ("Landlord", "Tenant"), ("Tenant", "Landlord"), ("include", "exclude"), ("including", "excluding"),
    ("includes", "excludes"), ("commence", "end"), ("with", "without"), ("without", "with"), ("written", "oral"),
    ("exclusive", "nonexclusive"), ("accept", "reject"), ("approve", "reject"), ("approved", "rejected"),
    ("increase", "decrease"), ("purchase", "sell"), ("purchased", "sold"), ("terminate", "begin"),
    ("Disclosing", "Receiving"), ("disclosing", "receiving"), ("valid", "invalid"), ("first", "last"),
    ("reasonable", "unreasonable"), ("direct", "indirect"), ("inside", "outside"), ("public", "private"),
    ("before", "after"), ("after", "before"), ("prior", "subsequent"), ("permitted", "prohibited"),
    ("increased", "decreased"), ("gross", "net"), ("net", "gross"), ("expiration", "commencement"),
)  # fmt: skip
MODAL_PAIRS = (
    ("shall", "may"), ("may", "shall"), ("must", "may"), ("will", "may"), ("may", "must"), ("shall", "should"),
    ("should", "must"),
)  # fmt: skip
QUANTITY_PAIRS = (
    ("all", "some"), ("any", "some"), ("each", "some"), ("both", "either"), ("either", "both"), ("all", "most"),
    ("every", "some"), ("some", "all"), ("only", "mainly"), ("entire", "half"), ("most", "few"),
)  # fmt: skip
SEEDS: dict[str, Seed] = {
    "amount": _figure(ClaimKind.MONEY),
    "percentage": _figure(ClaimKind.PERCENT),
    "period": _figure(ClaimKind.DURATION),
    "number": _figure(ClaimKind.NUMBER),
    "date": _figure(ClaimKind.DATE),
    "currency, unit or scale": _unit,
    "twice the amount": _multiple,
    "section or clause": _figure(ClaimKind.REFERENCE),
    "identifier": _figure(ClaimKind.IDENTIFIER),
    "name from elsewhere": _name(own=False),
    "name of another passage": _name(own=True),
    "“not” taken out": _denied,
    "“not” put in": _affirmed,
    "limit turned round": _limit,
    "contrary word": _words(ROLE_PAIRS),
    "parties swapped": _roles,
    "duty or liberty": _words(MODAL_PAIRS),
    "all or some": _words(QUANTITY_PAIRS),
}
NUMBERS = frozenset(("amount", "percentage", "period", "number", "date", "currency, unit or scale", "twice the amount"))
