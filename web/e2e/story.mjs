// The browser story: a person opens the demo, works on the board, and another
// browser sees it. Needs a running demo server.
//
//   ARUS_URL   its address (http://127.0.0.1:8080)
//   CHROMIUM   the browser (/usr/bin/chromium)
//   SHOTS      a directory for screenshots (none without it)
import { join } from "node:path";
import { audit, base, card, cards, check, countOf, drag, figures, launch, open, shot, shots, stageOf, trouble } from "./browser.mjs";
import { criteria, designer, ruleThatActs, rules } from "./process.mjs";
import { everyPast, reports } from "./reports.mjs";
import { forecast, people, scores, settings, targets } from "./people.mjs";
import { leads, qualifications, routes } from "./leads.mjs";
import { views } from "./views.mjs";
import { work } from "./work.mjs";
import { languagesAndThemes, phone, signIn } from "./looks.mjs";

async function story(browser) {
  const page = await open(browser);

  // The demo signs in by itself and says so.
  await page.goto(`${base}/`);
  await page.locator("[data-card]").first().waitFor();
  check(/Demo company/.test(await page.getByRole("note").innerText()), "the demo does not say that it is one");

  // First cards, with the session already there.
  await page.reload({ waitUntil: "commit" });
  await page.locator("[data-card]").first().waitFor();
  figures.first_cards_ms = Math.round(await page.evaluate(() => performance.now()));
  await page.waitForFunction(() => [...document.querySelectorAll("[data-count]")].every((element) => /\d/.test(element.textContent)));

  // Columns with the server's numbers.
  const stages = await page.locator("[data-stage]").evaluateAll((elements) => elements.map((element) => element.dataset.stage));
  check(stages.length >= 3, `the board has ${stages.length} columns`);
  const counts = await Promise.all(stages.map((stage) => countOf(page, stage)));
  figures.open_deals = counts.reduce((sum, count) => sum + count, 0);
  check(counts.every((count) => count >= 0) && figures.open_deals > 0, `the columns count ${counts}`);
  const header = await page.locator(`[data-stage="${stages[0]}"] header`).innerText();
  check(/weighted/.test(header) && /Rp|\$/.test(header), `the column header reads ${JSON.stringify(header)}`);
  figures.dom_nodes = await page.evaluate(() => document.querySelectorAll("*").length);
  check(figures.dom_nodes < 3000, `${figures.dom_nodes} DOM nodes`);
  await page.getByText("Live", { exact: true }).waitFor();
  await shot(page, "board-light-en");
  await audit(page, "board light en");

  // Scrolling asks for more, and the page stays small.
  figures.scroll_fps = await page.evaluate(async () => {
    const list = [...document.querySelectorAll("[data-stage] ul")].map((ul) => ul.parentElement).sort((a, b) => b.scrollHeight - a.scrollHeight)[0];
    const start = performance.now();
    let frames = 0;
    while (performance.now() - start < 1500) {
      list.scrollTop += 60;
      frames++;
      await new Promise(requestAnimationFrame);
    }
    const fps = Math.round((frames * 1000) / (performance.now() - start));
    list.scrollTop = 0;
    return fps;
  });
  figures.dom_nodes_scrolled = await page.evaluate(() => document.querySelectorAll("*").length);
  check(figures.dom_nodes_scrolled < 3000, `${figures.dom_nodes_scrolled} DOM nodes after scrolling`);

  // A second browser watches.
  const other = await open(browser);
  await other.goto(`${base}/`);
  await other.locator("[data-card]").first().waitFor();
  await other.getByText("Live", { exact: true }).waitFor();

  // A drag moves the card at once, and it stays moved.
  const source = stages[counts.findIndex((count) => count > 1)];
  const target = stages[stages.indexOf(source) === 0 ? 1 : stages.indexOf(source) - 1];
  await page.locator(`[data-stage="${source}"]`).scrollIntoViewIfNeeded();
  const id = await cards(page, source).first().getAttribute("data-card");
  await drag(page, id, page.locator(`[data-stage="${target}"]`));
  await shot(page, "drag-light-en");
  await page.evaluate(
    ({ id, target }) => {
      window.painted = new Promise((resolve) => {
        document.addEventListener("drop", () => {
          const start = performance.now();
          const look = () => {
            if (document.querySelector(`[data-stage="${target}"] [data-card="${id}"]`)) requestAnimationFrame(() => resolve(performance.now() - start));
            else requestAnimationFrame(look);
          };
          look();
        }, { capture: true, once: true });
      });
    },
    { id, target },
  );
  await page.mouse.up();
  figures.drop_to_paint_ms = Math.round(await page.evaluate(() => window.painted));
  await page.getByRole("button", { name: "Undo" }).waitFor();
  check((await stageOf(page, id)) === target, "the card is not where it was dropped");

  // The other browser sees it without asking, and who did it.
  await other.waitForFunction(
    ({ id, source }) => !document.querySelector(`[data-stage="${source}"] [data-card="${id}"]`),
    { id, source },
  ).catch(() => check(false, "the second browser still shows the card in its old column"));
  await card(other, id).waitFor().catch(() => check(false, "the second browser does not show the moved card"));
  check((await stageOf(other, id)) === target, "the second browser shows the card elsewhere");
  check(/changed this/.test(await card(other, id).innerText()), "the second browser does not say who moved it");
  await page.waitForFunction(
    ({ source, before }) => Number(document.querySelector(`[data-stage="${source}"] [data-count]`).textContent.replace(/\D/g, "")) === before - 1,
    { source, before: counts[stages.indexOf(source)] },
  ).catch(() => check(false, "the column's count did not follow"));

  await page.reload();
  await card(page, id).waitFor().catch(() => undefined);
  const kept = await page.evaluate(async (deal) => (await (await fetch(`/v1/deals/${deal}`)).json()).stage, id);
  check(kept === target, `after a reload the server has the deal in ${kept}`);

  await undo(page, stages);
  await lose(page, source, shots);
  await conflict(page, source, stages);
  await offline(page, source, stages);
  await keyboard(page);
  await edges(page);
  await newDeal(page);
  await dealPage(page);
  await phone(page);
  await past(page, stages);
  await reports(page);
  await people(page);
  await settings(page);
  await targets(page);
  await forecast(page);
  await scores(page);
  await designer(page, await criteria(page));
  await rules(page);
  await ruleThatActs(page);
  await work(page);
  await leads(page);
  await routes(page);
  await qualifications(page);
  await views(page);
  await everyPast(page);
  await languagesAndThemes(page);
  await signIn(page);
  for (const each of [page, other]) trouble.push(...(await each.evaluate(() => window.breaches)).map((breach) => `policy: ${breach}`));
}

