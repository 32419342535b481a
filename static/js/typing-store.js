// What was typed and is not saved yet, in this browser: by account and page, so that it outlives a closed window.
// Gone once it is saved, and at logout. Passwords, files and hidden values are never kept.

const PREFIX = "typed ";
const NEVER = new Set(["password", "file", "hidden", "submit", "button"]);

// Where the browser keeps nothing (private windows, no room), pages work as they did.
function storage(work, otherwise) {
  try {
    return work(window.localStorage);
  } catch {
    return otherwise;
  }
}

export function valuesOf(controls) {
  return controls
    .filter((control) => control.name && !NEVER.has(control.type))
    .filter((control) => !["checkbox", "radio"].includes(control.type) || control.checked)
    .map((control) => [control.name, control.value, control.selectedOptions?.[0]?.text ?? ""]);
}

export function putBack(controls, values) {
  for (const control of controls) {
    if (!control.name || NEVER.has(control.type)) continue;
    const mine = values.filter(([name]) => name === control.name);
    if (["checkbox", "radio"].includes(control.type)) {
      control.checked = mine.some(([, value]) => value === control.value);
    } else if (mine.length) {
      const [, value, text] = mine[0];
      // A choice that depends on another one was not offered when the page was made.
      if (control.options && ![...control.options].some((option) => option.value === value)) {
        control.append(new Option(text, value));
        control.disabled = false;
      }
      control.value = value;
    }
  }
}

export class TypingStore {
  constructor(account, page = window.location.pathname) {
    this.key = `${PREFIX}${account} ${page}`;
  }

  // Part → { values, token }
  read() {
    return storage((kept) => JSON.parse(kept.getItem(this.key)) ?? {}, {});
  }

  write(parts) {
    storage((kept) => {
      if (Object.keys(parts).length) kept.setItem(this.key, JSON.stringify(parts));
      else kept.removeItem(this.key);
    });
  }

  put(part, values, token) {
    this.write({ ...this.read(), [part]: { values, token } });
  }

  // The whole form is on its way; see forgetSent.
  markSent() {
    const parts = this.read();
    if (Object.keys(parts).length) this.write({ ...parts, sent: true });
  }

  drop(part) {
    const parts = this.read();
    delete parts[part];
    this.write(parts);
  }
}

function keys(kept) {
  return Object.keys(kept).filter((key) => key.startsWith(PREFIX));
}

export function forgetAll() {
  storage((kept) => keys(kept).forEach((key) => kept.removeItem(key)));
}

// A page whose form was sent and that led elsewhere took what was typed.
export function forgetSent(page) {
  storage((kept) => {
    for (const key of keys(kept)) {
      if (key.endsWith(` ${page}`) && JSON.parse(kept.getItem(key)).sent) kept.removeItem(key);
    }
  });
}
