// A grid worker without signal, in a real browser behind a line that is really cut.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { emptied, found, kept, matters as foundBy, opened, phone as phoneIn, until } from "./phone.mjs";
import { Town, overflow } from "./town.mjs";

const STORY = { timeout: 120_000 };
const SHOTS = process.env.JIELI_SHOTS;

let town;
before(async () => {
  town = await Town.start({ matters: 120 });
}, { timeout: 240_000 });
after(async () => town?.stop());

const phone = (how) => phoneIn(town, how);
const matters = (words) => foundBy(town, words);

test("reported without signal: the page opens, it is kept, and goes out once when there is signal", STORY, async () => {
  const { page, line, close } = await phone();
  const words = "离线登记的井盖松动甲";
  line.cut();
  await page.goto("/inbox"); // another page of staff: the phone's own answers
  await page.locator("[data-work]").waitFor();
  assert.ok((await page.locator("[data-offline-own] > li").count()) > 0, "the own list is readable");
  await found(page, { words });
  await page.locator("[data-offline-waiting] [data-kept]").waitFor();
  await picture(page, "waiting");
  await page.reload();
  await page.locator("[data-offline-waiting] [data-kept]").waitFor();
  line.mend();
  await page.goto("/work");
  await emptied(page);
  assert.equal(await matters(words), 1);
  await close();
});

for (const [when, arrivals] of [["before", () => 1], ["after", (tried) => tried + 1]]) {
  test(`the line breaks ${when} the batch reached the server: there is one matter`, STORY, async () => {
    const { page, line, close } = await phone();
    const words = `断线补传${when === "before" ? "乙" : "丙"}号路灯`;
    line.breaks = when;
    await found(page, { words });
    await until(page, () => line.sent.length > 0, "it was tried");
    await page.locator("[data-offline-waiting] [data-kept]").waitFor();
    const tried = line.sent.length;
    line.breaks = null;
    await page.click("[data-offline-send]");
    await emptied(page);
    assert.equal(line.sent[0], line.sent.at(-1), "the same, under the same name");
    assert.equal(line.arrived, arrivals(tried));
    assert.equal(await matters(words), 1);
    await close();
  });
}

test("with a signal too weak for the map all the rest is there, and the map comes when it can", STORY, async () => {
  const { page, line, close } = await opened(town, { refuses: /\/assets\/map/ });
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await until(page, async () => (await kept(page)).own, "the own list is kept");
  await page.waitForFunction(async () => (await caches.match("/work")) !== undefined);
  line.cut();
  await page.goto("/inbox");
  assert.ok((await page.locator("[data-offline-own] > li").count()) > 0, "the own list is readable");
  await found(page, { words: "信号太弱时登记的路灯" });
  line.mend();
  line.refuses = null;
  await page.goto("/work");
  await emptied(page);
  const map = () => page.evaluate(async () => {
    const names = await caches.keys();
    const kept = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
    return kept.flat().filter(({ url }) => url.includes("/assets/map")).length;
  });
  await until(page, async () => (await map()) === 3, "the map is kept");
  await close();
});

test("where no page can be kept the own list comes all the same, and what is written down is sent", STORY, async () => {
  const { page, line, close } = await opened(town, { refuses: /service-worker/ });
  await until(page, async () => (await kept(page)).own, "the own list is kept");
  const words = "没有装上时登记的井盖";
  await found(page, { words });
  await until(page, async () => line.arrived > 0, "it is sent");
  await emptied(page);
  assert.equal(await matters(words), 1);
  await close();
});

test("several tabs send once", STORY, async () => {
  const { page, context, line, close } = await phone();
  const words = "多个窗口同时补传的路灯";
  line.cut();
  await found(page, { words });
  await page.locator("[data-offline-waiting] [data-kept]").waitFor();
  const tabs = [page];
  for (let n = 0; n < 3; n += 1) {
    tabs.push(await context.newPage());
    await tabs.at(-1).goto("/work");
  }
  line.mend();
  await Promise.all(tabs.map((tab) => tab.evaluate(() => window.dispatchEvent(new Event("online")))));
  await emptied(page);
  assert.equal(line.sent.length, 1, "one tab sent it");
  assert.equal(await matters(words), 1);
  await close();
});