/** Undo is a new event: the card is back where it was. */
async function undo(page, stages) {
  await page.locator("[data-card]").first().waitFor();
  const first = page.locator("[data-card]").first();
  const id = await first.getAttribute("data-card");
  const from = await stageOf(page, id);
  const to = stages[(stages.indexOf(from) + 1) % stages.length];
  await card(page, id).getByRole("button").click();
  await page.getByRole("menu").waitFor();
  await shot(page, "menu-light-en");
  await page.getByRole("menu").getByRole("menuitem").nth(2 + stages.indexOf(to)).click();
  await page.getByRole("button", { name: "Undo" }).waitFor();
  check((await stageOf(page, id)) === to, "the menu did not move the card");
  await page.keyboard.press("Control+z");
  await page.getByText(/^Undone/).waitFor();
  check((await stageOf(page, id)) === from, "Ctrl+Z did not bring the card back");
}

/** The reason is asked for before anything is saved. */
async function lose(page, stage) {
  const id = await cards(page, stage).first().getAttribute("data-card");
  await drag(page, id, page.locator('[data-zone="lost"]'));
  await page.mouse.up();
  const dialog = page.getByRole("dialog");
  await dialog.waitFor();
  const confirm = dialog.getByRole("button", { name: "Mark lost" });
  check(await confirm.isDisabled(), "a deal can be lost without a reason");
  check((await card(page, id).count()) === 1, "the card left before the reason was given");
  await audit(page, "lost dialog");
  await shot(page, "lost-light-en");
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  check((await stageOf(page, id)) === stage, "cancelling moved the card");
  await card(page, id).focus();
  await page.keyboard.press("l");
  await dialog.waitFor();
  const reason = dialog.locator("label:has(input[type=radio])").first();
  if (await reason.count()) await reason.click();
  else await dialog.getByLabel("Reason").fill("Price");
  await confirm.click();
  await page.getByText(/ lost$/).waitFor();
  await card(page, id).waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Undo" }).last().click();
  await card(page, id).waitFor();
}

