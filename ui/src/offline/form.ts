// Reads our own forms into operations. A report: kind, place, send; all else is optional.
import { add } from "./send";
import { own } from "./db";

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
