"""What the first screen shows: the forms that there are, and a finished fragment of the sample, played through."""

import asyncio
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from desktop_app.domain.case_facts import CaseFacts
from desktop_app.domain.confidence import Band
from desktop_app.domain.folding import fold
from desktop_app.domain.markup import Anchor
from desktop_app.domain.sample import Sample
from desktop_app.domain.section import Revision
from desktop_app.domain.sentence import sentences
from desktop_app.domain.text import SectionText, Span
from desktop_app.qt.sample_home import SampleHome
from desktop_app.services.demonstrating import SampleDone

if TYPE_CHECKING:
    from desktop_app.services.program import Program

ENDPOINTS = ("assembled",)


@dataclass(frozen=True, slots=True)
class Offer:
    """What can be begun with: the titles of the installed forms, and how many documents the sample has."""

    forms: tuple[str, ...]
    documents: int


@dataclass(frozen=True, slots=True)
class Fragment:
    """A statement of the finished sample with its citation, the words of the document that it stands on, and what
    became of the case. `open_findings` are those that nobody has answered.
    """

    section: str
    band: Band | None
    text: SectionText
    anchors: tuple[Anchor, ...]
    source: str
    row: str
    open_findings: int
    signers: tuple[str, ...]
    events: int
    intact: bool


async def is_first_run(program: "Program", user: str) -> bool:
    """Whether nothing was begun here: no case, no person but the operating system's user, no endpoint added."""
    people = await program.enrolling.listing()
    alone = all(person.os_user == user and profile.public_key is None for person, profile in people)
    return alone and not await program.keeping.listing() and not await program.store.endpoints()


async def read_offer(program: "Program", home: SampleHome) -> Offer:
    """The forms of this installation; one with a fault is left out."""
    return await asyncio.to_thread(_offer, program, home)


def _offer(program: "Program", home: SampleHome) -> Offer:
    _, sample = home.story(program)
    titles = tuple(each.form.title for each in program.packs.offered())
    return Offer(titles, sum(map(len, sample.attach.values())))


async def read_fragment(home: SampleHome) -> Fragment | None:
    """Play the whole sample in a store that is thrown away; what its person corrected, as it was signed."""
    async with home.scratch() as program:
        pack, sample = home.story(program)
        done = [
            told
            async for told in program.demonstrating.play(pack, sample, await program.chain(ENDPOINTS))
            if isinstance(told, SampleDone)
        ]
        facts = await program.keeping.facts(done[0].case_id)
        signers = tuple(s.name for s in program.exporting.standings(facts.record))
        return fragment_of(facts, sample, signers, done[0])


def fragment_of(facts: CaseFacts, sample: Sample, signers: tuple[str, ...], done: SampleDone) -> Fragment | None:
    """The statement that the sample's analyst wrote, with what it cites; None where it is not there."""
    edit, name = sample.correction.edit, sample.correction.section
    head, section = facts.record.head(name), facts.section(name)
    place = head and fold(head.section_text.plain).find(edit.by)
    if head is None or section is None or not place:
        return None
    text, whole = _block_at(head.section_text, place)
    citations = [c for c in facts.record.citations.get(head.revision_id, ()) if whole.overlaps(Span(c.start, c.end))]
    passages = {p.passage_id: p for p in facts.passages}
    cited = next((passages[c.passage_id] for c in citations if c.passage_id in passages), None)
    if cited is None:
        return None
    route = facts.record.routes.get(head.revision_id)
    return Fragment(
        section=section.title,
        band=route.band if route else None,
        text=text,
        anchors=tuple(Anchor(c.number, c.start - whole.start, c.end - whole.start) for c in citations),
        source=f"{facts.names.get(cited.document_id, '')}, page {cited.page}",
        row=_sentence_with(cited.text, edit.cite),
        open_findings=_open_findings(facts, head),
        signers=signers,
        events=done.verification.events,
        intact=done.verification.verified,
    )


def _block_at(text: SectionText, place: Span) -> tuple[SectionText, Span]:
    """The block that holds the place, alone, and where it stands."""
    start = 0
    for block in text.blocks:
        whole = Span(start, start + len(block.text))
        if whole.overlaps(place):
            return replace(text, blocks=(block,)), whole
        start = whole.end + 1
    return text, Span(0, len(text.plain))


def _sentence_with(text: str, words: str) -> str:
    """The sentence of a passage that holds these words; the passage where they run over several."""
    spans = (text[span.start : span.end] for span in sentences(text))
    return " ".join(next((each for each in spans if words in fold(each)), text).split())


def _open_findings(facts: CaseFacts, head: Revision) -> int:
    raised = facts.record.findings.get(head.revision_id, ())
    return sum(facts.record.answer_to(each.finding_id) is None for each in raised)
