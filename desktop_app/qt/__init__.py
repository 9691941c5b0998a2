"""Services as signals and item models, and the look. No widgets."""

from desktop_app.qt.import_hook import remove_import_hook

remove_import_hook()
