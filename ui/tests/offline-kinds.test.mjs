// What else a grid worker does without signal: three taps for a report, photos, patrols; and the day's
// record on paper.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { emptied, found, kept, matters, phone as phoneIn, until } from "./phone.mjs";
import { Town, overflow } from "./town.mjs";

const STORY = { timeout: 120_000 };
const SHOTS = process.env.JIELI_SHOTS;
/** A photo of the phone's camera has more; what is kept has at most so many. */
const PHOTO_BYTES_MAX = 1_000_000;
const EDGE_PX = 1600;

let town;
before(async () => {
  town = await Town.start({ matters: 120 });
}, { timeout: 240_000 });
after(async () => town?.stop());

const phone = (how) => phoneIn(town, how);

for (const signal of ["with", "without"]) {
  test(`three taps report what was found, ${signal} signal: a kind, a place on the map, send`, STORY, async () => {
    const { page, line, close } = await phone();
    if (signal === "without") {
      line.cut();
      await page.goto("/work"); // the page, its script, its map: all the phone's own
    }
    await page.locator("[data-locate-map] canvas").waitFor();
    await page.locator("[data-locate][data-begin]").waitFor({ state: "attached" });
    await page.waitForTimeout(1_500); // the grids are drawn, where the worker works
    await page.evaluate(() => {
      window.taps = 0;
      document.addEventListener("pointerdown", (event) => event.isTrusted && (window.taps += 1), { capture: true });
    });
    await page.locator("[data-offline-report] label.choice").first().tap();
    const map = page.locator("[data-locate-map] canvas");
    const { width, height } = await map.boundingBox();
    await map.tap({ position: { x: width / 2, y: height / 2 } });
    await until(page, async () => (await page.inputValue("#lon")) !== "", "the tap is a place");
    const [lon, lat] = [await page.inputValue("#lon"), await page.inputValue("#lat")];
    if (signal === "without") await picture(page, "three-taps");
    await page.locator("[data-offline-report] .button-primary").tap();
    if (signal === "without") {
      await until(page, async () => (await kept(page)).queue.length === 1, "it is kept");
      const [{ payload, photos }] = (await kept(page)).queue;
      assert.deepEqual([payload.lon, payload.lat], [Number(lon), Number(lat)], "where the map was tapped");
      assert.ok(payload.category && photos.length === 0 && !payload.body, "nothing else was asked for");
      line.mend();
      await page.evaluate(() => window.dispatchEvent(new Event("online")));
    }
    await until(page, async () => line.sent.length > 0, "it is sent");
    await emptied(page);
    assert.equal(await page.evaluate(() => window.taps), 3, "three taps and no more");
    assert.equal(line.sent.length, 1);
    const { operations } = JSON.parse(line.sent[0]);
    assert.equal(operations.length, 1);
    await close();
  });
}

