"""XLSForm workbooks as packs: the sheets survey, choices, settings and external_choices (xlsform.org; pyxform)."""

from collections.abc import Mapping, Sequence
from typing import Any

from desktop_app.domain.errors import UsageError
from desktop_app.domain.expression import Kind
from desktop_app.domain.imports.imported import Imported
from desktop_app.domain.imports.pack_draft import Names, PackDraft, conjunction, legible, spoken
from desktop_app.domain.imports.plain_words import plain_words
from desktop_app.domain.imports.word_set import word_set
from desktop_app.domain.imports.xlsform_columns import Sheet, language_code, read_sheet
from desktop_app.domain.imports.xlsform_lists import read_lists
from desktop_app.domain.imports.xlsform_questions import Questions
from desktop_app.domain.imports.xlsform_repeats import Repeats
from desktop_app.domain.imports.xlsform_scope import Known, Register
from desktop_app.domain.imports.xlsform_tree import Asking, Branch, Group, grow, questions
from desktop_app.domain.imports.xlsform_types import KINDS, RECORDED_ANYWAY
from desktop_app.domain.imports.xpath import NotCarried

_SETTINGS = frozenset(("form_title", "form_id", "version", "default_language", "id_string", "name", "instance_xmlns"))
_SETTING_LOOKS = word_set(
    "style allow_choice_duplicates namespaces sms_keyword sms_separator clean_text_values omit_instanceid flat prefix "
    "delimiter add_none_option"
)
SHEETS = frozenset(("survey", "choices", "settings", "external_choices"))
"""The sheets of a form; what stands in others is left."""

_LONGEST_TITLE = 60
_OWN_PAGE = 4
"""Questions from which on a group inside another has a page of its own."""


def is_xlsform(sheets: Mapping[str, Sequence[Sequence[str]]]) -> bool:
    """Whether a workbook is such a form."""
    return "survey" in _by_name(sheets)


def import_xlsform(sheets: Mapping[str, Sequence[Sequence[str]]], name: str) -> Imported:
    """The form as a pack. Raises UsageError where the workbook is none."""
    named = _by_name(sheets)
    if "survey" not in named:
        raise UsageError(
            "The workbook has no sheet “survey”, so that it is no XLSForm.",
            kept="Nothing was written.",
            next="Name the sheet with the questions “survey”.",
        )
    return _XlsForm(named).imported(name)


def _by_name(sheets: Mapping[str, Sequence[Sequence[str]]]) -> dict[str, Sequence[Sequence[str]]]:
    """Sheets by their names in small letters."""
    return {title.strip().lower(): rows for title, rows in sheets.items()}


