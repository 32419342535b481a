// form[data-keeps-typing="account"]: what was typed comes back after the window was closed, until the form is sent.
// On every page: logging out forgets what was typed in this browser.

import { TypingStore, forgetAll, forgetSent, putBack, valuesOf } from "./typing-store.js";

const WHOLE = "form";

function connect(form) {
  const store = new TypingStore(form.dataset.keepsTyping);
  const controls = () => [...form.elements];
  const before = JSON.stringify(valuesOf(controls()));
  const { [WHOLE]: kept } = store.read();
  // What the entry was when the page was made: saving compares with it.
  const token = form.elements.token;
  const keep = () => store.put(WHOLE, valuesOf(controls()), token?.value ?? "");

  // A form that came back with errors says itself what was typed.
  if (form.dataset.guard === "dirty") keep();
  else if (kept && JSON.stringify(kept.values) !== before) {
    putBack(controls(), kept.values);
    if (token) token.value = kept.token;
    form.dispatchEvent(new Event("input", { bubbles: true }));
    const words = document.createElement("p");
    words.className = "callout callout--info";
    words.setAttribute("role", "status");
    words.textContent = "已恢复上次没有保存的内容，请核对后保存。";
    form.prepend(words);
  }
  form.addEventListener("input", keep);
  form.addEventListener("change", keep);
  form.addEventListener("submit", (event) => {
    if (!event.defaultPrevented) store.markSent();
  });
}

document.querySelectorAll("form[data-keeps-typing]").forEach(connect);
for (const form of document.querySelectorAll("form[data-logout]")) form.addEventListener("submit", forgetAll);

const from = URL.canParse(document.referrer) ? new URL(document.referrer) : null;
if (from?.origin === window.location.origin && from.pathname !== window.location.pathname) forgetSent(from.pathname);
