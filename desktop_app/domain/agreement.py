"""Whether an answer says what documents say: by value, by name, or in the words that a form has for its choices."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from desktop_app.domain.checked_text import CheckedAnswer
from desktop_app.domain.claim import Amount, Claim, ClaimKind, agrees
from desktop_app.domain.form import AgreeCheck, Form, FormField, SlotType
from desktop_app.domain.naming import same_name
from desktop_app.domain.slot_finding import flat
from desktop_app.domain.source import Source, source_of, source_of_answer

_REST = "other"
"""What forms call the choice for all that they do not name, in any case."""

_COMPARED = {
    SlotType.DATE: ClaimKind.DATE,
    SlotType.MONEY: ClaimKind.MONEY,
    SlotType.DURATION: ClaimKind.DURATION,
}

_LOSS = re.compile(r"\(.*\)|(?i:net )?(?i:loss)\b.*")
"""How accounts write an amount below zero: in brackets, or behind the word."""


@dataclass(frozen=True, slots=True)
class Wording:
    """How documents say the answers of a field: as a value of this kind, as one of its choices if it has any, or in
    other words for an answer (`also`)."""

    kind: SlotType
    choices: tuple[str, ...] = ()
    also: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def named(self, words: str) -> str:
        """The choice that words of a document name; empty where they name none."""
        by_words = {flat(each).casefold(): one for one in self.choices for each in (one, *self.also.get(one, ()))}
        return by_words.get(flat(words).casefold(), "")

    def choice_of(self, words: str) -> str:
        """The choice that they name, or else the one for all others; empty where there is none."""
        return self.named(words) or next((each for each in self.choices if _is_rest(each)), "")

    def says_the_same(self, answer: CheckedAnswer, words: str) -> bool:
        """Whether the answer says the same as words that a slot found. “Other” says so of all that no choice names."""
        chosen = answer.value if self.choices and isinstance(answer.value, str) else answer.text
        if _is_rest(chosen):
            return self.named(words) in ("", chosen)
        other = (replace(answer, text=each, value=None) for each in self.also.get(chosen, ()))
        return any(_says_the_same(self.kind, each, words) for each in (answer, *other))


def wording_of(form: Form, asked: FormField, kind: SlotType) -> Wording:
    """How documents say the answers of a field, with what the form's checks add to its choices."""
    checks = (check.agree for section in form.sections for check in section.checks if isinstance(check, AgreeCheck))
    also = {each.choice: (each.label,) for each in asked.choices if each.label}
    for agree in checks:
        for text, words in agree.also.items() if agree.field == asked.field else ():
            also[text] = (*also.get(text, ()), *words)
    return Wording(kind, asked.choice_names, also)


def _is_rest(text: str) -> bool:
    return text.casefold().strip() == _REST


def _says_the_same(kind: SlotType, answer: CheckedAnswer, words: str) -> bool:
    """By value where both hold one of this kind, else by name."""
    told, found = source_of_answer(answer.text, answer.value), source_of(words)
    compared = _COMPARED.get(kind)
    if compared:
        theirs = [c for c in found.claims if c.kind in (compared, ClaimKind.NUMBER)]
        theirs = list(map(_negative, theirs)) if kind is SlotType.MONEY and _LOSS.fullmatch(flat(words)) else theirs
        ours = [c for c in told.claims if c.kind in (compared, ClaimKind.NUMBER)]
        if theirs and ours:
            return any(agrees(a, b) or agrees(b, a) for a in ours for b in theirs)
    return _alike(told, found)


def _negative(claim: Claim) -> Claim:
    """The claim with its amounts below zero."""
    amounts = (replace(v, number=-abs(v.number)) if isinstance(v, Amount) else v for v in claim.values)
    return replace(claim, values=frozenset(amounts))


def _alike(told: Source, found: Source) -> bool:
    if not told.folded or not found.folded:
        return True
    return told.folded in found.folded or found.folded in told.folded or same_name(told.text, found.text)
