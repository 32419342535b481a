// Widgets that scripts put in the place of a labelled field take over its name for screen readers:
// the rich text editor and the boxes that look something up.

const text = (field) => field?.labels?.[0]?.textContent.replace(/[:：]\s*$/, "").trim();

function nameAll() {
  for (const box of document.querySelectorAll(".prose-editor [contenteditable]")) {
    const name = text(box.closest(".prose-editor").querySelector("textarea"));
    if (name) box.setAttribute("aria-label", name);
  }
  for (const select of document.querySelectorAll("select.select2-hidden-accessible")) {
    const name = text(select);
    const boxes = select.nextElementSibling?.querySelectorAll("[role=combobox], [role=textbox]") ?? [];
    for (const box of name ? boxes : []) box.setAttribute("aria-label", name);
  }
}

// They come when they come.
new MutationObserver(nameAll).observe(document.body, { childList: true, subtree: true });
nameAll();
