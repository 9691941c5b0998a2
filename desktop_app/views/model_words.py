"""What is known of a model, and of what drafting may cost, in words."""

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication

from desktop_app.domain.budget import BudgetUse, Limit, Scope, shown
from desktop_app.domain.endpoint import EndpointKind
from desktop_app.domain.endpoint_state import Capabilities
from desktop_app.domain.latency import Pace
from desktop_app.qt.settings_presenter import EndpointEntry, EndpointKnown


def known_words(entry: EndpointEntry) -> tuple[str, ...]:
    """Sentences on its price, what its server can, how fast it is, and whether it rests."""
    known = entry.known
    if known is None or entry.endpoint.kind is EndpointKind.ASSEMBLED:
        return ()
    told = (_rest_words(known), _price_words(known), _pace_words(known.pace), _able_words(known.state.capabilities))
    return tuple(words for words in (*told, _probed_words(known)) if words)


def _rest_words(known: EndpointKnown) -> str:
    if not known.rest_ms:
        return ""
    words = _tr("It failed %1 times in a row and is asked again in %2 s.")
    return words.replace("%1", str(known.state.failures)).replace("%2", str(-(-known.rest_ms // 1000)))


def _price_words(known: EndpointKnown) -> str:
    if known.price is None:
        return _tr("Its price is not known: what it writes is counted and never shown as free.")
    return _tr("Its price is known.") if known.price else _tr("It runs inside and has no price.")


def _pace_words(pace: Pace) -> str:
    if pace.first_p50 is None or pace.first_p95 is None:
        return ""
    words = _tr("First words within %1 s for half of %3 drafts, within %2 s for 95 of 100.")
    words = words.replace("%1", f"{pace.first_p50 / 1000:.1f}").replace("%2", f"{pace.first_p95 / 1000:.1f}")
    return words.replace("%3", str(pace.calls))


def _able_words(can: Capabilities) -> str:
    """What was seen of its server, each with a yes or a no."""
    seen = {
        _tr("keeps to a given shape"): can.json_schema,
        _tr("counts what it reads"): can.usage,
        _tr("takes rules apart from the task"): can.system_role,
        _tr("says how sure of each word it is"): can.logprobs,
    }
    yes, no = _tr("yes"), _tr("no")
    told = [f"{what}: {yes if answer else no}" for what, answer in seen.items() if answer is not None]
    size = [f"{_tr('reads at once')}: {can.context_tokens:,}"] if can.context_tokens else []
    return ", ".join((*told, *size)).capitalize() + "." if told or size else ""


def _probed_words(known: EndpointKnown) -> str:
    at = known.state.probed_at
    if at is None:
        return _tr("Test it to see what its server can.")
    words = _tr("Seen %1").replace("%1", at.astimezone().strftime("%d %b %Y"))
    return f"{words}, {known.state.fingerprint}." if known.state.fingerprint else f"{words}."


def budget_name(limit: Limit, forms: Mapping[str, str]) -> str:
    """What a limit is for; `forms` are titles of forms."""
    name = {
        Scope.CALL: _tr("Each question to a model"),
        Scope.SECTION: _tr("Each section"),
        Scope.CASE: _tr("Each case"),
        Scope.MONTH: _tr("This month"),
        Scope.DAY: _tr("Your day"),
    }[limit.scope]
    return f"{name}, {forms.get(limit.form, limit.form)}" if limit.form else name


def budget_amount(limit: Limit) -> str:
    """How much it allows."""
    if limit.usd is not None:
        return _tr("%1 USD").replace("%1", shown(limit.usd))
    return _tr("%1 word parts").replace("%1", f"{limit.tokens or 0:,}")


def budget_words(use: BudgetUse) -> str:
    """How much of a limit is spent, and of how many drafts the price is not known."""
    spent = shown(use.spent.usd) if use.limit.usd is not None else f"{use.spent.tokens:,}"
    words = _tr("%1 of %2").replace("%1", spent).replace("%2", budget_amount(use.limit))
    if not use.spent.unknown:
        return words
    return f"{words} · {_tr('calls of unknown price: %1').replace('%1', str(use.spent.unknown))}"


def _tr(words: str) -> str:
    return QCoreApplication.translate("models", words)
