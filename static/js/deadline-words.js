// [data-deadline-words]: says what the date and the time before it mean, while somebody types them. As
// enterprises/kit/times/deadlines.py reads and says them; tests/browser/test_deadline_words.py asks both the same.

// A reader of the screen hears it when typing pauses, not at every key.
const PAUSE = 500;
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const DATE = /^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?/;
const TIME = /^(\d{1,2})\s*(?::\s*(\d{1,2})(?:\s*:\s*(\d{1,2}))?|[时点]\s*整?(?:(\d{1,2})\s*分?)?)$/;

const plain = (text) =>
  text
    .normalize("NFKC")
    .replace(/\p{Cf}/gu, "")
    .replace(/[‐‑‒–—―−﹣－ー]/g, "-")
    .replaceAll("。", ".")
    .replaceAll("∶", ":")
    .trim();

function dateOf(text) {
  const found = DATE.exec(text);
  if (!found) return null;
  const [year, month, day] = found.slice(1).map(Number);
  const start = Date.UTC(year, month - 1, day);
  const date = new Date(start);
  const isOne = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return isOne && year >= 2000 && year <= 2100 ? { start, behind: text.slice(found[0].length) } : null;
}

// How far into its day a time lies; null for what is none.
function offsetOf(text) {
  const found = TIME.exec(text);
  if (!found) return null;
  const [hours, minutes, seconds] = [found[1], found[2] ?? found[4], found[3]].map((each) => Number(each ?? 0));
  const offset = (hours * 60 + minutes) * MINUTE + seconds * 1000;
  return minutes > 59 || seconds > 59 || offset > DAY ? null : offset;
}

// The instant as a clock on the wall shows it, in milliseconds as if that were UTC; null for what is none.
export function read(day, time, closing) {
  const date = dateOf(plain(day));
  if (!date) return null;
  const behind = date.behind.trim().replace(/^T/, "").trim();
  const beside = plain(time);
  if (behind && beside && offsetOf(behind) !== offsetOf(beside)) return null;
  const written = beside || behind;
  if (!written) return date.start + (closing ? DAY : 0);
  const offset = offsetOf(written);
  return offset === null ? null : date.start + offset;
}

// What is said of an instant at `now`, both as `read` gives them.
export function words(instant, now, closing) {
  const isEnd = closing && instant % DAY === 0;
  const day = new Date(isEnd ? instant - DAY : instant);
  const date = `${day.getUTCFullYear()}年${day.getUTCMonth() + 1}月${day.getUTCDate()}日`;
  const written = `即${date}${isEnd ? "24:00" : day.toISOString().slice(11, 16)}${closing ? "截止" : "开始"}`;
  if (now >= instant) return `${written}，已经过去`;
  const days = Math.floor(day.getTime() / DAY) - Math.floor(now / DAY);
  return days ? `${written}，还有${days}天` : `${written}，就在今天`;
}

function follow(line) {
  const inputs = [...line.previousElementSibling.querySelectorAll("input")];
  const closing = line.dataset.deadlineWords === "closing";
  // By the server's clock, from when it made the page.
  const made = Date.parse(`${line.dataset.now}Z`);
  let later = 0;

  const tell = () => {
    const [day, time] = inputs.map((input) => input.value);
    const instant = read(day, time, closing);
    const said = instant === null ? "" : words(instant, made + performance.now(), closing);
    if (line.textContent !== said) line.textContent = said;
  };

  for (const input of inputs) {
    input.addEventListener("input", () => {
      clearTimeout(later);
      later = setTimeout(tell, PAUSE);
    });
    // The admin's calendar fills the boxes without saying so, and then goes back to one of them.
    for (const kind of ["change", "focus"]) input.addEventListener(kind, tell);
  }
}

document.querySelectorAll("[data-deadline-words]").forEach(follow);
