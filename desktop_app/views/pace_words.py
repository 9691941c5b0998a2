"""How long somebody has had a case before them, in words: a fact, and no judgement."""

from PySide6.QtCore import QCoreApplication

from desktop_app.qt.pace_reading import ShownPace

_MINUTE = 60


def pace_words(pace: ShownPace) -> str:
    """As “412 words in 40 s; usually 3 min.”; nothing before the first second."""
    if not pace.now.seconds:
        return ""
    translate = QCoreApplication.translate
    words = translate("pace", "%n word(s) in %1", "", pace.now.words).replace("%1", _time(pace.now.seconds))
    if pace.usual_s is None:
        return f"{words}."
    return translate("pace", "%1; usually %2.").replace("%1", words).replace("%2", _time(pace.usual_s))


def _time(seconds: int) -> str:
    translate = QCoreApplication.translate
    if seconds < 2 * _MINUTE:
        return translate("pace", "%1 s").replace("%1", str(seconds))
    return translate("pace", "%1 min").replace("%1", str(round(seconds / _MINUTE)))
