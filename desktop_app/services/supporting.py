"""Keeping what readers say of sentences: with the revision that they read, in the same entry."""

from collections.abc import Iterator, Sequence

from desktop_app.domain.support import CLAIMS, WORDING, SentenceSupport, Support, dump_reasons
from desktop_app.services.recording import Scribe


def kept_supports(scribe: Scribe, revision_id: str, found: Sequence[Support]) -> Iterator[SentenceSupport]:
    """What the program itself says of a revision's sentences: of their wording first, then of their claims."""
    for each in found:
        reason = scribe.keep(dump_reasons(each.reasons)) if each.reasons else None
        place = each.place
        yield SentenceSupport(revision_id, place.start, WORDING, place.end, each.state.value, reason)
    for each in found:
        if each.claims is not None:
            yield SentenceSupport(revision_id, each.place.start, CLAIMS, each.place.end, each.claims.value)
