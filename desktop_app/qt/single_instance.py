"""One window for each home: a second start tells the first to come to the front."""

from hashlib import sha256
from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

WAIT_MS = 1000
"""How long a second start waits for the first, which answers in milliseconds."""


class SingleInstance(QObject):
    """Listens at a socket that only this user can reach: in the system's folder for what runs, which Qt checks to be
    this user's alone. Where there is no such folder nothing listens, and the store's own lock speaks.
    """

    raised = Signal()
    """Another start of the program for the same home."""

    def __init__(self, home: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.RuntimeLocation)
        name = f"countersign-{sha256(str(home.resolve()).encode()).hexdigest()[:24]}"
        self._path = str(Path(folder) / name) if folder else ""
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._hear)

    def tell_first(self) -> bool:
        """Whether there is a first one: that somebody comes is all that it has to hear."""
        if not self._path:
            return False
        socket = QLocalSocket()
        socket.connectToServer(self._path)
        found = socket.waitForConnected(WAIT_MS)
        socket.disconnectFromServer()
        return found

    def listen(self) -> bool:
        """Be the first one; what a killed one left is taken away."""
        if not self._path:
            return False
        QLocalServer.removeServer(self._path)
        return self._server.listen(self._path)

    def close(self) -> None:
        """Listen no more."""
        self._server.close()

    def _hear(self) -> None:
        """Come to the front for each that comes."""
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.disconnected.connect(socket.deleteLater)
            socket.disconnectFromServer()
            self.raised.emit()
