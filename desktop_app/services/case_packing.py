"""A case as one file: its history in segments, each signed by the machine that recorded it, and what they commit to."""

import asyncio
import base64
from collections.abc import Sequence

from desktop_app.domain.case_record import CaseRecord
from desktop_app.domain.confidence import Band
from desktop_app.domain.content import Content
from desktop_app.domain.errors import StoreDamaged
from desktop_app.domain.handover import Handover, Segment
from desktop_app.domain.handover_file import (
    CaseBody,
    Label,
    SegmentBody,
    SegmentEvent,
    SentContent,
    SentPack,
    read_strictly,
    segment_digest,
    wire_instant,
)
from desktop_app.domain.person import Acting
from desktop_app.services.handover_ports import Histories, MachineKeys, OwnPart
from desktop_app.services.record_ports import Store
from desktop_app.services.recording import Scribe

_WORST_FIRST = (Band.LOW, Band.MEDIUM, Band.HIGH)
LONGEST = 200


class CasePacking:
    """Packs cases for other machines."""

    def __init__(self, store: Store, histories: Histories) -> None:
        self._store, self._histories = store, histories

    async def close_part(self, scribe: Scribe, keys: MachineKeys, case_id: str, part: OwnPart) -> str:
        """Sign what this machine recorded since the last segment as one more, as part of an entry; the digest of the
        last one then."""
        before = await self._histories.segments(case_id)
        if not part.events:
            return before[-1].digest if before else ""
        unsigned = SegmentBody(
            machine=keys.machine_id,
            case=case_id,
            after=before[-1].digest if before else "",
            checkpoint=part.checkpoint,
            events=tuple(SegmentEvent(body=body, proof=proof) for body, proof in part.events),
        )
        body = unsigned.model_copy(update={"signature": keys.sign(unsigned.signed_bytes).hex()}).dump()
        made = Segment(segment_digest(body), case_id, len(before) + 1, keys.machine_id, part.upto, scribe.keep(body))
        scribe.put(made)
        return made.digest

    async def pack(
        self,
        keys: MachineKeys,
        to: dict[str, bytes],
        handover: Handover,
        acting: Acting,
        segments: Sequence[Segment],
    ) -> bytes:
        """The file, for machines by their sealing keys."""
        record = await self._store.case(handover.case_id)
        read = [read_strictly(SegmentBody, segment.body.body) for segment in segments]
        contents = await self._histories.contents(handover.case_id, read)
        files = await self._store.pack_files(record.file.pack_digest)
        if files is None:
            raise StoreDamaged("The form pack of the case is not in the store.", next="Restore a backup.")
        body = CaseBody(
            store=self._histories.store_version,
            case=handover.case_id,
            pack=SentPack(
                digest=record.file.pack_digest, files={path: _base64(file) for path, file in sorted(files.items())}
            ),
            segments=tuple(segment.body.text for segment in segments),
            contents=tuple(_sent(content) for content in contents),
        )
        form = next((s.form for s in await self._store.cases() if s.file.case_id == handover.case_id), "")
        label = _label(record, form, handover, acting)
        return await asyncio.to_thread(lambda: keys.seal(handover.file_id, label.dump(), body.dump(), to))


def _label(record: CaseRecord, form: str, handover: Handover, acting: Acting) -> Label:
    file = record.file
    bands = {record.routes[head].band for head in record.heads.values() if head in record.routes}
    return Label(
        case=file.case_id,
        answers=handover.answers,
        form=form[:LONGEST],
        reference=file.reference[:LONGEST],
        title=file.title[:LONGEST],
        state=file.state.value,
        band=next((band.value for band in _WORST_FIRST if band in bands), ""),
        person=acting.person.name[:LONGEST],
        at=wire_instant(handover.at),
    )


def _sent(content: Content) -> SentContent:
    return SentContent(item=content.item_id, key=content.key.hex(), body=_base64(content.body))


def _base64(body: bytes) -> str:
    return base64.b64encode(body).decode()