/** Somebody else is faster: the card goes back, and the dialog names them. */
async function conflict(page, stage, stages) {
  const id = await cards(page, stage).first().getAttribute("data-card");
  const to = stages[(stages.indexOf(stage) + 1) % stages.length];
  // The write is held until another one has gone through.
  await page.route(`**/v1/deals/${id}/move`, async (route) => {
    const version = route.request().headers()["if-match"];
    const other = await page.context().request.fetch(`${base}/v1/deals/${id}`, {
      method: "PATCH",
      headers: { "if-match": version, "content-type": "application/merge-patch+json", origin: base },
      data: JSON.stringify({ segment: `faster ${Date.now()}` }),
    });
    if (!other.ok()) trouble.push(`the other write failed: ${other.status()} ${await other.text()}`);
    await route.continue();
  }, { times: 1 });
  await card(page, id).focus();
  await page.keyboard.press("Shift+ArrowRight");
  const dialog = page.getByRole("dialog", { name: "Somebody else was faster" });
  await dialog.waitFor();
  check((await stageOf(page, id)) === stage, "after a conflict the card is not back");
  await shot(page, "stale-light-en");
  await audit(page, "conflict dialog");
  await dialog.getByRole("button", { name: "Reapply my change" }).click();
  await page.waitForFunction(({ id, to }) => document.querySelector(`[data-stage="${to}"] [data-card="${id}"]`), { id, to });
  await page.getByRole("button", { name: "Undo" }).last().waitFor();
}

/** No network: back to the exact place, said in words. */
async function offline(page, stage, stages) {
  const ids = await cards(page, stage).evaluateAll((elements) => elements.slice(0, 4).map((element) => element.dataset.card));
  const id = ids[1] ?? ids[0];
  await page.route("**/v1/deals/*/move", (route) => route.abort());
  await drag(page, id, page.locator(`[data-stage="${stages[(stages.indexOf(stage) + 1) % stages.length]}"]`));
  await page.mouse.up();
  await page.getByText(/No connection/).waitFor();
  const after = await cards(page, stage).evaluateAll((elements) => elements.slice(0, 4).map((element) => element.dataset.card));
  check(JSON.stringify(after) === JSON.stringify(ids), `the card came back to another place: ${after} instead of ${ids}`);
  await page.unroute("**/v1/deals/*/move");
}

