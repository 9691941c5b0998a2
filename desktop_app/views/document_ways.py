"""The document of a case: written somewhere, or brought back with changes."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop_app.widgets.flow_row import FlowRow
from desktop_app.widgets.kit import Kit, column


class DocumentWays(QWidget):
    """Two buttons. What they lead to is opened by `DocumentDialogs`."""

    export_asked = Signal()
    bring_asked = Signal()

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self.case_id, self.title = "", ""
        self._export = kit.button(self.tr("Export"), "ghost", "download", size="small", name=self.tr("Export document"))
        self._bring = kit.button(
            self.tr("Bring back"), "ghost", "corner-up-left", size="small", name=self.tr("Bring changes back")
        )
        self._export.clicked.connect(self.export_asked)
        self._bring.clicked.connect(self.bring_asked)
        column(FlowRow(self._export, self._bring, gap=kit.theme.px(4)), gap=0, into=self)
        self.show_case("", "", changes=False)

    def show_case(self, case_id: str, title: str, *, changes: bool) -> None:
        """The case, and whether it may be changed."""
        self.case_id, self.title = case_id, title
        self._export.setEnabled(bool(case_id))
        self._bring.setEnabled(bool(case_id) and changes)
