"""The one style sheet: shape only, keyed on properties. Base colours are the palette's."""

from collections.abc import Callable, Mapping

TONES = {
    "1": "text",
    "2": "text2",
    "3": "text3",
    **{name: name for name in ("accent", "success", "warning", "danger", "analyst", "reviewer", "on_accent")},
}
"""Tones of words and icons, and the colours that they have."""
SOFT = ("success", "warning", "danger", "accent", "analyst", "reviewer")
AVATAR = 28
"""The side of a circle with initials, in pixels at 100 %."""
BANNERS = ("success", "warning", "danger", "accent")


def style_sheet(colour: Mapping[str, str], radius: Mapping[str, int], px: Callable[[float], int]) -> str:
    """The sheet for these colours; `px` gives a length at the chosen text size."""
    return "\n".join((_regions(colour), _cards(colour, radius), _words(colour), _chips(colour, radius, px),
                      _buttons(colour, radius, px), _fields(colour, radius, px), _bars(colour, px)))  # fmt: skip


def _regions(c: Mapping[str, str]) -> str:
    return f"""
    QWidget#canvas {{ background: {c["canvas"]}; }}
    QWidget#surface {{ background: {c["surface"]}; }}
    QWidget#sunken {{ background: {c["sunken"]}; }}
    QWidget#rail {{ background: {c["rail"]}; border-right: 1px solid {c["border"]}; }}
    QWidget#topbar {{ background: {c["canvas"]}; border-bottom: 1px solid {c["border"]}; }}
    QWidget#leftPanel {{ background: {c["canvas"]}; border-right: 1px solid {c["border"]}; }}
    QWidget#rightPanel {{ background: {c["canvas"]}; border-left: 1px solid {c["border"]}; }}
    QWidget#footer {{ background: {c["surface"]}; border-top: 1px solid {c["border"]}; }}
    QDialog {{ background: {c["raised"]}; border: 1px solid {c["control"]}; }}
    QFileDialog QToolButton {{ border: 2px solid transparent; border-radius: 4px; }}
    QFileDialog QToolButton:focus, QFileDialog QListView:focus, QFileDialog QTreeView:focus {{
        border: 2px solid {c["focus"]}; }}
    QFileDialog QListView, QFileDialog QTreeView {{ border: 2px solid transparent; }}
    QSplitter::handle {{ background: {c["border"]}; }}
    QSplitter[handles="bare"]::handle {{ background: transparent; }}
    QSplitter[handles="bare"]::handle:hover {{ background: {c["hover"]}; }}
    QScrollArea, QWidget#scrolled {{ background: transparent; border: none; }}
    QScrollArea:focus {{ border: 2px solid {c["focus"]}; }}
    QToolTip {{ background: {c["raised"]}; color: {c["text"]}; border: 1px solid {c["border"]}; padding: 4px; }}
    """


def _cards(c: Mapping[str, str], radius: Mapping[str, int]) -> str:
    kinds = {
        "plain": (c["surface"], f"1px solid {c['border']}", radius["l"]),
        "focus": (c["surface"], f"2px solid {c['accent']}", radius["l"]),
        "blocked": (c["surface"], f"1px solid {c['danger_border']}", radius["l"]),
        "selected": (c["accent_soft"], f"1px solid {c['accent_border']}", radius["m"]),
        "flat": (c["sunken"], "none", radius["m"]),
        "marked": (c["mark"], "none", radius["s"]),
        "block": ("transparent", "1px solid transparent", radius["l"]),
    }
    lines = f"""
    QFrame[line="h"] {{ background: {c["border"]}; border: none; max-height: 1px; min-height: 1px; }}
    QFrame[line="v"] {{ background: {c["border"]}; border: none; max-width: 1px; min-width: 1px; }}
    QFrame[line="accent"] {{ background: {c["accent_border"]}; border: none; max-width: 2px; min-width: 2px; }}
    QFrame[line="danger"] {{ background: {c["danger"]}; border: none; max-width: 3px; min-width: 3px; }}
    """
    cards = "".join(
        f'QFrame[card="{kind}"] {{ background: {ground}; border: {edge}; border-radius: {round_}px; }}\n'
        for kind, (ground, edge, round_) in kinds.items()
    )
    return lines + cards + f'QFrame[card="blocked"]:focus {{ border: 2px solid {c["focus"]}; }}\n'


