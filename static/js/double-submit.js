// A form that was sent is not sent again: its buttons rest until the answer comes.
// Forms whose answer does not replace the page (a download) carry data-repeatable.

const WAITING = "正在提交…";

function buttonsOf(form) {
  return [...form.elements].filter((element) => element.type === "submit");
}

function rest(form) {
  for (const button of buttonsOf(form)) {
    if (button.disabled) continue;
    button.dataset.restLabel = button.innerHTML;
    button.disabled = true;
    if (button === form.lastSubmitter) button.textContent = WAITING;
  }
}

function wake(form) {
  delete form.dataset.sent;
  for (const button of buttonsOf(form)) {
    if (button.dataset.restLabel === undefined) continue;
    button.innerHTML = button.dataset.restLabel;
    button.disabled = false;
    delete button.dataset.restLabel;
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  // By attribute: a field named "method" or "action" would hide the property.
  const method = form.getAttribute("method") ?? "get";
  if (method.toLowerCase() !== "post" || "repeatable" in form.dataset || event.defaultPrevented) return;
  if ("sent" in form.dataset) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "";
  form.lastSubmitter = event.submitter;
  // After this event the browser has read the form, the pressed button's own name and value included.
  setTimeout(() => rest(form), 0);
});

// The browser may bring the page back from its memory with the buttons still resting.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) document.querySelectorAll("form[data-sent]").forEach(wake);
});
