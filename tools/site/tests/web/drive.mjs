// Tests the site on disk in a browser: search box, copy button, theme switch, phone menu, axe. Takes screenshots. Prints
// the results as one line of JSON; fails on any mistake.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const [site, shots, largest, ...modules] = process.argv.slice(2);
const [module] = modules;
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const at = (path) => pathToFileURL(`${site}/${path}`).href;
const DESKTOP = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
  ],
});
const requests = [];
const problems = [];
const open = async (path, viewport, colorScheme) => {
  const context = await browser.newContext({ viewport, colorScheme, reducedMotion: "reduce" });
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const page = await context.newPage();
  page.on("request", (request) => requests.push(request.url()));
  page.on("pageerror", (error) => problems.push(String(error)));
  page.on("console", (message) => { if (message.type() === "error") problems.push(message.text()); });
  await page.goto(at(path));
  return page;
};
const close = (page) => page.context().close();

// The search box: opened with `/`, arrow keys, and the link to a parameter.
let page = await open("index.html", DESKTOP, "light");
await page.keyboard.press("/");
assert.equal(await page.evaluate(() => document.activeElement.id), "_search");
await page.keyboard.type("session");
await page.waitForSelector("#_results li");
const results = await page.locator("#_results li").count();
assert.ok(results > 1, "there are results");
await page.keyboard.press("ArrowDown");
const second = page.locator("#_results li").nth(1);
assert.equal(await second.getAttribute("aria-selected"), "true");
assert.equal(await page.getAttribute("#_search", "aria-activedescendant"), await second.getAttribute("id"));
const wanted = await second.getAttribute("data-address");
await page.keyboard.press("Enter");
await page.waitForURL((url) => url.href.endsWith(wanted));
const target = page.locator(":target");
assert.equal(await target.count(), 1, "the place is there");
assert.ok(await target.isVisible(), "and open");
await page.keyboard.press("/");
await page.keyboard.type("zzzzzz");
await page.waitForFunction(() => document.getElementById("_found").textContent === "0 found");
await page.keyboard.press("Escape");
assert.ok(await page.locator("#_results").isHidden());
await close(page);

// The copy button copies the visible example, in either language.
page = await open(module, DESKTOP, "light");
const first = page.locator("figure.request").first();
for (const language of ["curl", "rust"]) {
  await first.locator(`button[data-show=${language}]`).click();
  const shown = first.locator(`.${language} pre code`);
  assert.ok(await shown.isVisible());
  await first.locator("button.copy").click();
  const copied = async (wanted) => (await navigator.clipboard.readText()) === wanted;
  await page.waitForFunction(copied, await shown.textContent());
}
await page.reload();
assert.ok(await first.locator(".rust pre").isVisible(), "the language is remembered");

// The theme switch, which is remembered.
const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
const light = await ground();
await page.click("button.theme");
const dark = await ground();
assert.notEqual(dark, light);
await page.reload();
assert.equal(await ground(), dark);
await close(page);

// The phone menu, and no overflow of the screen.
page = await open(module, PHONE, "light");
assert.ok(await page.locator("#_side").isHidden());
await page.click("button.menu");
assert.ok(await page.locator("#_side").isVisible());
await page.keyboard.press("Escape");
assert.ok(await page.locator("#_side").isHidden());
assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "nothing sticks out");
await close(page);

// Keyboard navigation: the skip link, and all elements in order. The focused element is visible and not covered by the
// top bar.
page = await open(module, DESKTOP, "light");
await page.keyboard.press("Tab");
assert.equal(await page.evaluate(() => document.activeElement.className), "skip");
await page.keyboard.press("Enter");
assert.equal(await page.evaluate(() => document.activeElement.id), "_main");
for (const way of ["Tab", "Shift+Tab"]) {
  for (let step = 0; step < 60; step += 1) {
    await page.keyboard.press(way);
    const seen = await page.evaluate(() => {
      const box = document.activeElement.getBoundingClientRect();
      const at = document.elementFromPoint(box.left + Math.min(box.width / 2, 20), box.top + Math.min(box.height / 2, 8));
      const outline = getComputedStyle(document.activeElement).outlineStyle;
      return (document.activeElement.contains(at) && outline !== "none") || document.activeElement.id === "_main" ? "" : document.activeElement.outerHTML.slice(0, 120);
    });
    assert.equal(seen, "", `${way}, step ${step}`);
  }
}
assert.equal(await page.evaluate(() => document.querySelectorAll("[tabindex]:not([tabindex='0'], [tabindex='-1'])").length), 0, "the order is that of the page");
assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).scrollBehavior), "auto", "nothing moves for who wants no motion");
await close(page);

