// <form data-guard>: says that there are unsaved changes and asks before the page is left.
// data-guard="dirty": the form came back with errors, so what it shows is not saved either.

const TEXT = "有未保存的修改";

function statusOf(form) {
  const given = form.querySelector("[data-guard-status]");
  if (given) return given;
  const bar = document.createElement("p");
  bar.className = "unsaved";
  bar.setAttribute("role", "status");
  form.append(bar);
  return bar;
}

for (const form of document.querySelectorAll("form[data-guard]")) {
  const status = statusOf(form);
  let dirty = false;

  const ask = (event) => event.preventDefault();

  const mark = (value) => {
    if (value === dirty) return;
    dirty = value;
    // Scripts that save in the background say here themselves what they did.
    if (dirty || status.textContent === TEXT) status.textContent = dirty ? TEXT : "";
    window[dirty ? "addEventListener" : "removeEventListener"]("beforeunload", ask);
  };

  form.addEventListener("input", () => mark(true));
  form.addEventListener("change", () => mark(true));
  form.addEventListener("submit", (event) => {
    if (!event.defaultPrevented) mark(false);
  });
  // Announced by autosave.
  form.addEventListener("saved", () => mark(false));
  mark(form.dataset.guard === "dirty");
}
