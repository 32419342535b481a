// form[data-autosave]: each part is saved by itself, a moment after it was typed or when it is left. What cannot be
// saved stays on the page and in the browser, and is tried again. The buttons of the form go on working as without a
// script. What is sent and answered: enterprises/kit/README.md.

import { TypingStore, putBack, valuesOf } from "./typing-store.js";

const PAUSE = { text: 900, choice: 150 };
const TIMEOUT = 15_000;
const RETRIES = [3, 8, 20, 40];
const WORDS = {
  409: "有内容已在别处另行保存，请看标出的地方",
  422: "有内容没有保存，请更正标红的地方",
};

const form = document.querySelector("form[data-autosave]");
const status = form.querySelector("[data-autosave-status]");
const alertBox = form.querySelector("[data-autosave-alert]");
const partOfName = new Map(form.dataset.parts.split(" ").filter(Boolean).map((pair) => pair.split(":")));
const tokens = new Map(form.elements.seen.value.split(" ").filter(Boolean).map((pair) => pair.split(":")));
const store = new TypingStore(form.dataset.account);
// Parts to save, in order; those refused until they are changed, with the answer's status; and what stops everything.
const waiting = new Set();
const refused = new Map([...form.querySelectorAll("[data-unsaved]")].map((part) => [part.dataset.part, 422]));
// A page that came back with errors shows more than it knows of: its button saves it.
const isDirty = form.dataset.guard === "dirty";
let composing = null;
let running = null;
let timer = 0;
let failures = 0;
let ended = false;

function partOf(control) {
  return control.closest("[data-part]")?.dataset.part ?? partOfName.get(control.name) ?? control.name;
}

function controlsOf(part) {
  return [...form.elements].filter(
    (control) => control.name && !["hidden", "submit", "button"].includes(control.type) && partOf(control) === part,
  );
}

// Choices that lead to each other are one answer, and none before the last of them.
function isWhole(part) {
  const controls = controlsOf(part);
  if (controls.length < 2) return true;
  return !controls.some((each) => each.closest("[data-loading]") || (each.options && !each.disabled && !each.value));
}

// What can be sent now: nothing that an input method has only half composed.
function ready() {
  return [...waiting].filter((part) => part !== composing?.part && isWhole(part));
}

function cookie(name) {
  return document.cookie.split("; ").find((part) => part.startsWith(`${name}=`))?.slice(name.length + 1);
}

// Logging in again, in another tab, gave the browser a new one.
function freshCsrf() {
  const field = form.elements.csrfmiddlewaretoken;
  field.value = cookie(form.dataset.csrfCookie) ?? field.value;
  return field.value;
}

function schedule(pause) {
  clearTimeout(timer);
  timer = setTimeout(flush, pause);
}

function flush() {
  clearTimeout(timer);
  running ??= saveAll().finally(() => {
    running = null;
  });
  return running;
}

// Saves what waits, one part after the other; false when something could not be saved now.
async function saveAll() {
  for (let [part] = ready(); part !== undefined && !ended; [part] = ready()) {
    waiting.delete(part);
    status.textContent = "正在保存…";
    if ((await save(part)) === "retry") {
      waiting.add(part);
      return false;
    }
  }
  if (!waiting.size && !refused.size && !ended && !isDirty) form.dispatchEvent(new CustomEvent("saved"));
  return !ended;
}

function bodyOf(part) {
  const data = new URLSearchParams(new FormData(form));
  if (composing && data.has(composing.control.name)) data.set(composing.control.name, composing.before);
  data.delete("csrfmiddlewaretoken");
  data.set("part", part);
  return data;
}

async function save(part) {
  const sent = JSON.stringify(valuesOf(controlsOf(part)));
  let answer;
  let content;
  try {
    answer = await fetch(window.location.pathname, {
      method: "POST",
      body: bodyOf(part),
      headers: { "X-CSRFToken": freshCsrf(), Accept: "application/json" },
      redirect: "manual",
      keepalive: true,
      signal: AbortSignal.timeout(TIMEOUT),
    });
    if ([200, 409, 422, 410].includes(answer.status)) content = await answer.json();
  } catch {
    return later("暂时连不上服务器，已填内容保留在本页");
  }
  if (answer.type === "opaqueredirect" || answer.status === 403) return loggedOut("登录已失效");
  if (answer.status === 404) return loggedOut("这一页已在别处放弃，或者现在登录的不是填写它的账户");
  if (answer.status === 410) return over(content);
  if (!content) return later("服务器暂时没有保存成功，已填内容保留在本页");
  settle(part, answer.status, content, sent);
  return "done";
}

function settle(part, state, content, sent) {
  failures = 0;
  alertBox.hidden = true;
  if (content.token) tokens.set(part, content.token);
  else if (content.token === "") tokens.delete(part);
  form.elements.seen.value = [...tokens].map((pair) => pair.join(":")).join(" ");
  if (state === 200) {
    refused.delete(part);
    // What was typed since then is not saved yet.
    if (JSON.stringify(store.read()[part]?.values) === sent) store.drop(part);
  } else refused.set(part, state);
  for (const each of tellable(part)) if (each === part || isTold(each)) tell(each, content);
  // A field that contradicted this one may be right now.
  for (const [each, why] of refused) {
    if (each !== part && why === 422 && !content.wrong.includes(each)) {
      refused.delete(each);
      waiting.add(each);
    }
  }
  if (!form.querySelector(".question--invalid, .field--invalid")) document.querySelector(".error-summary")?.remove();
  for (const [name, html] of Object.entries(content.shown)) show(name, html);
  const worst = Math.min(...refused.values());
  if (refused.size) say(WORDS[worst]);
  if (state === 200) status.textContent = `已自动保存 ${content.saved_at}${form.dataset.words}`;
}

