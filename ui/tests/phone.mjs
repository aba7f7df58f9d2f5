// A worker's phone in a browser test: behind a line of its own, with the page open and kept.
import assert from "node:assert/strict";
import { Line } from "./cut.mjs";

/** A worker's phone behind a line of its own, with the page open and kept. */
export async function phone(town, how = {}) {
  const { page, context, line, close } = await opened(town, how);
  await installed(page);
  await page.waitForFunction(async () => (await caches.match("/work")) !== undefined);
  await until(page, async () => (await kept(page)).own, "the own list is kept");
  return { page, context, line, close };
}

/** The same, just opened, and behind a line on which some addresses never come through. */
export async function opened(town, { lang = "zh", role = "worker", refuses = null } = {}) {
  const line = await Line.to(town.address);
  line.refuses = refuses;
  const context = await town.browser.newContext({
    baseURL: line.address,
    viewport: { width: 390, height: 844 },
    locale: lang === "zh" ? "zh-CN" : "en-GB",
    timezoneId: "Asia/Shanghai",
    hasTouch: true,
  });
  await context.addCookies([{ name: "lang", value: lang, url: line.address }]);
  context.setDefaultTimeout(40_000); // the first page also fetches all that the phone keeps
  const page = await context.newPage();
  await town.signIn(page, role);
  await page.goto("/work");
  const close = async () => {
    await context.close();
    await line.stop();
  };
  return { page, context, line, close };
}

/** The pages are installed, and the map with them: whoever goes without signal then has all of it. */
async function installed(page) {
  // By the clock: a page that draws its first map draws no frames meanwhile.
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null, null, { polling: 100 });
  await page.waitForFunction(async () => (await caches.match("/map/grids.geojson")) !== undefined, null, { polling: 100 });
  await until(page, () => page.evaluate(mapIsKept), "the map is kept");
}

/** Whether the largest piece of the map lies on the phone. */
async function mapIsKept() {
  const names = await caches.keys();
  const kept = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
  return kept.flat().some(({ url }) => url.includes("/assets/map-worker."));
}

/** Three taps: kind, place, send. */
export async function found(page, { words } = {}) {
  await page.locator("[data-offline-report] label.choice").first().click();
  if (words) {
    await page.evaluate(() => (document.querySelector("[data-more]").open = true));
    await page.fill('[data-offline-report] [name="what"]', words);
  }
  await page.click("[data-offline-report] .button-primary");
}

/** What lies in the phone's database. */
export function kept(page) {
  return page.evaluate(
    () =>
      new Promise((done) => {
        const asked = indexedDB.open("jieli-offline");
        asked.onupgradeneeded = () => asked.transaction.abort();
        asked.onerror = () => done({ own: undefined, queue: [] });
        asked.onsuccess = () => {
          const db = asked.result;
          const transaction = db.transaction(["own", "queue"]);
          const own = transaction.objectStore("own").get("own");
          const queue = transaction.objectStore("queue").getAll();
          transaction.oncomplete = () => {
            db.close();
            done({ own: own.result, queue: queue.result.map(({ photos, ...rest }) => ({ ...rest, photos: photos.map(({ size, type }) => ({ size, type })) })) });
          };
        };
      }),
  );
}

export async function until(page, is, what) {
  for (let tries = 0; tries < 100; tries += 1) {
    if (await is()) return;
    await new Promise((done) => setTimeout(done, 150));
  }
  assert.fail(`${what}: ${await page.locator("main").innerText().catch(() => "")}`);
}

/** Everything that waited has gone out. */
export const emptied = (page) => until(page, async () => (await kept(page)).queue.length === 0, "the queue is sent");

/** How many matters hold these words, as the auditor finds them. */
export async function matters(town, words) {
  const { page, close } = await town.reader({ role: "auditor" });
  await page.goto(`/matters?q=${encodeURIComponent(words)}`);
  const count = await page.locator("main h2 a, main td a, main .inbox-title a").filter({ hasText: words }).count();
  await close();
  return count;
}
