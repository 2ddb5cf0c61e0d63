// The chapter about reports: a question is put together, every figure opens its
// deals, and the past is the past there, too.
import { audit, base, check, shot } from "./browser.mjs";

/** Pages of reports, and what is there when they are: for the pictures and audits of every language and theme. */
export const reportViews = {
  health: ["/reports/health", "figure ol li"],
  velocity: ["/reports/velocity", "figure svg:not(.lucide) path"],
  conversion: ["/reports/conversion", "figure ol li"],
  coverage: ["/reports/coverage", "main table"],
  bridge: ["/reports/bridge", "figure svg rect"],
  winloss: ["/reports/winloss", "figure ol li"],
  stalled: ["/reports/stalled", "figure svg rect"],
  explore: ["/reports/explore", "figure ol li"],
  "explore-weeks": ["/reports/explore?every=week&by=stage&m=count,value", "figure svg:not(.lucide) path"],
  "explore-lines": ["/reports/explore?by=created_quarter,region&m=count,win_rate", "figure svg:not(.lucide) path"],
};

export async function reports(page) {
  await page.goto(`${base}/`);
  await page.locator("[data-card]").first().waitFor();
  await page.getByRole("link", { name: "Reports" }).click();
  await health(page);
  await velocity(page);
  await conversion(page);
  await bridge(page);
  await explore(page);
  await duplicates(page);
}

/** What is there twice becomes one, and two again. */
async function duplicates(page) {
  await page.goto(`${base}/reports/health`);
  await page.getByRole("button", { name: /^Merge / }).first().click();
  const dialog = page.getByRole("dialog", { name: "Merge what is the same" });
  await dialog.getByRole("radio").nth(1).check();
  await dialog.getByText(/^With .+ go: .+|^Nothing else names/).first().waitFor();
  await shot(page, "merge-light-en");
  await audit(page, "merge");
  await dialog.getByRole("button", { name: "Merge", exact: true }).click();
  await page.getByText(/^Merged into /).waitFor();
  await page.getByRole("button", { name: "Undo" }).click();
  await page.getByText("They are two again").waitFor();
  await apart(page);
  await mergeFromADeal(page);
}

/** What is not the same is suspected no more, until somebody thinks better of it. */
async function apart(page) {
  await page.goto(`${base}/reports/health`);
  const suspected = page.getByRole("button", { name: /^Not the same: / }).first();
  const names = (await suspected.getAttribute("aria-label")).replace(/^Not the same: /, "");
  await suspected.click();
  await page.getByText("They will not be suspected again").waitFor();
  await page.getByText(/^1 said to be different$/).click();
  await shot(page, "apart-light-en");
  await audit(page, "apart");
  await page.getByRole("button", { name: `Suspect again: ${names}` }).click();
  await page.getByText(/said to be different$/).waitFor({ state: "detached" });
}

/** Whoever looks at a deal merges it there, sees that it went, and takes it back on its page. */
async function mergeFromADeal(page) {
  await page.goto(`${base}/deals?pipeline=all`);
  await page.locator("[role=row] a[href*='/deals/']").first().click();
  await page.getByRole("button", { name: "More to do with this deal" }).click();
  await page.getByRole("menuitem", { name: "Merge with another deal…" }).click();
  const dialog = page.getByRole("dialog", { name: "Merge with another deal" });
  await dialog.getByLabel("Find the other deal").fill("ERP");
  await dialog.getByRole("listitem").first().waitFor();
  await shot(page, "merge-with-light-en");
  await audit(page, "merge-with");
  await dialog.getByRole("listitem").getByRole("button").first().click();
  const beside = page.getByRole("dialog", { name: "Merge what is the same" });
  await beside.getByRole("radio").nth(1).check();
  await beside.getByRole("button", { name: "Merge", exact: true }).click();
  await page.getByRole("link", { name: "Open the deal that stayed" }).waitFor();
  await shot(page, "merged-light-en");
  await audit(page, "merged");
  await page.getByRole("button", { name: "Take the merge back" }).click();
  await page.getByRole("button", { name: "More to do with this deal" }).waitFor();
}

const number = (text) => Number(text.replace(/\D/g, ""));

/** The list has so many deals, or more than a page of them, whose number it does not know. */
const listed = (page, deals) =>
  page.waitForFunction((rows) => document.querySelector("[role=table]")?.getAttribute("aria-rowcount") === rows, String(deals < 100 ? deals + 1 : -1));

