"""The words of an XLSForm in its other languages, as `locale/LANG.yaml` has them."""

from typing import Any

from desktop_app.domain.imports.xlsform_columns import language_code


class Locales:
    """Words by language as the workbook names it."""

    def __init__(self) -> None:
        self._found: dict[str, dict[str, Any]] = {}

    def part(self, language: str, part: str) -> dict[str, Any]:
        """What a language says of fields, pages or lists."""
        found: dict[str, Any] = self._found.setdefault(language, {}).setdefault(part, {})
        return found

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that something is said in."""
        return tuple(self._found)

    def by_code(self) -> dict[str, dict[str, Any]]:
        """The languages by their codes, those without a word left out."""
        found: dict[str, dict[str, Any]] = {}
        for language, parts in self._found.items():
            kept = {name: part for name, part in parts.items() if part}
            if kept and language:
                found.setdefault(language_code(language), {}).update(kept)
        return found
