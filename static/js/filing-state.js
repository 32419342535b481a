// [data-filing-state]: the form of a filing. Shown again later, by "back" or in an older tab, it asks whether the filing
// can still be changed; if not it says so in the place of NOT SUBMITTED, and its buttons rest. What was typed stays.

const main = document.querySelector("[data-filing-state]");
let asking = false;

async function ask() {
  if (asking || !main || document.hidden) return;
  asking = true;
  try {
    const answer = await fetch(main.dataset.filingState, { headers: { Accept: "application/json" }, redirect: "error" });
    if (!answer.ok) return;
    const { refusal, label } = await answer.json();
    if (refusal) close(refusal, label);
  } catch {
    // Offline or logged out: sending the form says what there is to say.
  } finally {
    asking = false;
  }
}

function close(refusal, label) {
  const bar = document.querySelector("[data-filing-bar]");
  const text = document.createElement("p");
  const link = document.createElement("a");
  text.textContent = `${refusal}本页是较早打开的，不能再保存；已填内容仍在下面，需要时可以复制。`;
  link.href = main.dataset.filing;
  link.textContent = "查看申报";
  text.append(" ", link);
  bar.setAttribute("role", "alert");
  bar.className = "callout callout--danger";
  bar.replaceChildren(text);
  const badge = document.querySelector(".page-header .status");
  if (badge) badge.textContent = label;
  for (const button of main.querySelectorAll("form[method=post] button")) button.disabled = true;
  for (const form of main.querySelectorAll("form")) form.dispatchEvent(new CustomEvent("saved"));
}

window.addEventListener("pageshow", (event) => {
  const [entry] = performance.getEntriesByType("navigation");
  if (event.persisted || entry?.type === "back_forward") ask();
});
window.addEventListener("focus", ask);
document.addEventListener("visibilitychange", ask);
