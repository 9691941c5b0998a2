"""Pictures of pages: drawn in a child that may die, and checked before they are shown."""

import asyncio
import sys

import pytest

from desktop_app.adapters.bundled_files import forms_folder
from desktop_app.adapters.extraction import Limits
from desktop_app.adapters.page_images import ChildPageImages
from desktop_app.adapters.png_bytes import png_bytes

PDF = (forms_folder() / "contract_review" / "sample" / "services-agreement.pdf").read_bytes()
NEVER_STOPS = """
print('{"size": 9000000000, "width": 1, "height": 1}', flush=True)
while True:
    print("no picture" * 400, flush=True)
"""


async def test_a_page_is_drawn_in_its_own_size() -> None:
    images = ChildPageImages()
    await images.open("d1", PDF)
    page = await images.draw("d1", 1, 400)
    await images.close()
    assert page is not None
    assert page.png.startswith(b"\x89PNG")
    assert int.from_bytes(page.png[16:20], "big") == 400
    assert page.width < page.height


@pytest.mark.parametrize(("document_id", "number"), [("d2", 1), ("d1", 0), ("d1", 999)])
async def test_there_is_no_picture_of_what_is_not_there(document_id: str, number: int) -> None:
    images = ChildPageImages()
    await images.open("d1", PDF)
    assert await images.draw(document_id, number, 400) is None
    assert await images.draw("d1", 1, 400) is not None
    await images.close()


async def test_what_is_no_pdf_gives_no_picture_and_no_error() -> None:
    images = ChildPageImages()
    await images.open("d1", b"%PDF-1.7 nothing of a PDF")
    assert await images.draw("d1", 1, 400) is None
    await images.close()


@pytest.mark.parametrize(
    "does",
    [
        "raise SystemExit(1)",
        'print(\'{"size": 9, "width": 1, "height": 1}\\nno picture\', flush=True); input()',
        "print('nonsense', flush=True); input()",
        "input()",
        NEVER_STOPS,
    ],
)
async def test_a_child_that_breaks_down_or_lies_is_ended(does: str) -> None:
    images = ChildPageImages(Limits(seconds=0.4, answer=9_000_000_000), worker=(sys.executable, "-c", does))
    await images.open("d1", PDF)
    async with asyncio.timeout(10):
        assert await images.draw("d1", 1, 400) is None
    assert images._child is None


def test_a_bitmap_is_written_row_by_row() -> None:
    png = png_bytes(2, 1, 3, 8, b"\xff\x00\x00\x00\xff\x00\x00\x00")
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    assert png[-8:-4] == b"IEND"
