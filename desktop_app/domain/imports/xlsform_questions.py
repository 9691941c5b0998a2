"""Questions of an XLSForm as fields."""

import re
from collections.abc import Mapping
from typing import Any

from desktop_app.domain.expression import Kind
from desktop_app.domain.imports.cel_text import FALSE, LISTS, TRUE, quoted, sure
from desktop_app.domain.imports.pack_draft import PackDraft, conjunction, tidy
from desktop_app.domain.imports.plain_words import plain_words
from desktop_app.domain.imports.word_set import word_set
from desktop_app.domain.imports.xlsform_columns import Row
from desktop_app.domain.imports.xlsform_defaults import default_of
from desktop_app.domain.imports.xlsform_locales import Locales
from desktop_app.domain.imports.xlsform_range import OWN, range_of, says_only_range
from desktop_app.domain.imports.xlsform_scope import Register, SurveyScope
from desktop_app.domain.imports.xlsform_tree import Asking, Group
from desktop_app.domain.imports.xlsform_types import KINDS
from desktop_app.domain.imports.xpath import Call, NotCarried, Text, parse_xpath
from desktop_app.domain.imports.xpath_cel import Translator

YES = frozenset(("yes", "true", "true()", "1"))
NO = frozenset(("", "no", "false", "false()", "0"))
_MARKDOWN = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1|(?<!\w)([*_])(?=\S)([^*_\n]+?)(?<=\S)\3(?!\w)")
_HEADING = re.compile(r"^#{1,6}\s+", re.MULTILINE)
_LINK = re.compile(r"\[([^\]\n]+)\]\((https?://[^)\s]+)\)")
_REFERENCE = re.compile(r"\$\{\s*([^{}\s]+)\s*\}")
_TYPED = {Kind.INT: "integer", Kind.DOUBLE: "decimal", Kind.BOOL: "boolean", Kind.TIMESTAMP: "date"}
_WORDS = (("label", "label"), ("hint", "hint"), ("guidance_hint", "help"), ("constraint_message", "constraint_message"))
_MEDIA = ("image", "audio", "video", "big-image")
_LOOKS = word_set("appearance rows autoplay sms_field sms_option note notes comment comments disabled")
_READ = word_set(
    "type name label hint guidance_hint constraint_message required_message relevant required constraint calculation "
    "default read_only choice_filter repeat_count parameters or_other trigger image audio video big-image"
)
_OF_GROUPS = word_set("type name label relevant repeat_count parameters trigger image audio video big-image")
_GEO = {"geopoint": "latitude longitude altitude accuracy", "location": "", "gps": "", "geotrace": "", "geoshape": ""}
_ELSEWHERE = re.compile(r"(?:^|\s)(?:intent|ex|printer):")
_BOUNDS = {
    "percentage": ("0.0", "100.0"), "number of days in last month": ("0", "31"),
    "number of days in last six months": ("0", "183"), "number of days in last year": ("0", "365"),
}  # fmt: skip
_POINT = r"-?[0-9]+(\.[0-9]+)? -?[0-9]+(\.[0-9]+)?( -?[0-9]+(\.[0-9]+)?){0,2}"


