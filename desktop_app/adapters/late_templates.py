"""The templates of packs, imported with their library when the first one is rendered: opening a window renders none."""

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from desktop_app.adapters.jinja_templates import SandboxedTemplates


class LateTemplates:
    """ports.Templates."""

    def render(self, template: str, values: Mapping[str, Any]) -> str:
        """The text. Raises UsageError where the template cannot be rendered within its bounds."""
        return self._templates.render(template, values)

    @cached_property
    def _templates(self) -> "SandboxedTemplates":
        from desktop_app.adapters.jinja_templates import SandboxedTemplates

        return SandboxedTemplates()
