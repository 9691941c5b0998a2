"""Components of UK grant forms as fields. Their meaning: the digital form builder of the UK government (XGovForms) and
the funding service's adapter to it (FreeTextField, MultiInputField, ClientSideFileUploadField)."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from desktop_app.domain.imports.cel_text import quoted
from desktop_app.domain.imports.ecma_pattern import pattern_tests, written_so
from desktop_app.domain.imports.file_kinds import accepted
from desktop_app.domain.imports.pack_draft import PackDraft, conjunction, tidy
from desktop_app.domain.imports.plain_words import plain_words
from desktop_app.domain.imports.word_set import word_set
from desktop_app.domain.imports.xpath import NotCarried

_TYPES = {
    "TextField": "text", "FreeTextField": "paragraph", "MultilineTextField": "paragraph", "NumberField": "decimal",
    "YesNoField": "boolean", "DateField": "date", "DatePartsField": "date", "TimeField": "time",
    "DateTimeField": "datetime", "DateTimePartsField": "datetime", "MonthYearField": "text",
    "RadiosField": "choice", "SelectField": "choice", "AutocompleteField": "choice", "CheckboxesField": "choices",
    "UkAddressField": "address", "TelephoneNumberField": "phone", "EmailAddressField": "email", "WebsiteField": "text",
    "DeclarationField": "boolean", "EastingNorthingField": "text", "LatLongField": "text", "OsGridRefField": "text",
    "NationalGridFieldNumberField": "text", "HiddenField": "text",
    "FileUploadField": "attachment", "ClientSideFileUploadField": "attachment", "MultiInputField": "table",
}  # fmt: skip
WORDS_ONLY = word_set("Para Html InsetText Details FlashCard List WarningText Text Markdown NotificationBanner")
_CURRENCIES = {"£": "GBP", "€": "EUR", "$": "USD"}
_LOOKS = word_set(
    "hideTitle hideOptional optionalText classes rows cols autocomplete isInline bold exposeToContext prefix suffix "
    "showNoScriptWarning columnTitles textFieldTitle numberFieldTitle disableLookup allowPrePopulation divider "
    "noReturnUrlOnSummaryPage disableChangingFromSummary allowPrePopulationOverwrite imageQualityPlayback summaryTitle "
    "hideFromSummary finalValue isMultiInput usePostcodeLookup countries headerName"
)
"""Options that say how a component is drawn, or what the website hands on to itself."""
_READ = word_set(
    "required condition customValidationMessage customValidationMessages maxWords dropzoneConfig minimumRequiredFiles "
    "maxMultiInputFieldRows multiple maxDaysInPast maxDaysInFuture totalOverallFilesize customText behaviour "
    "behaviourItemValue accept list instructionText format declarationConfirmationLabel"
)
_KEYS = word_set("type name title hint options schema list values children content id")
_KEY_LOOKS = word_set(
    "nameHasError subType shortDescription pageOptions tempSubComponent errorDescription errorMessage items static"
)

_MONTH_YEAR = "^(0?[1-9]|1[0-2])/[0-9]{4}$"
_WEBSITE = r"^\s*(https?://)?[^\s/]+\.[^\s]+$"
_SQUARE = "^((([sS]|[nN])[a-hA-Hj-zJ-Z])|(([tT]|[oO])[abfglmqrvwABFGLMQRVW])|([hH][l-zL-Z])|([jJ][lmqrvwLMQRVW]))"
_PLACES = {
    "EastingNorthingField": (r"^[0-9]{1,6}(\.[0-9]+)?, ?[0-9]{1,7}(\.[0-9]+)?$", "Easting, northing: 530000, 180000"),
    "LatLongField": (r"^(49|5[0-9]|60)(\.[0-9]+)?, ?-?[0-9](\.[0-9]+)?$", "Latitude, longitude: 51.5, -0.12"),
    "OsGridRefField": (rf"{_SQUARE}\s?([0-9]{{3}}\s?[0-9]{{3}}|[0-9]{{4}}\s?[0-9]{{4}}|[0-9]{{5}}\s?[0-9]{{5}})$",
                       "A grid reference such as TQ 123 456"),
    "NationalGridFieldNumberField": (rf"{_SQUARE}\s?[0-9]{{4}}\s?[0-9]{{4}}$", "A field number such as NG 1234 5678"),
}  # fmt: skip
"""How places are written (the builder's own patterns where it has one), and how people are told."""
_NUMBERS = ("integer", "decimal", "money", "percent")
_TEXTS = ("text", "paragraph", "email")
_LIMITS = {
    "min": (*_TEXTS, *_NUMBERS, "attachment"), "max": (*_TEXTS, *_NUMBERS, "attachment"),
    "length": (*_TEXTS, "attachment"), "regex": _TEXTS, "integer": _NUMBERS, "precision": _NUMBERS,
    "allow": (), "alphanum": (), "dataType": (), "rows": (),
}  # fmt: skip
"""Limits by the types of fields that they have an effect on."""
_OF_TYPES = {
    "maxWords": _TEXTS, "maxDaysInPast": ("date",), "maxDaysInFuture": ("date",), "dropzoneConfig": ("attachment",),
    "minimumRequiredFiles": ("attachment",), "multiple": ("attachment",), "maxMultiInputFieldRows": ("table",),
    "totalOverallFilesize": ("attachment",), "accept": ("attachment",), "behaviour": ("choices",),
    "behaviourItemValue": ("choices",),
}  # fmt: skip
"""Options by the types of fields that they have an effect on."""


class Components:
    """Makes fields of components. `choices_of` gives the choices of a list by its name."""

    def __init__(self, draft: PackDraft, choices_of: Callable[[Any], list[dict[str, Any]]]) -> None:
        self._draft, self._choices_of = draft, choices_of

    def field(self, component: Mapping[str, Any], place: str, name: str) -> dict[str, Any] | None:
        """The field, with `when` (the name of a condition) still to be written; None where it is nothing to ask."""
        kind, options, schema = str(component.get("type", "")), _part(component, "options"), _part(component, "schema")
        if kind in WORDS_ONLY:
            return self._note(component, name, kind)
        if kind not in _TYPES:
            self._draft.lose(f"component {kind or 'without a type'}", place, "There is no such type of field.")
            return None
        self._draft.carried[f"component {kind}"] += 1
        required = options.get("required", True) is not False
        field: dict[str, Any] = {
            "field": name,
            "type": _TYPES[kind],
            "label": plain_words(component.get("title"), one_line=True) or name,
            "hint": plain_words(component.get("hint")),
            "required": required,
        }
        field["hint"] = "" if field["hint"] == field["label"] else field["hint"]
        getattr(self, f"_{_TYPES[kind]}")(field, component, place)
        if words := plain_words(options.get("instructionText")):
            field["hint"] = "\n".join(w for w in (field["hint"], words) if w)
        self._limits(field, schema, options, place)
        self._rest(field, options, place)
        self._keys(component, place)
        found: dict[str, Any] = tidy(field)
        return found

    def _keys(self, component: Mapping[str, Any], place: str) -> None:
        for key, value in component.items():
            if key in _KEY_LOOKS and value not in (None, "", False, {}, []):
                self._draft.looks[f"component {key}"] += 1
            elif key not in _KEYS and value not in (None, "", False, {}, []):
                self._draft.lose(f"component {key}", place, "It has no counterpart.")

    def _note(self, component: Mapping[str, Any], name: str, kind: str) -> dict[str, Any] | None:
        title, content = plain_words(component.get("title"), one_line=True), self._content(component)
        words = [w for w in (title if kind in ("Details", "FlashCard", "List") else "", content) if w]
        if not words:
            self._draft.looks[f"empty {kind}"] += 1
            return None
        self._draft.carried[f"component {kind}"] += 1
        options = _part(component, "options")
        note: dict[str, Any] = {"field": name, "type": "note", "label": "\n".join(words)}
        return {**note, "when": str(options["condition"])} if options.get("condition") else note

    def _content(self, component: Mapping[str, Any]) -> str:
        if component.get("list"):
            return "\n".join(f"• {c.get('label', c['choice'])}" for c in self._choices_of(component["list"]))
        return plain_words(component.get("content"))

    def _rest(self, field: dict[str, Any], options: Mapping[str, Any], place: str) -> None:
        if options.get("condition"):
            field["when"] = str(options["condition"])
        message = options.get("customValidationMessage") or options.get("customValidationMessages")
        if message:
            several = _part(options, "customValidationMessages").values()
            words = message if isinstance(message, str) else "; ".join(map(str, several))
            field["constraint_message"] = plain_words(words, one_line=True)
        for option, value in options.items():
            if option in _LOOKS:
                self._draft.looks[f"option {option}"] += 1
            elif option in _OF_TYPES and field["type"] not in _OF_TYPES[option]:
                self._draft.looks[f"option {option} without an effect"] += 1
            elif option not in _READ and value not in (None, "", False, {}, []):
                self._draft.lose(f"option {option}", place, "It has no counterpart.")

    def _limits(self, field: dict[str, Any], schema: Mapping[str, Any], options: Mapping[str, Any], place: str) -> None:
        least, most = _number(schema.get("min")), _number(schema.get("max"))
        if field["type"] in _TEXTS:
            length = _number(schema.get("length"))
            field["min_length"] = max(0, int(length or least or 0))
            longest = length or most
            field["max_length"] = int(longest) if longest else None
            words = _number(options.get("maxWords"))
            field["words"] = [0, int(words)] if words else None
            if schema.get("regex"):
                self._pattern(field, str(schema["regex"]), place)
        elif field["type"] in _NUMBERS:
            number = (lambda n: str(int(n))) if field["type"] == "integer" else _double
            bounds = [f"{field['field']} >= {number(least)}" if least is not None else None,
                      f"{field['field']} <= {number(most)}" if most is not None else None]  # fmt: skip
            self._constrain(field, conjunction(bounds), _between(least, most))
        for name, value in schema.items():
            if name not in _LIMITS and value not in (None, "", False, {}, []):
                self._draft.lose(f"schema {name}", place, "It has no counterpart.")
            elif value in (None, "", False, {}, []):
                continue
            elif field["type"] not in _LIMITS[name] or (name in ("min", "max") and _is_fixed(field, schema)):
                self._draft.looks[f"schema {name} without an effect"] += 1

    def _pattern(self, field: dict[str, Any], pattern: str, place: str) -> None:
        try:
            tests = pattern_tests(field["field"], pattern)
        except NotCarried as fault:
            self._draft.lose("schema regex", place, f"{fault}.")
        else:
            self._constrain(field, tests, written_so(tests))

    @staticmethod
    def _constrain(field: dict[str, Any], condition: str | None, message: str) -> None:
        if condition:
            field["constraint"] = conjunction((field.get("constraint"), condition))
            field.setdefault("constraint_message", message)

    def _text(self, field: dict[str, Any], component: Mapping[str, Any], place: str) -> None:
        if component["type"] == "WebsiteField":
            self._constrain(field, f"{field['field']}.matches({quoted(_WEBSITE)})", "Give the address of a website.")
        place_of = _PLACES.get(component["type"])
        if place_of:
            field |= {"pattern": place_of[0], "hint": field["hint"] or place_of[1]}
            self._draft.change(f"component {component['type']}", place, "A text, written so; there is no map.")
        if component["type"] == "HiddenField":
            field |= {"hidden": True, "required": False}
        if component["type"] == "MonthYearField":
            field |= {"pattern": _MONTH_YEAR, "hint": field["hint"] or "Month and year, such as 03/2026"}
            self._draft.change("component MonthYearField", place, "A text, written as month and year.")

    def _paragraph(self, _field: dict[str, Any], _component: Mapping[str, Any], _place: str) -> None:
        """A text of several lines has nothing of its own."""

    def _decimal(self, field: dict[str, Any], component: Mapping[str, Any], _place: str) -> None:
        options, schema = _part(component, "options"), _part(component, "schema")
        prefix, suffix = str(options.get("prefix") or "").strip(), str(options.get("suffix") or "").strip()
        precision = _number(schema.get("precision"))
        if prefix in _CURRENCIES:
            field |= {"type": "money", "currency": _CURRENCIES[prefix]}
        elif suffix == "%":
            field["type"] = "percent"
        elif schema.get("integer") or precision == 0:
            field["type"] = "integer"
        elif prefix or suffix:
            field["hint"] = "\n".join(w for w in (field["hint"], f"In {prefix or suffix}") if w)
        if field["type"] in ("money", "percent") and (schema.get("integer") or precision == 0):
            self._constrain(field, f"round({field['field']}, 0) == {field['field']}", "Give a whole number.")
        if precision and field["type"] != "integer":
            scale = f"round({field['field']}, {int(precision)}) == {field['field']}"
            self._constrain(field, scale, f"Give at most {int(precision)} digits behind the point.")

    def _boolean(self, field: dict[str, Any], component: Mapping[str, Any], _place: str) -> None:
        """A declaration has to be agreed to; yes or no has nothing of its own."""
        if component["type"] == "DeclarationField":
            content = plain_words(component.get("content"))
            field["hint"] = "\n".join(words for words in (content, field["hint"]) if words)
            self._constrain(field, field["field"], "It has to be agreed to.")

    def _date(self, field: dict[str, Any], component: Mapping[str, Any], _place: str) -> None:
        options, name = _part(component, "options"), field["field"]
        past, ahead = _number(options.get("maxDaysInPast")), _number(options.get("maxDaysInFuture"))
        bounds = [f"days_between({name}, today()) <= {int(past)}" if past is not None else None,
                  f"days_between(today(), {name}) <= {int(ahead)}" if ahead is not None else None]  # fmt: skip
        self._constrain(field, conjunction(bounds), "The day is too long ago or too far ahead.")

    def _email(self, _field: dict[str, Any], _component: Mapping[str, Any], _place: str) -> None:
        """An address of mail, a time of day and a moment have nothing of their own."""

    _time = _datetime = _email

    def _address(self, _field: dict[str, Any], component: Mapping[str, Any], place: str) -> None:
        self._draft.change(f"component {component['type']}", place, "One address; its postcode is not looked at.")

    def _phone(self, field: dict[str, Any], component: Mapping[str, Any], place: str) -> None:
        field["region"] = "GB"
        self._draft.change(f"component {component['type']}", place, "A number is held against the numbering plan.")

    def _choice(self, field: dict[str, Any], component: Mapping[str, Any], place: str) -> None:
        values = component.get("values")
        named = component.get("list") or (values.get("list") if isinstance(values, Mapping) else None)
        choices = self._choices_of(named or _part(component, "options").get("list") or values)
        if not choices:
            self._draft.lose("list", place, "It has no items, so that the answer is a text.")
            field["type"] = "text"
            return
        field["choices"] = choices
        options = _part(component, "options")
        if options.get("behaviour") == "exclusive" and field["type"] == "choices":
            alone = str(options.get("behaviourItemValue", ""))
            if alone in [c["choice"] for c in choices]:
                name = field["field"]
                self._constrain(field, f"!({quoted(alone)} in {name}) || size({name}) == 1", f"“{alone}” stands alone.")

    _choices = _choice

    def _attachment(self, field: dict[str, Any], component: Mapping[str, Any], place: str) -> None:
        options = _part(component, "options")
        zone, least = _part(options, "dropzoneConfig"), _number(options.get("minimumRequiredFiles"))
        if component["type"] == "ClientSideFileUploadField":
            field["required"] = bool(least)
            field["min_files"] = int(least or 0)
            most = _number(zone.get("maxFiles"))
            idle = [f"schema {key}" for key in ("min", "max", "length") if _part(component, "schema").get(key)]
            self._draft.looks.update(f"{key} without an effect" for key in idle)
            self._draft.looks["option required without an effect"] += "required" in options
        else:
            self._draft.looks["option dropzoneConfig without an effect"] += "maxFiles" in zone
            most = None if options.get("multiple") else Decimal(1)
            schema = _part(component, "schema")
            length, least, most_ = (_number(schema.get(key)) for key in ("length", "min", "max"))
            most = length or most_ or (None if length or least or schema else most)
            field["min_files"] = int(length or least or 0)
        field["max_files"] = int(most) if most else None
        field["accept"] = accepted(str(zone.get("acceptedFiles") or options.get("accept") or ""), self._draft, place)
        size = _number(zone.get("maxFilesize"))
        if size:
            field["max_megabytes"] = int(size)
        if _number(options.get("totalOverallFilesize")):
            self._draft.lose("option totalOverallFilesize", place, "The size of all files together has no limit here.")

    def _table(self, field: dict[str, Any], component: Mapping[str, Any], place: str) -> None:
        columns, taken = [], set[str]()
        for child in component.get("children") or []:
            if not isinstance(child, Mapping):
                continue
            name = column_name(child, taken)
            column = self.field(child, f"{place}, column “{plain_words(child.get('title'), one_line=True)}”", name)
            if column is None or column["type"] in ("note", "attachment", "table"):
                self._draft.lose("column", place, f"A {child.get('type')} cannot be a column.")
                continue
            self.in_row(column)
            columns.append(column)
        field["columns"] = columns
        rows = _number(_part(component, "options").get("maxMultiInputFieldRows"))
        field["max_rows"] = int(rows) if rows else None
        if not columns:
            self._draft.lose("component MultiInputField", place, "It has no columns.")
            field["type"] = "paragraph"

    @staticmethod
    def in_row(column: dict[str, Any]) -> None:
        """A column's rules name it as a part of its row."""
        name = column["field"]
        if "constraint" in column:
            column["constraint"] = re.sub(rf"(?<![\w.\"']){name}(?![\w(])", f"row.{name}", column["constraint"])


def column_name(child: Mapping[str, Any], taken: set[str]) -> str:
    """A name for a column that no other of the table has."""
    from desktop_app.domain.imports.pack_draft import Names

    names = Names()
    for name in taken:
        names.take(name)
    name = names.take(source_words(child), "column")
    taken.add(name)
    return name


def source_words(component: Mapping[str, Any]) -> str:
    """What a component is named by: its own name, or its title where the builder gave it letters at random."""
    name, title = str(component.get("name") or ""), plain_words(component.get("title"), one_line=True)
    return title if title and re.fullmatch(r"[A-Za-z]{6}", name) else name or title


def _part(raw: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = raw.get(key)
    return found if isinstance(found, Mapping) else {}


def _is_fixed(field: Mapping[str, Any], schema: Mapping[str, Any]) -> bool:
    """Whether the length of a text or the number of files is given, which goes before the least and the most."""
    return field["type"] in (*_TEXTS, "attachment") and bool(_number(schema.get("length")))


def _number(raw: object) -> Decimal | None:
    try:
        number = Decimal(str(raw).strip()) if raw not in (None, "") and not isinstance(raw, bool) else None
    except InvalidOperation:
        return None
    return number if number is not None and number.is_finite() and abs(number) < Decimal(10) ** 15 else None


def _double(number: Decimal) -> str:
    plain = format(number, "f")
    return plain if "." in plain else f"{plain}.0"


def _between(least: Decimal | None, most: Decimal | None) -> str:
    if least is not None and most is not None:
        return f"Give a number from {least:,f} to {most:,f}."
    return f"Give at least {least:,f}." if least is not None else f"Give at most {most:,f}." if most is not None else ""
