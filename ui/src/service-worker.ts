// Answers for the pages of staff when there is no signal. It touches nothing else: no page of
// residents, no change, no photo. What it keeps: the page /work of whoever is signed in, our own
// style and scripts, and the public map of grids.
import { send } from "./offline/send";

/** The hashed addresses of what /work needs, and of the map on it; put in by build.mjs. */
declare const ASSETS: string[];
declare const MAP_ASSETS: string[];

interface Lifetime extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface Fetched extends Lifetime {
  request: Request;
  respondWith(answer: Promise<Response>): void;
}
interface Told extends Lifetime {
  data: unknown;
}
const worker = self as unknown as {
  addEventListener(kind: string, does: (event: Event) => void): void;
  skipWaiting(): Promise<void>;
  clients: { claim(): Promise<void> };
};

const CACHE = `jieli-${[...ASSETS, ...MAP_ASSETS].map((asset) => asset.split(".")[1]?.slice(0, 5)).join("")}`;
const SHELL = "/work";
const MAP = "/map/grids.geojson";
/** Whose pages the shell may stand in for. */
const STAFF = /^\/(work|inbox|matters|patrol|team|grids)(\/|$)/;
/** With a signal too weak to bring a page in this time, what the phone keeps is more use. */
const WAIT_MS = 8_000;

worker.addEventListener("install", (event) => {
  const keep = async () => {
    const cache = await caches.open(CACHE);
    // All of it or none: so it is little, and comes through where the signal is weak.
    await cache.addAll(ASSETS);
    await worker.skipWaiting();
  };
  (event as Lifetime).waitUntil(keep());
});

worker.addEventListener("activate", (event) => {
  const clean = async () => {
    for (const name of await caches.keys()) if (name.startsWith("jieli-") && name !== CACHE) await caches.delete(name);
    await worker.clients.claim();
  };
  (event as Lifetime).waitUntil(clean());
});

worker.addEventListener("message", (event) => {
  const told = event as Told;
  // A page that was on its way while this worker became active was claimed by nobody: once more.
  if (told.data === "keep") told.waitUntil(Promise.allSettled([worker.clients.claim(), kept(SHELL), keepMap()]));
});

worker.addEventListener("sync", (event) => (event as Lifetime).waitUntil(send()));

worker.addEventListener("fetch", (event) => {
  const fetched = event as Fetched;
  const { request } = fetched;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (pathname.startsWith("/assets/")) fetched.respondWith(fromCache(request));
  else if (pathname === MAP) fetched.respondWith(kept(MAP, request).catch(() => fallback(MAP)));
  else if (request.mode === "navigate" && STAFF.test(pathname)) {
    fetched.respondWith(page(request, pathname).catch(() => fallback(SHELL)));
  }
});

async function page(request: Request, pathname: string): Promise<Response> {
  if (pathname === SHELL) return kept(SHELL, request);
  return inTime(request);
}

/** Fetches, and keeps the answer if it is the page itself and not the way to the door. */
async function kept(address: string, request?: Request): Promise<Response> {
  const answer = await (request ? inTime(request) : fetch(address, { credentials: "same-origin" }));
  if (answer.ok && !answer.redirected) {
    const cache = await caches.open(CACHE);
    await cache.put(address, answer.clone());
  }
  return answer;
}

/** The map is twenty times as large as the rest: it comes piece by piece, and what did not come through
 * comes with the next page. The grids on it are kept anew whenever a page asks for them. */
async function keepMap(): Promise<void> {
  const cache = await caches.open(CACHE);
  for (const piece of [MAP, ...MAP_ASSETS]) if (!(await cache.match(piece))) await cache.add(piece);
}

function inTime(request: Request): Promise<Response> {
  return new Promise((done, failed) => {
    const timer = setTimeout(() => failed(new Error("too slow")), WAIT_MS);
    fetch(request).then(done, failed).finally(() => clearTimeout(timer));
  });
}

async function fromCache(request: Request): Promise<Response> {
  return (await caches.match(request, { ignoreVary: true })) ?? fetch(request);
}

async function fallback(address: string): Promise<Response> {
  return (await caches.match(address, { ignoreVary: true })) ?? Response.error();
}
