// form[data-evidence]: a chosen file is sent at once, and what was changed is shown in place, without a new page.
// Without this script the form's one button sends everything.

const form = document.querySelector("form[data-evidence]");
const status = form.querySelector("[data-evidence-status]");
let sending = Promise.resolve();

function say(text) {
  status.textContent = text;
}

// An XMLHttpRequest, for it tells how far an upload has come.
function post(data, progress) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", window.location.pathname);
    request.responseType = "document";
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) progress(Math.floor((event.loaded / event.total) * 100));
    });
    request.addEventListener("load", () => resolve(request.response));
    request.addEventListener("error", () => reject(new Error("offline")));
    request.send(data);
  });
}

function dataOf(entries) {
  const data = new FormData();
  data.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  for (const [name, value] of entries) data.append(name, value);
  return data;
}

// Every item may have changed: a package gives to many. The button that was used keeps the focus.
function take(page) {
  const fresh = page?.querySelector("form[data-evidence]");
  if (!fresh) return false;
  const focused = document.activeElement?.id;
  for (const item of fresh.querySelectorAll("[data-evidence-item]")) {
    const here = document.getElementById(item.id);
    const open = here?.querySelector("details")?.open;
    here?.replaceWith(document.adoptNode(item));
    if (open) item.querySelector("details")?.setAttribute("open", "");
  }
  const steps = page.querySelector(".steps");
  if (steps) document.querySelector(".steps")?.replaceWith(document.adoptNode(steps));
  document.dispatchEvent(new CustomEvent("uploads:fresh"));
  if (focused) document.getElementById(focused)?.focus();
  return true;
}

function noteAt(item) {
  const note = document.createElement("p");
  note.className = "field__help";
  document.getElementById(`item-${item}`)?.querySelector(".upload")?.append(note);
  return note;
}

function failed(item, text) {
  const note = noteAt(item);
  note.className = "field__errors";
  note.setAttribute("role", "alert");
  note.textContent = text;
}

async function send(item, file) {
  const note = noteAt(item);
  note.textContent = `正在上传“${file.name}”…`;
  say(note.textContent);
  try {
    const page = await post(dataOf([["item", item], ["file", file]]), (percent) => {
      note.textContent =
        percent < 100 ? `正在上传“${file.name}”，${percent}%` : `“${file.name}”已传完，正在打开检查…`;
    });
    if (!take(page)) throw new Error("another page");
    const faults = document.getElementById(`file-${item}-faults`);
    if (faults) faults.setAttribute("role", "alert");
    else if (page.querySelector("[data-refusal]")) failed(item, page.querySelector("[data-refusal]").textContent);
    else say(`已上传“${file.name}”。`);
    return faults;
  } catch {
    note.remove();
    failed(item, `“${file.name}”没有上传：网络中断或登录已失效。请刷新页面后重新选择。`);
    return null;
  }
}

// One after the other, in the order they were chosen; what was wrong with one is still there after the next.
async function sendAll(item, files) {
  const wrong = [];
  for (const file of files) {
    const faults = await send(item, file);
    if (faults) wrong.push(...faults.children);
  }
  const shown = document.getElementById(`file-${item}-faults`);
  if (!wrong.length) return;
  if (shown) {
    shown.replaceChildren(...wrong);
    return;
  }
  const box = document.createElement("div");
  box.className = "field__errors";
  box.setAttribute("role", "alert");
  box.append(...wrong);
  document.getElementById(`item-${item}`).querySelector(".upload").before(box);
}

async function assign(select) {
  try {
    const page = await post(dataOf([[select.name, select.value]]), () => {});
    if (!take(page)) throw new Error("another page");
    say("已保存归入。");
  } catch {
    failed("package", "归入没有保存：网络中断或登录已失效。请刷新页面后重试。");
  }
}

// On the document, as filesize.js: it has judged the size before.
document.addEventListener("change", (event) => {
  const field = event.target;
  if (field.form !== form) return;
  if (field.type === "file") {
    if (!field.files.length || !field.validity.valid) return;
    const item = field.closest("[data-evidence-item]").dataset.evidenceItem;
    const files = [...field.files];
    field.value = "";
    sending = sending.then(() => sendAll(item, files));
  } else if (field.name.startsWith("entry-")) {
    sending = sending.then(() => assign(field));
  }
});

// Everything is sent already.
form.querySelector("[data-evidence-send]").hidden = true;
