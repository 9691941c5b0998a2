"""`countersign notices`: what others did that the person at work has to know of."""

import re
from collections.abc import Mapping
from datetime import time
from typing import Any

import click

from desktop_app.cli.options import Verb
from desktop_app.cli.session import DONE, Session, pass_session, table
from desktop_app.domain.errors import UsageError
from desktop_app.domain.notice import Notice, NoticeKind, Notices, QuietHours
from desktop_app.domain.notice_target import target_words
from desktop_app.domain.person import Acting
from desktop_app.services.program import Program

NONE = "none"
_HOURS = re.compile(r"(\d\d):(\d\d)-(\d\d):(\d\d)")
_WORDS = {
    NoticeKind.ESCALATED: "Escalated",
    NoticeKind.RETURNED: "Returned to you",
    NoticeKind.REASSIGNED: "Handed to you",
    NoticeKind.ASSIGNED: "Assigned to you",
    NoticeKind.BACK: "There again",
    NoticeKind.TO_DECIDE: "Waits for your decision",
    NoticeKind.TO_CONFIRM: "Waits for your confirmation",
    NoticeKind.WITHDRAWN: "Withdrawn",
    NoticeKind.OVERDUE: "Overdue",
    NoticeKind.SIGNED: "Signed",
    NoticeKind.APPROVED: "Approved",
    NoticeKind.REPLIED: "Answered you",
    NoticeKind.COMMENTED: "Commented",
}


@click.command(cls=Verb)
@click.argument("keys", nargs=-1, metavar="[NOTICE]…")
@click.option("--all", "everything", is_flag=True, help="Also what you have seen.")
@click.option("--seen", is_flag=True, help="You have seen these: those named, else all that are listed.")
@click.option("--quiet", metavar="HOURS", help="No message of the tray between, as 22:00-07:00; `none`: at any time.")
@click.option("--tray/--no-tray", default=None, help="Whether the system's tray tells what is pressing.")
@pass_session
def notices(
    session: Session, keys: tuple[str, ...], everything: bool, seen: bool, quiet: str | None, tray: bool | None
) -> int:
    """What others did that you have to know of, newest first, and how you want to be told."""

    async def work(program: Program, acting: Acting) -> int:
        if keys and not seen:
            raise UsageError("Notices are named to say that you have seen them.", next="Add `--seen`.")
        noticing = program.noticing
        state = (await noticing.look(acting)).state
        if quiet is not None or tray is not None:
            hours = state.quiet if quiet is None else _hours(quiet)
            await noticing.tell_as(acting, quiet=hours, tray=state.tray if tray is None else tray)
        found = await noticing.look(acting)
        if seen:
            await noticing.see(acting, keys or None)
        names = {person.person_id: person.name for person, _ in await program.enrolling.listing()}
        _show(session, found, found.all if everything else found.new, names)
        return DONE

    return session.run_as(work)


def _hours(words: str) -> QuietHours | None:
    """Raises UsageError."""
    if words == NONE:
        return None
    found = _HOURS.fullmatch(words)
    try:
        begin_h, begin_m, end_h, end_m = map(int, found.groups()) if found else (24, 0, 24, 0)
        hours = QuietHours(time(begin_h, begin_m), time(end_h, end_m))
    except ValueError:
        raise UsageError(f"“{words}” are no hours.", next="Write such as 22:00-07:00, or none.") from None
    return hours if hours.begin != hours.end else None


def _show(session: Session, found: Notices, shown: tuple[Notice, ...], names: Mapping[str, str]) -> None:
    quiet = found.state.quiet
    told = {
        "unseen": len(found.new),
        "quiet": f"{quiet.begin:%H:%M}-{quiet.end:%H:%M}" if quiet else None,
        "tray": found.state.tray,
        "notices": [_json(notice, found, names) for notice in shown],
    }
    session.show(told, lambda: _lines(shown, names))


def _json(notice: Notice, found: Notices, names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "notice": notice.key,
        "kind": notice.kind.value,
        "case": notice.file.case_id,
        "reference": notice.file.reference,
        "title": notice.file.title,
        "state": notice.file.state.value,
        "by": names.get(notice.who or ""),
        "at": notice.at.isoformat(),
        "target": target_words(notice.target),
        "seen": notice.key not in found.unseen,
    }


def _lines(shown: tuple[Notice, ...], names: Mapping[str, str]) -> list[str]:
    if not shown:
        return ["Nothing new."]
    rows = [
        (
            notice.key,
            _WORDS[notice.kind],
            notice.file.reference or notice.file.title,
            names.get(notice.who or "", ""),
            notice.at.astimezone().strftime("%d %b %H:%M"),
        )
        for notice in shown
    ]
    return table(rows, ("Notice", "What", "Case", "By", "At"))