/** A finding opens as many deals as it says. */
async function health(page) {
  await page.getByRole("heading", { name: "Health", level: 1 }).waitFor();
  const line = page.getByRole("region", { name: "What needs a hand" }).getByRole("row", { name: /^Pushed three/ });
  const figure = line.getByRole("link").first();
  const said = number(await figure.innerText());
  await figure.click();
  await page.waitForURL(/\/deals\?/);
  await listed(page, said);
  await page.getByRole("link", { name: "Reports" }).click();
  await page.getByRole("link", { name: "Velocity" }).click();
}

/** Money per day and its parts; a stage's visits open its deals; a stair is read by key. */
async function velocity(page) {
  await page.getByRole("heading", { name: "Velocity", level: 1 }).waitFor();
  await page.getByText("open deals × mean won value × win rate ÷ mean cycle").waitFor();
  const stairs = page.getByRole("application", { name: "How many are still in the stage" });
  await stairs.focus();
  await page.keyboard.press("ArrowRight");
  check(/day \d+: \d+%/.test(await page.locator("figure [role=status]").innerText()), "the stair says nothing");
  await page.getByRole("button", { name: "Last 12 months" }).click();
  await page.getByRole("dialog", { name: "Period" }).getByRole("button", { name: /^Q\d 20\d\d$/ }).nth(1).click();
  await page.waitForURL(/period=\d{4}-Q\d/);
  const won = page.getByRole("region", { name: "Who is faster" }).getByRole("link").nth(1);
  await won.waitFor();
  await page.getByRole("link", { name: "Conversion" }).click();
}

async function conversion(page) {
  await page.getByRole("heading", { name: "Conversion", level: 1 }).waitFor();
  check(/period=\d{4}-Q\d/.test(page.url()), "the period was lost on the way to the next report");
  const rungs = page.locator("figure ol li");
  await rungs.nth(2).waitFor();
  const said = number(await rungs.nth(1).locator("span.font-medium").innerText());
  check(said > 0, "nobody reached the second stage");
  await rungs.nth(1).getByRole("link").click();
  await page.waitForURL(/\/deals\?.*stages_reached/);
  await page.getByText(/^Entered: .+ → /).first().waitFor();
  await listed(page, said);
}

/** A bar of the bridge opens as many deals as its line says. */
async function bridge(page) {
  await page.goto(`${base}/reports/bridge`);
  const lines = page.getByRole("region", { name: /^Every reason/ });
  const line = lines.getByRole("row", { name: /^Reopened|^Won/ }).first();
  await line.waitFor();
  const said = number(await line.getByRole("cell").first().innerText());
  const name = await line.getByRole("rowheader").innerText();
  await page.getByRole("group", { name: "What changed" }).getByRole("link", { name: new RegExp(`^${name}: `) }).click();
  await page.waitForURL(/\/deals\?.*ids=deal_/);
  await page.getByText(said === 1 ? "1 chosen deal" : `${said} chosen deals`).waitFor();
  await page
    .locator(`[role=table][aria-rowcount="${said + 1}"], table[aria-rowcount="${said + 1}"]`)
    .waitFor()
    .catch(() => check(false, `the list has other deals than the ${said} of the bar`));
}