test("a photo taken without signal is small, goes with its report through a line that breaks, and is gone after signing out", STORY, async () => {
  const { page, line, close } = await phone();
  const words = "带照片的离线登记丁";
  const photo = await bigPhoto(page);
  assert.ok(photo.length > 3 * PHOTO_BYTES_MAX && photo.includes("120.0005"), "as a camera makes it");
  line.cut();
  await page.evaluate(() => (document.querySelector("[data-more]").open = true));
  await page.setInputFiles('[data-offline-report] [name="photo"]', { name: "IMG_1.jpg", mimeType: "image/jpeg", buffer: photo });
  await page.locator(".photo-preview img").waitFor();
  await found(page, { words });
  await page.locator("[data-offline-waiting] [data-kept]").waitFor();
  const [entry] = (await kept(page)).queue;
  assert.equal(entry.photos.length, 1);
  assert.equal(entry.photos[0].type, "image/jpeg");
  assert.ok(entry.photos[0].size < PHOTO_BYTES_MAX, `${entry.photos[0].size} bytes on the phone`);
  await page.reload(); // the phone was put away meanwhile
  await page.locator("[data-offline-waiting] [data-kept]").waitFor();
  line.mend();
  line.breaks = "middle";
  await page.click("[data-offline-send]");
  await until(page, () => line.torn.length > 0, "it was on its way");
  const [{ came, whole }] = line.torn;
  assert.ok(came > 0 && came < whole, `${came} of ${whole} bytes had come through`);
  await page.locator("[data-offline-waiting] [data-kept]").waitFor();
  line.breaks = "after";
  await page.click("[data-offline-send]");
  await until(page, () => line.arrived > 0, "it was done, and the answer lost");
  line.breaks = null;
  await page.click("[data-offline-send]");
  await emptied(page);
  assert.equal(await matters(town, words), 1, "once");
  const stored = await photosOf(words);
  assert.equal(stored.length, 1, "with its photo, once");
  assert.ok(!stored[0].bytes.includes("Exif") && !stored[0].bytes.includes("120.0005"), "which says nothing more");
  assert.ok(Math.max(stored[0].width, stored[0].height) <= EDGE_PX);
  // Another one waits when its writer signs out: it is gone with everything else.
  line.cut();
  await page.setInputFiles('[data-offline-report] [name="photo"]', { name: "IMG_2.jpg", mimeType: "image/jpeg", buffer: photo });
  await found(page);
  await page.locator("[data-offline-waiting] [data-kept]").waitFor();
  line.mend();
  line.breaks = "before";
  page.on("dialog", (dialog) => void dialog.accept());
  await page.click("details.account summary");
  await Promise.all([page.waitForNavigation({ url: /sign-in/ }), page.click('form[action="/sign-out"] button')]);
  assert.deepEqual(await page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name)), []);
  await close();
});

test("what is no photo, or too many, is said before anything is kept", STORY, async () => {
  const { page, line, close } = await phone();
  line.cut();
  const wrong = page.locator("[data-offline-wrong]");
  await page.evaluate(() => (document.querySelector("[data-more]").open = true));
  const text = { name: "IMG.jpg", mimeType: "image/jpeg", buffer: Buffer.from("no photo at all") };
  await page.setInputFiles('[data-offline-report] [name="photo"]', text);
  await found(page);
  await wrong.waitFor();
  assert.match(await wrong.innerText(), /第 1 张/);
  await picture(page, "photo-unfit");
  await page.setInputFiles('[data-offline-report] [name="photo"]', Array(7).fill(text));
  await page.click("[data-offline-report] .button-primary");
  await until(page, async () => /最多 6 张/.test(await wrong.innerText()), "too many");
  assert.equal((await kept(page)).queue.length, 0);
  await page.setInputFiles('[data-offline-report] [name="photo"]', []);
  await page.click("[data-offline-report] .button-primary");
  await until(page, async () => (await kept(page)).queue.length === 1, "without it, it is kept");
  assert.ok(await wrong.isHidden());
  await close();
});

