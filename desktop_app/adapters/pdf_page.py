"""The pages of a PDF document: fonts of our own, reference and state at the head of each, its number at the foot."""

from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont
from fpdf import FPDF
from fpdf.enums import XPos, YPos

from desktop_app.adapters.bundled_files import resources_folder

FAMILY = "Inter"
_FACES = (("", "Inter_400Regular.ttf"), ("B", "Inter_600SemiBold.ttf"), ("I", "Inter_400Regular_Italic.ttf"))
_MARGIN_MM = 22
GREY, RED, BLACK = (80, 80, 80), (176, 0, 32), (0, 0, 0)
UNKNOWN = "\ufffd"
"""Stands for a character that the fonts do not have."""


@cache
def _known() -> frozenset[int]:
    """The characters that all faces have."""
    faces = [TTFont(_font(name), lazy=True) for _, name in _FACES]
    return frozenset.intersection(*(frozenset(face.getBestCmap()) for face in faces))


def _font(name: str) -> Path:
    return resources_folder() / "fonts" / name


class CasePages(FPDF):
    """A4 pages. `head` stands at the head of each, `banner` in red beside it."""

    def __init__(self, title: str, head: str, banner: str, language: str, at: datetime) -> None:
        super().__init__(format="A4")
        self._head, self._banner = head, banner
        self.is_whole = True
        """Whether every character that was printed is one that the fonts have."""
        for style, name in _FACES:
            self.add_font(FAMILY, style, _font(name))
        self.set_margins(_MARGIN_MM, _MARGIN_MM, _MARGIN_MM)
        self.set_auto_page_break(True, margin=_MARGIN_MM)
        self.set_title(title)
        self.set_creator("Countersign")
        self.set_producer("Countersign")
        self.set_lang(language)
        self.set_creation_date(at.astimezone(UTC))
        self.alias_nb_pages()

    def known(self, text: str) -> str:
        """The text with a mark for each character that the fonts do not have."""
        has = _known()
        if all(ord(c) in has or c in "\n\t" for c in text):
            return text
        self.is_whole = False
        return "".join(c if ord(c) in has or c in "\n\t" else UNKNOWN for c in text)

    def header(self) -> None:
        """What stands at the head of a page."""
        self.set_y(10)
        self.set_font(FAMILY, "", 8)
        self.set_text_color(*GREY)
        self.cell(0, 4, self.known(self._head), align="L")
        if self._banner:
            self.set_x(self.l_margin)
            self.set_font(FAMILY, "B", 8)
            self.set_text_color(*RED)
            self.cell(0, 4, self._banner, align="R")
        self.set_y(_MARGIN_MM)

    def footer(self) -> None:
        """What stands at its foot."""
        self.set_y(-14)
        self.set_font(FAMILY, "", 8)
        self.set_text_color(*GREY)
        self.cell(0, 4, f"Page {self.page_no()} of {{nb}}", align="C")

    def line_of(
        self, words: str, size: float, style: str = "", color: tuple[int, int, int] = BLACK, after: float = 1.5
    ) -> None:
        """A paragraph of its own; `after` it so many millimetres stay free."""
        self.set_font(FAMILY, style, size)
        self.set_text_color(*color)
        self.multi_cell(0, size * 0.5, self.known(words), align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.ln(after)

    def heading(self, words: str, size: float = 14) -> None:
        """A heading that no page ends with; it stands in the outline too."""
        if self.will_page_break(size * 2):
            self.add_page()
        self.ln(3)
        self.start_section(self.known(words))
        self.line_of(words, size, "B", after=1.5)
