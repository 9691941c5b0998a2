"""What a model was sent, as it is kept with its call, so that the very same can be asked again."""

import json
from collections.abc import Sequence

from desktop_app.domain.draft import Message


def write_messages(messages: Sequence[Message]) -> str:
    """The messages as they are kept: JSON, a list of `role` and `text`."""
    return json.dumps([{"role": m.role, "text": m.text} for m in messages], ensure_ascii=False)


def read_messages(kept: str) -> tuple[Message, ...]:
    """The messages. What earlier versions kept was their joined text alone, and is read as one message of a user."""
    try:
        listed = json.loads(kept)
        return tuple(Message(str(each["role"]), str(each["text"])) for each in listed)
    except (ValueError, LookupError, TypeError):
        return (Message("user", kept),)


def messages_text(kept: str) -> str:
    """The messages for people to read, a blank line between them."""
    return "\n\n".join(message.text for message in read_messages(kept))
