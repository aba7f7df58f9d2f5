// Every page in a real browser: readable by everybody, at home on a phone, asking nobody outside.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { violations } from "./axe.mjs";
import { Town, overflow } from "./town.mjs";

const SHOTS = process.env.JIELI_SHOTS; // a folder, to look at the pages as pictures

/** The year whose assessment runs, and the one before, as the made-up district has them. */
const NOW = new Date().getFullYear() - (new Date().getMonth() < 2 ? 1 : 0);
const [RUNS, IS_OVER] = [`/assessments/${NOW}`, `/assessments/${NOW - 1}`];

/** What each role opens first; a visitor has no role. */
const PAGES = {
  "": ["/", "/report", "/report?first=words", "/follow", "/board", "board:/board", "/alerts", "/map", "/policy", "/policy/grid.deadline.general", "/sign-in", "/ballot", "/ballot/thanks", "/design", "/api/docs"],
  worker: ["/inbox", "/work", "/matters/new", "/matters", "/account", "/patrol", "patrol:/patrol/points", "/patrol/coverage", "/day-record", "/workers/own", "/training/own", "course:/training/own"],
  leader: ["/inbox", "/matters", "/grids", "/team", "first:/inbox", "/patrol", "/day-record"],
  community: ["/inbox", "first:/inbox", "/figures", "/patrol/points", "patrol:/patrol/points", "/patrol/points/new", "/patrol/coverage"],
  street: [`${RUNS}/goals`, `${RUNS}/marks`, `marking:${RUNS}/marks`, "/inbox", "/orphans", "/figures", "first:/matters", "/patrol/points", "/patrol/coverage", "/quotas", "/training", "/training/owed", "/training/new", "training:/training"],
  department: ["/inbox", "/matters"],
  district: ["/inbox", "/figures", "/orphans", "/grids", "/patrol/coverage"],
  personnel: ["/workers", "worker:/workers", "/workers/new?q=王", "/workers/import", "/promotions", "/assessments", RUNS, IS_OVER, `assessed:${IS_OVER}/results`, `${RUNS}/panels`, `opening:${RUNS}/panels`, "/pay", "pay:/pay", "slips:/pay", "slip:/pay", "trial:/workers", "/pay/what-if", "/pay/what-if?since=2026-07-01&base=3500.00&base_percent=70&reward_qualified=0.5&master=150.00", "/quotas", "/quotas?form=set", "/quotas/left", "/workers/contracts", "/growth", "/growth?form=plan", "/training", "training:/training", "/training/owed", "/courses", "course:/courses", "/courses/new"],
  auditor: [`${IS_OVER}/panels`, `${IS_OVER}/results`, "/workers", "/quotas", "/growth", "/training", "/audit", "/matters", "first:/matters"],
  system: ["/system", "/keys", "/keys?form=issue"],
  security: ["/org", "/accounts", "/org/people"],
  audit: ["/audit"],
};

/** What of a list is opened first. */
const FIRST = {
  first: 'main a[href^="/matters/"]:not([href$="/new"])',
  board: 'main a[href^="/board/"]',
  patrol: 'main table a[href^="/patrol/points/"]',
  worker: 'main table a[href^="/workers/"]',
  training: 'main table tr:last-child a[href^="/training/"]',
  course: 'main a[href^="/courses/"]:not([href$="/new"])',
  pay: 'main table a[href^="/pay/"]',
  slips: 'main a[href$="/slips"]',
  slip: 'main table a[href*="/pay/"]',
  trial: 'main a[href$="/pay"]',
  assessed: 'main table a[href*="/workers/"]',
  marking: 'main table a[href*="/workers/"]',
  opening: 'main a[href*="community="]',
};

/** What is opened on the way there. */
const WAYS = {
  slips: ['main table a[href^="/pay/"]'],
  slip: ['main table a[href^="/pay/"]', 'main a[href$="/slips"]'],
  trial: ['main table a[href^="/workers/"]'],
};

let town;
before(async () => {
  town = await Town.start();
}, { timeout: 240_000 });
after(async () => town?.stop());

for (const [role, paths] of Object.entries(PAGES)) {
  for (const [lang, wide] of [["zh", false], ["zh", true], ["en", false], ["en", true]]) {
    test(`${role || "a visitor"} reads every page: ${lang}, ${wide ? "desktop" : "phone"}`, async () => {
      const { page, faults, close } = await town.reader({ lang, wide, role: role || undefined });
      for (const path of paths) {
        const answer = await open(page, path);
        assert.equal(answer.status(), 200, `${path} answers ${answer.status()}`);
        await picture(page, `${role || "visitor"}${path}`, lang, wide);
        assert.deepEqual(await violations(page), [], path);
        assert.equal(await overflow(page), 0, `${path} scrolls sideways`);
        assert.deepEqual(faults.splice(0), [], path);
      }
      await close();
    });
  }
}

/** Opens a path, or with `first:` the first matter of the list there, with `patrol:` the first place. */
async function open(page, path) {
  const [kind, list] = path.includes(":") ? path.split(":") : ["", path];
  if (!kind) return page.goto(path, { waitUntil: "load" });
  await page.goto(list, { waitUntil: "load" });
  for (const way of WAYS[kind] ?? []) {
    await page.goto(await page.locator(way).first().getAttribute("href"), { waitUntil: "load" });
  }
  const href = await page.locator(FIRST[kind]).first().getAttribute("href");
  return page.goto(href, { waitUntil: "load" });
}

async function picture(page, name, lang, wide) {
  if (!SHOTS) return;
  mkdirSync(SHOTS, { recursive: true });
  const file = `${name.replace(/[^a-z0-9.]+/gi, "_")}-${lang}-${wide ? 1440 : 390}.png`;
  await page.screenshot({ path: join(SHOTS, file), fullPage: true });
}
