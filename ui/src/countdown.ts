// Counts down `<time data-due data-now>`. The server wrote the text first; this keeps it true.
// One timer for the page; the clock is the server's, since a phone's may be wrong.
import { each, word } from "./words";

interface Clock {
  element: HTMLElement;
  due: number;
  soon: number;
}

const MINUTE = 60_000;
const EVERY = 15_000;
const clocks = new Set<Clock>();
let ahead: number | undefined;

export function countdowns(): void {
  each<HTMLElement>("time[data-due]", (element) => {
    const { due = "", soon = due, now } = element.dataset;
    if (ahead === undefined && now) ahead = Date.parse(now) - Date.now();
    const clock = { element, due: Date.parse(due), soon: Date.parse(soon) };
    if (Number.isFinite(clock.due)) clocks.add(clock);
  });
  window.setInterval(tick, EVERY);
  document.addEventListener("visibilitychange", () => document.hidden || tick());
}

function tick(): void {
  const now = Date.now() + (ahead ?? 0);
  for (const clock of clocks) {
    if (!clock.element.isConnected) {
      clocks.delete(clock);
      continue;
    }
    const left = clock.due - now;
    const text = word(left >= 0 ? "left" : "over", { span: span(Math.abs(left)) });
    const label = clock.element.querySelector(".countdown-text") ?? clock.element;
    if (label.textContent !== text) label.textContent = text;
    clock.element.dataset.state = left < 0 ? "over" : now >= clock.soon ? "soon" : "ok";
  }
}

/** The two largest units, as the server writes them. */
function span(ms: number): string {
  const minutes = Math.floor(ms / MINUTE);
  const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24, minutes % 60];
  const parts = days
    ? [part("days", days), hours && part("hours", hours)]
    : hours
      ? [part("hours", hours), rest && part("minutes", rest)]
      : [rest ? part("minutes", rest) : word("moment")];
  return parts.filter(Boolean).join(" ");
}

function part(unit: string, n: number): string {
  return word(n === 1 ? `${unit}-one` : unit, { n });
}
