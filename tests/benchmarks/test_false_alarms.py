"""How often sentences of real contracts are taken for no answer, for harm, for a leak or for another language."""

import random
import sys
from collections import Counter
from pathlib import Path

import pytest

from desktop_app.adapters.bundled_files import forms_folder
from desktop_app.adapters.pack_files import PackFolders
from desktop_app.domain.checked_text import CheckedText
from desktop_app.domain.endpoint import EndpointKind
from desktop_app.domain.finding import Rule
from desktop_app.domain.form_check import check_form
from desktop_app.domain.markup import Words, read_pieces
from desktop_app.domain.sentence import sentences
from desktop_app.domain.text import Origin, OriginSpan
from desktop_app.services.prompting import RULES

CONTRACTS = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "contracts-cuad" / "txt"
JUDGED = (Rule.NO_ANSWER, Rule.HARMFUL_WORDS, Rule.LEAKED_TEXT, Rule.WRONG_LANGUAGE)

pytestmark = pytest.mark.benchmark


def test_sentences_of_real_contracts_as_a_models_own() -> None:
    if not CONTRACTS.is_dir():
        pytest.skip(f"the real contracts are not at {CONTRACTS}")
    pack, found, count = PackFolders([forms_folder()]).load("contract_review"), Counter[str](), 0
    section = pack.form.section("liability_cap")
    assert section is not None and section.prompt is not None
    for path in sorted(CONTRACTS.glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        all_of = [text[s.start : s.end] for s in sentences(text) if 40 < s.length < 600]
        for sentence in random.Random(1).sample(all_of, min(40, len(all_of))):
            marked = read_pieces([Words(sentence)], OriginSpan(0, 0, Origin.MODEL))
            subject = CheckedText(
                marked.text,
                section,
                spans=marked.spans,
                told=(RULES, pack.text(section.prompt)),
                endpoint=EndpointKind.OPENAI,
            )
            count += 1
            found.update({finding.rule for finding in check_form(subject) if finding.rule in JUDGED})
    sys.stdout.write(f"\n{count} sentences: {dict(found)}\n")
    assert sum(found.values()) < 0.01 * count
