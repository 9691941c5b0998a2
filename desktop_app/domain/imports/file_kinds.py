"""Kinds of files that other programs name by media type or ending, as the words of a pack's `accept`."""

import re

from desktop_app.domain.imports.pack_draft import PackDraft

_WORD = "application/vnd.openxmlformats-officedocument."
_KINDS = {
    "application/pdf": "pdf", ".pdf": "pdf", "text/plain": "txt", ".txt": "txt", "text/csv": "csv", ".csv": "csv",
    f"{_WORD}wordprocessingml.document": "docx", ".docx": "docx",
    f"{_WORD}spreadsheetml.sheet": "xlsx", ".xlsx": "xlsx",
    "text/html": "html", ".html": "html", ".htm": "html", "message/rfc822": "eml", ".eml": "eml",
    "image/jpeg": "image", "image/jpg": "image", "image/png": "image", "image/gif": "image", "image/*": "image",
    "image/tiff": "image", "image/bmp": "image", "image/webp": "image",
    ".jpg": "image", ".jpeg": "image", ".png": "image", ".gif": "image", ".tif": "image", ".tiff": "image",
    "application/msword": "doc", ".doc": "doc", "application/vnd.ms-excel": "xls", ".xls": "xls",
    "application/vnd.oasis.opendocument.text": "odt", ".odt": "odt",
    "application/vnd.oasis.opendocument.spreadsheet": "ods", ".ods": "ods",
    "application/vnd.ms-powerpoint": "ppt", ".ppt": "ppt",
    f"{_WORD}presentationml.presentation": "pptx", ".pptx": "pptx",
    "application/rtf": "rtf", "text/rtf": "rtf", ".rtf": "rtf", "application/zip": "zip", ".zip": "zip",
    "audio/*": "audio", "video/*": "video",
}  # fmt: skip


def accepted(source: str, draft: PackDraft, place: str) -> list[str]:
    """The kinds, each once; none where one of them is not known, so that nothing is refused that the source takes."""
    found: list[str] = []
    for raw in filter(None, (part.strip().lower() for part in re.split(r"[,;|\s]+", source))):
        kind = _KINDS.get(raw.replace("vndopenxml", "vnd.openxml"))  # several forms have lost the dot
        if kind is None:
            draft.lose("accepted files", place, f"The kind of file “{raw}” is not known; files of any kind are taken.")
            return []
        found += [kind] if kind not in found else []
    return found
