// A login that is used does not end: who only reads says so once an hour, by a request that changes nothing else.
// meta[name=session-used] says where; the token is that of the form for logging out, here and in the admin.

const HOUR = 3_600_000;
const AGAIN = 300_000;
const KEY = "session renewed";
const address = document.querySelector('meta[name="session-used"]').content;
const form = document.querySelector("form[data-logout], #logout-form");
let tried = 0;

function renewed(value) {
  try {
    if (value) localStorage.setItem(KEY, value);
    return Number(localStorage.getItem(KEY));
  } catch {
    return 0;
  }
}

async function renew() {
  const now = Date.now();
  if (document.hidden || now - renewed() < HOUR || now - tried < AGAIN) return;
  tried = now;
  try {
    const body = new URLSearchParams(new FormData(form));
    const answer = await fetch(address, { method: "POST", body, redirect: "manual" });
    if (answer.ok) renewed(now);
  } catch {
    // Cut off: the next thing that is done asks again.
  }
}

if (form) {
  renew();
  for (const use of ["keydown", "pointerdown", "wheel"]) document.addEventListener(use, renew, { passive: true });
}
