"""What the forms that come with the program refuse to say, and what they insist on."""

from datetime import date
from functools import cache

import pytest

from desktop_app.adapters.bundled_files import forms_folder
from desktop_app.adapters.pack_files import PackFolders
from desktop_app.domain.answers import evaluate, parse
from desktop_app.domain.checked_text import CheckedText
from desktop_app.domain.finding import Finding, Rule
from desktop_app.domain.form_check import check_form
from desktop_app.domain.markup import read_markup
from desktop_app.domain.pack import Pack
from desktop_app.domain.pack_check import DiscloseCheck
from desktop_app.domain.text import Origin, OriginSpan


@cache
def pack(name: str) -> Pack:
    return PackFolders([forms_folder()]).load(name)


def found(name: str, section: str, words: str, rule: Rule) -> list[Finding]:
    form = pack(name).form
    text = read_markup(words, OriginSpan(0, 0, Origin.PERSON, person_id="ana")).text
    subject = CheckedText(text, form.checked(form.require_section(section)))
    return [each for each in check_form(subject) if each.rule is rule]


GUILT = """He is guilty.
The subject is guilty of an offence.
Her guilt is proven.
He laundered the money.
Mr. Vance has been laundering cash since May.
They launder money for others.
It is money-laundering.
The owner is a money launderer.
She committed fraud.
The invoices are fraudulent.
He defrauded the bank.
He fraudulently obtained the loan.
The customer is a criminal.
The subject committed a crime.
These are the proceeds of crime.
The money was stolen.
He stole it from his employer.
The funds are illicit.
The deposits are illegal.
He structured the deposits to stay unknown.
It was structuring.
The company evaded taxes.
This is tax evasion.
She embezzled USD 40,000.
The cheque was forged.
He bribed an official.
It is drug money.
The account serves a scam.
The perpetrator came back on Monday.
This proves that the cash is not from sales.
There is no doubt that he knew the line.
He is innocent.
He is gu\u200bilty.
He is gu\u0456lty.""".splitlines()

FAIR = """The activity is consistent with money laundering.
The deposits are consistent with structuring, and may have another cause.
The anti-money laundering team was asked.
The alert went to the financial crime unit.
The report draws no conclusion of guilt.
Four cash deposits of USD 9,400 kept below the reporting line.
The laundry at Mill Road is the holder's business.""".splitlines()


@pytest.mark.parametrize("words", GUILT)
def test_a_conclusion_of_guilt_is_a_blocker_in_any_wording(words: str) -> None:
    assert any(each.severity == "blocker" for each in found("suspicious_activity", "why", words, Rule.FORBIDDEN_WORDS))


@pytest.mark.parametrize("words", FAIR)
def test_facts_and_a_suspicion_that_is_called_one_may_be_said(words: str) -> None:
    assert found("suspicious_activity", "why", words, Rule.FORBIDDEN_WORDS) == []


def test_what_somebody_knew_or_wanted_is_told_as_a_warning() -> None:
    (finding,) = found("suspicious_activity", "why", "He deliberately came twice.", Rule.FORBIDDEN_WORDS)
    assert finding.severity == "warning"


NOTICES = {
    "price": ("price list", "Prices include VAT"),
    "health": ("published study", "This text is no medical advice"),
    "comparison": ("independent test", "Who tested it"),
    "endorsement": ("signed consent", "We paid or thanked this person"),
    "environment": ("certificate", "What this covers"),
}


def asked_for(kind: str, support: str) -> list[str]:
    """The notices that a text has to have, where it makes one claim of this kind."""
    rules, fields = pack("brand_content").rules, pack("brand_content").rules.fields
    row = {"claim": "It is quieter.", "kind": kind, "support": support, "dated": "2026-01-02"}
    raw = {"makes_claims": True, "claims": [row], "publish": "2026-03-01"}
    answers = {name: parse(fields[name], value) for name, value in raw.items()}
    today = date(2026, 2, 1)
    values = evaluate(rules.form, rules, answers, today).values
    held = rules.checks_held(rules.form.require_section("copy"), values, today)
    text = read_markup("It is quieter.", OriginSpan(0, 0, Origin.PERSON, person_id="ana")).text
    findings = check_form(CheckedText(text, rules.form.checked(held)))
    return [each.details["words"] for each in findings if each.rule is Rule.REQUIRED_DISCLOSURE]


@pytest.mark.parametrize("kind", NOTICES)
def test_a_text_with_a_claim_has_the_notice_of_its_kind_and_no_other(kind: str) -> None:
    support, words = NOTICES[kind]
    mark, notice = asked_for(kind, support)
    assert mark == "This is advertising by Larkfield Home Ltd."
    assert notice.startswith(words)


def test_a_claim_that_is_not_cleared_stands_in_no_text_and_asks_for_no_notice() -> None:
    assert len(asked_for("health", "own test")) == 1


def test_the_notices_that_are_checked_are_those_of_the_guide() -> None:
    guide = pack("brand_content").text("reference/brand-guide.md")
    section = pack("brand_content").form.require_section("copy")
    texts = [check.disclose.text for check in section.checks if isinstance(check, DiscloseCheck)]
    assert len(texts) == 6
    assert all(f"“{text}”" in guide for text in texts)
