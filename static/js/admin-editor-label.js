// The rich text editor takes the place of a labelled textarea; give it the textarea's name for screen readers.

function nameEditor(box) {
  const textarea = box.closest(".prose-editor")?.querySelector("textarea");
  const label = textarea?.labels?.[0];
  if (label) {
    box.setAttribute("aria-label", label.textContent.replace(":", "").trim());
  }
}

function nameAll() {
  document.querySelectorAll(".prose-editor [contenteditable]").forEach(nameEditor);
}

document.addEventListener("prose-editor:ready", nameAll);
nameAll();
