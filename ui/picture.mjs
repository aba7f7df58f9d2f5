// Makes the pictures of the README again, docs/picture.png and docs/picture.zh-CN.png: a matter on a
// desk, and a phone beside it. `npm run picture`, after `cargo build --package jieli`.
import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { Town } from "./tests/town.mjs";

const DOCS = resolve(import.meta.dirname, "../docs");
/** Of so many matters in the inbox the one with the most to tell is taken. */
const LOOKED_AT = 12;
const DESK = { width: 1240, height: 900 };

const town = await Town.start({ matters: 400 });
try {
  for (const [lang, name] of [["en", "picture.png"], ["zh", "picture.zh-CN.png"]]) {
    const desk = await matter(lang);
    const phone = await report(lang);
    writeFileSync(resolve(DOCS, name), await together(desk, phone));
  }
} finally {
  await town.stop();
}

/** The page of a matter that runs, as the community that holds it sees it. */
async function matter(lang) {
  const { page, close } = await town.reader({ lang, wide: true, role: "community" });
  await page.setViewportSize(DESK);
  await page.goto("/inbox");
  const links = await page.locator("main .inbox-title a").evaluateAll((all) => all.map((it) => it.getAttribute("href")));
  let [best, most] = [links[0], -1];
  for (const href of links.slice(0, LOOKED_AT)) {
    await page.goto(href);
    const runs = (await page.locator('.page-head .countdown:not([data-state="over"], [data-state="paused"])').count()) > 0;
    const told = (await page.locator(".timeline-item").count()) + (runs ? 100 : 0);
    if (told > most) [best, most] = [href, told];
  }
  await page.goto(best);
  await page.evaluate(() => document.fonts.ready);
  const taken = await page.screenshot();
  await close();
  return taken;
}

/** What a resident sees first on a phone. */
async function report(lang) {
  const { page, close } = await town.reader({ lang });
  await page.goto("/");
  await page.evaluate(() => document.fonts.ready);
  const taken = await page.screenshot();
  await close();
  return taken;
}

/** Both on one ground, the phone a little in front. */
async function together(desk, phone) {
  const { page, close } = await town.reader({ wide: true });
  await page.setViewportSize({ width: 1440, height: 960 });
  const image = (bytes) => `data:image/png;base64,${bytes.toString("base64")}`;
  await page.setContent(`<style>
    body { margin: 0; background: #dfe5e2; }
    img { position: absolute; border-radius: 14px; box-shadow: 0 8px 30px #0004; }
    .desk { left: 30px; top: 30px; width: 1140px; }
    .phone { right: 30px; bottom: 30px; width: 330px; border: 6px solid #1b2223; border-radius: 28px; }
  </style><img class="desk" src="${image(desk)}"><img class="phone" src="${image(phone)}">`);
  await page.waitForFunction(() => [...document.images].every((it) => it.complete));
  const taken = await page.screenshot();
  await close();
  return taken;
}