async function explore(page) {
  // The same question week by week is a line for each group, and each figure opens the deals of its day.
  await page.goto(`${base}/reports/explore?by=outcome&m=count`);
  await page.getByRole("button", { name: "One moment" }).click();
  await page.getByRole("menuitemradio", { name: "Each month of two years" }).click();
  await page.waitForURL(/every=month/);
  const row = page.getByRole("region", { name: "Figures" }).getByRole("row").filter({ hasText: "Open" }).nth(3);
  await row.waitFor();
  const then = number(await row.locator("td").last().innerText());
  await row.locator("td a").last().click();
  await page.waitForURL(/\/deals\?.*as_of=\d{4}-\d{2}-\d{2}/);
  await listed(page, then);

  await page.goto(`${base}/reports/explore?by=region&m=count,open,win_rate`);
  const table = page.getByRole("region", { name: "Figures" });
  await table.getByRole("row").nth(2).waitFor();

  // What the address says, the menus say; what they change, the address says.
  await page.getByRole("button", { name: "3 measures" }).click();
  await page.getByRole("menuitemcheckbox", { name: "Stalled deals" }).click();
  await page.keyboard.press("Escape");
  await table.getByRole("columnheader", { name: "Stalled deals" }).waitFor();
  check(/m=count%2Copen%2Cwin_rate%2Cstalled/.test(page.url()), `the measure is not in the address: ${page.url()}`);

  // A condition by choosing, and a sentence that is wrong at a place.
  await page.getByRole("button", { name: "Conditions" }).click();
  const conditions = page.getByRole("dialog", { name: "Conditions" });
  await conditions.getByLabel("Field").selectOption("outcome");
  await conditions.getByLabel("Value").selectOption("open");
  await audit(page, "conditions");
  await conditions.getByRole("button", { name: "Add" }).click();
  await page.getByText("Status: Open").waitFor();
  await page.getByRole("button", { name: "Conditions" }).click();
  await conditions.getByLabel("As an expression").fill("deal.regon != \"Bali\"");
  await conditions.getByRole("button", { name: "Apply" }).click();
  check((await conditions.locator("mark").innerText()) === "regon", "the place of the fault is not marked");
  check(/did you mean deal\.region/.test(await conditions.getByRole("alert").innerText()), "nothing is suggested for the fault");
  await shot(page, "fault-light-en");
  await audit(page, "fault");
  await page.keyboard.press("Escape");

  // A figure opens the deals that it is of: as many as it says.
  const first = table.locator("tbody tr").first();
  const said = number(await first.locator("td").first().innerText());
  await first.locator("td a").first().click();
  await page.waitForURL(/\/deals\?/);
  await page.locator("[role=row] a").first().waitFor();
  await page.getByRole("button", { name: /^Remove filter/ }).nth(1).waitFor();
  const chips = await page.getByRole("button", { name: /^Remove filter/ }).count();
  check(chips === 2, `the list has ${chips} conditions of the figure`);
  const { data } = await page.evaluate(async (search) => {
    const asked = new URLSearchParams(search);
    const query = new URLSearchParams({ limit: "200", filter: asked.get("filter") });
    return (await fetch(`/v1/deals?${query}`)).json();
  }, new URL(page.url()).search);
  check(said > 200 || data.length === said, `the figure says ${said} deals, the list has ${data.length}`);
  await page.goBack();

  // The same figures as a table, by the key, and without a single colour.
  await page.getByRole("button", { name: /as a table$/ }).click();
  await page.getByRole("region", { name: /^Deals by region$/ }).getByRole("rowheader").first().waitFor();
  await page.getByRole("button", { name: /as a table$/ }).click();

  // Along a line by arrow keys.
  await page.goto(`${base}/reports/explore?by=created_quarter&m=count`);
  const drawing = page.getByRole("application", { name: /^Deals by created/ });
  await drawing.focus();
  await page.keyboard.press("End");
  const last = await page.locator("figure [role=status]").innerText();
  await page.keyboard.press("ArrowLeft");
  const before = await page.locator("figure [role=status]").innerText();
  check(/^Q\d \d{4}/.test(last) && last !== before, `the arrows say ${JSON.stringify([last, before])}`);

  await past(page);
}

/** The same question of another day has another answer, a banner, and nothing live. */
async function past(page) {
  const total = page.getByRole("region", { name: "Figures" }).locator("tfoot td").first();
  const now = number(await total.innerText());
  await page.getByRole("button", { name: /^As of/ }).click();
  await page.getByRole("textbox", { name: "Show the pipeline as it was on" }).fill("2026-01-31");
  await page.getByRole("button", { name: "Show", exact: true }).click();
  await page.getByText(/as it was at the end of/).waitFor();
  check(page.url().includes("as_of=2026-01-31"), `the day is not in the address: ${page.url()}`);
  await page.waitForFunction((before) => Number(document.querySelector("tfoot td")?.textContent.replace(/\D/g, "")) !== before, now);
  check(number(await total.innerText()) < now, "the past has as many deals as the present");
  await total.getByRole("link").click();
  await page.waitForURL(/\/deals\?.*as_of=2026-01-31/);
}

/** Every report of a past day says so in both languages, and asks nothing of the present. */
export async function everyPast(page) {
  const asked = [];
  const listen = (request) => {
    const url = new URL(request.url());
    if (/^\/v1\/(reports|deals)/.test(url.pathname)) asked.push([url.pathname, `${url.search} ${request.postData() ?? ""}`]);
  };
  page.on("request", listen);
  for (const [lang, banner] of [["en", /as it was at the end of January 31, 2026/], ["id", /seperti pada akhir 31 Januari 2026/]]) {
    if ((await page.locator("html").getAttribute("lang")) !== lang) await page.getByRole("button", { name: "Bahasa Indonesia" }).click();
    for (const [name, [path, shown]] of Object.entries(reportViews)) {
      asked.length = 0;
      await page.goto(`${base}${path}${path.includes("?") ? "&" : "?"}as_of=2026-01-31`);
      await page.getByText(banner).waitFor();
      await page.locator(shown).first().waitFor();
      check(asked.length > 0, `${name} asks nothing`);
      const present = asked.filter(([, question]) => !question.includes("2026-01-31"));
      check(present.length === 0, `${name} of a past day asks ${JSON.stringify(present)}`);
    }
  }
  page.off("request", listen);
  await page.getByRole("button", { name: "English" }).click();
}