test("patrols without signal: a look, a reason, something found; and another's look is no conflict", STORY, async () => {
  const ids = await places(["消防通道一", "消防通道二", "消防通道三", "消防通道四"]);
  const { page, line, close } = await phone();
  const other = await phone();
  line.cut();
  await page.goto("/patrol"); // without signal the phone's own page answers
  const card = (name, on = page) => on.locator("[data-window]", { hasText: name });
  await card("消防通道一").waitFor();
  await picture(page, "patrol");
  await card("消防通道一").locator("[data-clear]").click();
  await card("消防通道一").waitFor({ state: "detached" });
  await card("消防通道二").locator("summary").click();
  await card("消防通道二").locator("[data-reasons] button").first().click();
  await card("消防通道二").waitFor({ state: "detached" });
  await card("消防通道三").locator("[data-find]").click();
  assert.match(await page.locator("[data-at-point]").innerText(), /消防通道三/);
  await found(page, { words: "消防通道三被占" });
  await until(page, async () => (await kept(page)).queue.length === 3, "three wait");
  await picture(page, "patrol-waiting");
  // The other phone looks at the same place, and has signal first.
  await card("消防通道一", other.page).locator("[data-clear]").click();
  await emptied(other.page);
  // A clock that was wrong when it was tapped: what is outside its window is a conflict in words.
  await card("消防通道四").locator("[data-clear]").click();
  await until(page, async () => (await kept(page)).queue.length === 4, "four wait");
  await setBack(page, ids[3], 5);
  line.mend();
  await page.evaluate(() => window.dispatchEvent(new Event("online")));
  const failed = page.locator("[data-offline-failed] [data-kept]");
  await failed.waitFor();
  assert.equal(await failed.count(), 1, "looked at by another meanwhile is no conflict");
  assert.match(await failed.innerText(), /消防通道四/);
  assert.match(await failed.locator("[data-reason]").innerText(), /不在这个巡查时段/);
  await picture(page, "patrol-conflict");
  page.on("dialog", (dialog) => void dialog.accept());
  await failed.locator("[data-discard]").click();
  await emptied(page);
  assert.equal(await matters(town, "消防通道三被占"), 1);
  const states = await Promise.all(ids.map(async (id) => (await api(`/api/v1/patrol/points/${id}`)).windows.find((it) => it.state !== "ahead").state));
  assert.deepEqual(states, ["covered", "explained", "covered", "open"]);
  await other.close();
  await close();
});

test("the map of coverage stands beside its table, and says the same", STORY, async () => {
  for (const [role, wide] of [["street", true], ["community", false], ["worker", false]]) {
    const { page, faults, close } = await town.reader({ role, wide });
    await page.goto("/patrol/coverage");
    await page.locator("[data-map][data-ready]").waitFor({ state: "attached" });
    await page.waitForTimeout(800);
    if (SHOTS) await page.screenshot({ path: join(SHOTS, `coverage-map-${role}.png`), fullPage: true });
    const counts = await page.evaluate(async () => {
      const answer = await fetch(document.querySelector("[data-map]").dataset.points);
      const { features, grids } = await answer.json();
      return { places: features.length, missed: Object.values(grids).reduce((sum, { value }) => sum + value, 0) };
    });
    assert.ok(counts.places > 0);
    const missed = await page.locator(".figure-value").nth(2).innerText();
    assert.equal(counts.missed, Number(missed), "grid by grid as much as in all");
    assert.deepEqual(faults, []);
    assert.equal(await overflow(page), 0);
    await close();
  }
});

test("a day's record fits on paper", STORY, async () => {
  for (const lang of ["zh", "en"]) {
    const { page, close } = await town.reader({ role: "worker", lang, wide: true });
    await page.goto("/day-record");
    const wanted = { "A4 without margins": 794, "A4 within 15 mm": 680 };
    await page.emulateMedia({ media: "print" });
    for (const [paper, width] of Object.entries(wanted)) {
      await page.setViewportSize({ width, height: 1123 });
      assert.equal(await overflow(page), 0, `${lang} ${paper}`);
    }
    if (SHOTS) await page.screenshot({ path: join(SHOTS, `day-record-paper-${lang}.png`), fullPage: true });
    const hidden = await page.locator(".bar, .toolbar, .tabs, .foot").evaluateAll((all) => all.filter((one) => one.offsetParent !== null).length);
    assert.equal(hidden, 0, "no frame, no buttons");
    assert.ok(await page.locator("h1").isVisible());
    const pdf = await page.pdf({ format: "A4" });
    const lines = await page.locator(".inbox-row").count();
    const pages = pdf.toString("latin1").split(/\/Type\s*\/Page[^s]/).length - 1;
    assert.ok(pages >= 1 && pages <= 1 + Math.ceil(lines / 12), `${pages} pages for ${lines} lines`);
    await close();
  }
});

