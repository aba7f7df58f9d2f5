// A month of pay in the browser, by clicks alone and without scripts: one officer makes the draft, is told
// that another makes it final, the other does; a worker reads the slip, on screen and on paper.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { violations } from "./axe.mjs";
import { Town, overflow } from "./town.mjs";

const SHOTS = process.env.JIELI_SHOTS; // a folder, to look at the pages as pictures

let town;
before(async () => {
  town = await Town.start({ matters: 100 });
}, { timeout: 240_000 });
after(async () => town?.stop());

test("a draft by one officer, final by the other", async () => {
  const maker = await town.reader({ role: "personnel", wide: true, script: false });
  await maker.page.goto("/pay");
  const finals = await maker.page.locator("tbody tr").count();
  assert.equal(finals, 3, "the district has three finished months");
  await maker.page.fill("#month", await maker.page.inputValue("#month"));
  await maker.page.fill("#known", yesterday());
  await maker.page.click('form[action="/pay"] button');
  assert.match(maker.page.url(), /\/pay\/\d+\?done=drafted$/);
  assert.ok((await maker.page.content()).includes("草稿是您生成的，须由另一人核对后定稿"));
  assert.equal(await maker.page.locator('form[action$="/finish"]').count(), 0);
  const run = new URL(maker.page.url()).pathname;
  const second = await town.reader({ role: "payroll", script: false });
  await second.page.goto(run);
  await second.page.click('form[action$="/finish"] button');
  assert.match(second.page.url(), /done=finished$/);
  assert.ok((await second.page.content()).includes("已定稿"));
  assert.equal(await second.page.locator('form[action$="/finish"]').count(), 0);
  const file = maker.page.waitForEvent("download");
  await maker.page.locator('a[href$="/register.xlsx"]').first().click();
  assert.match((await file).suggestedFilename(), /^pay-\d{4}-\d{2}\.xlsx$/);
  await maker.close();
  await second.close();
});

for (const [lang, wide] of [["zh", false], ["en", true]]) {
  test(`a worker reads the own slip, ${lang}, and prints it on one sheet`, async () => {
    const { page, close } = await town.reader({ role: "worker", lang, wide });
    await page.goto("/workers/own");
    await page.locator('main a[href$="/pay"]').first().click();
    await page.waitForLoadState("load");
    await picture(page, `pay-own-${lang}`);
    assert.deepEqual(await violations(page), []);
    // The third of the demo's months: a certificate of the first became known in it.
    await page.locator('section[aria-labelledby="paid"] tbody a').nth(await withArrears(page)).click();
    await page.waitForLoadState("load");
    await picture(page, `pay-slip-${lang}`);
    assert.deepEqual(await violations(page), []);
    assert.equal(await overflow(page), 0);
    assert.ok((await page.content()).includes(lang === "zh" ? "所知已发" : "as known on"), "arrears say why");
    await page.emulateMedia({ media: "print" });
    await page.setViewportSize({ width: 680, height: 1000 });
    await picture(page, `pay-slip-paper-${lang}`);
    const pdf = await page.pdf({ format: "A4", preferCSSPageSize: true });
    const sheets = pdf.toString("latin1").match(/\/Type\s*\/Page\b(?!s)/g)?.length ?? 0;
    assert.ok(sheets >= 1 && sheets <= 2, `${sheets} sheets`);
    await close();
  });
}

/** Which row has the arrears: the newest of the demo's own months, below what a test added. */
async function withArrears(page) {
  const rows = await page.locator('section[aria-labelledby="paid"] tbody tr').count();
  return rows - 3;
}

async function picture(page, name) {
  if (!SHOTS) return;
  mkdirSync(SHOTS, { recursive: true });
  await page.screenshot({ path: join(SHOTS, `${name}.png`), fullPage: true });
}

/** The day before this one where the district is. */
function yesterday() {
  const at = new Date(Date.now() - 24 * 3600_000 + 8 * 3600_000);
  return at.toISOString().slice(0, 10);
}
