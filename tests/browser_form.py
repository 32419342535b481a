"""What a browser would send from a page: its form as it stands, to change a field of and post."""

from html.parser import HTMLParser

_BUTTONS = ("submit", "button", "image", "reset", "file")


class _Form(HTMLParser):
    def __init__(self, holding: str) -> None:
        super().__init__()
        self.holding, self.values, self.found = holding, {}, {}
        self.select = self.area = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        its = dict(attrs)
        name = its.get("name")
        if tag == "form":
            self.values = {}
        elif tag == "select":
            self.select = None if "disabled" in its else name
        elif tag == "option" and self.select and "selected" in its:
            self.values[self.select] = its.get("value", "")
        elif tag == "textarea" and name:
            self.area, self.values[name] = name, ""
        elif tag == "input" and name and "disabled" not in its and its.get("type") not in _BUTTONS:
            if its.get("type") not in ("checkbox", "radio") or "checked" in its:
                self.values[name] = its.get("value", "on" if its.get("type") == "checkbox" else "") or ""

    def handle_data(self, data: str) -> None:
        if self.area:
            self.values[self.area] += data.removeprefix("\n") if not self.values[self.area] else data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.area = None
        elif tag == "select":
            self.select = None
        elif tag == "form" and self.holding in self.values:
            self.found = self.values


def sent_from(response, holding: str) -> dict[str, str]:
    """The values of the form that has a field ``holding``; buttons and files left out."""
    reader = _Form(holding)
    reader.feed(response.content.decode())
    assert reader.found, f"no form with {holding}"
    return {name: value for name, value in reader.found.items() if name != "csrfmiddlewaretoken"}
