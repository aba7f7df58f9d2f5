// The resident's page in a real browser: a photo first, dangers, alerts by mail, redacted photos.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { violations } from "./axe.mjs";
import { Mailbox } from "./mailbox.mjs";
import { People, choose, click, says } from "./people.mjs";
import { Town, overflow } from "./town.mjs";

const STORY = { timeout: 120_000 };
const SHOTS = process.env.JIELI_SHOTS;

let [town, mailbox] = [];
before(async () => {
  mailbox = await Mailbox.open();
  town = await Town.start({ matters: 60, send: mailbox.settings() });
}, { timeout: 240_000 });
after(async () => {
  await town?.stop();
  mailbox?.close();
});

for (const [lang, wide] of [["zh", false], ["en", true]]) {
  test(`a photo first, and nothing is lost when the form comes back: ${lang}`, STORY, async () => {
    const { page, faults, close } = await town.reader({ lang, wide });
    await page.goto("/");
    await click(page, 'main a[href="/report"]');
    assert.equal(await page.locator("button.camera").count(), wide ? 0 : 1, "a camera on the phone only");
    await page.setInputFiles("#photo", { name: "a.png", mimeType: "image/png", buffer: await stripes(page) });
    await page.locator(".photo-preview img").waitFor();
    await looksRight(page, "report-photo", lang, wide);
    await page.fill("#what", lang === "zh" ? "路灯不亮" : "The street light is out");
    await click(page, 'form[action="/report"] .button-primary');
    assert.equal(await page.locator(".kept-photo img").count(), 1);
    assert.notEqual(await page.inputValue("#what"), "");
    const drawn = await page.locator(".kept-photo img").evaluate((image) => image.naturalWidth);
    assert.ok(drawn > 0, "the carried photo is seen");
    await looksRight(page, "report-kept", lang, wide);
    await choose(page, "street_light");
    await page.selectOption("#community", { index: 1 });
    await click(page, 'form[action="/report"] .button-primary');
    assert.match(page.url(), /\/report\/slip$/);
    await click(page, 'form[action="/follow"] .button-primary');
    const photo = await page.locator("img.photo").evaluate((image) => image.naturalWidth);
    assert.ok(photo > 100, "the photo came through whole");
    await looksRight(page, "my-open", lang, wide);
    assert.deepEqual(faults.filter((said) => !said.includes("422")), []);
    await close();
  });

  test(`a danger says whom to call, while it is written and before it is sent: ${lang}`, STORY, async () => {
    const { page, close } = await town.reader({ lang, wide });
    await page.goto("/report?first=words");
    const what = lang === "zh" ? "楼上着火了" : "The roof is still burning";
    await page.fill("#what", what);
    await choose(page, "fire");
    await page.locator('[data-nearby-list] a[href="tel:119"]').first().waitFor();
    await page.selectOption("#community", { index: 1 });
    await click(page, 'form[action="/report"] .button-primary');
    assert.equal(new URL(page.url()).pathname, "/report");
    await page.locator('[role="alert"] a[href="tel:119"]').first().waitFor();
    assert.equal(await page.inputValue("#what"), what);
    await looksRight(page, "report-stopped", lang, wide);
    await page.fill("#what", lang === "zh" ? "昨晚烧过的垃圾桶，已扑灭" : "A bin burnt last night, it is out");
    await click(page, 'form[action="/report"] .button-primary');
    await looksRight(page, "report-warned", lang, wide);
    await click(page, 'form[action="/report"] .button-primary');
    assert.match(page.url(), /\/report\/slip$/, "read once, it is taken in");
    await close();
  });

  test(`an alert is asked for, confirmed by the letter, and ended: ${lang}`, STORY, async () => {
    const { page, faults, close } = await town.reader({ lang, wide, script: lang === "zh" });
    await page.goto("/");
    await click(page, 'main a[href="/alerts"]');
    await looksRight(page, "alerts", lang, wide);
    await page.selectOption("#area", { index: 2 });
    await page.fill("#mail", `neighbour-${lang}@home.example`);
    const known = mailbox.letters.length;
    await click(page, 'form[action="/alerts"] .button-primary');
    await looksRight(page, "alerts-sent", lang, wide);
    const path = await mailbox.link(known);
    assert.match(mailbox.letters.at(-1).to[0], new RegExp(`neighbour-${lang}@home.example`));
    await page.goto(path);
    await looksRight(page, "alert-confirm", lang, wide);
    await click(page, "main .button-primary");
    await looksRight(page, "alert-own", lang, wide);
    await click(page, "main .button-danger");
    await page.goto(path).then((answer) => assert.equal(answer.status(), 404));
    await looksRight(page, "alert-gone", lang, wide);
    assert.deepEqual(faults.filter((said) => !said.includes("404")), []);
    await close();
  });

  test(`a photo is covered by drawing on it, and everybody sees the covered one: ${lang}`, STORY, async () => {
    const people = new People(town, { lang, wide });
    const what = lang === "zh" ? "三号楼前的路灯坏了" : "The street light by house 3 is broken";
    const stripesOf = async (page) => stripes(page);
    const { number, code } = await people.reports({ what, category: "street_light", inGridOf: "leader", photo: stripesOf });
    const page = await people.finds("community", number);
    await looksRight(page, "matter", lang, wide);
    await click(page, 'a[href$="/redact"]');
    await looksRight(page, "redact", lang, wide);
    const box = page.locator("[data-redact]");
    await box.scrollIntoViewIfNeeded();
    const frame = await box.boundingBox();
    await page.mouse.move(frame.x + frame.width * 0.1, frame.y + frame.height * 0.1);
    await page.mouse.down();
    await page.mouse.move(frame.x + frame.width * 0.6, frame.y + frame.height * 0.9, { steps: 5 });
    await page.mouse.up();
    assert.match(await page.inputValue("#areas"), /^\d+ \d+ \d+ \d+$/);
    assert.equal(await page.locator(".redact-mark").count(), 1);
    await page.selectOption("#reason", "face");
    await page.fill("#note", lang === "zh" ? "窗口有人" : "Somebody at the window");
    await looksRight(page, "redact-drawn", lang, wide);
    await click(page, 'form[action$="/redact"] .button-primary');
    await looksRight(page, "redact-done", lang, wide);
    assert.ok((await contrast(page, "[data-redact] img")) < 60, "covered");
    await click(page, 'a[href$="?original=1"]');
    assert.ok((await contrast(page, "[data-redact] img")) > 150, "the original, for who may");

    const resident = await people.follows(code);
    assert.ok((await contrast(resident, "img.photo")) < 60);
    await says(resident, lang === "zh" ? "遮挡" : "covered parts");
    await looksRight(resident, "my-covered", lang, wide);
    const auditor = await people.finds("auditor", number);
    await click(auditor, 'a[href$="/redact"]');
    await says(auditor, lang === "zh" ? "窗口有人" : "Somebody at the window");
    assert.equal(await auditor.locator('form[action$="/redact"]').count(), 0);
    await people.leave();
  });
}

