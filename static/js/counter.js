// [data-most]: how many characters are left, as the limit comes near, and how many are too many.

// A reader of the screen hears it when typing pauses, not at every key.
const PAUSE = 800;
const NEAR = 0.8;

// Line ends count once, as the server counts them.
const lengthOf = (field) => [...field.value.replace(/\r\n/g, "\n")].length;

for (const field of document.querySelectorAll("textarea[data-most]")) {
  const most = Number(field.dataset.most);
  const words = document.createElement("p");
  words.className = "field__counter";
  words.id = `${field.id || field.name}_counter`;
  words.setAttribute("role", "status");
  let later = 0;

  const tell = () => {
    const length = lengthOf(field);
    const over = length - most;
    words.classList.toggle("field__counter--over", over > 0);
    if (over > 0) words.textContent = `现在是${length}个字，最多${most}个字，请删去${over}个字。`;
    else words.textContent = length >= most * NEAR ? `还可以写${-over}个字。` : "";
  };

  field.after(words);
  field.addEventListener("input", () => {
    clearTimeout(later);
    later = setTimeout(tell, PAUSE);
  });
  field.addEventListener("change", tell);
  tell();
}
