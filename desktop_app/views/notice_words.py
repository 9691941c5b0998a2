"""The words of notices: in the list, for the ear, in the tray and in the digest."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QCoreApplication

from desktop_app.domain.notice import Notice, NoticeKind
from desktop_app.qt.notice_presenter import NoticesShown
from desktop_app.qt.row_list_model import Row
from desktop_app.views.review_words import clock_words
from desktop_app.views.state_words import case_states

translate = QCoreApplication.translate
ICONS = {
    NoticeKind.ESCALATED: "flag",
    NoticeKind.RETURNED: "corner-up-left",
    NoticeKind.REASSIGNED: "user",
    NoticeKind.ASSIGNED: "user",
    NoticeKind.BACK: "history",
    NoticeKind.TO_DECIDE: "inbox",
    NoticeKind.TO_CONFIRM: "pen-line",
    NoticeKind.WITHDRAWN: "x",
    NoticeKind.OVERDUE: "clock",
    NoticeKind.SIGNED: "badge-check",
    NoticeKind.APPROVED: "circle-check",
    NoticeKind.REPLIED: "message-square",
    NoticeKind.COMMENTED: "message-square",
}


def kind_words(kind: NoticeKind) -> str:
    """What a notice is about."""
    return {
        NoticeKind.ESCALATED: translate("notices", "Escalated"),
        NoticeKind.RETURNED: translate("notices", "Returned to you"),
        NoticeKind.REASSIGNED: translate("notices", "Handed to you"),
        NoticeKind.ASSIGNED: translate("notices", "Assigned to you"),
        NoticeKind.BACK: translate("notices", "There again"),
        NoticeKind.TO_DECIDE: translate("notices", "Waits for your decision"),
        NoticeKind.TO_CONFIRM: translate("notices", "Waits for your confirmation"),
        NoticeKind.WITHDRAWN: translate("notices", "Withdrawn"),
        NoticeKind.OVERDUE: translate("notices", "Overdue"),
        NoticeKind.SIGNED: translate("notices", "Signed"),
        NoticeKind.APPROVED: translate("notices", "Approved"),
        NoticeKind.REPLIED: translate("notices", "Answered you"),
        NoticeKind.COMMENTED: translate("notices", "Commented"),
    }[kind]


def notice_row(notice: Notice, shown: NoticesShown) -> Row:
    """A notice in the list: which case, what, by whom, when, and where it stands; what is new says so."""
    is_new = notice.key in shown.notices.unseen
    about = (kind_words(notice.kind), shown.who(notice), clock_words(notice.at), case_states()[notice.file.state])
    return Row(
        notice.key,
        named_case(notice),
        " · ".join(filter(None, about)),
        translate("notices", "New") if is_new else "",
        "accent" if is_new else "",
        ICONS[notice.kind],
    )


def named_case(notice: Notice) -> str:
    """The case by its reference and title."""
    return " ".join(filter(None, (notice.file.reference, notice.file.title)))


def heard_words(notices: Sequence[Notice]) -> str:
    """What came, in a sentence: of one what it is, of more how many."""
    if len(notices) == 1:
        return f"{kind_words(notices[0].kind)}: {named_case(notices[0])}"
    return translate("notices", "%n new notice(s)", "", len(notices))


def digest_words(counts: Mapping[NoticeKind, int]) -> str:
    """How many of each kind came; empty where nothing did."""
    listed = ", ".join(_count_words(kind, count) for kind, count in counts.items())
    return translate("notices", "New: %1.").replace("%1", listed) if listed else ""


def _count_words(kind: NoticeKind, count: int) -> str:
    return {
        NoticeKind.ESCALATED: translate("notices", "%n escalated", "", count),
        NoticeKind.RETURNED: translate("notices", "%n returned to you", "", count),
        NoticeKind.REASSIGNED: translate("notices", "%n handed to you", "", count),
        NoticeKind.ASSIGNED: translate("notices", "%n assigned to you", "", count),
        NoticeKind.BACK: translate("notices", "%n there again", "", count),
        NoticeKind.TO_DECIDE: translate("notices", "%n case(s) to decide", "", count),
        NoticeKind.TO_CONFIRM: translate("notices", "%n to confirm", "", count),
        NoticeKind.WITHDRAWN: translate("notices", "%n withdrawn", "", count),
        NoticeKind.OVERDUE: translate("notices", "%n overdue", "", count),
        NoticeKind.SIGNED: translate("notices", "%n signed", "", count),
        NoticeKind.APPROVED: translate("notices", "%n approved", "", count),
        NoticeKind.REPLIED: translate("notices", "%n answered", "", count),
        NoticeKind.COMMENTED: translate("notices", "%n commented", "", count),
    }[kind]
