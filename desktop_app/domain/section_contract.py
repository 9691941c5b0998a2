"""The checks of what a section has to hold and must not: facts that the documents give, and data of persons."""

from collections.abc import Iterator, Sequence

from desktop_app.domain.checked_text import CheckedText
from desktop_app.domain.claim import Claim, agrees, find_claims
from desktop_app.domain.draft import SlotValue
from desktop_app.domain.finding import Finding, Rule, Severity
from desktop_app.domain.folding import fold
from desktop_app.domain.pack_check import Facts, NoPersonalData
from desktop_app.domain.personal_shape import personal_places
from desktop_app.domain.slot_finding import flat
from desktop_app.domain.wording_check import places_of

_SHOWN = 160


def missing_facts(check: Facts, subject: CheckedText) -> Iterator[Finding]:
    """Slots of which the documents hold a value and the text holds none."""
    if not any(subject.slots.get(name) for name in check.slots):
        return
    folded = fold(subject.text.plain).text
    claims = find_claims(subject.text.plain)
    for name in check.slots:
        found = subject.slots.get(name, ())
        if found and not any(_stands(value, folded, claims) for value in found):
            details = {"slot": name.replace("_", " "), "passage": flat(found[0].value)[:_SHOWN]}
            details["number"] = str(found[0].number)
            yield Finding(Rule.MISSING_FACT, Severity(check.finding), 0, 0, details)


def _stands(value: SlotValue, folded: str, claims: Sequence[Claim]) -> bool:
    """Whether the text says the value: in its words, or each figure of it in any form."""
    if fold(value.value).text in folded:
        return True
    theirs = [claim for claim in find_claims(value.value) if claim.kind.figure]
    return bool(theirs) and all(any(agrees(own, claim) for own in claims) for claim in theirs)


def personal_data(check: NoPersonalData, subject: CheckedText) -> Iterator[Finding]:
    """Data of persons, by shape and check digits; and the answers that the form marks as personal."""
    plain, names = subject.text.plain, {kind.upper() for kind in check.kinds}
    found = [(place, kind) for place, kind in personal_places(plain) if kind in names]
    if "NAME" in names:
        texts = [answer.text for answer in subject.personal]
        found += [(place, "NAME") for text in texts if len(text) > 2 for place in places_of(text, plain)]
    for place, kind in sorted(found, key=lambda each: each[0]):
        details = {"words": plain[place.start : place.end], "kind": kind.lower()}
        yield Finding(Rule.PERSONAL_DATA, Severity(check.finding), place.start, place.end, details)
