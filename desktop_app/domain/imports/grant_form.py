"""Grant application forms of the UK government, as their builder keeps them in JSON, as packs."""

from collections.abc import Iterator, Mapping
from typing import Any

from desktop_app.domain.expression import Kind
from desktop_app.domain.imports.cel_text import Cel, quoted
from desktop_app.domain.imports.grant_components import WORDS_ONLY, Components, source_words
from desktop_app.domain.imports.grant_conditions import Conditions
from desktop_app.domain.imports.grant_lists import Lists, choice_of, dicts
from desktop_app.domain.imports.grant_second import in_first_words, is_second
from desktop_app.domain.imports.grant_ways import unavoidable
from desktop_app.domain.imports.imported import Imported
from desktop_app.domain.imports.pack_draft import PackDraft, conjunction
from desktop_app.domain.imports.page_flow import YES, Edge, flow
from desktop_app.domain.imports.plain_words import plain_words
from desktop_app.domain.imports.xpath import NotCarried

_KINDS = {
    "integer": Kind.INT, "decimal": Kind.DOUBLE, "money": Kind.DOUBLE, "percent": Kind.DOUBLE, "date": Kind.TIMESTAMP,
    "datetime": Kind.TIMESTAMP, "boolean": Kind.BOOL, "choices": Kind.STRINGS, "table": Kind.ROWS,
    "attachment": Kind.INT,
}  # fmt: skip
_SUMMARY = ("summary", "SummaryPageController", "confirm", "continue")
_LOOKS = ("phaseBanner", "name", "version", "metadata", "skipSummary", "markAsComplete", "feeOptions", "analytics",
          "feedback", "allExitPages", "jwtKey", "isWelsh", "id", "toggle", "toggleRedirect", "authentication",
          "fullSummary", "showFilterPage", "retryTimeoutSeconds", "serviceName", "fileDownloadUrl", "engine", "schema",
          "backLinkText", "payApiKey", "paymentReferenceFormat", "exitOptions", "confirmationSessionTimeout",
          "documentUploadApiUrl", "showFilenamesOnSummaryPage", "footer", "options", "outputEmail")  # fmt: skip
"""Keys of the form that say how the website runs; what of it a pack has is a stage, a summary and a record anyway."""
_PAGE_PARTS = frozenset(("path", "title", "components", "next", "controller", "options", "section", "repeat",
                         "repeatField", "condition", "id"))  # fmt: skip
_PAGE_LOOKS = frozenset(("startPageNavigation", "showContinueButton", "continueButtonText", "backLinkFallback", "view",
                         "events", "hasNext", "index", "backLinkText"))  # fmt: skip
_SENT = "A case leaves by export; nothing is sent by itself."
_OUTPUTS = {"savePerPage": "A case is kept as it is filled in; it leaves by export."}


def is_grant_form(raw: Any) -> bool:
    """Whether a JSON document is such a form."""
    return isinstance(raw, Mapping) and isinstance(raw.get("pages"), list) and (
        "startPage" in raw or any(isinstance(p, Mapping) and "components" in p for p in raw["pages"])
    )  # fmt: skip


def import_grant_form(raw: Mapping[str, Any], name: str) -> Imported:
    """The form as a pack. Raises UsageError where there is nothing to ask."""
    return _GrantForm(raw).imported(name)


