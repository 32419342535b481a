// [data-region-picker="/regions/"]: choosing a region fills the select below it.
// When the list cannot be fetched the page's own button, which does the same, comes back.

const REST = "请先选择上一级";
const END = "没有下级，无需选择";
const CHOOSE = "请选择";

function offer(select, regions, empty) {
  const options = regions.map(({ code, name }) => new Option(name, code));
  select.replaceChildren(new Option(options.length ? CHOOSE : empty, ""), ...options);
  select.disabled = options.length === 0;
}

async function below(address, parent) {
  const response = await fetch(`${address}?${new URLSearchParams({ parent })}`, { headers: { Accept: "application/json" } });
  if (!response.ok) throw new Error(String(response.status));
  return (await response.json()).regions;
}

function connect(picker) {
  const selects = [...picker.querySelectorAll("select[data-region-level]")];
  const fallback = picker.querySelector("[data-region-refresh]");
  let latest = 0;
  fallback.hidden = true;

  const choose = async (position) => {
    const [next, ...rest] = selects.slice(position + 1);
    if (!next) return;
    const parent = selects[position].value;
    const turn = ++latest;
    for (const select of [next, ...rest]) offer(select, [], REST);
    if (!parent) return;
    // Until it is known whether there is more to choose, the region is not whole (autosave.js).
    picker.dataset.loading = "";
    try {
      const regions = await below(picker.dataset.regionPicker, parent);
      if (turn !== latest) return; // another region was chosen meanwhile
      offer(next, regions, END);
      if (!regions.length) for (const select of rest) offer(select, [], END);
      delete picker.dataset.loading;
      picker.dispatchEvent(new CustomEvent("offered", { bubbles: true }));
    } catch {
      if (turn === latest) fallback.hidden = false;
    }
  };

  selects.forEach((select, position) => select.addEventListener("change", () => choose(position)));
}

document.querySelectorAll("[data-region-picker]").forEach(connect);
