"""From which score on a wording is a close match in cases of a pack: by errors in its own texts, then by people."""

from collections.abc import AsyncIterator

from desktop_app.domain.audit import EventType
from desktop_app.domain.generated_edits import generated_errors
from desktop_app.domain.judged_wording import JudgedWording, judged_wordings
from desktop_app.domain.pack import Pack
from desktop_app.domain.person import Acting, Role
from desktop_app.domain.record_rows import Setting
from desktop_app.domain.support_score import SupportWeights, support_score
from desktop_app.domain.wording_threshold import (
    ThresholdSource,
    WordingThreshold,
    choose_threshold,
    load_threshold,
    setting_of,
)
from desktop_app.services.case_keeping import CaseKeeping
from desktop_app.services.record_ports import Store
from desktop_app.services.recording import Recording

_TEXTS = (".txt", ".md")
_FOLDERS = ("reference/", "sample/", "evals/")


def own_texts(pack: Pack) -> tuple[str, ...]:
    """The texts of a pack that are like what its cases cite: reference, sample and evaluation documents."""
    paths = (path for path in sorted(pack.files) if path.startswith(_FOLDERS) and path.endswith(_TEXTS))
    return tuple(pack.files[path].decode(errors="replace") for path in paths)


class WordingCalibrating:
    """Keeps the threshold of each pack."""

    def __init__(self, store: Store, keeping: CaseKeeping, recording: Recording, weights: SupportWeights) -> None:
        self._store, self._keeping, self._recording, self._weights = store, keeping, recording, weights

    async def known(self, pack: Pack) -> WordingThreshold | None:
        """The one that holds; None where the pack has none yet, and the program's own does."""
        return load_threshold(await self._store.setting(setting_of(pack.digest)))

    async def calibrate(self, acting: Acting, pack: Pack) -> WordingThreshold | None:
        """Take it anew from all that is known now; nothing is recorded where it is as it was.

        None where there are too few sentences: the program's own holds then. Raises Refused for who may change nothing.
        """
        actor = acting.as_one_of(Role.ANALYST, Role.REVIEWER, Role.APPROVER, Role.ADMINISTRATOR)
        found = await self._chosen(pack)
        if found is None or found == await self.known(pack):
            return found
        scribe = self._recording.begin(actor)
        scribe.put(Setting(setting_of(pack.digest), found.dump()))
        scribe.tell(
            EventType.WORDING_CALIBRATED,
            pack=pack.digest,
            close=found.millionths,
            reviewed=found.source is ThresholdSource.REVIEWED,
            right=found.right,
            wrong=found.wrong,
        )
        await self._recording.write(scribe)
        return found

    async def _chosen(self, pack: Pack) -> WordingThreshold | None:
        judged = [each async for each in self._judged(pack)]
        wrong = [self._score(each) for each in judged if not each.stands]
        right = [self._score(each) for each in judged if each.stands]
        generated = generated_errors(own_texts(pack)) if pack.form.language.startswith("en") else ()
        return choose_threshold([support_score(e.text, e.passages, self._weights) for e in generated], wrong, right)

    async def _judged(self, pack: Pack) -> AsyncIterator[JudgedWording]:
        for case in await self._store.cases():
            if case.file.pack_digest == pack.digest:
                for each in judged_wordings(await self._keeping.facts(case.file.case_id)):
                    yield each

    def _score(self, judged: JudgedWording) -> float:
        return support_score(judged.sentence.words, judged.sentence.passages, self._weights)