def _words(c: Mapping[str, str]) -> str:
    way = f"""
    QLabel[way="error"] {{ color: {c["danger"]}; border: 2px solid transparent; border-radius: 4px; }}
    QLabel[way="error"]:focus {{ border-color: {c["focus"]}; }}
    """
    marks = "".join(
        f'QLabel[mark="{tone}"] {{ background: {c[f"{tone}_soft"]}; color: {c[tone]}; padding: 0 1px; }}\n'
        for tone in ("deleted", "analyst", "reviewer")
    )
    return way + marks + "".join(f'QLabel[tone="{tone}"] {{ color: {c[name]}; }}\n' for tone, name in TONES.items())


def _chips(c: Mapping[str, str], radius: Mapping[str, int], px: Callable[[float], int]) -> str:
    grounds = {"neutral": c["neutral_soft"], **{tone: c[f"{tone}_soft"] for tone in SOFT}}
    chips = "".join(
        f'QFrame[chip="{tone}"] {{ background: {ground}; border: none; border-radius: {px(radius["pill"])}px; }}\n'
        for tone, ground in grounds.items()
    )
    edges = {"neutral": (c["sunken"], c["border"]), **{t: (c[f"{t}_soft"], c[f"{t}_border"]) for t in BANNERS}}
    avatars = "".join(
        f'QLabel[avatar="{tone}"] {{ background: {c[f"{tone}_soft"]}; color: {c[tone]};'
        f" border-radius: {px(AVATAR) // 2}px; }}\n"
        for tone in ("analyst", "reviewer")
    )
    return (
        chips
        + avatars
        + "".join(
            f'QFrame[banner="{tone}"] {{ background: {ground}; border: 1px solid {edge};'
            f" border-radius: {radius['m']}px; }}\n"
            for tone, (ground, edge) in edges.items()
        )
    )


