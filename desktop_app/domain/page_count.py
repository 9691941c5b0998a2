"""How far each page of a form is: what is missing in it, and what is wrong."""

from dataclasses import dataclass

from desktop_app.domain.case_facts import CaseFacts
from desktop_app.domain.evaluated import ProblemKind


@dataclass(frozen=True, slots=True)
class PageCount:
    """A page that has something to ask: how many answers are missing, and how many are not allowed."""

    page: str
    title: str
    missing: int
    invalid: int

    @property
    def is_open(self) -> bool:
        """Whether something is left to do on it."""
        return bool(self.missing or self.invalid)


def page_counts(facts: CaseFacts) -> tuple[PageCount, ...]:
    """The pages that ask for something now, in order. What a repeat page asks for counts at its table.

    Too few rows or documents where there are none are missing, and not wrong.
    """
    counts, given = [], {*facts.evaluated.values, *(document.field for document in facts.record.attached)}
    for page in facts.pack.form.pages:
        names = {field.field for field in page.fields} & facts.evaluated.relevant
        if page.repeat or not names:
            continue
        problems = [problem for problem in facts.problems if problem.field in names]
        missing = sum(problem.kind is ProblemKind.MISSING or problem.field not in given for problem in problems)
        counts.append(PageCount(page.page, page.title, missing, len(problems) - missing))
    return tuple(counts)
