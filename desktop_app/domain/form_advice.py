"""Advice about a form that loads: what works, but hardly as it was meant. A fault keeps a pack from loading; advice
never does, so that a pack that a case was opened with is never refused for it later.
"""

import re
from collections.abc import Iterator, Mapping, Set

from desktop_app.domain.budget import CURRENCY
from desktop_app.domain.collect_overlap import overlaps
from desktop_app.domain.expression_names import named
from desktop_app.domain.form import FieldType, Form, Section, Stage
from desktop_app.domain.form_reach import Reach
from desktop_app.domain.form_rules import Place, expressions_of
from desktop_app.domain.pack_check import AgreeCheck, FactsCheck
from desktop_app.domain.pack_check_faults import FormFault
from desktop_app.domain.passage_splitting import LONGEST
from desktop_app.domain.route import RouteKind
from desktop_app.domain.token_count import TOKENS_AROUND, estimated

RULES_TOKENS = 300
"""What every drafter is told before a pack's own instruction, rather too many than too few."""

_ALL_SLOTS = re.compile(r"\bslots\b(?!\s*\.)")
_ROUTES = re.compile(r"\bany_section\s*\(([^)]*)\)")
_TEXT = re.compile(r"[\"']([^\"']*)[\"']")
_TOKENS_A_WORD = 1.5
"""A word of English is about 1.3 tokens; amounts, names and citations take more."""


def advice_of(form: Form, texts: Mapping[str, str]) -> tuple[FormFault, ...]:
    """All advice about a form without faults, with its place; `texts` are the templates of its pack, by path."""
    reach = Reach(form)
    found = (*reach.unreachable(), *overlaps(reach), *_unused(form, texts), *_budget(form, texts), *_stages(form))
    return (*found, *_never_decided(form))


def unused_files(form: Form, paths: Set[str]) -> tuple[str, ...]:
    """The prompts and templates that no section names."""
    used = {path for s in form.sections for path in (s.prompt, s.assembled) if path} | {form.export.docx}
    return tuple(sorted(p for p in paths if p.startswith(("prompts/", "assembled/", "export/")) and p not in used))


def _unused(form: Form, texts: Mapping[str, str]) -> Iterator[FormFault]:
    """Fields, decisions, slots and roles that are given and then asked for nowhere."""
    used = frozenset().union(*_named_by_rules(form), *map(_needed, form.sections))
    used |= {field.prefill.source for field in form.fields if field.prefill}
    for p, page in enumerate(form.pages):
        for f, field in enumerate(page.fields):
            if field.type is not FieldType.NOTE and not page.repeat and field.field not in used:
                what = f"“{field.field}” is asked, and no rule and no section uses it."
                right = "Name it in the “uses” of a section, or leave it out."
                yield FormFault(("pages", p, "fields", f, "field"), what, right)
    for d, table in enumerate(form.decisions):
        if table.decision not in used:
            what = f"Nothing uses the outcome of “{table.decision}”."
            yield FormFault(("decisions", d, "decision"), what, "Name it in the “uses” of a section, or leave it out.")
    for s, section in enumerate(form.sections):
        yield from _unused_slots(section, texts, ("sections", s))
    for role in form.roles:
        if form.roles[role] != "analyst" and role not in {stage.role for stage in form.stages}:
            yield FormFault(("roles", role), f"The role “{role}” decides in no stage.", "Leave it out.")


def _named_by_rules(form: Form) -> Iterator[frozenset[str]]:
    """The names in each expression. What a field says of itself, such as its constraint, is no use of it."""
    for place, text in expressions_of(form):
        match place:
            case ("pages", int(p), "fields", int(f), *_):
                yield named(text) - {form.pages[p].fields[f].field}
            case _:
                yield named(text)
    for table in form.decisions:
        yield frozenset(row.then for row in table.rows if row.then)


def _needed(section: Section) -> frozenset[str]:
    """The fields and decisions that a section stands on."""
    retrieved = section.retrieve.source if section.retrieve else ()
    agreed = (check.agree.field for check in section.checks if isinstance(check, AgreeCheck))
    return frozenset((*section.uses, *retrieved, *(slot.source for slot in section.slots), *agreed))


def _unused_slots(section: Section, texts: Mapping[str, str], place: Place) -> Iterator[FormFault]:
    text = " ".join(texts.get(path, "") for path in (section.prompt, section.assembled) if path)
    judged = {name for check in section.checks if isinstance(check, FactsCheck) for name in check.facts.slots}
    judged |= {check.agree.slot for check in section.checks if isinstance(check, AgreeCheck)}
    for n, slot in enumerate(section.slots):
        if slot.slot not in text and slot.slot not in judged and not _ALL_SLOTS.search(text):
            what = f"What the slot “{slot.slot}” finds is used by no template and no check of this section."
            yield FormFault((*place, "slots", n, "slot"), what, "Name it as {{ slots.NAME }}, or leave it out.")


def _budget(form: Form, texts: Mapping[str, str]) -> Iterator[FormFault]:
    tokens, passage = form.budget.section_tokens, estimated("x" * LONGEST)
    for s, section in enumerate(form.sections):
        told = RULES_TOKENS + estimated(texts.get(section.prompt, "")) if section.prompt else 0
        needed = max(TOKENS_AROUND, told) + passage
        if section.prompt and needed > tokens.input:
            what = f"The instruction, the rules and a passage are about {needed} tokens; {tokens.input} are allowed."
            yield FormFault(("sections", s, "prompt"), what, f"Let “section_tokens: input” be {needed * 2} or more.")
        words = section.words[1] if section.words else 0
        most = round(words * _TOKENS_A_WORD)
        if section.prompt and most > tokens.output:
            what = f"{words} words are about {most} tokens, and {tokens.output} are allowed."
            yield FormFault(("sections", s, "words"), what, f"Ask for fewer, or let “output” be {most} or more.")
    if form.budget.first_words > form.budget.section_time:
        what = "The first words may take longer than the whole section."
        yield FormFault(("budget", "first_words"), what, "Let “first_words” be less than “section_time”.")
    if form.budget.case_cost.currency != CURRENCY and any(section.prompt for section in form.sections):
        what = f"Prices of models are in {CURRENCY}: a limit in another currency keeps every model with a price away."
        yield FormFault(("budget", "case_cost"), what, f"Write it in {CURRENCY}, such as 0.25 {CURRENCY}.")


def _stages(form: Form) -> Iterator[FormFault]:
    for s, stage in enumerate(form.stages):
        if stage.on_due == "escalate" and stage.due is None:
            what = f"“{stage.stage}” is escalated when it is due, and it is never due."
            yield FormFault(("stages", s, "on_due"), what, "Add “due: 2d”.")
        for word in _unknown_routes(stage):
            what = f"No section ever has the route “{word}”."
            yield FormFault(("stages", s, "relevant"), what, "Use pass, flag or block in any_section(…).")


def _never_decided(form: Form) -> Iterator[FormFault]:
    """Rules that ask for what only stages know."""
    for place, text in expressions_of(form):
        if place[0] != "stages" and _ROUTES.search(text):
            what = "Only a stage knows the routes of sections: here any_section(…) is never known."
            yield FormFault(place, what, "Ask for answers or outcomes, or move the rule to a stage.")


def _unknown_routes(stage: Stage) -> Iterator[str]:
    for arguments in _ROUTES.findall(stage.relevant or ""):
        yield from (word for word in _TEXT.findall(arguments) if word not in set(RouteKind))