class Questions:
    """Makes fields of questions. `names` are the fields' names by the questions' rows."""

    def __init__(self, draft: PackDraft, register: Register, base: str) -> None:
        self._draft, self._register, self._base = draft, register, base
        self.names: dict[int, str] = {}
        self.locales = Locales()

    def words(self, row: Row, column: str, place: str) -> str:
        """What a column says in the language of the form."""
        text = self._text(row, column)
        if text and said(text) != plain_words(_REFERENCE.sub(r"(\1)", text)):
            self._draft.looks["styled words"] += 1
        if "${" in text:
            self._draft.lose(
                f"answer in a {column}", place, "Words are always the same; the answer's name stands there."
            )
        return self.plain(row, column)

    def plain(self, row: Row, column: str) -> str:
        """The same, with nothing told of what is lost in it."""
        return said(self._text(row, column))

    def _text(self, row: Row, column: str) -> str:
        return row.get((column, self._base)) or row.get((column, ""), "")

    def scope(self, asking: Asking | Group, *, is_given: bool = False) -> SurveyScope:
        """The names around the expressions of a question."""
        if isinstance(asking, Group):
            return SurveyScope(self._register, path=asking.path)
        known = self._register.rows[asking.number]
        return SurveyScope(self._register, known.repeat, known, is_given, path=asking.path)

    def relevant(self, asking: Asking | Group, scope: SurveyScope | None = None, *, exact: bool = False) -> str | None:
        """When it is asked, as CEL; None where always."""
        return self.condition(asking, "relevant", scope or self.scope(asking), exact=exact)

    def condition(self, asking: Asking | Group, column: str, scope: SurveyScope, *, exact: bool = False) -> str | None:
        """What a column says must hold, as CEL; None where it says nothing or is not carried over."""
        text = asking.cell(column)
        if not text or text.lower() in YES:
            return None
        if text.lower() in NO:
            self._draft.carried[column] += 1
            return FALSE.text
        try:
            found = Translator(scope).condition_of(text, exact=exact)
        except NotCarried as fault:
            self._draft.lose(column, asking.place, f"{text[:120]}: {fault}.")
            return None
        self._draft.carried[column] += 1
        return None if found == TRUE else found.text

    def type_of(self, asking: Asking) -> str:
        """The type of field, without what a calculation shows."""
        kind, appearance = asking.asked.type, asking.cell("appearance").lower().split()
        if kind in ("choice", "choices", "rank"):
            known = self._register.lists.get(asking.asked.list_name)
            is_here = known is not None and known.items and not asking.asked.from_file and not _is_searched(asking)
            return kind if is_here else "text"
        if kind == "text" and "multiline" in appearance:
            return "paragraph"
        if kind == "range":
            return range_of(asking).type
        return {"today": "date", "calculate": "text"}.get(kind, kind)

    def fields(self, asking: Asking) -> list[dict[str, Any]]:
        """The fields of a question: none where it is not carried over, two where another choice is asked for."""
        if asking.asked.type == "recorded":
            return []
        field = self.bare(asking)
        if asking.asked.type == "calculate":
            return self._calculated(asking, field)
        self._rules(asking, field)
        return [tidy(field), *self._other(asking, field)]

    def bare(self, asking: Asking) -> dict[str, Any]:
        """The field with its words, its choices and its default, without rules."""
        name, kind = self.names[asking.number], self.type_of(asking)
        self._draft.carried[f"type {asking.asked.source}"] += 1
        field: dict[str, Any] = {"field": name, "type": kind}
        for column, key in _WORDS:
            field[key] = self.words(asking.row, column, asking.place)
        field["label"] = field["label"] or ("" if asking.asked.type in ("calculate", "hidden") else asking.name or name)
        if kind == "note" and field["hint"]:
            field["label"], field["hint"] = f"{field['label']}\n{field['hint']}", ""
        if needed := self.words(asking.row, "required_message", asking.place):
            field["help"] = "\n".join(w for w in (field["help"], needed) if w)
            self._draft.change("required_message", asking.place, "It stands in the help of the question.")
        self._translate(asking, name, needed)
        self._kind(asking, field)
        self.untold(asking)
        return field

    def _kind(self, asking: Asking, field: dict[str, Any]) -> None:
        """What its type needs."""
        source, kind = asking.asked.source, asking.asked.type
        if kind in ("choice", "choices", "rank"):
            self._choices(asking, field)
        if source in _GEO:
            line = source in ("geotrace", "geoshape")
            how = (
                "points, each as latitude and longitude, with semicolons between" if line else "latitude and longitude"
            )
            field["hint"] = field["hint"] or f"As {how}"
            field["rule"] = f"{OWN}.matches({quoted(f'^{_POINT}(; ?{_POINT})*;?$' if line else f'^{_POINT}$')})"
            self._draft.change(f"type {source}", asking.place, f"It is written down as {how}; there is no map.")
        if source == "barcode":
            self._draft.change("type barcode", asking.place, "It is typed, not scanned.")
        if source == "osm":
            self._draft.lose("type osm", asking.place, "It is a text; there is no map to tag.")
        if kind == "range":
            found = range_of(asking)
            field |= found.more
            field["rule"] = found.rule
            field["message"] = found.message
        if kind == "attachment":
            field |= {"accept": list(asking.asked.accept), "max_files": 1}
        if kind == "boolean":
            field["rule"] = OWN
        if source in _BOUNDS:
            field["rule"] = f"{OWN} >= {_BOUNDS[source][0]} && {OWN} <= {_BOUNDS[source][1]}"
            field["message"] = f"Give a number from {_BOUNDS[source][0]} to {_BOUNDS[source][1]}."
        if kind == "hidden" or kind == "today":
            field["hidden"] = kind == "today"
        if kind == "today":
            field["default_calculation"] = "today()"
        if asking.cell("read_only").lower() in YES:
            field["read_only"] = kind != "note"
        elif asking.cell("read_only").lower() not in NO:
            self._draft.lose("read_only", asking.place, "It is read-only always or never, not by an expression.")
        field |= default_of(asking, field, Translator(self.scope(asking)), self._draft)

    def _choices(self, asking: Asking, field: dict[str, Any]) -> None:
        found = self._register.lists.get(asking.asked.list_name)
        if field["type"] == "text":
            is_file = asking.asked.from_file or _is_searched(asking)
            why = "Its file is not in the workbook" if is_file else "There is no such list"
            self._draft.lose(f"choices of {asking.asked.list_name[:40]}", asking.place, f"{why}; the answer is a text.")
            if asking.cell("choice_filter"):
                self._draft.lose("choice_filter", asking.place, "There are no choices to leave out.")
            return
        if found is None:
            return
        field["choice_list"] = found.with_other if asking.asked.other else found.name
        if asking.cell("choice_filter"):
            self._filter(asking, field)

    def _filter(self, asking: Asking, field: dict[str, Any]) -> None:
        text, found = asking.cell("choice_filter"), self._register.lists[asking.asked.list_name]
        scope = SurveyScope(self._register, self.scope(asking).repeat, filtered=found, path=asking.path)
        try:
            condition = Translator(scope).condition_of(text, exact=False)
        except NotCarried as fault:
            self._draft.lose("choice_filter", asking.place, f"{text[:120]}: {fault}.")
        else:
            field["choice_filter"] = condition.text if condition != TRUE else None
            self._draft.carried["choice_filter"] += 1

    def _other(self, asking: Asking, field: Mapping[str, Any]) -> list[dict[str, Any]]:
        if not asking.asked.other or field["type"] not in ("choice", "choices"):
            return []
        self._draft.carried["or_other"] += 1
        name = f"row.{field['field']}" if self.scope(asking).repeat else field["field"]
        relevant = f'"other" in {name}' if field["type"] == "choices" else f'{name} == "other"'
        text = {"field": self._draft.fields.take(f"{field['field']}_other"), "type": "text", "label": "Specify other."}
        return [{**text, "relevant": relevant, "required": True}]

    def _rules(self, asking: Asking, field: dict[str, Any]) -> None:
        """Relevant, required, constraint and calculation."""
        field["relevant"] = self.relevant(asking)
        field["required"] = self.required(asking, self.scope(asking))
        if field["type"] == "note":
            field["required"] = False
        rule, message = field.pop("rule", None), field.pop("message", "")
        constraint = self.condition(asking, "constraint", self.scope(asking, is_given=True), exact=True)
        own = f"row.{field['field']}" if self.scope(asking).repeat else field["field"]
        field["constraint"] = conjunction((rule.replace(OWN, own) if rule else None, constraint))
        field["constraint_message"] = (field["constraint_message"] or message) if field["constraint"] else ""
        if asking.cell("calculation") and field["type"] == "attachment":
            self._draft.lose("calculation", asking.place, "A file is given by people.")
        elif asking.cell("calculation"):
            self._calculation(asking, field)

    def required(self, asking: Asking, scope: SurveyScope) -> bool | str:
        """Whether it must be answered."""
        text = asking.cell("required")
        if text.lower() in YES | NO:
            self._draft.carried["required"] += text.lower() in YES
            return text.lower() in YES
        return self.condition(asking, "required", scope) or False

    def _calculation(self, asking: Asking, field: dict[str, Any]) -> None:
        """What a question that is shown is calculated as, in its own type."""
        kind = KINDS.get(field["type"], Kind.STRING)
        try:
            field["calculation"] = self._value(asking, kind, field)
        except NotCarried as fault:
            self._draft.lose("calculation", asking.place, f"{asking.cell('calculation')[:120]}: {fault}.")
            return
        for key in ("default", "default_calculation"):
            field.pop(key, None)
        self._draft.carried["calculation"] += 1

    def _value(self, asking: Asking, kind: Kind | None, field: dict[str, Any]) -> str:
        """A calculation as CEL; the condition of one that is else blank is when its field is relevant."""
        node, t = parse_xpath(asking.cell("calculation")), Translator(self.scope(asking))
        while isinstance(node, Call) and node.name == "once" and len(node.arguments) == 1:
            node = node.arguments[0]
            self._draft.change("once()", asking.place, "It is calculated anew when an answer changes.")
        if isinstance(node, Call) and node.name == "if" and len(node.arguments) == 3 and node.arguments[2] == Text(""):
            field["relevant"] = conjunction((field.get("relevant"), t.condition(node.arguments[0], exact=False).text))
            node = node.arguments[1]
        value = t.value(node)
        return sure(value if kind is None else t.as_kind(value, kind)).text

    def calculated_kind(self, asking: Asking) -> Kind:
        """What a calculation gives. Raises NotCarried."""
        node = parse_xpath(asking.cell("calculation") or "''")
        while isinstance(node, Call) and node.name in ("once",) and len(node.arguments) == 1:
            node = node.arguments[0]
        if isinstance(node, Call) and node.name == "if" and len(node.arguments) == 3 and node.arguments[2] == Text(""):
            node = node.arguments[1]
        kind = Translator(self.scope(asking)).value(node).kind
        if kind in LISTS or kind in (Kind.ANY, Kind.ROWS):
            raise NotCarried("several answers are calculated at once")
        return kind

    def _calculated(self, asking: Asking, field: dict[str, Any]) -> list[dict[str, Any]]:
        """A calculation that nobody sees: a hidden field of the type that it gives."""
        if not asking.cell("calculation"):
            hidden = {**field, "type": "hidden", "relevant": self.relevant(asking)}
            if not asking.cell("default"):
                self._draft.change("type calculate", asking.place, "It calculates nothing; it is hidden.")
            return [tidy(hidden | default_of(asking, hidden, Translator(self.scope(asking)), self._draft))]
        try:
            known = self._register.rows[asking.number]
            kind = known.kind if known.kind is not None else self._register.typed(known)
            field["relevant"] = self.relevant(asking)
            field["calculation"] = self._value(asking, kind, field)
        except NotCarried as fault:
            self._draft.lose("calculation", asking.place, f"{asking.cell('calculation')[:120]}: {fault}.")
            return []
        field |= {"type": _TYPED.get(kind, "text"), "hidden": True, "label": field["label"] or asking.name}
        self._draft.carried["calculation"] += 1
        return [tidy(field)]

    def _translate(self, asking: Asking, name: str, needed: str) -> None:
        for (column, language), text in asking.row.items():
            key = dict(_WORDS).get(column)
            if key and language and language != self._base and text.strip():
                self._said(asking, language, name)[key] = said(text)
                self._draft.carried["translation"] += 1
        said_in = {
            language for (column, language), text in asking.row.items() if needed or column == "required_message"
        }
        for language in sorted(said_in):
            if language and language != self._base:
                own = said(asking.row.get(("required_message", language), "")) or needed
                spoken = self._said(asking, language, name)
                spoken["help"] = "\n".join(w for w in (spoken.get("help"), own) if w)

    def _said(self, asking: Asking, language: str, name: str) -> dict[str, Any]:
        """What a language says of a field, or of a column of a table."""
        fields = self.locales.part(language, "fields")
        repeat = self.scope(asking).repeat
        if repeat and asking.asked.type != "attachment":
            fields = fields.setdefault(self._register.repeats[repeat].field, {}).setdefault("columns", {})
        found: dict[str, Any] = fields.setdefault(name, {})
        return found

    def translate_table(self, group: Group, name: str) -> None:
        """The label of a table, or of a note with the words of a group, in other languages."""
        for (column, language), text in group.row.items():
            if column == "label" and language and language != self._base and text.strip():
                self.locales.part(language, "fields").setdefault(name, {})["label"] = said(text)

    def translate_hint(self, table: str, of: Asking | Group, column: str, spoken: tuple[str, str]) -> None:
        """The hint of a table in other languages, grown as in its own: `spoken` are what it was and what is added."""
        before, added = spoken
        own = {lang: said(text) for (name, lang), text in of.row.items() if name == column and text.strip()}
        known = {lang for lang in self.locales.languages if "hint" in self.locales.part(lang, "fields").get(table, {})}
        for language in sorted((own.keys() | known) - {"", self._base}):
            words = self.locales.part(language, "fields").setdefault(table, {})
            words["hint"] = "\n".join(w for w in (words.get("hint", before), own.get(language, added)) if w)

    def translate_page(self, group: Asking | Group, page: str) -> None:
        """The title of a page in other languages: the label of its group, or of its first question."""
        for (column, language), text in group.row.items():
            if column == "label" and language and language != self._base and text.strip():
                self.locales.part(language, "pages")[page] = {"title": said(text)}
                self._draft.carried["translation"] += 1

    def untold(self, asking: Asking | Group) -> None:
        """Columns that are not read: those that only say how it looks are counted, the others are lost."""
        if _ELSEWHERE.search(asking.cell("appearance")):
            self._draft.lose("another program", asking.place, "No other program is asked for the answer.")
        for column, language in asking.row:
            if self._base and not language and (column, self._base) in asking.row:
                self._draft.lose(f"{column} without a language", asking.place, "It stands in that of the form too.")
        for column in dict.fromkeys(column for column, _ in asking.row):
            if isinstance(asking, Group) and column in ("required", "required_message"):
                self._draft.looks[f"column {column} without an effect"] += 1
            elif isinstance(asking, Group) and column in (_READ - _OF_GROUPS) | _idle_of(asking):
                self._draft.lose(f"{column} of a {asking.kind}", asking.place, "Only questions have it.")
            elif column in _MEDIA:
                self._draft.lose(f"media {column}", asking.place, "A question is asked in words.")
            elif column in _LOOKS or column.startswith(("body::", "control::", "style")):
                self._draft.looks[f"column {column}"] += 1
            elif column == "trigger":
                self._draft.change(
                    "trigger", asking.place, "It is calculated whenever an answer that it names changes."
                )
            elif column.startswith(("bind", "instance")) or column in ("save_to", "compact_tag"):
                self._draft.lose(f"column {column[:40]}", asking.place, "It has no counterpart.")
            elif isinstance(asking, Asking) and _is_idle(asking, column):
                self._draft.looks[f"column {column} without an effect"] += 1
            elif column == "parameters" and (isinstance(asking, Group) or not says_only_range(asking)):
                self._draft.looks["column parameters"] += 1
            elif column not in _READ:
                self._draft.looks[f"column {column[:40]}"] += 1


def _idle_of(group: Group) -> frozenset[str]:
    return frozenset() if group.kind == "repeat" else frozenset(("repeat_count",))


_UNASKED = ("note", "calculate")


def _is_idle(asking: Asking, column: str) -> bool:
    """Whether a column says something that has no effect at such a question, in ODK as here."""
    match column:
        case "repeat_count":
            return True
        case "choice_filter":
            return asking.asked.type not in ("choice", "choices", "rank")
        case "constraint_message":
            return not asking.cell("constraint") or asking.asked.type in _UNASKED
        case "required" | "required_message" | "constraint":
            return asking.asked.type in _UNASKED
        case "read_only":
            return asking.asked.type == "note"
    return False


def _is_searched(asking: Asking) -> bool:
    """Whether its choices are looked up in a file: those of its list then only name the columns of that file."""
    return "search(" in asking.cell("appearance")


def said(text: str) -> str:
    """Words without the marks of the web and of Markdown; `${name}` as the name."""
    plain = _MARKDOWN.sub(lambda m: m[2] or m[4] or "", _LINK.sub(r"\1 (\2)", _HEADING.sub("", text)))
    return plain_words(_REFERENCE.sub(r"(\1)", plain))
