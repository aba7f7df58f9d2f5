// Reads our own forms into operations. A report: kind, place, send; all else is optional.
import { word } from "../words";
import { own } from "./db";
import { add } from "./send";

/** What a report's form says, or which field is missing. */
export async function report(form: HTMLFormElement, submitter: HTMLElement | null, byGrid: string): Promise<string | { missing: string }> {
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
  const photos = data.getAll("photo").filter((file): file is File => file instanceof File && file.size > 0);
  return add({ kind: "report", payload, photos, about: "", ...(form.dataset.at ? { at: form.dataset.at } : {}) });
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
export async function deed(form: HTMLFormElement, kind: "note" | "hand_over", matter: { id: string; number: string; leg?: number }): Promise<string> {
  const data = new FormData(form);
  const text = (name: string) => String(data.get(name) ?? "").trim();
  const about = { photos: [], about: matter.number };
  if (kind === "note") return add({ kind, payload: { matter: matter.id, words: text("words") }, ...about });
  const leg = matter.leg === undefined ? {} : { leg: matter.leg };
  return add({ kind, payload: { matter: matter.id, to: text("to"), reason: text("reason"), ...leg }, ...about });
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
      void keep().then((kept) => typeof kept === "string" && location.assign("/work"));
    },
    { capture: true },
  );
}

function keeper(form: HTMLFormElement, submitter: HTMLElement | null): (() => Promise<string | { missing: string }>) | undefined {
  const action = form.getAttribute("action") ?? "";
  if (action === "/matters/new" && !form.querySelector('input[name="for"]')) {
    return () => report(form, submitter, word("place-by-grid"));
  }
  const [, id, kind] = /^\/matters\/(\d+)\/(note|hand-over)$/.exec(action) ?? [];
  if (!id || !form.checkValidity()) return undefined;
  const matter = { id, number: document.querySelector("main .tag-number")?.textContent?.trim() ?? "" };
  return () => deed(form, kind === "note" ? "note" : "hand_over", matter);
}
