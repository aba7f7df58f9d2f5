// The places to be looked at today, on the page that works without signal: one tap each. The phone's
// own clock says which windows are open; the server decides by the moment of the tap.
import { place } from "../locate";
import { copy } from "../words";
import type { Named, PatrolWindow } from "./db";
import { type Kept, look } from "./form";

/** Draws the windows that nobody has looked at; `find` opens the report's form at a place. */
export function windows(
  section: HTMLElement,
  open: PatrolWindow[],
  reasons: Named[],
  words: { later(said: string): string },
  done: (outcome: Kept) => Promise<void>,
  find: (window: PatrolWindow) => void,
): void {
  section.hidden = open.length === 0;
  const list = section.querySelector("[data-list]");
  list?.replaceChildren(...open.map((window) => item(window, reasons, words, done, find)));
}

function item(
  window: PatrolWindow,
  reasons: Named[],
  words: { later(said: string): string },
  done: (outcome: Kept) => Promise<void>,
  find: (window: PatrolWindow) => void,
): Node {
  const card = copy("own-window");
  const part = (name: string) => card.querySelector<HTMLElement>(`[data-${name}]`);
  const state = stateOf(window);
  const said = state === "ahead" ? words.later(window.said) : window.said;
  const texts: Record<string, string> = { title: window.name, said, place: window.place, risk: window.risk, address: window.address };
  for (const [name, text] of Object.entries(texts)) {
    const line = part(name);
    if (line) [line.textContent, line.hidden] = [text, text === ""];
  }
  const looks = part("looks");
  if (looks) looks.hidden = state === "ahead" || state === "over";
  part("clear")?.addEventListener("click", () => void look(window, window.said).then(done));
  part("find")?.addEventListener("click", () => find(window));
  const cannot = part("cannot");
  if (cannot) cannot.hidden = state === "ahead" || state === "soon";
  part("reasons")?.replaceChildren(
    ...reasons.map(({ code, name }) => {
      const button = document.createElement("button");
      [button.type, button.className, button.textContent] = ["button", "button", name];
      button.addEventListener("click", () => void look(window, `${window.said} · ${name}`, code).then(done));
      return button;
    }),
  );
  return card;
}

/** How it stands by the phone's clock; `soon` is within the grace before it opens. */
export function stateOf(window: PatrolWindow): "ahead" | "soon" | "open" | "over" {
  const now = Date.now();
  if (now < Date.parse(window.counts_from)) return "ahead";
  if (now < Date.parse(window.opens)) return "soon";
  return now <= Date.parse(window.counts_until) ? "open" : "over";
}

/** The place at which a report was found: its window is covered with it. */
export class AtPoint {
  constructor(
    private form: HTMLFormElement,
    private words: (name: string) => string,
  ) {
    form.querySelector("[data-at-point-off]")?.addEventListener("click", () => this.leave());
  }

  choose(window: PatrolWindow): void {
    this.set(window.point, window.opens, window.name);
    const box = this.form.querySelector<HTMLElement>("[data-locate]");
    if (box) place(box, window.spot.lon, window.spot.lat);
    const address = this.form.querySelector<HTMLInputElement>('[name="address"]');
    if (address) address.value = [window.name, window.address].filter(Boolean).join(" ");
    this.form.scrollIntoView();
  }

  set(point: string, opens: string, name: string): void {
    this.#put(point, opens, name ? this.words(name) : "");
  }

  leave(): void {
    this.#put("", "", "");
  }

  #put(point: string, opens: string, said: string): void {
    const values: Record<string, string> = { patrol_point: point, opens };
    for (const [name, value] of Object.entries(values)) {
      const input = this.form.querySelector<HTMLInputElement>(`input[name="${name}"]`);
      if (input) input.value = value;
    }
    const box = this.form.querySelector<HTMLElement>("[data-at-point]");
    if (box) box.hidden = point === "";
    const line = this.form.querySelector("[data-at-point-name]");
    if (line) line.textContent = said;
  }
}
