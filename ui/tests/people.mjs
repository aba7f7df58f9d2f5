// The people of a story in the browser: each with a browser of their own, each going by clicks.
import assert from "node:assert/strict";
import { overflow } from "./town.mjs";

/** One white pixel. */
const PHOTO = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4//8/AAX+Av4N70a4AAAAAElFTkSuQmCC",
  "base64",
);

export class People {
  #town;
  #look;
  #readers = new Map();

  /** Everybody reads in the same language, on the same kind of screen. */
  constructor(town, look) {
    [this.#town, this.#look] = [town, look];
  }

  /** The page of whoever has this role, signed in; of the resident, who has none. */
  async #as(role) {
    if (!this.#readers.has(role)) {
      const signsIn = role === "resident" ? {} : { role };
      this.#readers.set(role, await this.#town.reader({ ...this.#look, ...signsIn }));
    }
    return this.#readers.get(role).page;
  }

  /** Name and unit of whoever has this role, as the head of their pages says. */
  async #who(role) {
    const said = (await this.#as(role)).locator(".menu-who");
    const [name, post] = [await said.locator("strong").textContent(), await said.locator(".quiet").textContent()];
    return { name: name.trim(), unit: post.split(" · ")[0].trim() };
  }

  /** A resident reports from where they stand, in the grid of a role; keeps number and code. */
  async reports({ what, category, inGridOf, photo }) {
    const page = await this.#as("resident");
    const { unit } = await this.#who(inGridOf);
    await page.goto("/");
    const map = page.waitForResponse(/\/map\/grids\.geojson/);
    await click(page, 'main a[href="/report"]');
    await page.locator("[data-locate-map]").scrollIntoViewIfNeeded();
    const { features } = await (await map).json();
    const here = features.find(({ properties: of }) => [of.name_zh, of.name_en].includes(unit));
    assert.ok(here, `no grid is ${unit}`);
    await page.context().grantPermissions(["geolocation"]);
    await page.context().setGeolocation(middle(here.geometry.coordinates[0]));

    const buffer = photo ? await photo(page) : PHOTO;
    await page.setInputFiles("#photo", { name: "a.png", mimeType: "image/png", buffer });
    await page.locator(".photo-preview img").waitFor();
    await page.fill("#what", what);
    await choose(page, category);
    await page.click("[data-locate-here]");
    await page.waitForFunction(() => document.querySelector("#lon").value !== "");
    await click(page, 'form[action="/report"] .button-primary');
    assert.match(page.url(), /\/report\/slip$/);
    await isHeldTogether(page);
    const number = (await page.locator(".slip-number").innerText()).trim();
    return { number, code: (await page.locator(".slip-code").innerText()).trim() };
  }

  /** Opens a matter out of one's inbox, by its first words. */
  async opens(role, what) {
    const page = await this.#as(role);
    await goes(page, "/inbox");
    const row = page.locator("main .inbox-title a", { hasText: what });
    const more = page.locator('main a[rel="next"]');
    while ((await row.count()) === 0 && (await more.count()) > 0) await click(page, 'main a[rel="next"]');
    assert.notEqual(await row.count(), 0, `"${what}" is not in the inbox of ${role}`);
    await Promise.all([page.waitForNavigation(), row.first().click()]);
    return page;
  }

  /** Looks a matter up by its number, which leads straight to it. */
  async finds(role, number) {
    const page = await this.#as(role);
    await goes(page, "/matters");
    await page.fill("#q", number);
    await click(page, 'form[role="search"] .button-primary');
    assert.match(page.url(), /\/matters\/\d+$/);
    return page;
  }

  /** Does something to a matter that is in one's inbox. */
  async does(role, what, deed, fields) {
    await this.on(await this.opens(role, what), deed, fields);
  }