class _XlsForm:
    def __init__(self, sheets: Mapping[str, Sequence[Sequence[str]]]) -> None:
        self._draft = PackDraft()
        self._sheets = {
            title: read_sheet(rows, of_choices=title in ("choices", "external_choices"))
            for title, rows in sheets.items()
        }
        self._settings = self._read_settings()
        self._base = self._base_language()
        lists = {title: sheet for title, sheet in self._sheets.items() if title in ("choices", "external_choices")}
        self._lists = read_lists(lists, self._base, self._draft)
        self._register = Register(self._lists, self._kind_of)
        self._tree = grow(self._sheets["survey"].rows, self._draft)
        self._asking: dict[int, Asking] = {}
        self._resolving: list[int] = []
        self._questions = Questions(self._draft, self._register, self._base)
        self._repeats = Repeats(self._draft, self._register, self._questions, self._base)

    def _read_settings(self) -> dict[str, str]:
        rows = self._sheets.get("settings", Sheet()).rows
        return {column: text.strip() for (column, _), text in rows[0][1].items()} if rows else {}

    def _base_language(self) -> str:
        """The language that the form itself is in: empty where labels name none."""
        languages = self._sheets["survey"].languages
        default = self._settings.get("default_language", "")
        named = next((one for one in languages if default and default in (one, language_code(one))), None)
        plain = any(("label", "") in row for _, row in self._sheets["survey"].rows)
        return named if named is not None else "" if plain or not languages else languages[0]

    def imported(self, name: str) -> Imported:
        self._know(self._tree, "")
        draft, title = self._draft, plain_words(self._settings.get("form_title"), one_line=True)
        self._pages(self._tree, title or spoken(name), (), inside=False)
        self._choice_lists()
        self._locales()
        self._rest()
        base = self._base or self._settings.get("default_language", "") or "en"
        return draft.finish(
            self._settings.get("form_id") or name, title, "an XLSForm workbook", language=language_code(base)
        )

    def _know(self, branches: Sequence[Branch], repeat: str, columns: Names | None = None) -> None:
        """Give every question its name in the pack, before any expression is read."""
        for branch in branches:
            if isinstance(branch, Group):
                self._know_group(branch, repeat, columns)
            else:
                self._know_question(branch, repeat, columns)

    def _know_group(self, group: Group, repeat: str, columns: Names | None) -> None:
        if group.kind != "repeat":
            self._know(group.children, repeat, columns)
            return
        source = group.name or f"repeat_{group.number}"
        if source in self._register.repeats:
            source = f"{source} {group.number}"
        field = self._draft.fields.take(source, "rows")
        self._register.repeats[source] = Known(field, repeat, Kind.ROWS)
        self._register.tables.setdefault(group.path, source)
        self._draft.sources[field] = group.name
        self._repeats.keys[group.number] = source
        self._know(group.children, source, Names())

    def _know_question(self, asking: Asking, repeat: str, columns: Names | None) -> None:
        if asking.asked.type == "recorded":
            known = Known("", "", Kind.STRING, lost="no device notes it", row=asking.number)
            self._register.add(asking.name, asking.path, known)
            self._recorded(asking)
            return
        field = (columns or self._draft.fields).take(asking.name or asking.asked.source, "question")
        self._questions.names[asking.number] = field
        choices = (
            self._lists.get(asking.asked.list_name) if asking.asked.type in ("choice", "choices", "rank") else None
        )
        type_ = "calculate" if asking.asked.type == "calculate" else self._questions.type_of(asking)
        kind = None if type_ == "calculate" else KINDS.get(type_, Kind.STRING)
        lost = "it is only words" if asking.asked.type == "note" else ""
        known = Known(
            field, repeat, kind, choices, lost, type_, asking.number, asking.asked.other, bool(asking.cell("relevant"))
        )
        self._asking[asking.number] = asking
        if not self._register.add(asking.name, asking.path, known):
            self._draft.change("name given twice", asking.place, f"It is called {field} here.")
        if asking.name:
            self._draft.sources.setdefault(field, asking.name)

    def _recorded(self, asking: Asking) -> None:
        """The record of a case holds some of what a device would note."""
        source = asking.asked.source.replace(" ", "_").removeprefix("get_").removesuffix("_time")
        if source in RECORDED_ANYWAY:
            self._draft.change(f"type {source}", asking.place, RECORDED_ANYWAY[source])
        else:
            self._draft.lose(f"type {source}", asking.place, "Nothing that a device notes by itself is kept.")

    def _kind_of(self, known: Known) -> Kind:
        """What a calculation gives: found when it is first asked for. Raises NotCarried for a circle."""
        if known.row in self._resolving or len(self._resolving) > 100:
            raise NotCarried(f"“{known.field}” is calculated from itself")
        self._resolving.append(known.row)
        try:
            known.kind = self._questions.calculated_kind(self._asking[known.row])
            return known.kind
        except NotCarried as fault:
            known.lost = f"{fault}"
            raise
        finally:
            self._resolving.pop()

    def _pages(self, branches: Sequence[Branch], title: str, above: tuple[str | None, ...], *, inside: bool) -> None:
        """Pages of a run of questions, of each group and of each repeat, in order."""
        page: dict[str, Any] | None = None
        for branch in branches:
            if isinstance(branch, Group):
                relevant = self._questions.relevant(branch)
                if branch.kind == "repeat":
                    self._repeats.add(branch, (*above, relevant))
                    page = None
                elif branch.kind == "loop":
                    self._draft.lose("loop", branch.place, "Questions for each item of a list: asked once here.")
                    self._pages(branch.children, self._title(branch) or title, (*above, relevant), inside=True)
                    page = None
                elif self._is_small(branch) and inside and page is not None:
                    self._merged(branch, page, relevant)
                else:
                    self._group(branch, title, (*above, relevant))
                    page = None
                continue
            if page is None:
                own = self._page_title(branch, title)
                page = self._draft.page(own, conjunction(above))
                if own != title:
                    self._questions.translate_page(branch, page["page"])
            page["fields"] += self._questions.fields(branch)

    def _page_title(self, first: Asking, title: str) -> str:
        """What the questions around stand under; where another page has that title, what the first of them asks."""
        taken = any(page["title"] == title and page["fields"] for page in self._draft.pages)
        label = self._questions.plain(first.row, "label").split("\n")[0]
        return label if taken and 0 < len(label) <= _LONGEST_TITLE else title

    def _group(self, group: Group, title: str, above: tuple[str | None, ...]) -> None:
        self._draft.carried["group"] += 1
        own = self._title(group)
        before = len(self._draft.pages)
        self._pages(group.children, own or title, above, inside=True)
        if own and len(self._draft.pages) > before:
            self._entitled(group, own, self._draft.pages[before])
        self._questions.untold(group)

    def _entitled(self, group: Group, own: str, first: dict[str, Any]) -> None:
        """The label of a group is the title of its first page, or stands above where that has one of its own."""
        if first["title"] == legible(own):
            self._questions.translate_page(group, first["page"])
            return
        if not first["fields"]:
            return
        heading = self._draft.fields.take(f"{group.name}_heading")
        first["fields"].insert(0, {"field": heading, "type": "note", "label": own})
        self._questions.translate_table(group, heading)

    def _is_small(self, group: Group) -> bool:
        return (
            not any(isinstance(child, Group) and child.kind != "group" for child in group.children)
            and sum(1 for _ in questions(group.children)) < _OWN_PAGE
        )

    def _merged(self, group: Group, page: dict[str, Any], relevant: str | None) -> None:
        """A small group inside another stands on its page, under its label."""
        self._draft.carried["group"] += 1
        fields = []
        if label := self._title(group):
            heading = self._draft.fields.take(f"{group.name}_heading")
            fields.append({"field": heading, "type": "note", "label": label})
            self._questions.translate_table(group, heading)
        for child in group.children:
            if isinstance(child, Group):
                inner: dict[str, Any] = {"fields": []}
                self._merged(child, inner, self._questions.relevant(child))
                fields += inner["fields"]
            else:
                fields += self._questions.fields(child)
        for field in fields:
            if joint := conjunction((relevant, field.get("relevant"))):
                field["relevant"] = joint
        page["fields"] += fields
        self._questions.untold(group)

    def _title(self, group: Group) -> str:
        return self._questions.words(group.row, "label", group.place)

    def _choice_lists(self) -> None:
        used = {f.get("choice_list") for p in self._draft.pages for f in _with_columns(p["fields"])}
        for source, found in self._lists.items():
            if found.name in used:
                self._draft.choice_lists[found.name] = found.choices
            if found.with_other in used:
                others = [choice for choice in found.choices if choice["choice"] != "other"]
                self._draft.choice_lists[found.with_other] = [*others, {"choice": "other", "label": "Other"}]
            elif found.name not in used and not any(known.choices is found for known in self._register.rows.values()):
                self._draft.change("list of choices", f"choices, {source}", "No question uses it; it is left out.")

    def _locales(self) -> None:
        titles = self._questions.locales
        for found in self._lists.values():
            for language, labels in found.labels.items():
                for name in {found.name, found.with_other} & self._draft.choice_lists.keys():
                    titles.part(language, "choice_lists")[name] = labels
        self._draft.locales.update(titles.by_code())

    def _rest(self) -> None:
        """Settings and sheets that say more than questions."""
        draft = self._draft
        for raw, text in self._settings.items():
            setting = raw.replace(" ", "_")
            if setting == "version":
                draft.change("setting version", "settings", f"The pack begins at 0.1.0; the form was at {text[:60]}.")
            elif setting in _SETTINGS:
                draft.carried["setting"] += 1
            elif setting in _SETTING_LOOKS:
                draft.looks[f"setting {setting}"] += 1
            elif text:
                draft.lose(f"setting {setting}", "settings", "It has no counterpart.")
        for number, _ in self._sheets.get("settings", Sheet()).rows[1:]:
            draft.lose("settings", f"settings row {number}", "A form has one row of settings.")
        for title, sheet in self._sheets.items():
            if title not in SHEETS and sheet.rows and title in ("entities", "osm"):
                draft.lose(f"sheet {title}", f"sheet {title}", "It has no counterpart.")
            elif title not in SHEETS and sheet.width:
                draft.looks[f"sheet {title[:40]}"] += 1
            for column in sheet.twice if title in SHEETS else ():
                why = "It stands there twice; the first one that says something is read."
                draft.lose(f"column {column[:40]}", f"sheet {title}", why)
            if title in SHEETS and sheet.unnamed:
                draft.looks[f"cells of {title} below no name of a column"] = sheet.unnamed


def _with_columns(fields: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    return [one for field in fields for one in (field, *field.get("columns", ()))]