def _buttons(c: Mapping[str, str], radius: Mapping[str, int], px: Callable[[float], int]) -> str:
    return f"""
    QPushButton {{ border-radius: {radius["m"]}px; padding: 0 {px(12)}px; min-height: {px(30)}px;
        border: 1px solid {c["control"]}; background: {c["surface"]}; color: {c["text"]}; outline: none; }}
    QPushButton:hover {{ background: {c["hover"]}; }}
    QPushButton:disabled {{ color: {c["text3"]}; background: {c["sunken"]}; border-color: {c["border"]}; }}
    QPushButton[kind="primary"] {{ background: {c["accent"]}; border-color: {c["accent"]}; color: {c["on_accent"]}; }}
    QPushButton[kind="primary"]:hover {{ background: {c["accent_hover"]}; }}
    QPushButton[kind="primary"]:disabled {{ color: {c["text3"]}; background: {c["neutral_soft"]};
        border-color: {c["border"]}; }}
    QPushButton[kind="ghost"] {{ background: transparent; border-color: transparent; color: {c["text2"]}; }}
    QPushButton[kind="ghost"]:hover {{ background: {c["hover"]}; }}
    QPushButton[kind="link"] {{ background: transparent; border-color: transparent; color: {c["accent"]};
        padding: 0 {px(4)}px; }}
    QPushButton[kind="link"][at="end"] {{ text-align: right; }}
    QPushButton[kind="error"] {{ background: transparent; border-color: transparent; color: {c["danger"]};
        padding: 0 {px(4)}px; text-align: left; text-decoration: underline; min-height: {px(24)}px; }}
    QPushButton[kind="soft"] {{ background: {c["accent_soft"]}; border-color: {c["accent_border"]};
        color: {c["accent"]}; }}
    QPushButton[kind="soft"]:disabled {{ color: {c["text3"]}; background: {c["sunken"]};
        border-color: {c["border"]}; }}
    QPushButton[kind="ghost"]:disabled, QPushButton[kind="link"]:disabled {{ color: {c["text3"]}; }}
    QPushButton[kind="preset"] {{ border-radius: {px(14)}px; min-height: {px(26)}px; padding: 0 {px(10)}px;
        color: {c["text2"]}; }}
    QPushButton[kind="danger"] {{ color: {c["danger"]}; border-color: {c["danger_border"]}; }}
    QPushButton[kind="nav"] {{ background: transparent; border: none; color: {c["text2"]}; text-align: left;
        padding: 0 {px(10)}px; min-height: {px(36)}px; }}
    QPushButton[kind="nav"]:hover {{ background: {c["hover"]}; }}
    QPushButton[kind="nav"]:checked {{ background: {c["accent_soft"]}; color: {c["accent"]}; }}
    QPushButton[kind="nav"][size="icon"] {{ text-align: center; padding: 0; min-height: {px(38)}px; }}
    QPushButton[kind="person"] {{ background: transparent; border: none; padding: 0; min-height: {px(40)}px; }}
    QPushButton[kind="person"]:hover {{ background: {c["hover"]}; }}
    QPushButton[kind="crumb"] {{ background: transparent; border-color: transparent; color: {c["text2"]};
        padding: 0 {px(3)}px; min-height: {px(24)}px; }}
    QPushButton[kind="crumb"]:hover {{ background: {c["hover"]}; }}
    QPushButton[kind="search"] {{ background: {c["surface"]}; border-color: {c["border"]}; padding: 0; }}
    QPushButton[kind="search"]:hover {{ background: {c["hover"]}; }}
    QPushButton[kind="task"] {{ background: transparent; border: none; text-align: left; padding: 0; }}
    QPushButton[kind="task"]:hover {{ background: {c["hover"]}; }}
    QPushButton[kind="task"]:checked {{ background: {c["accent_soft"]}; }}
    QPushButton[kind="tab"] {{ background: transparent; border: 2px solid transparent;
        border-radius: 0; color: {c["text2"]}; padding: 0 {px(4)}px; }}
    QPushButton[kind="tab"]:checked {{ border-bottom-color: {c["accent"]}; color: {c["accent"]}; }}
    QFrame[segments="true"] {{ background: {c["sunken"]}; border: 1px solid {c["border"]};
        border-radius: {radius["m"] + 2}px; }}
    QPushButton[kind="segment"] {{ background: transparent; border-color: transparent; color: {c["text2"]}; }}
    QPushButton[kind="segment"]:hover {{ background: {c["hover"]}; }}
    QPushButton[kind="segment"]:checked {{ background: {c["surface"]}; border-color: {c["control"]};
        color: {c["text"]}; }}
    QPushButton[size="large"] {{ min-height: {px(38)}px; padding: 0 {px(16)}px; }}
    QPushButton[size="small"] {{ min-height: {px(24)}px; padding: 0 {px(8)}px; }}
    QPushButton:focus {{ border: 2px solid {c["focus"]}; }}
    QPushButton[kind="primary"]:focus {{ border: 2px solid {c["text"]}; }}
    """


