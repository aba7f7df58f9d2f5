// The whole loop in a real browser, by clicks alone: a resident without account, the grid, the
// community, the street, the resident again, and the auditor who reads what became of it.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { People, choose, click, says } from "./people.mjs";
import { Town } from "./town.mjs";

/** A story is told in seconds, on a busy machine in a minute. */
const STORY = { timeout: 120_000 };
const MATTERS = 60;

let town;
before(async () => {
  town = await Town.start({ matters: MATTERS });
}, { timeout: 240_000 });
after(async () => town?.stop());

test("by phone, in Chinese: reported, solved, checked, told, contested, taken up again", STORY, async () => {
  const people = new People(town, { lang: "zh", wide: false });
  const what = "三号楼前的路灯坏了，晚上很黑";
  const { number, code } = await people.reports({ what, category: "street_light", inGridOf: "leader" });

  await people.does("leader", what, "triage", { weight: "general", assign: "worker" });
  await people.does("worker", what, "note", { words: "已约电工下午到" });
  await people.does("worker", what, "solve", { ending: "solved", words: "换了灯泡，已亮" });
  await people.does("community", what, "check", { passes: "yes", words: "到场看过，亮了" });
  await people.does("community", what, "feedback", { words: "灯已修好，谢谢您" });

  const resident = await people.follows(code);
  await says(resident, "换了灯泡，已亮");
  await people.answers("rate", { says: "unsolved", stars: "2", words: "昨晚又灭了" });
  await says(resident, "昨晚又灭了");
  await people.answers("reopen", { again: "又不亮了" });
  await says(resident, "又不亮了");
  assert.equal(await resident.locator('form[action="/my/reopen"]').count(), 0, "it is open already");

  const worker = await people.opens("worker", what);
  assert.ok(await worker.locator('form[action$="/solve"]').isVisible(), "back in the worker's hands");
  assert.ok(!(await worker.content()).includes("昨晚又灭了"), "who handled it never reads the rating");

  const told = await people.audits(number);
  follow(told, [/路灯/, /^研判分类/, /^记一笔/, /^登记结果：已解决/, /^核查通过/, /办结：已解决/, /作出评价/, /^重办/]);
  await people.verifies();
  await people.leave();
});

test("at a desk, in English: handed over to the community, taken over and checked by the street", STORY, async () => {
  const people = new People(town, { lang: "en", wide: true });
  const what = "The manhole cover by the east gate is loose";
  const { number, code } = await people.reports({ what, category: "manhole", inGridOf: "leader" });

  await people.does("leader", what, "triage", { weight: "general" });
  await people.does("leader", what, "hand-over", { to: "community", reason: "It is on the community's ground" });
  await people.does("community", what, "solve", { ending: "solved", words: "Set firm again" });
  // Somebody else of the community would check; the street takes it out of their hands.
  await people.on(await people.finds("street", number), "take-over", { reason: "We look at this one" });
  await people.does("street", what, "check", { passes: "yes", words: "Looked at it, it is firm" });
  await people.does("street", what, "feedback", { words: "It is firm again, thank you" });

  const resident = await people.follows(code);
  await says(resident, "Set firm again");
  await people.answers("rate", { says: "solved", stars: "5", words: "That was quick" });
  await says(resident, "That was quick");

  const told = await people.audits(number);
  follow(told, [/manhole/i, /^Sorted/, /^Handed over/, /solved/i, /took|taken/i, /^Check/, /closed/i, /rate/i]);
  await people.leave();
});

test("without any script a report is made, and followed by its code", STORY, async () => {
  const { page, faults, close } = await town.reader({ lang: "zh", script: false });
  await page.goto("/");
  await click(page, 'main a[href="/report"]');
  assert.ok(await page.locator("[data-locate-here]").isHidden(), "a button that would do nothing");
  await page.fill("#what", "楼道里堆着旧家具");
  await choose(page, "bulky_waste");
  await page.selectOption("#community", { index: 1 });
  await page.fill("#address", "二号楼一单元");
  await click(page, 'form[action="/report"] .button-primary');
  const code = await page.locator(".slip-code").innerText();
  await click(page, 'form[action="/follow"] .button-primary');
  await says(page, "楼道里堆着旧家具");
  await click(page, 'form[action="/my/leave"] button');
  await page.goto("/");
  await click(page, 'main a[href="/follow"]');
  await page.fill("#code", code);
  await click(page, 'form[action="/follow"] .button-primary');
  assert.match(page.url(), /\/my$/);
  await says(page, "二号楼一单元");
  assert.deepEqual(faults, []);
  await close();
});

/** The lines are these, each once, in this order. */
function follow(told, expected) {
  const fits = told.length === expected.length && expected.every((line, at) => line.test(told[at]));
  assert.ok(fits, `told: ${JSON.stringify(told)}`);
}
