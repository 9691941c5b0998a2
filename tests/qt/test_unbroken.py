"""Amounts and dates are not broken over lines."""

from desktop_app.qt.unbroken import NO_BREAK, unbroken


def test_amounts_and_dates_hold_together_and_nothing_else_does() -> None:
    shown = unbroken("It ends on 12 January 2026 at EUR 45,000 or more.")
    date, amount = NO_BREAK.join(("12", "January", "2026")), f"EUR{NO_BREAK}45,000"
    assert shown.split(" ") == ["It", "ends", "on", date, "at", amount, "or", "more."]
    assert len(shown) == len("It ends on 12 January 2026 at EUR 45,000 or more.")