async function keyboard(page) {
  const id = await page.locator("[data-card]").first().getAttribute("data-card");
  await card(page, id).focus();
  const focus = () => page.evaluate(() => document.activeElement?.dataset?.card ?? null);
  await page.keyboard.press("ArrowDown");
  const below = await focus();
  check(below && below !== id, "the arrow down moves no focus");
  await page.keyboard.press("ArrowUp");
  check((await focus()) === id, "the arrow up does not come back");
  await page.keyboard.press("Space");
  await page.getByRole("complementary").filter({ has: page.getByRole("heading", { name: "Timeline" }) }).waitFor();
  await page.waitForTimeout(300);
  await shot(page, "peek-light-en");
  await audit(page, "peek");
  await page.keyboard.press("Escape");
  await page.waitForFunction((card) => document.activeElement?.dataset?.card === card, id);
  // A move by key keeps the card in focus, and its column knows it is new there.
  const before = await stageOf(page, id);
  await page.keyboard.press("Shift+ArrowRight");
  await page.waitForFunction(({ id, before }) => document.querySelector(`[data-card="${id}"]`)?.closest("[data-stage]").dataset.stage !== before, { id, before });
  await page.waitForFunction((card) => document.activeElement?.dataset?.card === card, id).catch(() => check(false, "the moved card lost the focus"));
  await page.waitForFunction((id) => /\b0d\b/.test(document.querySelector(`[data-card="${id}"]`).innerText), id).catch(() => check(false, "the days in the new stage do not begin at 0"));
  await page.keyboard.press("Control+z");
  await page.waitForFunction(({ id, before }) => document.querySelector(`[data-card="${id}"]`)?.closest("[data-stage]").dataset.stage === before, { id, before });
  await filter(page);
  await card(page, id).focus();
  await page.keyboard.press("?");
  await page.getByRole("dialog", { name: "Keyboard" }).waitFor();
  await page.keyboard.press("Escape");
  await page.keyboard.press("c");
  await page.getByRole("dialog", { name: "New deal" }).waitFor();
  await audit(page, "new deal");
  await shot(page, "new-light-en");
  await page.getByRole("button", { name: "Create deal" }).click();
  await page.getByRole("dialog").getByRole("alert").first().waitFor(); // the server wants a name
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+k");
  const palette = page.getByRole("combobox", { name: "Command palette" });
  await palette.fill("pt");
  await page.getByRole("option").first().waitFor();
  await page.waitForTimeout(400);
  await shot(page, "palette-light-en");
  await audit(page, "palette");
  await page.keyboard.press("Escape");
}

/** Where columns are cut off, the edge says which, and takes there by pointer and by key. */
async function edges(page) {
  const region = page.getByRole("region", { name: "Pipeline board" });
  const left = () => region.evaluate((element) => element.scrollLeft);
  const more = page.getByRole("button", { name: /^More stages: / });
  check((await left()) === 0, "the board does not begin at its first stage");
  check(/Verbal commit/.test(await more.getAttribute("aria-label")), "the edge does not name the stages beyond it");
  await more.click();
  await page.getByRole("button", { name: /^Earlier stages: / }).click();
  await page.waitForFunction(() => document.querySelector("[data-edge=left]") === null);
  await region.focus();
  for (let press = 0; press < 5; press++) await page.keyboard.press("ArrowRight");
  await page.waitForFunction(() => document.querySelector("[data-edge=left]")).catch(() => check(false, "the arrow keys do not scroll the board"));
  // The browser glides: only where it has come to rest does it stay where it is put.
  await region.evaluate(async (element) => {
    for (let before = -1; before !== element.scrollLeft; ) {
      before = element.scrollLeft;
      await new Promise((resolve) => setTimeout(resolve, 120));
    }
    element.scrollLeft = 0;
  });
  await page.waitForFunction(() => document.querySelector("[data-edge=left]") === null);
}

/** A company is found while one types, or added with the deal. */
async function newDeal(page) {
  const added = `PT Belum Pernah Ada ${Date.now()}`; // the story may be told twice
  await page.getByRole("button", { name: "New deal" }).click();
  const dialog = page.getByRole("dialog", { name: "New deal" });
  const company = dialog.getByRole("combobox", { name: "Company" });
  await company.fill("PT ");
  await dialog.getByRole("option", { name: /^PT / }).first().waitFor();
  await audit(page, "account picker");
  await dialog.getByLabel("Deal", { exact: true }).fill("Story of the browser");
  await company.fill(added);
  await dialog.getByRole("button", { name: "Create deal" }).click();
  await dialog.getByText("Choose a company from the list, or add it").waitFor();
  await company.click();
  await dialog.getByRole("option", { name: `Add company “${added}”` }).waitFor();
  await shot(page, "account-light-en");
  await company.press("Enter");
  await dialog.getByRole("button", { name: "Create deal" }).click();
  const toast = page.getByText(`${added} created`);
  await toast.waitFor();
  // While a card is in the hand, what is said stays above the zones.
  const id = await page.locator("[data-card]").first().getAttribute("data-card");
  await drag(page, id, page.locator('[data-zone="won"]'));
  const [said, zone] = [await toast.boundingBox(), await page.locator('[data-zone="lost"]').boundingBox()];
  check(said.y + said.height <= zone.y, "the zones cover what is said");
  await page.mouse.move(400, 30, { steps: 4 }); // dropped nowhere
  await page.mouse.up();
}

