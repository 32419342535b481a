"""How the widgets of every form of the site are written, the administrators' included."""

from typing import Any

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """A browser cuts what is pasted at ``maxlength`` without a word: the limit is told instead, and checked here.

    ``data-most`` is for the counter of long texts (static/js/counter.js); a line is tidied before it is measured.
    """

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        widget = context.get("widget")
        if widget and "maxlength" in widget.get("attrs", {}):
            attrs = dict(widget["attrs"])
            most = attrs.pop("maxlength")
            if template_name.endswith("textarea.html"):
                attrs["data-most"] = most
            context = {**context, "widget": {**widget, "attrs": attrs}}
        return super().render(template_name, context, request)