def _fields(c: Mapping[str, str], radius: Mapping[str, int], px: Callable[[float], int]) -> str:
    fields = 'QLineEdit, QComboBox, QPlainTextEdit, QDateEdit, QSpinBox, QTextEdit[editor="field"]'
    focus = "QLineEdit:focus, QComboBox:focus, QPlainTextEdit:focus, QDateEdit:focus, QSpinBox:focus"
    return f"""
    {fields} {{ background: {c["surface"]}; color: {c["text"]}; border: 1px solid {c["control"]};
        border-radius: {radius["m"]}px; padding: 1px {px(9)}px; min-height: {px(28)}px;
        selection-background-color: {c["accent"]}; selection-color: {c["on_accent"]}; }}
    {focus} {{ border: 2px solid {c["focus"]}; padding: 0 {px(9) - 1}px; }}
    *[state="error"] {{ border: 2px solid {c["danger"]}; }}
    QCheckBox[state="error"], QRadioButton[state="error"] {{ border-color: transparent; }}
    QCheckBox[state="error"]:focus, QRadioButton[state="error"]:focus {{ border-color: {c["focus"]}; }}
    QCheckBox[state="error"]::indicator, QRadioButton[state="error"]::indicator {{ border-color: {c["danger"]}; }}
    QLineEdit:read-only {{ background: {c["sunken"]}; }}
    QComboBox {{ combobox-popup: 0; }}
    QComboBox QAbstractItemView {{ background: {c["raised"]}; border: 1px solid {c["control"]}; }}
    QComboBox QAbstractItemView::item {{ min-height: {px(28)}px; padding: 0 {px(6)}px; }}
    QComboBox QAbstractItemView::item:selected {{ background: {c["accent_soft"]}; color: {c["text"]}; }}
    QComboBox::drop-down {{ border: none; width: {px(28)}px; }}
    QTextEdit[editor="section"], QTextBrowser {{ background: transparent; border: none; color: {c["text"]}; }}
    QTextEdit[editor="section"]:focus {{ border: none; }}
    QCheckBox, QRadioButton {{ border: 2px solid transparent; border-radius: {radius["s"]}px; padding: 1px 4px 1px 1px;
        spacing: {px(8)}px; outline: none; }}
    QCheckBox:focus, QRadioButton:focus {{ border-color: {c["focus"]}; }}
    QCheckBox::indicator, QRadioButton::indicator {{ width: {px(16)}px; height: {px(16)}px;
        border: 1px solid {c["control"]}; background: {c["surface"]}; border-radius: {radius["s"]}px; }}
    QRadioButton::indicator {{ border-radius: {px(16) // 2 + 1}px; }}
    QCheckBox::indicator:checked {{ background: {c["accent"]}; border-color: {c["accent"]}; }}
    QRadioButton::indicator:checked {{ border: {px(5)}px solid {c["accent"]}; background: {c["on_accent"]};
        width: {px(16) - 2 * px(5) + 2}px; height: {px(16) - 2 * px(5) + 2}px; }}
    QCheckBox::indicator:disabled, QRadioButton::indicator:disabled {{ background: {c["sunken"]};
        border-color: {c["border"]}; }}
    QCheckBox::indicator:checked:disabled {{ background: {c["text3"]}; }}
    QRadioButton::indicator:checked:disabled {{ border-color: {c["text3"]}; }}
    QAbstractItemView {{ background: transparent; border: none; outline: none;
        selection-background-color: {c["accent_soft"]}; selection-color: {c["text"]}; }}
    QAbstractItemView:window {{ background: {c["raised"]}; border: 1px solid {c["control"]}; }}
    QTableView, QListWidget {{ border: 2px solid transparent; }}
    QListWidget:focus {{ border: 2px solid {c["focus"]}; }}
    QTableView::item {{ padding: 0 {px(5)}px; }}
    QTableView::item:selected {{ background: {c["accent_soft"]}; color: {c["text"]}; }}
    QTableView:focus {{ border: 2px solid {c["focus"]}; }}
    QTableView[grid="sheet"] {{ background: {c["surface"]}; border: 1px solid {c["control"]}; padding: 1px;
        gridline-color: {c["border"]}; border-radius: {radius["s"]}px; }}
    QTableView[grid="sheet"]:focus {{ border: 2px solid {c["focus"]}; padding: 0; }}
    QTableView[grid="sheet"][state="error"] {{ padding: 0; }}
    QTableView[grid="sheet"] QLineEdit, QTableView[grid="sheet"] QComboBox {{ border: 2px solid {c["focus"]};
        border-radius: 0; padding: 0 {px(4)}px; min-height: 0; }}
    QTableView[grid="sheet"]::corner {{ background: transparent; border: none; }}
    QTableView[grid="sheet"] QTableCornerButton::section {{ background: {c["sunken"]}; border: none; }}
    QTableView[grid="sheet"] QHeaderView::section {{ background: {c["sunken"]}; color: {c["text2"]};
        border-right: 1px solid {c["border"]}; }}
    QHeaderView::section {{ background: {c["surface"]}; color: {c["text3"]}; border: none;
        border-bottom: 1px solid {c["border"]}; padding: {px(4)}px {px(8)}px; }}
    """


def _bars(c: Mapping[str, str], px: Callable[[float], int]) -> str:
    return f"""
    QScrollBar:vertical {{ background: transparent; width: {px(10)}px; margin: 2px; }}
    QScrollBar:horizontal {{ background: transparent; height: {px(10)}px; margin: 2px; }}
    QScrollBar::handle {{ background: {c["control"]}; border-radius: 3px; min-height: {px(32)}px;
        min-width: {px(32)}px; }}
    QScrollBar::add-line, QScrollBar::sub-line {{ height: 0; width: 0; }}
    QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
    QProgressBar {{ background: {c["neutral_soft"]}; border: none; border-radius: {px(3)}px; max-height: {px(6)}px;
        min-height: {px(6)}px; }}
    QProgressBar::chunk {{ background: {c["accent"]}; border-radius: {px(3)}px; }}
    QProgressBar[tone="warning"]::chunk {{ background: {c["warning"]}; }}
    """
