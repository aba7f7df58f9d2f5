// Reads our own forms into operations. A report: kind, place, send; all else is optional.
import { word } from "../words";
import { own } from "./db";
import { fitting } from "./photos";
import { add } from "./send";

/** What became of a form: the name of what is kept, the field that is missing, or why not. */
export type Kept = string | { missing: string } | { wrong: string };

/** Photos of a report where the phone has not heard yet how many may be. */
const PHOTOS_MAX = 6;

/** What a report's form says, or which field is missing. */
export async function report(form: HTMLFormElement, submitter: HTMLElement | null, byGrid: string): Promise<Kept> {
  const data = new FormData(form);
  const text = (name: string) => String(data.get(name) ?? "").trim();
  const category = text("kind") || text("category");
  if (!category) return { missing: "category" };
  const payload: Record<string, unknown> = { category };
  const place = await where(text("lon"), text("lat"));
  if (!place) return { missing: "lon" };
  Object.assign(payload, { lon: place.lon, lat: place.lat });
  if (text("what")) payload.body = text("what");
  const address = text("address") || (place.standsIn ? byGrid : "");
  if (address) payload.address = address;
  if (submitter?.getAttribute("name") === "on_the_spot") payload.on_the_spot = true;
  if (text("patrol_point") && text("opens")) payload.patrol = { point: text("patrol_point"), opens: text("opens") };
  const files = data.getAll("photo").filter((file): file is File => file instanceof File && file.size > 0);
  const photos = await fitting(files, (await own())?.photos_max ?? PHOTOS_MAX);
  if (!Array.isArray(photos)) return { wrong: word(photos.key, photos.facts) };
  return kept({ kind: "report", payload, photos, about: "", ...(form.dataset.at ? { at: form.dataset.at } : {}) });
}

/** Keeps it, or says that the phone has no room. */
async function kept(entry: Parameters<typeof add>[0]): Promise<Kept> {
  return add(entry).catch((error: unknown) => {
    if (error instanceof DOMException) return { wrong: word("not-kept") };
    throw error;
  });
}

/** The place that was chosen; without one, the middle of the own grid. */
async function where(lon: string, lat: string): Promise<{ lon: number; lat: number; standsIn: boolean } | undefined> {
  if (lon && lat && Number.isFinite(Number(lon)) && Number.isFinite(Number(lat))) {
    return { lon: Number(lon), lat: Number(lat), standsIn: false };
  }
  const middle = (await own())?.stand_in;
  return middle ? { ...middle, standsIn: true } : undefined;
}

/** A note or a hand-over on a matter. */
export async function deed(form: HTMLFormElement, kind: "note" | "hand_over", matter: { id: string; number: string; leg?: number }): Promise<Kept> {
  const data = new FormData(form);
  const text = (name: string) => String(data.get(name) ?? "").trim();
  const about = { photos: [], about: matter.number };
  if (kind === "note") return kept({ kind, payload: { matter: matter.id, words: text("words") }, ...about });
  const leg = matter.leg === undefined ? {} : { leg: matter.leg };
  return kept({ kind, payload: { matter: matter.id, to: text("to"), reason: text("reason"), ...leg }, ...about });
}

/** A look at a place: nothing found, or why nobody could look. One tap, and its moment counts. */
export async function look(window: { point: string; opens: string; name: string }, said: string, reason = ""): Promise<Kept> {
  const { point, opens, name } = window;
  const payload = { point, opens, ...(reason ? { reason } : {}) };
  return kept({ kind: reason ? "explain" : "clear", payload, photos: [], about: name, said });
}

/** The same forms on the other pages: they were opened with signal, and it went before they were
 * sent. What was typed is kept, and shown on the page that works without. */
export function otherForms(): void {
  document.addEventListener(
    "submit",
    (event) => {
      const form = event.target;
      if (navigator.onLine || !(form instanceof HTMLFormElement) || form.dataset.offlineReport !== undefined) return;
      const keep = keeper(form, event.submitter);
      if (!keep) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      void keep().then((done) => {
        if (typeof done === "string") location.assign("/work");
        else if ("wrong" in done) window.alert(done.wrong);
      });
    },
    { capture: true },
  );
}

function keeper(form: HTMLFormElement, submitter: HTMLElement | null): (() => Promise<Kept>) | undefined {
  const action = form.getAttribute("action") ?? "";
  if (action === "/matters/new" && !form.querySelector('input[name="for"]')) {
    return () => report(form, submitter, word("place-by-grid"));
  }
  const [, point, how] = /^\/patrol\/points\/(\d+)\/(clear|explain)$/.exec(action) ?? [];
  if (point) return looked(form, point, how === "explain" ? submitter : null);
  const [, id, kind] = /^\/matters\/(\d+)\/(note|hand-over)$/.exec(action) ?? [];
  if (!id || !form.checkValidity()) return undefined;
  const matter = { id, number: document.querySelector("main .tag-number")?.textContent?.trim() ?? "" };
  return () => deed(form, kind === "note" ? "note" : "hand_over", matter);
}

function looked(form: HTMLFormElement, point: string, reason: HTMLElement | null): (() => Promise<Kept>) | undefined {
  const opens = form.querySelector<HTMLInputElement>('input[name="opens"]')?.value;
  if (!opens) return undefined;
  const heading = form.closest("article")?.querySelector("h3") ?? document.querySelector("h1");
  const window = { point, opens, name: heading?.textContent?.trim() ?? "" };
  return () => look(window, reason?.textContent?.trim() ?? "", reason?.getAttribute("value") ?? "");
}