/** A JPEG of some megabytes as a phone's camera makes it: with its place in the file. */
async function bigPhoto(page) {
  const encoded = await page.evaluate(async () => {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [3600, 2400];
    const context = canvas.getContext("2d");
    const image = context.createImageData(canvas.width, canvas.height);
    let seed = 7;
    for (let at = 0; at < image.data.length; at += 1) {
      seed = (seed * 1103515245 + 12345) % 2147483648;
      image.data[at] = at % 4 === 3 ? 255 : (seed >> 16) & 255;
    }
    context.putImageData(image, 0, 0);
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.8));
    const bytes = new Uint8Array(await blob.arrayBuffer());
    let text = "";
    for (let at = 0; at < bytes.length; at += 32768) text += String.fromCharCode(...bytes.subarray(at, at + 32768));
    return btoa(text);
  });
  const plain = Buffer.from(encoded, "base64");
  const secret = Buffer.from("Exif\0\0 taken at 30.0005 120.0005");
  const length = Buffer.alloc(2);
  length.writeUInt16BE(secret.length + 2);
  return Buffer.concat([plain.subarray(0, 2), Buffer.from([0xff, 0xe1]), length, secret, plain.subarray(2)]);
}

/** The stored photos of the matter that holds these words. */
async function photosOf(words) {
  const { page, close } = await town.reader({ role: "auditor" });
  await page.goto(`/matters?q=${encodeURIComponent(words)}`);
  await Promise.all([page.waitForNavigation(), page.locator("main a", { hasText: words }).first().click()]);
  const shown = await page.locator(".timeline-photos img").evaluateAll((all) => all.map(({ src, width, height }) => ({ src, width, height })));
  const found = [];
  for (const { src } of shown) {
    const bytes = await (await page.context().request.get(src)).body();
    const size = await page.evaluate(async (address) => {
      const { width, height } = await createImageBitmap(await (await fetch(address)).blob());
      return { width, height };
    }, src);
    found.push({ bytes, ...size });
  }
  await close();
  return found;
}

/** Places in the grid of the worker who is shown, to be looked at from this minute on. */
async function places(names) {
  const own = await api("/api/v1/offline", { role: "worker" });
  const clock = new Intl.DateTimeFormat("en-GB", { timeZone: "Asia/Shanghai", hour: "2-digit", minute: "2-digit" });
  const opens = clock.format(new Date(Date.now() - 60_000));
  const { lon, lat } = own.stand_in;
  const ids = [];
  for (const name of names) {
    const body = { name, risk: "high", work: "hazards", opens, lon, lat };
    ids.push((await api("/api/v1/patrol/points", { role: "community", body })).id);
  }
  return ids;
}

const tokens = {};
async function api(path, { role = "worker", body } = {}) {
  const { login, password } = town.signIns[role];
  const json = { "Content-Type": "application/json" };
  tokens[role] ??= await fetch(`${town.address}/api/v1/session`, { method: "POST", headers: json, body: JSON.stringify({ login, password }) })
    .then((answer) => answer.json())
    .then(({ token }) => token);
  const headers = { ...json, Authorization: `Bearer ${tokens[role]}` };
  const answer = await fetch(`${town.address}${path}`, body ? { method: "POST", headers, body: JSON.stringify(body) } : { headers });
  assert.ok(answer.ok, `${path}: ${answer.status} ${await answer.clone().text()}`);
  return answer.json();
}

/** What is kept for a place was tapped so many hours earlier, as its clock had it. */
function setBack(page, point, hours) {
  return page.evaluate(
    ([point, hours]) =>
      new Promise((done) => {
        const asked = indexedDB.open("jieli-offline");
        asked.onsuccess = () => {
          const db = asked.result;
          const transaction = db.transaction("queue", "readwrite");
          const store = transaction.objectStore("queue");
          store.getAll().onsuccess = (event) => {
            const entry = event.target.result.find(({ payload }) => payload.point === point);
            store.put({ ...entry, at: new Date(Date.parse(entry.at) - hours * 3_600_000).toISOString() });
          };
          transaction.oncomplete = () => {
            db.close();
            done();
          };
        };
      }),
    [point, hours],
  );
}

async function picture(page, name) {
  if (!SHOTS) return;
  mkdirSync(SHOTS, { recursive: true });
  await page.screenshot({ path: join(SHOTS, `offline-${name}-390.png`), fullPage: true });
}
