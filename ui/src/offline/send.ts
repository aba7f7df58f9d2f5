// Sends what waits: in order, in batches, by one tab at a time, each operation until it is answered.
// Used by pages and by the service worker alike.
import { type Answer, type Kept, type Own, drop, forgetOwn, keepOwn, own as keptOwn, put, queue } from "./db";

const ADDRESS = "/api/v1/offline";
const LOCK = "jieli-offline";
/** A batch small enough to get through a weak signal; the server takes more. */
const BATCH_MAX = 200;
const BATCH_BYTES = 3_000_000;
/** A line that has said nothing for so long is dead. */
const WAIT_MS = 30_000;
/** Photos take longer: a weak signal carries about 16 bytes in a millisecond. */
const SLOW_BYTES_PER_MS = 16;

/** How a try to send ended. */
export type End = "clear" | "waiting" | "offline" | "signed-out";

/** Tells the other tabs that something changed. */
export const changed = "BroadcastChannel" in self ? new BroadcastChannel("jieli-offline") : undefined;

export function locked<T>(work: () => Promise<T>): Promise<T> {
  // Without locks two tabs may both send; the server does each operation once all the same.
  return navigator.locks ? navigator.locks.request(LOCK, work) : work();
}

/** Fetches the own list and sends what waits. */
export function send(): Promise<End> {
  return locked(async () => {
    const own = await refresh();
    if (typeof own === "string") return own;
    let end = await sendAs(own);
    if (end === "sent") {
      await refresh();
      end = "clear";
    }
    changed?.postMessage("changed");
    return end;
  });
}

/** Adds an operation; returns its name. */
export async function add(entry: Pick<Kept, "kind" | "payload" | "photos" | "about" | "said"> & { at?: string }): Promise<string> {
  const own = await keptOwn();
  if (!own) throw new Error("nobody is signed in on this phone");
  const id = name();
  await put({ at: new Date().toISOString(), ...entry, id, person: own.person, state: "waiting" });
  return id;
}

/** Takes a failed one up again, changed or not: under a new name, for the old one is answered. */
export async function again(entry: Kept, payload: Record<string, unknown>): Promise<void> {
  const { answer: _, ...rest } = entry;
  await put({ ...rest, id: name(), payload, state: "waiting" });
}

async function refresh(): Promise<Own | "offline" | "signed-out"> {
  let answer: Response;
  try {
    answer = await asked(ADDRESS, {});
  } catch {
    return "offline";
  }
  if (answer.status === 401 || answer.status === 403) {
    // The session ended, here or elsewhere: others' matters go, what was written down stays.
    await forgetOwn();
    changed?.postMessage("changed");
    return "signed-out";
  }
  if (!answer.ok) return "offline";
  const own: Own = await answer.json();
  await keepOwn(own);
  return own;
}

async function sendAs(own: Own): Promise<End | "sent"> {
  let sent = false;
  for (;;) {
    const mine = (await queue()).filter((entry) => entry.person === own.person && entry.state === "waiting");
    if (mine.length === 0) return sent ? "sent" : "clear";
    const batch = await batchOf(mine, own.operations_max);
    const end = await post(own, batch);
    if (end !== "sent") return end;
    sent = true;
  }
}

interface Batch {
  entries: Kept[];
  body: string;
}

async function batchOf(mine: Kept[], most: number): Promise<Batch> {
  const entries: Kept[] = [];
  const operations: string[] = [];
  let bytes = 0;
  for (const entry of mine.slice(0, Math.min(BATCH_MAX, most))) {
    const text = await operation(entry);
    if (entries.length > 0 && bytes + text.length > BATCH_BYTES) break;
    bytes += text.length;
    entries.push(entry);
    operations.push(text);
  }
  return { entries, body: `{"operations":[${operations.join(",")}]}` };
}

async function operation({ id, at, kind, payload, photos }: Kept): Promise<string> {
  const pictures = photos.length ? { photos: await Promise.all(photos.map(base64)) } : {};
  return JSON.stringify({ id, at, kind, payload: { ...payload, ...pictures } });
}

async function post(own: Own, { entries, body }: Batch): Promise<End | "sent"> {
  let answer: Response;
  try {
    answer = await asked(ADDRESS, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Jieli-Csrf": own.csrf ?? "" },
      body,
    });
  } catch {
    return "offline";
  }
  if (answer.status === 401) {
    await forgetOwn();
    return "signed-out";
  }
  if (answer.ok) {
    const { answers }: { answers: Answer[] } = await answer.json();
    return (await took(entries, answers)) ? "sent" : "waiting";
  }
  if (![400, 413, 422].includes(answer.status)) return "waiting";
  // The batch as a whole was not taken: send each by itself, so that one does not hold the others.
  const [first] = entries;
  if (first && entries.length === 1) return (await failedAs(first, answer)) ? "sent" : "waiting";
  for (const entry of entries) {
    const end = await post(own, { entries: [entry], body: `{"operations":[${await operation(entry)}]}` });
    if (end !== "sent") return end;
  }
  return "sent";
}

/** Writes down what became of each; says whether anything was decided. */
async function took(entries: Kept[], answers: Answer[]): Promise<boolean> {
  const said = new Map(answers.map((answer) => [answer.id, answer]));
  const keep: Kept[] = [];
  const gone: number[] = [];
  for (const entry of entries) {
    const answer = said.get(entry.id);
    if (!answer || answer.state === "later" || entry.seq === undefined) continue;
    const done = answer.state === "done" || answer.state === "replayed";
    if (done && !answer.words) gone.push(entry.seq);
    else keep.push({ ...entry, photos: done ? [] : entry.photos, state: done ? "told" : "failed", answer });
  }
  if (keep.length) await put(...keep);
  if (gone.length) await drop(...gone);
  return keep.length + gone.length > 0;
}

async function failedAs(entry: Kept, response: Response): Promise<boolean> {
  const problem: { detail?: string; title?: string } = await response.json().catch(() => ({}));
  const words = problem.detail ?? problem.title ?? String(response.status);
  const answer: Answer = { id: entry.id, state: "refused", matter: null, number: null, words, now: null };
  await put({ ...entry, state: "failed", answer });
  return true;
}

async function asked(address: string, request: RequestInit): Promise<Response> {
  const stop = new AbortController();
  const length = typeof request.body === "string" ? request.body.length : 0;
  const timer = setTimeout(() => stop.abort(), WAIT_MS + length / SLOW_BYTES_PER_MS);
  try {
    const answer = await fetch(address, {
      ...request,
      headers: { Accept: "application/json", ...request.headers },
      credentials: "same-origin",
      cache: "no-store",
      signal: stop.signal,
    });
    // An answer that breaks off is no answer.
    const body = await answer.arrayBuffer();
    return new Response(body.byteLength ? body : null, { status: answer.status, headers: answer.headers });
  } finally {
    clearTimeout(timer);
  }
}

function base64(photo: Blob): Promise<string> {
  return new Promise((done, failed) => {
    const reader = new FileReader();
    reader.onload = () => done(String(reader.result).split(",", 2)[1] ?? "");
    reader.onerror = () => failed(reader.error);
    reader.readAsDataURL(photo);
  });
}

function name(): string {
  if (crypto.randomUUID) return crypto.randomUUID();
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
