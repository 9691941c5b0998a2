"""Checking the code on a printed or sent document: which signature it is, and whether that still holds."""

import re
from dataclasses import dataclass

from desktop_app.domain.case import CaseFile
from desktop_app.domain.errors import CountersignError, NotFound, UsageError
from desktop_app.domain.person import READERS, Acting
from desktop_app.domain.standing import Standing, StandingSignature, is_signed
from desktop_app.domain.verification_code import code_of, prefix_of, read_code
from desktop_app.services.exporting import Exporting
from desktop_app.services.ports import DocumentReader
from desktop_app.services.record_ports import Store

_CODES = re.compile(r"\b[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}\b")
_MOST_CODES = 20


@dataclass(frozen=True, slots=True)
class CheckedCode:
    """A signature that a code stands for, in its case. It `holds` where it is valid for everything that it covered and
    the case is signed."""

    code: str
    file: CaseFile
    signature: StandingSignature
    holds: bool


class CodeChecking:
    """Finds signatures by their codes. No text of a case is told."""

    def __init__(self, store: Store, exporting: Exporting, reader: DocumentReader) -> None:
        self._store, self._exporting, self._reader = store, exporting, reader

    async def check(self, acting: Acting, typed: str) -> CheckedCode:
        """The signature of a code. Raises UsageError where that is none, NotFound where no signature has it, Refused
        for who may not read cases."""
        acting.as_one_of(*READERS)
        code = read_code(typed)
        for case_id, command_id in await self._store.signatures_of(prefix_of(code)):
            record = await self._store.case(case_id)
            signature = next(s for s in record.signatures if s.command_id == command_id)
            if code_of(signature.manifest.commitment) == code:
                standings = self._exporting.standings(record)
                standing = standings[record.signatures.index(signature)]
                whole = standing.standing is Standing.VALID and not standing.lapsed
                return CheckedCode(code, record.file, standing, whole and is_signed(record, standings))
        raise NotFound(
            f"No signature in this store has the code {code}.",
            next="The document is of another store, or it was made up. Ask who gave it to you.",
        )

    async def codes_in(self, name: str, body: bytes) -> tuple[str, ...]:
        """The codes that stand in a document, which may be hostile. Raises UsageError where none does."""
        reading = await self._reader.read(name, body)
        text = "\n".join(page.text for page in reading.pages)
        codes = tuple(dict.fromkeys(filter(_is_code, _CODES.findall(text))))[:_MOST_CODES]
        if not codes:
            why = reading.reason or "A document has one where its case was signed when it was exported."
            raise UsageError(f"No verification code stands in {name}. {why}", next="Type the code that you have.")
        return codes


def _is_code(text: str) -> bool:
    try:
        return bool(read_code(text))
    except CountersignError:
        return False
