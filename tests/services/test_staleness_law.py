"""What a changed answer makes stale, over forms that are drawn: exactly the sections that used it, and no approval of
another is withdrawn."""

import asyncio
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from service_examples import FORM, a_world

from desktop_app.adapters.pack_files import PackFolders
from desktop_app.domain.comment import items_about
from desktop_app.domain.pack import Pack

FIELDS = ("fee", "months", "renews", "notice")
NAMES = (*FIELDS, "total", "size")
"""`total` is calculated from the fee, `size` decided by it (50,000 or more), `notice` shown where it renews."""
SECTIONS = ("s0", "s1", "s2", "s3")
BEFORE: Mapping[str, object] = {"fee": "40000", "months": 24, "renews": True, "notice": 30}
CHANGES: Mapping[str, tuple[object, frozenset[str]]] = {
    "a fee of the same size": ("41000", frozenset({"fee", "total"})),
    "a fee of another size": ("60000", frozenset({"fee", "total", "size"})),
    "months": (36, frozenset({"months"})),
    "notice": (60, frozenset({"notice"})),
    "what hides another answer": (False, frozenset({"renews", "notice"})),
}
"""Each change of one answer, and the names that it makes another value of."""
FIELD_OF = {"a fee of the same size": "fee", "a fee of another size": "fee", "what hides another answer": "renews"}


@dataclass(frozen=True)
class Drawn:
    """A form: what each section uses. The last one may use another section."""

    uses: tuple[frozenset[str], ...]
    reads_first: bool

    @property
    def pack(self) -> Pack:
        """The form, in which each section is assembled from fixed words."""
        head, _, rest = FORM.partition("sections:\n")
        _, _, tail = rest.partition("bar:")
        lines = []
        for name, uses in zip(SECTIONS, self.uses, strict=True):
            more = ["s0"] if name == "s3" and self.reads_first else []
            after = ", after: [s0]" if more else ""
            lines.append(
                f"  - {{section: {name}, title: {name}, uses: [{', '.join((*sorted(uses), *more))}]{after},"
                " assembled: assembled/fixed.md, checks: []}\n"
            )
        form = f"{head}sections:\n{''.join(lines)}bar:{tail}"
        files = {"form.yaml": form.encode(), "assembled/fixed.md": b"It is as it is.", "README.md": b"A form."}
        return PackFolders([]).restore(files)

    def standing_on(self, changed: frozenset[str]) -> set[str]:
        """The sections that use one of these names."""
        return {name for name, uses in zip(SECTIONS, self.uses, strict=True) if uses & changed}


drawn = st.builds(
    Drawn, st.tuples(*[st.frozensets(st.sampled_from(NAMES), max_size=3) for _ in SECTIONS]), st.booleans()
)


async def stale_after(home: Path, form: Drawn, change: str, approved: list[str]) -> tuple[set[str], set[str]]:
    """The sections that are stale once the answer is another, and those whose approval was withdrawn."""
    async with a_world(home) as world:
        case_id = await world.case(form.pack, BEFORE)
        await world.draft(case_id)
        await world.send(case_id)
        await world.approve(case_id, *approved)
        returned = next(name for name in SECTIONS if name not in approved)
        await world.reviewing.return_(world["rob"], case_id, items_about(returned), "Look again.")
        value, _ = CHANGES[change]
        given = {FIELD_OF.get(change, change): value}
        await world.keeping.answer(world["ana"], case_id, given, reason="It was wrong.")
        record = (await world.facts(case_id)).record
        stale = {name for name in SECTIONS if await world.state(case_id, name) == "stale"}
        return stale, {each.section for each in record.superseded}


@settings(max_examples=5, deadline=None)
@given(drawn, st.sampled_from(sorted(CHANGES)), st.sets(st.sampled_from(SECTIONS), min_size=1, max_size=3))
def test_exactly_what_stands_on_a_changed_answer_is_stale_and_loses_its_approval(
    form: Drawn, change: str, approved: set[str]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        stale, withdrawn = asyncio.run(stale_after(Path(folder), form, change, sorted(approved)))
    expected = form.standing_on(CHANGES[change][1])
    assert stale == expected
    assert withdrawn == expected & approved