test("without script a part is covered by four numbers", STORY, async () => {
  const people = new People(town, { lang: "zh", wide: true });
  const { number } = await people.reports({ what: "路灯又坏了，有照片", category: "street_light", inGridOf: "leader", photo: stripes });
  await people.leave();
  const { page, close } = await town.reader({ lang: "zh", wide: true, script: false, role: "community" });
  await page.goto(`/matters?q=${encodeURIComponent(number)}`);
  await click(page, 'a[href$="/redact"]');
  await page.locator('label:has(input[name="deed"][value="cover"])').click();
  await page.fill("#areas", "0 0 100 100");
  await page.selectOption("#reason", "plate");
  await click(page, 'form[action$="/redact"] .button-primary');
  await says(page, "拍到车牌");
  await close();
});

/** A photo of black and white stripes, 400 by 300. */
async function stripes(page) {
  const data = await page.evaluate(() => {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [400, 300];
    const draw = canvas.getContext("2d");
    for (let x = 0; x < 400; x += 20) {
      draw.fillStyle = x % 40 === 0 ? "#000" : "#fff";
      draw.fillRect(x, 0, 20, 300);
    }
    return canvas.toDataURL("image/png").split(",")[1];
  });
  return Buffer.from(data, "base64");
}

/** The contrast of a photo within the part that was covered. */
async function contrast(page, selector) {
  const image = page.locator(selector).first();
  await image.evaluate((it) => it.decode());
  return image.evaluate((it) => {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [it.naturalWidth, it.naturalHeight];
    const draw = canvas.getContext("2d");
    draw.drawImage(it, 0, 0);
    const line = draw.getImageData(canvas.width * 0.15, canvas.height / 2, canvas.width * 0.4, 1).data;
    const shades = Array.from(line).filter((_, at) => at % 4 === 0);
    // Within one patch, of which three lie side by side.
    const steps = shades.slice(1).map((shade, at) => Math.abs(shade - shades[at]));
    return Math.max(...steps);
  });
}

async function looksRight(page, name, lang, wide) {
  assert.equal(await overflow(page), 0, `${page.url()} scrolls sideways`);
  if (SHOTS) {
    mkdirSync(SHOTS, { recursive: true });
    await page.screenshot({ path: join(SHOTS, `resident_${name}-${lang}-${wide ? 1440 : 390}.png`), fullPage: true });
  }
  const scripted = await page.evaluate(() => document.documentElement.classList.contains("scripted")).catch(() => false);
  if (scripted) assert.deepEqual(await violations(page), [], name);
}
