// `<div data-work>` (/work): shows what the phone keeps, and takes what is written down.
import { copy, say, word } from "../words";
import { place } from "../locate";
import { type Kept, type Matter, type Own, drop, own, queue } from "./db";
import { type Kept as Outcome, deed, report } from "./form";
import { AtPoint, stateOf, windows } from "./patrol";
import { type End, again, changed } from "./send";

/** The parts of a payload that are words, by kind: what a person may change before sending again. */
const WORDS: Record<string, string> = { report: "body", note: "words", hand_over: "reason" };

const MINUTE_MS = 60_000;

export class WorkPage {
  #words: Record<string, string>;
  #drawn = "";
  #windows = "";
  #end: End | undefined;
  #at: AtPoint;

  constructor(
    private root: HTMLElement,
    private send: () => Promise<End>,
  ) {
    this.#words = JSON.parse(root.dataset.words || "{}");
    const form = this.#one<HTMLFormElement>("[data-offline-report]");
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      event.stopImmediatePropagation();
      void this.#report(form, event.submitter);
    });
    this.#at = new AtPoint(form, (name) => this.#word("at-point", { name }));
    this.#one("[data-offline-send]").addEventListener("click", () => void this.sync());
    changed?.addEventListener("message", () => void this.draw());
    window.addEventListener("offline", () => void this.draw("offline"));
    window.setInterval(() => void this.draw(), MINUTE_MS); // windows open and close
    void this.draw();
  }

  /** Sends and shows how it went. */
  async sync(): Promise<void> {
    this.#state("sending");
    await this.draw(await this.send());
  }

  async draw(end = this.#end): Promise<void> {
    this.#end = end;
    const kept = await own();
    const mine = (await queue()).filter((entry) => !kept || entry.person === kept.person);
    if (kept) this.#own(kept);
    this.#patrol(kept, mine);
    this.#bar(end, mine.filter((entry) => entry.state === "waiting").length, !kept);
    // Unsent words of whoever was here before are counted, and shown to nobody.
    const shown = kept ? mine : [];
    for (const state of ["waiting", "failed", "told"] as const) {
      this.#list(state, shown.filter((entry) => entry.state === state));
    }
  }

  #word(key: string, facts: Record<string, string | number> = {}): string {
    return Object.entries(facts).reduce((text, [name, value]) => text.replace(`{${name}}`, String(value)), this.#words[key] ?? "");
  }

  #one<T extends HTMLElement>(selector: string, within: ParentNode = this.root): T {
    const found = within.querySelector<T>(selector);
    if (!found) throw new Error(`the page has no ${selector}`);
    return found;
  }

  #bar(end: End | undefined, waiting: number, nobody: boolean): void {
    const out = end === "signed-out" || (nobody && end !== undefined && end !== "offline");
    this.#state(out ? "signed-out" : navigator.onLine && end !== "offline" ? "online" : "offline");
    this.#one("[data-offline-count]").textContent = waiting ? this.#word("waiting-n", { n: waiting }) : "";
    this.#one("[data-offline-send]").hidden = waiting === 0 || out;
    this.#one("[data-offline-sign-in]").hidden = !out;
  }

  #state(key: string): void {
    const bar = this.#one("[data-offline-bar]");
    bar.hidden = false;
    bar.dataset.state = key;
    this.#one("[data-offline-state]").textContent = this.#word(key);
  }

  #own(kept: Own): void {
    const at = new Date(kept.at).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
    this.#one("[data-offline-at]").textContent = this.#word("own-at", { at });
    this.#begin(kept);
    const drawn = JSON.stringify([kept.matters, kept.posts]);
    if (drawn === this.#drawn) return; // somebody may be typing into it
    this.#drawn = drawn;
    this.#one("[data-offline-own]").replaceChildren(...kept.matters.map((matter) => this.#matter(matter, kept)));
    this.#one("[data-offline-none]").hidden = kept.matters.length > 0;
  }

  /** The map begins where its reader works. */
  #begin({ stand_in: at }: Own): void {
    const box = this.#one("[data-offline-report] [data-locate]");
    const begin = at ? `${at.lon},${at.lat}` : "";
    if (box.dataset.begin === begin) return;
    box.dataset.begin = begin;
    box.dispatchEvent(new CustomEvent("jieli:begin"));
  }

  #patrol(kept: Own | undefined, mine: Kept[]): void {
    const section = this.#one("[data-offline-patrol]");
    const taken = mine.filter((entry) => entry.state === "waiting").map((entry) => {
      const of = (entry.payload.patrol ?? entry.payload) as { point?: string; opens?: string };
      return `${of.point} ${of.opens}`;
    });
    const open = (kept?.patrol?.windows ?? []).filter((it) => !taken.includes(`${it.point} ${it.opens}`));
    const drawn = JSON.stringify(open.map((it) => [it, stateOf(it)]));
    if (drawn === this.#windows) return; // somebody may be choosing a reason
    this.#windows = drawn;
    const done = async (outcome: Outcome) => {
      this.#tell(outcome);
      await this.sync();
    };
    const words = { later: (said: string) => this.#word("patrol-later", { said }) };
    windows(section, open, kept?.patrol?.reasons ?? [], words, done, (it) => this.#at.choose(it));
  }

  /** Says what became of something that was written down; whether it is kept. */
  #tell(outcome: Outcome): boolean {
    const wrong = typeof outcome === "string" ? "" : "wrong" in outcome ? outcome.wrong : this.#word("missing");
    const line = this.#one("[data-offline-wrong]");
    line.textContent = wrong;
    line.hidden = wrong === "";
    if (wrong === "") say(this.#word("queued"));
    return wrong === "";
  }

  #matter(matter: Matter, kept: Own): Node {
    const item = copy("own-matter");
    const parts: Record<string, string> = {
      title: matter.body.split("\n", 1)[0] ?? "", number: matter.number, category: matter.category, place: matter.place,
      step: matter.step, weight: matter.weight, body: matter.body, address: matter.address,
    };
    for (const [name, text] of Object.entries(parts)) this.#one(`[data-${name}]`, item).textContent = text;
    this.#one<HTMLAnchorElement>("[data-full]", item).href = `/matters/${matter.id}`;
    const to = this.#one<HTMLSelectElement>("select", item);
    to.append(...kept.posts.map(({ code, name }) => new Option(name, code)));
    for (const form of item.querySelectorAll<HTMLFormElement>("form[data-deed]")) {
      const kind = form.dataset.deed === "note" ? "note" : "hand_over";
      if (kind === "hand_over" && !matter.whole) form.remove();
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        event.stopImmediatePropagation();
        void deed(form, kind, matter).then(async (outcome) => {
          if (this.#tell(outcome)) form.reset();
          await this.sync();
        });
      });
    }
    return item;
  }

  #list(state: Kept["state"], entries: Kept[]): void {
    const section = this.#one(`[data-offline-${state}]`);
    section.hidden = entries.length === 0;
    this.#one("[data-list]", section).replaceChildren(...entries.map((entry) => this.#kept(entry)));
  }

  #kept(entry: Kept): Node {
    const item = copy("kept");
    const field = WORDS[entry.kind] ?? "words";
    const text = String(entry.payload[field] ?? entry.said ?? "");
    this.#one("[data-kind]", item).textContent = this.#word(entry.kind);
    this.#one("[data-number]", item).textContent = entry.about || (entry.answer?.number ?? "");
    const time = this.#one<HTMLTimeElement>("[data-time]", item);
    time.dateTime = entry.at;
    time.textContent = new Date(entry.at).toLocaleString(document.documentElement.lang, { dateStyle: "short", timeStyle: "short" });
    this.#one("[data-text]", item).textContent = text;
    const reason = this.#one("[data-reason]", item);
    reason.textContent = this.#reason(entry);
    reason.hidden = reason.textContent === "";
    const seq = entry.seq ?? 0;
    const press = (name: string, does: () => Promise<void>) => {
      const button = this.#one<HTMLButtonElement>(`[data-${name}]`, item);
      button.hidden = false;
      button.addEventListener("click", () => void does());
    };
    if (entry.state === "told") press("noted", async () => { await drop(seq); await this.draw(); });
    if (entry.state !== "failed") return item;
    const area = this.#one<HTMLTextAreaElement>("textarea", item);
    area.value = text;
    press("discard", async () => {
      if (!window.confirm(this.#word("discard-sure"))) return;
      await drop(seq);
      await this.draw();
    });
    // A look is of its moment: it is done again, not sent again.
    if (!(entry.kind in WORDS)) return item;
    press("again", async () => {
      const changed = area.value.trim();
      await again(entry, changed ? { ...entry.payload, [field]: changed } : entry.payload);
      await this.sync();
    });
    press("edit", async () => {
      if (entry.kind === "report") return this.#refill(entry);
      this.#one("[data-change]", item).hidden = false;
      area.focus();
    });
    return item;
  }

  #reason({ answer }: Kept): string {
    const now = answer?.now;
    const stands = !now ? "" : now.ended ? this.#word("now-ended") : this.#word("now", { step: now.step, holder: now.holder });
    return [answer?.words ?? "", stands].filter(Boolean).join("\n");
  }

  async #report(form: HTMLFormElement, submitter: HTMLElement | null): Promise<void> {
    const done = await report(form, submitter, word("place-by-grid"));
    if (!this.#tell(done) || typeof done !== "string") {
      const wrong = typeof done === "object" && "missing" in done ? form.querySelector<HTMLElement>(`#${done.missing}`) : null;
      wrong?.closest("details")?.setAttribute("open", "");
      wrong?.focus();
      return;
    }
    // The one it replaces goes only now that its successor is kept.
    if (form.dataset.replaces) await drop(Number(form.dataset.replaces));
    delete form.dataset.replaces;
    delete form.dataset.at;
    form.reset();
    this.#at.leave();
    form.querySelectorAll(".photo-preview").forEach((preview) => preview.replaceChildren());
    await this.sync();
  }

  /** Puts a report that failed back into the form. Its time stays that of then. */
  #refill(entry: Kept): void {
    const form = this.#one<HTMLFormElement>("[data-offline-report]");
    const { category, body = "", address = "", lon, lat } = entry.payload as Record<string, string | number>;
    form.reset();
    this.#at.leave();
    form.dataset.replaces = String(entry.seq);
    form.dataset.at = entry.at;
    this.#one<HTMLSelectElement>('[name="kind"]', form).value = String(category);
    this.#one<HTMLTextAreaElement>('[name="what"]', form).value = String(body);
    this.#one<HTMLInputElement>('[name="address"]', form).value = String(address);
    this.#one<HTMLDetailsElement>("[data-more]", form).open = true;
    const patrol = entry.payload.patrol as { point: string; opens: string } | undefined;
    if (patrol) this.#at.set(patrol.point, patrol.opens, entry.about || String(address));
    if (lon !== undefined) place(this.#one("[data-locate]", form), Number(lon), Number(lat));
    const photos = new DataTransfer();
    entry.photos.forEach((photo, at) => photos.items.add(new File([photo], `${at}.jpg`, { type: photo.type })));
    this.#one<HTMLInputElement>('[name="photo"]', form).files = photos.files;
    form.scrollIntoView();
    this.#one<HTMLTextAreaElement>('[name="what"]', form).focus();
  }
}
