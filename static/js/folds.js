// Folds that only a narrow screen needs stand open on a wide one; on paper every fold does.
const wide = window.matchMedia("(min-width: 48em)");
const folds = () => [...document.querySelectorAll("details[data-open-when-wide]")];

if (wide.matches) {
  for (const fold of folds()) fold.open = true;
}

let opened = [];
window.addEventListener("beforeprint", () => {
  opened = [...document.querySelectorAll("main details:not([open]), #content details:not([open])")];
  for (const fold of opened) fold.open = true;
});
window.addEventListener("afterprint", () => {
  for (const fold of opened) fold.open = false;
});