// What follows from all that is stored: marks of the steps, what is missing still, what is computed.
function show(name, html) {
  const place = document.querySelector(`[data-shown="${name}"]`);
  if (place) place.outerHTML = html;
}

function tellable(part) {
  return new Set([part, ...[...form.elements].filter((control) => control.name).map(partOf)]);
}

// What is said of another part is about what is stored, or about all that was sent: not about what was typed since.
function isTold(part) {
  return !waiting.has(part) && refused.get(part) !== 409;
}

function tell(part, content) {
  const controls = controlsOf(part);
  if (!controls.length) return;
  const html = content.notes[part] ?? "";
  const notes = form.querySelector(`[data-notes="${CSS.escape(part)}"]`) ?? (html ? notesBelow(part, controls) : null);
  if (notes) notes.innerHTML = html;
  document.getElementById(part)?.classList.toggle("question--invalid", content.wrong.includes(part));
  for (const control of controls) {
    const wrong = content.invalid.includes(control.name);
    control.toggleAttribute("aria-invalid", wrong);
    if (wrong) control.setAttribute("aria-invalid", "true");
    const field = control.closest(".field");
    field?.classList.toggle("field--invalid", wrong);
    field?.querySelector(".field__errors")?.remove();
  }
}

function notesBelow(part, controls) {
  const notes = document.createElement("div");
  const last = controls.at(-1);
  notes.dataset.notes = part;
  notes.id = `${last.id}_notes`;
  notes.setAttribute("aria-live", "polite");
  last.closest(".field").append(notes);
  for (const control of controls) {
    const described = control.getAttribute("aria-describedby");
    control.setAttribute("aria-describedby", described ? `${described} ${notes.id}` : notes.id);
  }
  return notes;
}

function say(text, link) {
  alertBox.replaceChildren(text);
  if (link) alertBox.append(" ", link);
  alertBox.hidden = false;
  status.textContent = "";
}

function later(text) {
  const seconds = RETRIES[Math.min(failures, RETRIES.length - 1)];
  failures += 1;
  say(`${text}，${seconds} 秒后自动重试。请不要关闭本页。`);
  schedule(seconds * 1000);
  return "retry";
}

function loggedOut(why) {
  const link = document.createElement("a");
  link.href = form.dataset.login;
  link.target = "_blank";
  link.rel = "noopener";
  link.textContent = "在新标签页登录";
  say(`${why}。已填内容没有丢失：请不要关闭本页，用填写这一页的账户登录后，回到本页会自动继续保存。`, link);
  return "retry";
}

function over(content) {
  ended = true;
  const link = document.createElement("a");
  link.href = content.href;
  link.textContent = content.link;
  say(content.message, link);
  return "done";
}

function changed(target, pause) {
  if (!target.name || target.type === "hidden") return;
  const part = partOf(target);
  refused.delete(part);
  waiting.add(part);
  store.put(part, valuesOf(controlsOf(part)), tokens.get(part) ?? "");
  schedule(pause);
}

const isText = (control) => control.tagName === "TEXTAREA" || ["text", "date", "tel", "email"].includes(control.type);

form.addEventListener("compositionstart", ({ target }) => {
  composing = { control: target, part: partOf(target), before: target.value };
});
form.addEventListener("compositionend", ({ target }) => {
  composing = null;
  changed(target, PAUSE.text);
});
form.addEventListener("input", ({ target }) => {
  if (isText(target) && !composing) changed(target, PAUSE.text);
});
form.addEventListener("change", ({ target }) => changed(target, PAUSE.choice));
// Lower choices were offered (region-picker.js), or there are none.
form.addEventListener("offered", () => schedule(PAUSE.choice));

// What was typed here and not saved when the window was closed.
function bringBack() {
  const { sent, ...parts } = store.read();
  // A page that came back with errors says itself what was typed.
  if (isDirty) return;
  for (const [part, { values, token }] of Object.entries(parts)) {
    const controls = controlsOf(part).filter((control) => !control.disabled || control.options);
    if (!controls.length || JSON.stringify(valuesOf(controls)) === JSON.stringify(values)) {
      store.drop(part);
      continue;
    }
    putBack(controls, values);
    if (token) tokens.set(part, token);
    else tokens.delete(part);
    waiting.add(part);
  }
  if (!waiting.size) return;
  form.dispatchEvent(new CustomEvent("input"));
  status.textContent = "已恢复上次没有保存的内容，正在保存…";
  schedule(PAUSE.text);
}
bringBack();

// Back from the tab where somebody logged in, back on the network, or leaving.
const again = () => {
  if (ready().length) flush();
};
window.addEventListener("focus", again);
window.addEventListener("online", again);
window.addEventListener("pageshow", again);
document.addEventListener("visibilitychange", again);

// A link of the page is followed when what was just typed is saved, or can be saved no more.
document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[href]");
  if (!link || link.target || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  if (ended || (!ready().length && !running)) return;
  event.preventDefault();
  await running;
  if ((await flush()) || ended) document.location.assign(link.href);
});

// The page is left only when nothing is lost by it. Before the other scripts, which take a submission for done.
form.addEventListener(
  "submit",
  async (event) => {
    freshCsrf();
    if (!ready().length && !running) return store.markSent();
    event.preventDefault();
    event.stopImmediatePropagation();
    const { submitter } = event;
    await running;
    const saved = await flush();
    if (saved && !ready().length) form.requestSubmit(submitter);
  },
  { capture: true },
);