test("a matter that moved meanwhile is a conflict in words, kept until the person decides", STORY, async () => {
  const { page, line, close } = await phone();
  const { own } = await kept(page);
  const matter = own.matters.find((one) => one.whole);
  line.cut();
  const item = page.locator("[data-offline-own] > li", { hasText: matter.number });
  await item.locator("summary").click();
  await item.locator('[data-deed="note"] textarea').fill("约好下午三点");
  await item.locator('[data-deed="note"] button').click();
  await page.locator("[data-offline-waiting] [data-kept]").waitFor();
  // Meanwhile the street takes it over.
  const street = await town.reader({ role: "street" });
  await street.page.goto(`/matters/${matter.id}?do=take-over#do`);
  await street.page.fill('form[action$="/take-over"] [name="reason"]', "统一处理");
  await Promise.all([street.page.waitForNavigation(), street.page.click('form[action$="/take-over"] .button-primary')]);
  await street.close();
  line.mend();
  await page.evaluate(() => window.dispatchEvent(new Event("online")));
  const failed = page.locator("[data-offline-failed] [data-kept]");
  await failed.waitFor();
  assert.match(await failed.innerText(), /约好下午三点/);
  assert.match(await failed.locator("[data-reason]").innerText(), /现在：/);
  await picture(page, "conflict");
  await page.reload();
  await failed.waitFor();
  assert.ok(!(await page.locator("[data-offline-own]").innerText()).includes(matter.number), "no longer own, no longer kept");
  // Changed and sent again it is refused again, and never lost; discarded it is gone.
  await failed.locator("[data-edit]").click();
  await failed.locator("textarea").fill("约好下午四点");
  await failed.locator("[data-again]").click();
  await until(page, async () => (await kept(page)).queue[0]?.answer && (await failed.innerText()).includes("四点"), "answered again");
  page.on("dialog", (dialog) => void dialog.accept());
  await failed.locator("[data-discard]").click();
  await emptied(page);
  await close();
});

test("a report that is refused comes back into the form and is sent corrected", STORY, async () => {
  const { page, close } = await phone({ lang: "en" });
  const words = "Corrected after a refusal";
  await page.evaluate(() => {
    document.querySelector("#lon").value = "10.0";
    document.querySelector("#lat").value = "10.0";
  });
  await found(page, { words });
  const failed = page.locator("[data-offline-failed] [data-kept]");
  await failed.waitFor();
  await picture(page, "refused");
  await failed.locator("[data-edit]").click();
  assert.equal(await page.inputValue('[data-offline-report] [name="what"]'), words);
  const { stand_in } = (await kept(page)).own;
  await page.evaluate(({ lon, lat }) => {
    document.querySelector("#lon").value = String(lon);
    document.querySelector("#lat").value = String(lat);
  }, stand_in);
  await page.click("[data-offline-report] .button-primary");
  await emptied(page);
  assert.equal(await matters(words), 1);
  await close();
});

test("signing out takes everything off the phone, and asks while something waits", STORY, async () => {
  const { page, line, close } = await phone();
  line.cut();
  await found(page);
  await page.locator("[data-offline-waiting] [data-kept]").waitFor();
  const answers = [false, true];
  page.on("dialog", (dialog) => void (answers.shift() ? dialog.accept() : dialog.dismiss()));
  await page.click("details.account summary");
  await page.click('form[action="/sign-out"] button');
  await until(page, () => answers.length === 1, "it asks");
  assert.equal((await kept(page)).queue.length, 1, "kept, for the person said no");
  line.mend();
  line.breaks = "before"; // signal, but not for the batch: it still waits
  await Promise.all([page.waitForNavigation({ url: /sign-in/ }), page.click('form[action="/sign-out"] button')]);
  const left = await page.evaluate(async () => ({
    databases: (await indexedDB.databases()).map(({ name }) => name),
    caches: await caches.keys(),
    workers: (await navigator.serviceWorker.getRegistrations()).length,
  }));
  assert.deepEqual(left, { databases: [], caches: [], workers: 0 });
  await close();
});

test("a session that ended elsewhere takes the list away at the next contact, and keeps unsent words", STORY, async () => {
  const { page, context, line, close } = await phone();
  line.cut();
  await found(page, { words: "会话结束前记下的" });
  await page.locator("[data-offline-waiting] [data-kept]").waitFor();
  await context.clearCookies({ name: "jieli" }); // as good as ended: the server knows nobody
  line.mend();
  await page.evaluate(() => window.dispatchEvent(new Event("online")));
  await until(page, async () => (await kept(page)).own === undefined, "the list is gone");
  assert.equal((await kept(page)).queue.length, 1);
  assert.equal(await page.locator("[data-kept]").count(), 0, "and not shown to whoever is here now");
  assert.ok(await page.locator("[data-offline-sign-in]").isVisible());
  await until(page, async () => (await page.evaluate(() => caches.keys())).length === 0, "the kept pages are gone");
  await town.signIn(page, "worker");
  await page.goto("/work");
  await emptied(page);
  assert.equal(await matters("会话结束前记下的"), 1);
  await close();
});

test("without script the same page reports", STORY, async () => {
  const { page, close } = await town.reader({ role: "worker", script: false });
  await page.goto("/work");
  await page.locator("#found label.choice").first().click();
  await Promise.all([page.waitForNavigation(), page.click("#found .button-primary")]);
  assert.match(page.url(), /\/matters\/\d+\?done=recorded$/);
  await close();
});

for (const lang of ["zh", "en"]) {
  test(`the page holds together on a phone: ${lang}`, STORY, async () => {
    const { page, close } = await phone({ lang });
    assert.equal(await overflow(page), 0, "it scrolls sideways");
    await page.locator("[data-offline-own] summary").first().click();
    await picture(page, "work", lang);
    assert.equal(await overflow(page), 0);
    await close();
  });
}

async function picture(page, name, lang = "zh") {
  if (!SHOTS) return;
  mkdirSync(SHOTS, { recursive: true });
  await page.screenshot({ path: join(SHOTS, `offline-${name}-${lang}-390.png`), fullPage: true });
}
