// What the story is told with: a browser, a watch on everything that must not
// happen, pictures and the accessibility audit.
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { chromium } from "playwright-core";

export const base = (process.env.ARUS_URL ?? "http://127.0.0.1:8080").replace(/\/$/, "");
export const shots = process.env.SHOTS;
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
if (shots) mkdirSync(shots, { recursive: true });

export const trouble = []; // what must not happen at any time: errors of pages, breaches of the policy
export const figures = {};

export function check(condition, message) {
  if (!condition) throw new Error(message);
}

export async function open(browser) {
  // The policy of the page holds; only axe is let in, through the debugger.
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: "en-US", colorScheme: "light", timezoneId: "Asia/Jakarta" });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000); // a machine that does other work too
  page.on("pageerror", (error) => trouble.push(`error in the page: ${error.message}`));
  page.on("console", (message) => {
    if (/Content Security Policy|Content-Security-Policy/i.test(message.text())) trouble.push(`policy: ${message.text()}`);
  });
  await page.addInitScript(() => {
    window.breaches = [];
    document.addEventListener("securitypolicyviolation", (event) => window.breaches.push(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`));
  });
  return page;
}

export const cards = (page, stage) => page.locator(`[data-stage="${stage}"] [data-card]`);
export const card = (page, id) => page.locator(`[data-card="${id}"]`);
export const countOf = async (page, stage) => Number((await page.locator(`[data-stage="${stage}"] [data-count]`).innerText()).replace(/\D/g, ""));
export const stageOf = (page, id) => card(page, id).evaluate((element) => element.closest("[data-stage]").dataset.stage);

export async function shot(page, name) {
  if (!shots) return;
  await atRest(page);
  await page.screenshot({ path: join(shots, `${name}.png`) });
}

/** Nothing fades or slides any more: a picture and a colour are measured as they stay. */
async function atRest(page) {
  await page.evaluate(() =>
    Promise.race([
      Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => undefined))),
      new Promise((resolve) => setTimeout(resolve, 2000)),
    ]),
  );
}

export async function audit(page, name) {
  await atRest(page);
  await page.evaluate(axe); // runs in the page through the debugger, so the policy does not see it
  const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  for (const { id, nodes } of found.violations) {
    trouble.push(`axe on ${name}: ${id} (${nodes.length}) ${nodes[0].target} ${nodes[0].failureSummary?.split("\n")[1] ?? ""}`);
  }
  figures.audits = (figures.audits ?? 0) + 1;
}

export async function drag(page, id, target) {
  const from = await card(page, id).boundingBox();
  await page.mouse.move(from.x + 60, from.y + 20);
  await page.mouse.down();
  await page.mouse.move(from.x + 70, from.y + 30, { steps: 3 });
  await page.locator('[data-zone="won"]').waitFor();
  const to = await target.boundingBox();
  await page.mouse.move(to.x + to.width / 2, to.y + Math.min(to.height / 2, 200), { steps: 8 });
}

export const launch = () =>
  chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
