// <a href="/page/" data-dialog>: shows the <main data-dialog-content> of that page in a dialog.
// Whatever is unexpected (an error, a login page) opens as the ordinary page it is.

let dialog;

function build() {
  dialog = document.createElement("dialog");
  dialog.className = "dialog";
  const bar = document.createElement("div");
  bar.className = "dialog__close";
  const close = document.createElement("button");
  close.type = "button";
  close.setAttribute("aria-label", "关闭");
  close.textContent = "✕";
  close.addEventListener("click", () => dialog.close());
  bar.append(close);
  const body = document.createElement("div");
  body.className = "dialog__body";
  dialog.append(bar, body);
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
  dialog.addEventListener("submit", followSearch);
  document.body.append(dialog);
}

function followSearch(event) {
  const form = event.target;
  if ((form.getAttribute("method") ?? "get").toLowerCase() !== "get") return;
  event.preventDefault();
  const address = new URL(form.getAttribute("action"), document.baseURI);
  address.search = new URLSearchParams(new FormData(form, event.submitter)).toString();
  show(address.href, "input[type=search]");
}

async function load(address) {
  const response = await fetch(address, { headers: { Accept: "text/html" } });
  if (!response.ok || response.redirected) return null;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  return page.querySelector("[data-dialog-content]");
}

// What was in focus goes with the content that is replaced: `next` finds what takes it over.
async function show(address, next = "h1") {
  let content = null;
  try {
    content = await load(address);
  } catch {
    // Offline or refused: the ordinary page will say so.
  }
  if (!content) {
    window.location.assign(address);
    return;
  }
  if (!dialog) build();
  for (const form of content.querySelectorAll("form:not([action])")) form.setAttribute("action", address);
  dialog.lastElementChild.replaceChildren(...document.adoptNode(content).childNodes);
  const heading = dialog.querySelector("h1");
  dialog.setAttribute("aria-label", heading ? heading.textContent.trim() : document.title);
  if (dialog.open) focusOn(dialog.querySelector(next));
  else dialog.showModal();
  dialog.scrollTop = 0;
}

function focusOn(element) {
  if (!element) return;
  if (element.matches("h1")) element.tabIndex = -1;
  element.focus();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-dialog]");
  if (!link || event.defaultPrevented || event.button !== 0) return;
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  show(link.href);
});
