// .upload > label + input[type=file]: the browser's own button speaks the browser's language, so the label becomes the button
// and the chosen file is named below. data-max-bytes: a file that is too large is named before it is sent.

const UNIT = 1024;

function readable(bytes) {
  if (bytes >= UNIT * UNIT) return `${(bytes / UNIT / UNIT).toFixed(1)} MB`;
  return `${Math.max(1, Math.round(bytes / UNIT))} KB`;
}

function noteOf(input) {
  const id = `${input.id}_size`;
  let note = document.getElementById(id);
  if (!note) {
    note = document.createElement("p");
    note.id = id;
    input.after(note);
    input.setAttribute("aria-describedby", `${input.getAttribute("aria-describedby") ?? ""} ${id}`.trim());
  }
  return note;
}

function dress() {
  for (const input of document.querySelectorAll(".upload > input[type=file]:not(.visually-hidden)")) {
    const label = input.parentElement.querySelector("label");
    if (!label) continue;
    label.className = "btn btn-outline-primary";
    input.classList.add("visually-hidden");
  }
}

dress();
document.addEventListener("uploads:fresh", dress);

document.addEventListener("change", (event) => {
  const input = event.target;
  if (!(input instanceof HTMLInputElement) || input.type !== "file") return;
  const limit = Number(input.dataset.maxBytes ?? Infinity);
  const files = [...input.files];
  const large = files.filter((file) => file.size > limit);
  const note = noteOf(input);
  if (large.length) {
    const names = large.map((file) => `“${file.name}”（${readable(file.size)}）`).join("、");
    note.className = "field__errors";
    note.setAttribute("role", "alert");
    note.textContent = `${names}超过 ${readable(limit)} 的上限，请压缩或拆分后重新选择。`;
  } else {
    note.className = "field__help";
    note.setAttribute("role", "status");
    note.textContent = files.map((file) => `已选择“${file.name}”（${readable(file.size)}）`).join("；");
  }
  input.setCustomValidity(large.length ? note.textContent : "");
});
