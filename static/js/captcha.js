// 【换一张】: a new picture without loading the page again.

async function renew(captcha) {
  const response = await fetch(captcha.dataset.captcha, { headers: { "X-Requested-With": "XMLHttpRequest" } });
  if (!response.ok) throw new Error(String(response.status));
  const { key, image_url: picture } = await response.json();
  captcha.querySelector("input[type=hidden]").value = key;
  captcha.querySelector("img").src = picture;
  const answer = captcha.querySelector("input[type=text]");
  answer.value = "";
  answer.focus();
}

for (const captcha of document.querySelectorAll("[data-captcha]")) {
  const note = captcha.querySelector("[data-captcha-note]");
  const button = captcha.querySelector("[data-captcha-renew]");
  note.textContent = "";
  button.hidden = false;
  // A browser may keep the hidden value over a reload; the picture is always the page's own.
  captcha.querySelector("input[type=hidden]").value = captcha.querySelector("img").getAttribute("src").split("/").at(-2);
  button.addEventListener("click", async () => {
    note.textContent = "";
    button.disabled = true;
    try {
      await renew(captcha);
    } catch {
      note.textContent = "暂时换不了，请稍后再试或刷新本页。";
    }
    button.disabled = false;
  });
}
