// A message that was opened is marked as read, as pressing 标为已读 would do: showing it (GET) writes nothing itself.

const form = document.querySelector("form[data-mark-read]");

async function mark() {
  const answer = await fetch(form.getAttribute("action"), {
    method: "POST",
    body: new FormData(form),
    redirect: "manual",
  });
  if (answer.type !== "opaqueredirect") return;
  const badge = document.createElement("span");
  badge.className = "status status--neutral";
  badge.textContent = "已读";
  badge.setAttribute("role", "status");
  form.replaceWith(badge);
  countDown();
}

function countDown() {
  const count = document.querySelector(".side-menu .count");
  if (!count) return;
  const left = Number.parseInt(count.firstChild.data, 10) - 1;
  if (left > 0) count.firstChild.data = left;
  else count.remove();
}

// When it fails the button is still there.
if (form) mark().catch(() => {});
