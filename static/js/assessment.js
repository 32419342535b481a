// form[data-autosave]: each question is saved by itself, a moment after it was answered. What cannot be saved stays on
// the page and is tried again. The buttons of the form go on working as without a script.

const PAUSE = { text: 900, choice: 150 };
const TIMEOUT = 15_000;
const RETRIES = [3, 8, 20, 40];

const form = document.querySelector("form[data-autosave]");
const status = form.querySelector("[data-autosave-status]");
const alertBox = form.querySelector("[data-autosave-alert]");
const tokens = readTokens(form.elements.seen.value);
// Questions to save, in order; those refused until they are changed; and what stops everything.
const waiting = new Set();
const refused = new Set([...form.querySelectorAll("[data-unsaved]")].map((question) => question.id));
let running = null;
let timer = 0;
let failures = 0;
let ended = false;

function readTokens(text) {
  return new Map(text.split(" ").filter(Boolean).map((part) => part.split(":")));
}

function writeTokens() {
  form.elements.seen.value = [...tokens].map(([code, token]) => `${code}:${token}`).join(" ");
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

function questionOf(element) {
  return element.closest("[data-question]");
}

// 无 excludes the rest, and the rest excludes 无.
function exclude(input) {
  if (input.type !== "checkbox" || !input.checked) return;
  const exclusive = "exclusive" in input.dataset;
  for (const other of questionOf(input).querySelectorAll('input[type="checkbox"]:checked')) {
    if (other !== input && (exclusive || "exclusive" in other.dataset)) other.checked = false;
  }
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

// Saves what waits, one question after the other; false when something could not be saved now.
async function saveAll() {
  while (waiting.size && !ended) {
    const code = waiting.values().next().value;
    waiting.delete(code);
    status.textContent = "正在保存…";
    const kept = await save(code);
    if (kept === "retry") {
      waiting.add(code);
      return false;
    }
  }
  if (!waiting.size && !refused.size && !ended) form.dispatchEvent(new CustomEvent("saved"));
  return !ended;
}

async function save(code) {
  const question = document.getElementById(code);
  const body = new URLSearchParams({ question: code, seen: `${code}:${tokens.get(code) ?? ""}` });
  for (const input of question.querySelectorAll("input")) {
    if ((input.type === "checkbox" || input.type === "radio") && !input.checked) continue;
    body.append(input.name, input.value);
  }
  let answer;
  let content;
  try {
    answer = await fetch(form.dataset.autosave, {
      method: "POST",
      body,
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
  if (answer.status === 404) return loggedOut("这次评测已在别处放弃，或者现在登录的不是填写它的账户");
  if (answer.status === 410) return over(content);
  if (!content) return later("服务器暂时没有保存成功，已填内容保留在本页");
  settle(code, answer.status, content);
  return "done";
}

function settle(code, state, content) {
  failures = 0;
  alertBox.hidden = true;
  if (content.token) tokens.set(code, content.token);
  else if (content.token === "") tokens.delete(code);
  writeTokens();
  refused[state === 200 ? "delete" : "add"](code);
  for (const [each, html] of Object.entries(content.notes)) {
    // What is said there is about an answer that is not stored.
    if (each !== code && (refused.has(each) || waiting.has(each))) continue;
    const question = document.getElementById(each);
    question.querySelector("[data-notes]").innerHTML = html;
    question.classList.toggle("question--invalid", content.wrong.includes(each));
  }
  for (const input of document.getElementById(code).querySelectorAll('input[type="text"]')) {
    const wrong = content.invalid.includes(input.name);
    input.toggleAttribute("aria-invalid", wrong);
    if (wrong) input.setAttribute("aria-invalid", "true");
    input.closest(".field").classList.toggle("field--invalid", wrong);
  }
  if (!document.querySelector(".question--invalid")) document.querySelector(".error-summary")?.remove();
  const mark = document.querySelector(".steps__item--current a");
  if (mark) mark.textContent = content.label;
  status.textContent = {
    200: `已自动保存 ${content.saved_at}，尚未提交`,
    409: "有一题已在别处保存了不同的答案，请看题目下方的提示",
    422: "有一题没有保存，请更正标红的题目",
  }[state];
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
  say(`${why}。已填内容没有丢失：请不要关闭本页，用填写这次评测的账户登录后，回到本页会自动继续保存。`, link);
  return "retry";
}

function over(content) {
  ended = true;
  const link = document.createElement("a");
  link.href = content.href;
  link.textContent = "查看评测记录";
  say(content.message, link);
  return "done";
}

function changed(event, pause) {
  const question = questionOf(event.target);
  if (!question) return;
  refused.delete(question.id);
  waiting.add(question.id);
  schedule(pause);
}

// What an input method has only half composed (pinyin) is no answer yet.
form.addEventListener("input", (event) => {
  if (event.target.type === "text" && !event.isComposing) changed(event, PAUSE.text);
});
form.addEventListener("compositionend", (event) => changed(event, PAUSE.text));
form.addEventListener("change", (event) => {
  exclude(event.target);
  changed(event, PAUSE.choice);
});

// Back from the tab where somebody logged in, or back on the network.
const again = () => {
  if (waiting.size && !document.hidden) flush();
};
window.addEventListener("focus", again);
window.addEventListener("online", again);
document.addEventListener("visibilitychange", again);

// A link of the page is followed when what was just typed is saved.
document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[href]");
  if (!link || link.target || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  if (!waiting.size && !running) return;
  event.preventDefault();
  await running;
  if (await flush()) document.location.assign(link.href);
});

// The page is left only when nothing is lost by it. Before the other scripts, which take a submission for done.
form.addEventListener(
  "submit",
  async (event) => {
    freshCsrf();
    if (!waiting.size && !running) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const { submitter } = event;
    await running;
    const saved = await flush();
    if (saved && !waiting.size) form.requestSubmit(submitter);
  },
  { capture: true },
);
