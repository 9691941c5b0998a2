"""Write docs/events.md from the table that the record is held to: `python packaging/events.py`."""

import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from desktop_app.domain.event_fields import described_events  # noqa: E402

if __name__ == "__main__":
    (ROOT / "docs/events.md").write_text(described_events(), encoding="utf-8")
