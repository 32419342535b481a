// input[data-exclusive]: 无 excludes the rest of its question, and the rest excludes 无.

document.addEventListener(
  "change",
  ({ target }) => {
    if (target.type !== "checkbox" || !target.checked) return;
    const exclusive = "exclusive" in target.dataset;
    for (const other of target.closest("[data-part]")?.querySelectorAll('input[type="checkbox"]:checked') ?? []) {
      if (other !== target && (exclusive || "exclusive" in other.dataset)) other.checked = false;
    }
  },
  { capture: true },
);