/** A filter is typed, lives in the address, and goes again. */
async function filter(page) {
  await page.keyboard.press("/");
  const text = page.getByLabel("Text in company or deal");
  await text.waitFor();
  await shot(page, "filter-light-en");
  await audit(page, "filter");
  await page.keyboard.press("Escape");
  await text.waitFor({ state: "detached" });
  const button = page.getByRole("button", { name: "Filter", exact: true });
  await button.click();
  await text.waitFor();
  await button.click();
  await text.waitFor({ state: "detached" });
  await button.click();
  await text.fill("no company is called like this");
  await page.keyboard.press("Enter");
  await page.getByText("No deals match this filter").first().waitFor();
  check(page.url().includes("q=no"), `the filter is not in the address: ${page.url()}`);
  await page.getByRole("button", { name: /^Remove filter/ }).click();
  await page.locator("[data-card]").first().waitFor();
  check(!page.url().includes("q="), `the filter is still in the address: ${page.url()}`);
}

async function dealPage(page) {
  const region = page.getByRole("region", { name: "Pipeline board" });
  await page.locator("[data-stage]").first().locator("ul").evaluate((ul) => (ul.parentElement.scrollTop = 400));
  await page.waitForTimeout(200);
  const at = await page.locator("[data-stage]").first().locator("ul").evaluate((ul) => ul.parentElement.scrollTop);
  const id = await region.locator("[data-stage]").first().locator("[data-card]").nth(6).getAttribute("data-card");
  await card(page, id).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1 }).waitFor();
  await page.getByRole("heading", { name: "Timeline" }).waitFor();
  await page.locator("ol li time").first().waitFor();
  await shot(page, "deal-light-en");
  await audit(page, "deal light en");

  // A fact is edited in its place; a wrong one is refused beside the field.
  await page.getByRole("button", { name: "Edit Close date" }).click();
  await page.getByLabel("Close date").fill("2027-03-31");
  await page.keyboard.press("Enter");
  await page.getByText("March 31, 2027").first().waitFor();

  await page.getByRole("button", { name: "Back" }).click();
  await card(page, id).waitFor();
  const back = await page.locator("[data-stage]").first().locator("ul").evaluate((ul) => ul.parentElement.scrollTop);
  check(Math.abs(back - at) < 100, `back is at ${back} instead of ${at}`);
  await page.waitForFunction((card) => document.activeElement?.dataset?.card === card, id).catch(() => check(false, "back did not restore the focus"));
}

async function past(page, stages) {
  const day = new Date(Date.now() - 60 * 24 * 3600 * 1000).toISOString().slice(0, 10);
  await page.goto(`${base}/?as_of=${day}`);
  await page.getByText(/as it was at the end of/).waitFor();
  await page.waitForFunction(() => [...document.querySelectorAll("[data-count]")].every((element) => /\d/.test(element.textContent)));
  check((await page.getByRole("button", { name: "New deal" }).count()) === 0, "the past can be written");
  figures.past_deals = (await Promise.all(stages.map((stage) => countOf(page, stage)))).reduce((sum, count) => sum + count, 0);
  await shot(page, "past-light-en");
  await audit(page, "past");
  await page.getByRole("button", { name: "Back to today" }).first().click();
  await page.getByText("Live", { exact: true }).waitFor();
}

const browser = await launch();
let failure = null;
try {
  await story(browser);
} catch (error) {
  failure = error;
  const pages = browser.contexts().flatMap((context) => context.pages());
  if (shots) await Promise.all(pages.map((page, index) => page.screenshot({ path: join(shots, `failure-${index}.png`) }).catch(() => undefined)));
}
await browser.close();
console.log(JSON.stringify(figures));
for (const line of new Set(trouble)) console.error(line);
if (failure) console.error(`story: ${failure.message}\n${failure.stack?.split("\n").find((line) => line.includes("story.mjs")) ?? ""}`);
if (failure || trouble.length > 0) process.exit(1);
console.log("story: passed");
