"""Marks of prompt injection: words in a document that speak to the program, and characters that nobody can see.

A detector finds only what it knows. It never passes anything: what it finds only keeps a section from passing.
"""

import re

from desktop_app.domain.text import Span

_GAP = r"[\s,]{1,8}(?:\w{1,14}[\s,]{1,4}){0,4}?"
_SPEECH = re.compile(
    "(?i:"
    rf"\b(?:ignore|disregard|forget|override|bypass){_GAP}(?:"
    r"(?:previous|prior|above|earlier|preceding|your)\b[\s,]{1,4}(?:\w{1,14}[\s,]{1,4}){0,3}?"
    r"(?:instructions?|prompts?|rules?|directions?|guidelines?|context|messages?)\b"
    r"|(?:all|any|the|these)\s{1,4}(?:\w{1,14}\s{1,4})?(?:instructions?|prompts?)\b)"
    r"|\b(?:new|updated|real|actual|hidden|secret)\s{1,4}(?:system\s{1,4})?(?:instructions?|prompt)\s{0,4}:"
    r"|\byou\s{1,4}are\s{1,4}(?:now|no\s{1,4}longer)\s{1,4}(?:an?\s|the\s|in\s|free|chatgpt|dan\b|bound)"
    r"|\b(?:you\s{1,4}are|act\s{1,4}as|as)\s{1,4}an?\s{1,4}(?:\w{1,14}\s{1,4}){0,2}(?:ai|language\s{1,4}model|chatbot|llm)\b"
    r"|\b(?:your|the|this)\s{1,4}system\s{1,4}prompt\b|\bsystem\s{1,4}prompt\s{0,4}[:=]"
    r"|\b(?:reveal|print|repeat|output|show)\s{1,4}(?:\w{1,14}\s{1,4}){0,3}?(?:system\s{1,4}prompt|your\s{1,4}instructions)\b"
    r"|\b(?:note|message|instructions?|attention)\s{1,4}(?:to|for)\s{1,4}(?:the\s{1,4}|any\s{1,4})?"
    r"(?:ai|llm|language\s{1,4}model|assistant|chatbot|reviewer\s{1,4}model|automated\s{1,4}reviewer)\b"
    r"|\b(?:ai|language\s{1,4}model|assistant)s?\s{1,4}(?:reading|processing|reviewing|summari[sz]ing)\s{1,4}this\b"
    r"|\bdo\s{1,4}not\s{1,4}(?:mention|tell|inform|disclose\s{1,4}to|report)\s{1,4}(?:\w{1,14}\s{1,4}){0,2}?"
    r"(?:user|analyst|reviewer|instruction)\b"
    r"|\b(?:respond|reply|answer|write)\s{1,4}only\s{1,4}(?:with|in)\b"
    r"|<\|?/?(?:im_start|im_end|system|assistant|endoftext|user)\|?>|\[/?INST\]|<<SYS>>|###\s{1,4}(?:instruction|system)\b"
    r"|\bjailbreak\b"
    ")"
)
# Zero-width, direction and tag characters, blank letters, and variation selectors beyond those of emoji, which can
# carry any bytes. A soft hyphen, and a byte order mark at the very start, are ordinary.
_UNSEEN = re.compile(
    "[\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\uffa0\ufff9-\ufffb"
    "\U000e0000-\U000e0fff]{1,4000}|(?<!^)\ufeff"
)
_JOINER = re.compile("(?<![\u0600-\u1fff\U0001f000-\U0001faff\u2600-\u27bf\ufe0f])[\u200c\u200d]")


def injection_marks(text: str) -> tuple[Span, ...]:
    """The places of a document's text that seem to speak to the program, or hide something, in order."""
    places = (Span(*m.span()) for pattern in (_SPEECH, _UNSEEN, _JOINER) for m in pattern.finditer(text))
    return tuple(sorted(places))


def shown(text: str) -> str:
    """The text with characters that cannot be seen written as their code points."""
    return "".join(f"<U+{ord(c):04X}>" if _UNSEEN.match(" " + c, 1) or c in "\u200c\u200d" else c for c in text)
