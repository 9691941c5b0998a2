"""What an explanation must say: a finding stands with it on the record, and a reviewer judges it."""

from desktop_app.domain.errors import UsageError

LEAST_WORDS, LEAST_LETTERS = 2, 10
"""Fewer say nothing that anybody could judge."""


def require_explanation(reason: str) -> str:
    """The explanation without the space around it. Raises UsageError where it says too little."""
    said = reason.strip()
    if len(said.split()) < LEAST_WORDS or len(said) < LEAST_LETTERS:
        raise UsageError(
            "This explanation says too little: a reviewer reads it beside the finding.",
            next=f"Say why it may stand: at least {LEAST_WORDS} words and {LEAST_LETTERS} letters.",
        )
    return said
