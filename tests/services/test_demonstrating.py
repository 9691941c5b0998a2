"""The sample comes to its end whoever drafts it."""

from fakes import server_endpoint
from service_examples import scripted

from desktop_app.assembly import sample_of, scratch_program
from desktop_app.domain.draft import Delta, Finished, RunFailed
from desktop_app.services.demonstrating import SampleDone, StepDone

OTHER_WORDS = (Delta("The parties agreed on what they agreed on [E1]."), Finished("stop", "scripted-1"))


async def test_a_model_that_uses_other_words_than_the_samples_author_does_not_end_the_sample() -> None:
    async with scratch_program() as program:
        program.drafting._dispatching.bring(scripted(OTHER_WORDS, endpoint=server_endpoint()))
        pack, chain = program.packs.load("contract_review"), ("server", *await program.chain(("assembled",)))
        told = [each async for each in program.demonstrating.play(pack, sample_of(pack), chain)]
        (end,) = [each for each in told if isinstance(each, SampleDone)]
        assert any(isinstance(each, RunFailed) for each in told)  # two sections are to have a shape
        assert end.verification.verified and (await program.keeping.facts(end.case_id)).record.signatures
        steps = {each.step: each.words for each in told if isinstance(each, StepDone)}
        assert steps["draft"].startswith("no draft came of “deviations”, “risks”") and "“parties”" in steps["replace"]
