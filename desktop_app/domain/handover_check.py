"""What another machine may say about its people and ours: its steps are by its own people, in the roles that they were
given here, and no word is put into anybody's mouth.

Whoever has the keys of an accepted machine can write what its people write; they cannot make words of theirs another's
words, or another's acceptance, which is what four-eyes counts.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from desktop_app.domain.comment import Comment, Resolution
from desktop_app.domain.record_rows import RevisionSpans
from desktop_app.domain.review import Decision, DecisionKind
from desktop_app.domain.section import Revision
from desktop_app.domain.signature import Signature
from desktop_app.domain.text import Origin

_WORD = re.compile(r"\w+")
_BY_A_PERSON = (Decision, Comment, Resolution)


class Attribution:
    """Follows who wrote and accepted what, step by step. Raises ValueError where a step says what it may not."""

    def __init__(self) -> None:
        self._texts: dict[str, str] = {}
        self._words: defaultdict[tuple[str, str | None], set[str]] = defaultdict(set)

    def follow(self, values: Sequence[Any], people: frozenset[str]) -> None:
        """The next step, which these people took."""
        for value in values:
            if isinstance(value, _BY_A_PERSON) and value.person_id not in people:
                raise ValueError("a step is told of as another person's")
            if isinstance(value, Revision):
                if value.person_id is not None and value.person_id not in people:
                    raise ValueError("a text is told of as another person's")
                self._texts[value.revision_id] = value.section_text.plain
            if isinstance(value, RevisionSpans):
                self._follow_spans(value, people)

    def _follow_spans(self, put: RevisionSpans, people: frozenset[str]) -> None:
        text = self._texts[put.revision_id]
        for span in put.spans:
            if span.person_id is None or span.origin is not Origin.PERSON:
                continue
            words = set(_WORD.findall(text[span.start : span.end]))
            others = span.accepted_by if span.accepted_by not in people else None
            if span.person_id not in people:
                self._require(words, self._all_of(span.person_id))
            if others is not None:
                self._require(words, self._words[span.person_id, others])
            self._words[span.person_id, span.accepted_by] |= words

    def _all_of(self, person_id: str) -> set[str]:
        return {word for (person, _), words in self._words.items() if person == person_id for word in words}

    def _require(self, words: set[str], known: set[str]) -> None:
        """Words that were joined or cut by an edit beside them are parts of known ones, or made of them."""
        for word in words - known:
            if not any(word in each or each in word for each in known if len(each) > 2):
                raise ValueError("words are told of as another person's")


def signatures_of(values: Iterable[Any]) -> Mapping[str, Signature]:
    """The signatures of a step, by their command."""
    return {value.command_id: value for value in values if isinstance(value, Signature)}


def approvals_of(values: Iterable[Any]) -> tuple[Decision, ...]:
    """The approvals of a step, each of which is signed."""
    return tuple(v for v in values if isinstance(v, Decision) and v.kind is DecisionKind.APPROVE)