  /** Does something on the page of a matter; a field to choose from is given by a role. */
  async on(page, deed, fields) {
    const form = page.locator(`form[action$="/${deed}"]`);
    if ((await form.count()) === 0) await click(page, `#do a[href*="do=${deed}#"]`);
    for (const [name, value] of Object.entries(fields)) await this.#fill(form, name, value);
    await Promise.all([page.waitForNavigation(), form.locator(".button-primary").click()]);
    assert.match(page.url(), new RegExp(`done=${deed}$`), await page.locator("main").innerText());
    await page.locator(".toast").waitFor();
    await isHeldTogether(page);
  }

  async #fill(form, name, value) {
    const field = form.locator(`[name="${name}"]`).first();
    const kind = await field.evaluate((input) => input.type);
    if (kind === "radio") return form.locator(`label:has(input[name="${name}"][value="${value}"])`).click();
    if (kind !== "select-one") return field.fill(value);
    const { name: person } = await this.#who(value);
    const option = field.locator("option", { hasText: person }).first();
    return field.selectOption(await option.getAttribute("value"));
  }

  /** The resident comes back with the code. */
  async follows(code) {
    const page = await this.#as("resident");
    await page.goto("/");
    await click(page, 'main a[href="/follow"]');
    await page.fill("#code", code);
    await click(page, 'form[action="/follow"] .button-primary');
    assert.match(page.url(), /\/my/);
    await isHeldTogether(page);
    return page;
  }

  /** The resident answers on the page that the code opened. */
  async answers(deed, fields) {
    const page = await this.#as("resident");
    const form = page.locator(`form[action="/my/${deed}"]`);
    if (!(await form.isVisible())) await page.locator("details", { has: form }).locator("summary").click();
    for (const [name, value] of Object.entries(fields)) await this.#fill(form, name, value);
    await Promise.all([page.waitForNavigation(), form.locator("button").click()]);
    await isHeldTogether(page);
  }

  /** The auditor looks the matter up by its number: what happened to it, the oldest first. */
  async audits(number) {
    const page = await this.finds("auditor", number);
    await isHeldTogether(page);
    return (await page.locator(".timeline-what").allInnerTexts()).reverse();
  }

  /** The auditor has the whole history verified. */
  async verifies() {
    const page = await this.#as("auditor");
    await goes(page, "/audit");
    await click(page, 'form[action="/audit/verify"] button');
    await page.locator(".notice-good").waitFor();
  }

  /** Everybody goes home; nobody's browser had anything to complain of. */
  async leave() {
    for (const [role, { faults, close }] of this.#readers) {
      assert.deepEqual(faults, [], role);
      await close();
    }
  }
}

/** Presses what leads to another page, and waits for it. */
export async function click(page, selector) {
  await Promise.all([page.waitForNavigation(), page.locator(selector).first().click()]);
}

/** Goes to another part by the bar above or below; on a phone some of it is behind "more". */
async function goes(page, href) {
  const link = page.locator(`.nav a[href="${href}"] >> visible=true`).first();
  if ((await link.count()) === 0) await page.click(".nav-more summary");
  await Promise.all([page.waitForNavigation(), link.click()]);
}

/** Chooses the kind of a report, in its group. */
export async function choose(page, category) {
  const tile = page.locator(`label:has(input[name="category"][value="${category}"])`);
  if (!(await tile.isVisible())) await page.locator("details.group", { has: tile }).locator("summary").click();
  await tile.click();
}

export async function says(page, words) {
  const said = await page.locator("main").innerText();
  assert.ok(said.includes(words), `${page.url()} does not say "${words}":\n${said}`);
}

async function isHeldTogether(page) {
  assert.equal(await overflow(page), 0, `${page.url()} scrolls sideways`);
}

/** A point inside a grid: the middle of its corners, as the made-up grids are compact. */
function middle(ring) {
  const mean = (at) => ring.slice(1).reduce((sum, point) => sum + point[at], 0) / (ring.length - 1);
  return { longitude: mean(0), latitude: mean(1), accuracy: 20 };
}
