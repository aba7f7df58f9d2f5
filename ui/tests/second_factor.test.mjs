// The second factor in a real browser: set up on one's account page, then asked for at the door.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { after, before, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { click } from "./people.mjs";
import { Town, overflow } from "./town.mjs";

const STORY = { timeout: 180_000 };
const STEP_SECONDS = 30;

let town;
before(async () => {
  town = await Town.start({ matters: 20 });
}, { timeout: 240_000 });
after(async () => town?.stop());

for (const { role, look } of [
  { role: "street", look: { lang: "zh", wide: false } },
  { role: "department", look: { lang: "en", wide: true } },
  { role: "district", look: { lang: "zh", wide: true, script: false } },
]) {
  const where = `${look.lang}, ${look.wide ? "desktop" : "phone"}${look.script === false ? ", no script" : ""}`;
  test(`${role} sets it up, comes in by a code, and once by a recovery code: ${where}`, STORY, async () => {
    const { page, faults, close } = await town.reader({ ...look, role });
    const { secret, codes } = await setsUp(page, role);

    // Each code is good once: the first was the step before, this one is the present step's.
    await atTheDoor(page, role);
    const wrong = (Number(code(secret, 0)) + 1).toString().padStart(6, "0").slice(-6);
    await types(page, wrong);
    assert.match(page.url(), /\/sign-in\/code/);
    await page.locator("main .error-summary, main .field-error, main .notice-bad").first().waitFor();
    assert.equal(await overflow(page), 0, "the refusal scrolls sideways");
    await types(page, code(secret, 0));
    assert.doesNotMatch(page.url(), /\/sign-in/, "the right code lets in");

    await atTheDoor(page, role);
    await types(page, code(secret, 0));
    assert.match(page.url(), /\/sign-in\/code/, "a code is good once");
    await click(page, 'a[href^="/sign-in/code?way=recovery"]');
    await types(page, codes[0]);
    assert.doesNotMatch(page.url(), /\/sign-in/, "a recovery code lets in");

    await atTheDoor(page, role);
    await click(page, 'a[href^="/sign-in/code?way=recovery"]');
    await types(page, codes[0]);
    assert.match(page.url(), /\/sign-in\/code/, "a recovery code is good once");
    await types(page, codes[1]);
    await page.goto("/account/second-factor");
    const facts = await page.locator("main dl.facts").innerText();
    assert.ok(facts.includes(String(codes.length - 2)), `two are used up: ${facts}`);
    // A wrong code is answered 422, which a browser's console notes as a fault.
    assert.deepEqual(faults.filter((fault) => !fault.includes("422")), []);
    await close();
  });
}

/** On one's account page: the picture, the secret, a first code, and ten recovery codes. */
async function setsUp(page, role) {
  await page.goto("/account/second-factor");
  await click(page, 'form[action="/account/second-factor/begin"] .button-primary');
  await page.locator("main svg[role=img], main .card svg").first().waitFor();
  assert.equal(await overflow(page), 0, "the picture scrolls sideways");
  const secret = (await page.locator("code.secret").innerText()).replaceAll(/\s/g, "");
  await early();
  await page.fill("#login_code", code(secret, -1));
  await page.fill("#password", town.signIns[role].password);
  await click(page, 'form[action="/account/second-factor/confirm"] .button-primary');
  const codes = await page.locator(".recovery-codes li").allInnerTexts();
  assert.equal(codes.length, 10);
  assert.equal(await overflow(page), 0, "the recovery codes scroll sideways");
  return { secret, codes };
}

/** Out, and in again by the password: now a code is asked for, and nothing is open yet. */
async function atTheDoor(page, role) {
  await page.goto("/account");
  await Promise.all([page.waitForNavigation(), page.locator('main form[action="/sign-out"] button').click()]);
  const { login, password } = town.signIns[role];
  await page.goto("/sign-in");
  await page.fill("#login", login);
  await page.fill("#password", password);
  await Promise.all([page.waitForNavigation(), page.press("#password", "Enter")]);
  assert.match(page.url(), /\/sign-in\/code/, "the password alone does not let in");
  assert.equal(await overflow(page), 0, "the door scrolls sideways");
}

async function types(page, what) {
  await page.fill("#login_code", what);
  await click(page, 'form[action="/sign-in/code"] .button-primary');
}

/** Waits until a step has just begun, so that the one before it is still good when it is typed. */
async function early() {
  const into = (Date.now() / 1000) % STEP_SECONDS;
  if (into > STEP_SECONDS / 3) await pause((STEP_SECONDS - into + 0.5) * 1000);
}

/** What an authenticator app shows so many steps from now (RFC 6238). */
function code(secret, steps) {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 1000 / STEP_SECONDS) + steps));
  const mac = createHmac("sha1", base32(secret)).update(counter).digest();
  const at = mac[mac.length - 1] & 0xf;
  return String((mac.readUInt32BE(at) & 0x7fff_ffff) % 1_000_000).padStart(6, "0");
}

function base32(text) {
  let bits = "";
  for (const symbol of text) bits += "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(symbol).toString(2).padStart(5, "0");
  return Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
}