class _GrantForm:
    def __init__(self, raw: Mapping[str, Any]) -> None:
        self._raw, self._draft = in_first_words(raw), PackDraft()
        self._lists = Lists(raw.get("lists"), self._draft)
        self._pages = dict(self._paths())
        self._heads = _heads(self._raw, self._pages)
        self._fields: dict[str, dict[str, Any]] = {}
        self._sure = unavoidable(self._raw, self._pages)
        self._asked_surely: set[str] = set()
        self._conditions = Conditions(self._raw.get("conditions"), self._answer)
        self._components = Components(self._draft, self._lists.choices)

    def imported(self, name: str) -> Imported:
        draft = self._draft
        made = {path: self._page(page, path) for path, page in self._pages.items()}
        self._flow(made)
        for page in draft.pages:
            for field in page["fields"]:
                self._write_condition(field, page)
        draft.pages[:] = [page for page in draft.pages if not page.pop("left_out", False)]
        draft.carried["condition"] += len(dicts(self._raw.get("conditions")))
        draft.carried["list"] += len(dicts(self._raw.get("lists")))
        self._rest()
        title = plain_words(self._raw.get("name"), one_line=True) or self._first_title()
        language = "cy" if _part(self._raw, "metadata").get("isWelsh") or self._raw.get("isWelsh") else "en"
        return draft.finish(name, title, "a UK grant form", language=language)

    def _paths(self) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """The pages by their paths; one whose path another has is lost, since no way can tell them apart."""
        taken = set[str]()
        for number, page in enumerate(dicts(self._raw.get("pages")), 1):
            path = str(page.get("path") or f"page {number}")
            if path in taken:
                self._draft.lose("page", f"page {path}, number {number}", "Another page has this path.")
            else:
                yield path, page
            taken.add(path)

    def _first_title(self) -> str:
        start = self._pages.get(str(self._raw.get("startPage")), {})
        return plain_words(start.get("title"), one_line=True)

    def _page(self, page: Mapping[str, Any], path: str) -> dict[str, Any]:
        title = plain_words(page.get("title"), one_line=True)
        made = self._draft.page(self._headed(page, title), name=title or path)
        self._draft.carried["page"] += 1
        for component in dicts(page.get("components")):
            made["fields"] += self._asked(component, page, path, title)
        for key, value in page.items():
            if key in _PAGE_LOOKS and value not in (None, "", {}, []):
                self._draft.looks[f"page {key}"] += 1
            elif key not in _PAGE_PARTS and value not in (None, "", False, {}, []):
                self._draft.lose(f"page {key}", f"page {path}", "It has no counterpart.")
        self._controller(page, made, path)
        return made

    def _headed(self, page: Mapping[str, Any], title: str) -> str:
        """The title of a page behind that of its section, where the pages stand in several."""
        head = self._heads.get(str(page.get("section")), "")
        if len(set(self._heads.values())) < 2 or head.lower() in title.lower():
            return title
        return f"{head}: {title}" if title else head

    def _asked(
        self, component: Mapping[str, Any], page: Mapping[str, Any], path: str, title: str
    ) -> list[dict[str, Any]]:
        """The field of a component, and behind it those that single choices of it ask for."""
        place = f"page {path}, {component.get('type')} “{source_words(component)[:60]}”"
        words = "note" if str(component.get("type")) in WORDS_ONLY else source_words(component) or title
        name = self._draft.fields.take(words, "question")
        field = self._components.field(component, place, name)
        if field is None:
            return []
        own = str(component.get("name") or "")
        if field.get("required") and path in self._sure and "when" not in field:
            self._asked_surely.add(name)
        if own:
            for key in dict.fromkeys((own, f"{page.get('section')}.{own}")):
                self._fields[key] = field if key not in self._fields else {"type": "several"}
            self._draft.sources[name] = own
        return [field, *self._of_items(component, field, page, path)]

    def _of_items(
        self, component: Mapping[str, Any], field: dict[str, Any], page: Mapping[str, Any], path: str
    ) -> list[dict[str, Any]]:
        """What single choices wait for, and what they ask for once they are chosen."""
        named = component.get("list") or component.get("values")
        found = []
        for item in self._lists.items(named) if field.get("choices") else ():
            choice = choice_of(item)
            if item.get("condition"):
                field.setdefault("offered", []).append((choice, str(item["condition"])))
            revealed = item.get("conditional")
            for part in dicts(revealed.get("components")) if isinstance(revealed, Mapping) else ():
                chosen = f"{quoted(choice)} in {field['field']}"
                if field["type"] == "choice":
                    chosen = f"{field['field']} == {quoted(choice)}"
                for inner in self._asked(part, page, path, ""):
                    inner["revealed"] = conjunction((chosen, inner.get("revealed")))
                    self._asked_surely.discard(inner["field"])
                    found.append(inner)
                self._draft.carried["component of an item"] += 1
        return found

    def _controller(self, page: Mapping[str, Any], made: dict[str, Any], path: str) -> None:
        controller, options = str(page.get("controller") or ""), page.get("options") or {}
        if "Repeat" in controller:
            self._repeat(page, made, path)
        elif "Dob" in controller or "dob" in controller or "DateComparison" in controller:
            self._draft.lose("page controller", f"page {path}", f"{controller} checks its dates by code of its own.")
        elif controller:
            self._draft.looks[f"controller {controller.rsplit('/', 1)[-1].removesuffix('.js')}"] += 1
        for option in options if isinstance(options, Mapping) else ():
            self._draft.looks[f"page option {option}"] += 1

    def _repeat(self, page: Mapping[str, Any], made: dict[str, Any], path: str) -> None:
        """What such a page asks for is asked for again and again: its fields become the columns of a table."""
        self._draft.carried["repeat"] += 1
        if any(field["type"] == "table" for field in made["fields"]):
            return
        asked = [f for f in made["fields"] if f["type"] not in ("note", "attachment")]
        left = [f for f in made["fields"] if f["type"] in ("note", "attachment")]
        if not asked:
            return
        name = self._draft.fields.take(f"{made['page']}_rows")
        options, limits = (_part(_part(page, "repeat"), key) for key in ("options", "schema"))
        label = plain_words(options.get("title"), one_line=True) or made["title"]
        table: dict[str, Any] = {"field": name, "type": "table", "label": label, "required": True}
        for key, part in (("min", "min_rows"), ("max", "max_rows")):
            if isinstance(limits.get(key), int) and limits[key] > 0:
                table[part] = limits[key]
        if page.get("repeatField"):
            self._draft.lose("repeatField", f"page {path}", "How often it is asked does not hang on another answer.")
        for column in asked:
            self._components.in_row(column)
        table["columns"] = asked
        made["fields"] = [*left, table]
        for field in left:
            if field["type"] == "attachment":
                self._draft.lose("file in a repeat", f"page {path}", "Files are asked for once and not for each row.")

    def _answer(self, name: str) -> tuple[Cel, bool]:
        """A question as conditions name it, and whether it is answered in every form that is complete."""
        field = self._fields.get(name) or self._fields.get(name.split(".")[-1])
        if field is None or field["type"] == "note":
            raise NotCarried(f"there is no question “{name}”")
        if field["type"] == "several":
            raise NotCarried(f"there are several questions “{name}”")
        text, kind = field["field"], _KINDS.get(field["type"], Kind.STRING)
        if kind is Kind.ROWS:
            raise NotCarried(f"“{name}” is asked in rows")
        choices = tuple(choice["choice"] for choice in field.get("choices", ()))
        return Cel(text, kind, needs=(f"{text}.blank",), choices=choices), text in self._asked_surely

    def _flow(self, made: dict[str, dict[str, Any]]) -> None:
        try:
            self._ways(made)
        except NotCarried as fault:
            self._draft.lose("ways between pages", "form", f"{str(fault).capitalize()}; all pages are always asked.")

    def _ways(self, made: dict[str, dict[str, Any]]) -> None:
        if is_second(self._raw):
            self._in_turn(made)
            return
        start = str(self._raw.get("startPage") or next(iter(self._pages), ""))
        if start not in self._pages:
            self._draft.change("startPage", "form", "There is no such page; all pages are asked.")
            return
        edges = {path: self._edges(page, path) for path, page in self._pages.items()}
        found = flow(self._conditions.diagram, start, edges)
        for source, target in found.back:
            self._draft.lose("way back", f"page {source}", f"It leads back to {target}; pages of a pack go on only.")
        for path, page in made.items():
            self._reach(path, page, found.reached.get(path))
        order = {id(made[path]): number for number, path in enumerate(found.reached)}
        self._draft.pages.sort(key=lambda page: order.get(id(page), len(order)))

    def _in_turn(self, made: Mapping[str, dict[str, Any]]) -> None:
        """Pages in their order, each under its own condition; behind a last page that is shown there is none."""
        diagram, left = self._conditions.diagram, YES
        for path, page in self._pages.items():
            held = YES
            if page.get("condition"):
                self._draft.carried["condition of a page"] += 1
                try:
                    held = self._conditions.alone(str(page["condition"]))
                except NotCarried as fault:
                    self._draft.lose("condition", f"page {path}", f"{str(fault).capitalize()}.")
            self._reach(path, made[path], diagram.both(left, held))
            if "Terminal" in str(page.get("controller")):
                left = diagram.both(left, diagram.negated(held))

    def _edges(self, page: Mapping[str, Any], path: str) -> list[Edge]:
        edges = []
        for step in dicts(page.get("next")):
            self._draft.carried["way between pages"] += 1
            condition, target = step.get("condition"), str(step.get("path") or step.get("redirect"))
            if target not in self._pages:
                self._draft.lose("way between pages", f"page {path}", f"It leads to {target}, which is no page.")
                continue
            try:
                edges.append(Edge(target, self._conditions.function(str(condition)) if condition else None))
            except NotCarried as fault:
                self._draft.lose("condition", f"page {path}, way to {target}", f"{str(fault).capitalize()}.")
                edges.append(Edge(target, self._conditions.diagram.variable((path, target))))
        return edges

    def _reach(self, path: str, page: dict[str, Any], reached: int | None) -> None:
        if not page["fields"]:
            return
        if reached is None:
            page["left_out"] = True
            self._draft.change("page", f"page {path}", "No page leads to it, so that nobody is asked; it is left out.")
            return
        try:
            relevant = self._conditions.written(reached)
        except NotCarried as fault:
            self._draft.lose("ways between pages", f"page {path}", f"{str(fault).capitalize()}; it is always asked.")
            return
        except TypeError:
            return
        if relevant is not None:
            page["relevant"] = relevant

    def _write_condition(self, field: dict[str, Any], page: Mapping[str, Any]) -> None:
        name, revealed, offered = (field.pop(key, None) for key in ("when", "revealed", "offered"))
        place = f"page “{page['title']}”, {field['field']}"
        relevant, filters = [revealed], []
        for condition, choice in [(name, None), *((condition, choice) for choice, condition in offered or ())]:
            if condition is None:
                continue
            try:
                held = self._conditions.text(str(condition))
            except NotCarried as fault:
                self._draft.lose(
                    "condition" if choice is None else "condition of an item", place, f"{str(fault).capitalize()}."
                )
                continue
            if choice is None:
                relevant.append(held)
            else:
                filters.append(f"(choice.name != {quoted(choice)} || {held})")
                self._draft.carried["condition of an item"] += 1
        if found := conjunction(relevant):
            field["relevant"] = found
        if filters:
            field["choice_filter"] = " && ".join(filters)

    def _rest(self) -> None:
        """What stands beside the pages."""
        draft = self._draft
        draft.carried["section"] += len(dicts(self._raw.get("sections")))
        for output in dicts(self._raw.get("outputs")):
            tell = draft.change if output.get("type") == "savePerPage" else draft.lose
            tell("output", str(output.get("name") or "form"), _OUTPUTS.get(str(output.get("type")), _SENT))
        for fee in dicts(self._raw.get("fees")):
            draft.lose("fee", str(fee.get("description") or "form"), "A pack takes no payment.")
        if plain_words(self._raw.get("declaration")):
            page = draft.page("Declaration")
            page["fields"].append(
                {"field": draft.fields.take("declaration"), "type": "boolean", "required": True,
                 "label": plain_words(self._raw.get("declaration"))}
            )  # fmt: skip
            page["fields"][0]["constraint"] = page["fields"][0]["field"]
            draft.carried["declaration"] += 1
        known = {"pages", "lists", "conditions", "sections", "startPage", "outputs", "fees", "declaration", *_LOOKS}
        for key, value in self._raw.items():
            if key in _LOOKS and value not in (None, "", {}, []):
                draft.looks[f"form {key}"] += 1
            elif key not in known and value not in (None, "", False, {}, []):
                draft.lose(f"form {key}", "form", "It has no counterpart.")


def _part(raw: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = raw.get(key)
    return found if isinstance(found, Mapping) else {}


def _heads(raw: Mapping[str, Any], pages: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """The titles of the sections that pages stand in, without those that are not shown or say nothing."""
    used = {str(page.get("section")) for page in pages.values()}
    found: dict[str, str] = {}
    for section in dicts(raw.get("sections")):
        title = "" if section.get("hideTitle") else plain_words(section.get("title"), one_line=True)
        keys = used & {str(section.get("id")), str(section.get("name"))}
        if title and not title.lower().startswith("default section"):
            found |= dict.fromkeys(keys, title)
    return found