// Without scripts, everything is readable.
const bare = await browser.newContext({ javaScriptEnabled: false, viewport: DESKTOP });
page = await bare.newPage();
await page.goto(at(module));
assert.ok(await page.locator(".rust pre").first().isVisible());
assert.ok(await page.locator(".curl pre").first().isVisible());
await bare.close();

// Load time of the largest page. CI machines are busy, so the limit applies to the work time of the page's own thread;
// the wall-clock time, the best of three, is only reported.
let [busy, clock] = [0, Infinity];
for (let round = 0; round < 3; round += 1) {
  page = await open("index.html", DESKTOP, "light");
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  const worked = async () => {
    const { metrics } = await session.send("Performance.getMetrics");
    return 1000 * metrics.find(({ name }) => name === "TaskDuration").value;
  };
  const before = await worked();
  await page.goto(at(largest));
  busy = Math.max(busy, (await worked()) - before);
  clock = Math.min(clock, await page.evaluate(() => performance.getEntriesByType("navigation")[0].domContentLoadedEventEnd));
  await close(page);
}

// Time of the search box with the indexes of all APIs: until they are loaded, and for one letter.
page = await open("index.html", DESKTOP, "light");
const search = await page.evaluate(async () => {
  const box = document.getElementById("_search");
  const typed = async (text) => {
    const start = performance.now();
    box.value = text;
    box.dispatchEvent(new Event("input"));
    while (!document.querySelector("#_results li")) await new Promise((done) => setTimeout(done));
    return performance.now() - start;
  };
  const first = await typed("u");
  const letters = [];
  for (const text of ["us", "use", "user", "user i", "user id", "am", "amount", "e", "s", "d"]) {
    document.getElementById("_results").replaceChildren();
    letters.push(await typed(text));
  }
  return { first, letter: letters.sort((one, other) => one - other)[letters.length / 2] };
});
await close(page);

// Findings of axe with everything expanded: on every kind of page of one API, wide and narrow, light and dark; on the pages
// that differ in the other APIs, in one of the two.
const [own, ...others] = modules.map((page) => page.split("/")[0]);
const kinds = ["index.html", module, module.replace("/modules/", "/types/"), ...["index", "authentication", "errors", "types", "sources"].map((name) => `${own}/${name}.html`)];
const looks = [
  ...kinds.flatMap((path) => [[path, DESKTOP, "light"], [path, PHONE, "dark"]]),
  ...others.map((api) => [`${api}/authentication.html`, DESKTOP, "dark"]),
  [modules[1], PHONE, "light"],
];
const violations = [];
for (const [path, viewport, scheme] of looks) {
  page = await open(path, viewport, scheme);
  await page.evaluate(() => { for (const one of document.querySelectorAll("details")) one.open = true; });
  await page.evaluate(axe);
  const found = await page.evaluate(() => axe.run({ preload: false, runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"] }));
  for (const { id, impact, nodes } of found.violations) violations.push({ path, scheme, id, impact, where: nodes[0].html.slice(0, 160), nodes: nodes.length });
  await close(page);
}

// No overflow on a narrow phone, which equals a desktop zoomed to 400%, nor on a phone with text at 200%.
page = await open("index.html", PHONE, "light");
for (const path of readdirSync(site, { recursive: true }).filter((file) => file.endsWith(".html"))) {
  await page.goto(at(path));
  for (const [width, letters] of [[320, "100%"], [PHONE.width, "200%"]]) {
    await page.setViewportSize({ width, height: PHONE.height });
    const wide = await page.evaluate((letters) => {
      for (const one of document.querySelectorAll("details")) one.open = true;
      document.documentElement.style.fontSize = letters;
      return document.documentElement.scrollWidth;
    }, letters);
    assert.ok(wide <= width, `${path} is ${wide} wide with letters of ${letters}`);
  }
}
await close(page);

for (const [name, viewport] of [["desktop", DESKTOP], ["phone", PHONE]]) {
  for (const scheme of ["light", "dark"]) {
    page = await open(module, viewport, scheme);
    await page.evaluate(() => document.querySelectorAll("article.action")[4]?.scrollIntoView());
    await page.screenshot({ path: `${shots}/${name}-${scheme}.png` });
    await close(page);
  }
}
await browser.close();

assert.deepEqual(problems, [], "no error in the console");
assert.deepEqual(requests.filter((url) => !url.startsWith("file://") && !url.startsWith("data:")), [], "no request leaves the disk");
console.log(JSON.stringify({ busy, clock, search, violations, requests: requests.length }));
