// The chapters of the story about people, what one person sets, and what is aimed at.
import { send } from "./approvals.mjs";
import { audit, base, check, shot } from "./browser.mjs";

export const peopleViews = {
  people: ["/people", "main ul[aria-label] li"],
  profile: ["/settings", "dl dt"],
  sessions: ["/settings/sessions", "tbody tr"],
  passkeys: ["/settings/passkeys", "main h1"],
  tokens: ["/settings/tokens", "main h1"],
  workspace: ["/settings/workspace", "select[name=currency]"],
  rates: ["/settings/rates", "main h1"],
  audit: ["/settings/audit", "tbody tr"],
  forecast: ["/forecast", "figure svg:not(.lucide) path"],
  accuracy: ["/forecast/accuracy", "tbody tr"],
  calibration: ["/forecast/calibration", "main h2"],
  targets: ["/forecast/targets", "tbody tr"],
};

/** The tree is changed by menu and by hand, and back again. */
export async function people(page) {
  await page.goto(`${base}/people`);
  const lines = page.getByRole("list", { name: "People and teams" }).getByRole("listitem");
  await lines.nth(3).waitFor();
  const teams = lines.getByRole("button", { expanded: true });
  await teams.nth(1).waitFor().catch(() => check(false, "the tree has no second team"));
  const first = await teams.first().locator("span").first().innerText();
  await audit(page, "people");

  // By menu: somebody of the first team goes to the second, and the toast takes it back.
  const name = (await lines.nth(1).locator("span.truncate").first().innerText()).trim();
  const line = () => lines.filter({ hasText: name }).first();
  await line().getByRole("button", { name: /^Actions for/ }).click();
  await page.getByRole("menuitem", { name: "Move to…" }).click();
  const dialog = page.getByRole("dialog", { name: `Move ${name}` });
  const choice = dialog.getByLabel("Team");
  const other = await choice.evaluate((select) => [...select.options].find(({ value }) => value && value !== select.value).value);
  await choice.selectOption(other);
  const to = (await choice.locator("option:checked").innerText()).trim();
  await audit(page, "move person");
  await dialog.getByRole("button", { name: "Move", exact: true }).click();
  await page.getByText(`${name} is now in: ${to}`).waitFor();
  await page.getByRole("button", { name: "Undo" }).last().click();
  await page.getByText(`${name} is now in: ${first}`).waitFor();

  // By hand: dropped on a team's line.
  const from = await line().boundingBox();
  await page.mouse.move(from.x + 120, from.y + from.height / 2);
  await page.mouse.down();
  await page.mouse.move(from.x + 130, from.y + from.height / 2 + 6, { steps: 4 });
  const target = await lines.filter({ has: page.getByRole("button", { name: new RegExp(`^${to}`) }) }).first().boundingBox();
  await page.mouse.move(target.x + 160, target.y + target.height / 2, { steps: 10 });
  await shot(page, "people-drag");
  await page.mouse.up();
  await page.getByText(`${name} is now in: ${to}`).nth(0).waitFor();

  // Somebody new, without a letter; the list finds them, and nobody else.
  await page.getByRole("button", { name: "Add a person" }).click();
  const add = page.getByRole("dialog", { name: "Add a person" });
  await add.getByLabel("Name").fill("Zainab Story");
  await add.getByLabel("E-mail").fill("not an address");
  await add.getByLabel("Send an invitation to this address").uncheck();
  await add.getByLabel("Role", { exact: true }).selectOption("manager");
  await add.getByRole("button", { name: "Save" }).click();
  await add.getByRole("alert").first().waitFor();
  await audit(page, "add a person");
  await add.getByLabel("E-mail").fill("zainab@story.example");
  await add.getByRole("button", { name: "Save" }).click();
  await add.waitFor({ state: "detached" });
  await page.getByPlaceholder("Search people").fill("zainab");
  await lines.filter({ hasText: "Zainab Story" }).waitFor();
  await page.waitForFunction(() => document.querySelectorAll("main ul[aria-label] li").length === 1);

  // Who leaves hands over all they have, and is gone from the list; so does whoever took over.
  await page.getByPlaceholder("Search people").fill(name);
  const has = await leave(page, lines, name, "Zainab Story");
  check(/They have [1-9]\d* open deals? and \d+ compan/.test(has), `what somebody has reads ${JSON.stringify(has)}`);
  await page.getByText(`Zainab Story has taken over; ${name} can no longer sign in`).waitFor();
  await page.waitForFunction(() => document.querySelectorAll("main ul[aria-label] li").length === 0);
  await page.getByPlaceholder("Search people").fill("zainab");
  const taken = await leave(page, lines, "Zainab Story");
  check(taken === has, `${JSON.stringify(has)} became ${JSON.stringify(taken)}`);
  await page.waitForFunction(() => document.querySelectorAll("main ul[aria-label] li").length === 0);
}

/** Deactivates somebody and gives what they have to another, or to the first of a list where nobody is proposed; answers what the dialog says they have. */
async function leave(page, lines, name, to) {
  await lines.filter({ hasText: name }).first().getByRole("button", { name: /^Actions for/ }).click();
  await page.getByRole("menuitem", { name: "Deactivate…" }).click();
  const dialog = page.getByRole("dialog", { name: `Deactivate ${name}` });
  const heirs = dialog.getByLabel("Who takes over");
  await heirs.waitFor();
  check(to || (await dialog.getByRole("button", { name: "Hand over and deactivate" }).isDisabled()), "deals go to whom nobody has chosen");
  await heirs.selectOption(to ? { label: to } : { index: 1 });
  const has = await dialog.getByText(/^They have/).innerText();
  await shot(page, `leave-${to ? "proposed" : "chosen"}`);
  await audit(page, "deactivate");
  await dialog.getByRole("button", { name: "Hand over and deactivate" }).click();
  await dialog.waitFor({ state: "detached" });
  return has;
}

/** A token is shown once and ended; the audit remembers it, and its filter is an address. */
export async function settings(page) {
  await page.goto(`${base}/settings/tokens`);
  await page.getByRole("button", { name: "New token" }).click();
  const dialog = page.getByRole("dialog", { name: "New token" });
  await dialog.getByLabel("What it is for").fill("story token");
  await audit(page, "new token");
  await dialog.getByRole("button", { name: "Create token" }).click();
  const shown = page.getByRole("dialog", { name: "Copy the token now" });
  check(/^arus_/.test(await shown.getByLabel("Token").inputValue()), "the token does not look like one");
  await audit(page, "token shown");
  await shown.getByRole("button", { name: "Close" }).last().click();
  check(!(await page.content()).includes("arus_"), "the token is still in the page");
  await page.getByRole("row", { name: /story token/ }).getByRole("button", { name: "Revoke" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
  await page.getByRole("row", { name: /story token/ }).waitFor({ state: "detached" });

  await page.goto(`${base}/settings/sessions`);
  await page.getByText("This one, now").waitFor();

  await page.goto(`${base}/settings/audit`);
  await page.getByLabel("About").selectOption("token");
  await page.getByRole("button", { name: "Apply" }).click();
  await page.getByRole("cell", { name: "Token created" }).first().waitFor();
  check(page.url().includes("action=token"), `the filter is not in the address: ${page.url()}`);
  check((await page.getByRole("link", { name: "Export CSV" }).getAttribute("href")).includes("action=token"), "the export forgets the filter");
  const taken = page.waitForEvent("download");
  await page.getByRole("link", { name: "Export CSV" }).click();
  check((await taken).suggestedFilename() === "audit.csv", "the export has another name");
}

const LEARNING_MS = 180_000; // a model from all that has closed, on a machine that does other work too

/** A model is learnt and held against the history of stages; from then on a deal says what its chance is made of. */
export async function scores(page) {
  await page.goto(`${base}/forecast/calibration`);
  await page.getByText("Weighs every report").waitFor({ timeout: LEARNING_MS }); // the first one is learnt by itself
  await page.getByRole("button", { name: "Learn anew" }).click();
  await page.getByRole("rowheader", { name: /^2/ }).getByText("Weighs every report").waitFor({ timeout: LEARNING_MS });
  await page.getByRole("region", { name: "The tournament" }).getByText("stands", { exact: true }).waitFor();

  // The first one is let stand again, and everybody is told who wanted it; then the newer one is.
  const back = page.getByRole("dialog", { name: /^Let version \d stand again\?$/ });
  for (const version of [1, 2]) {
    await page.getByRole("row", { name: new RegExp(`^${version}\\b`) }).getByRole("button", { name: "Let it stand again" }).click();
    await audit(page, "let a model stand again");
    await back.getByRole("button", { name: "Let it stand again" }).click();
    await back.waitFor({ state: "detached" });
    await page.getByRole("rowheader", { name: new RegExp(`^${version}`) }).getByText("Weighs every report").waitFor();
    await page.getByRole("list", { name: "What became of models" }).getByRole("listitem").filter({ hasText: `Version ${version} stands again in the place of version ${3 - version}` }).waitFor();
  }
  await page.getByRole("list", { name: "What became of models" }).getByText("Version 1 was learnt").waitFor();
  await shot(page, "model-watch");
  const dots = page.getByRole("group", { name: "By number of deals" }).getByRole("button", { name: /^The model that stands/ });
  await dots.nth(9).click();
  const behind = page.getByRole("region", { name: /: the deals$/ }).last();
  await behind.getByRole("row").nth(1).waitFor();
  await audit(page, "deals behind a group of the calibration");
  await page.getByRole("button", { name: /By value/ }).click();
  await page.getByRole("region", { name: "By value" }).getByRole("row", { name: /^History of the stage/ }).first().waitFor();
  await page.keyboard.press("Escape"); // the tip of the button
  await shot(page, "calibration-table");
  await audit(page, "calibration as a table");

  await page.goto(`${base}/deals?outcome=open`);
  await page.locator("[role=row] a").first().click();
  const chance = page.getByRole("region", { name: "Chance to win" });
  await chance.getByText(/^Together: \d+%$/).waitFor();
  const few = await chance.getByRole("row").count();
  await chance.getByRole("button", { name: /smaller ones$/ }).click();
  await chance.getByRole("button", { name: "Only the strongest" }).waitFor();
  check((await chance.getByRole("row").count()) > few, "the smaller terms are not told");
  // What is shown adds up to what is shown, each figure rounded once.
  const rows = await chance.getByRole("table").first().locator("tr").evaluateAll((all) => all.flatMap((row) => (row.cells.length > 1 ? [Number(row.cells[row.cells.length - 1].textContent.replace("\u2212", "-"))] : [])));
  const together = rows.pop();
  const sum = rows.reduce((a, b) => a + b, 0);
  check(Math.abs(sum - together) <= 0.005 * (rows.length + 1), `the points are ${sum} and not ${together}`);
  await page.mouse.move(0, 0); // off whatever has a tip
  await shot(page, "chance");
  await audit(page, "chance");

  // What a person holds stands apart, with its reason, beside what is worked out, until that counts again.
  const worked = await chance.getByText(/^Together: /).innerText();
  await chance.getByRole("button", { name: "I hold another chance…" }).click();
  const dialog = page.getByRole("dialog", { name: /^Your chance for / });
  await dialog.getByLabel("Chance to win, in percent").fill("surely");
  await dialog.getByRole("button", { name: "Set" }).click();
  await dialog.getByRole("alert").waitFor();
  await dialog.getByLabel("Chance to win, in percent").fill("85");
  await dialog.getByRole("button", { name: "Set" }).click();
  await dialog.getByRole("alert").waitFor(); // not without a reason
  await dialog.getByLabel("Reason").fill("the budget is signed");
  await audit(page, "override");
  await dialog.getByRole("button", { name: "Set" }).click();
  await dialog.waitFor({ state: "detached" });
  await chance.getByText("85%", { exact: true }).waitFor();
  await chance.getByText("“the budget is signed”").waitFor();
  await chance.getByText(`Worked out: ${worked.replace("Together: ", "")} (score)`).waitFor();
  await chance.getByText(worked, { exact: true }).waitFor();
  await shot(page, "override");
  await audit(page, "overridden");
  await chance.getByRole("button", { name: "Let that count again" }).click();
  await chance.getByText("“the budget is signed”").waitFor({ state: "detached" });

  // Counted otherwise than the stage says: for a reason.
  const facts = page.getByRole("complementary");
  await facts.getByRole("button", { name: "Change how it counts" }).click();
  const counting = page.getByRole("dialog", { name: /^How .* counts in the forecast$/ });
  await counting.getByLabel("Category").selectOption("Omitted");
  await counting.getByRole("button", { name: "Count it so" }).click();
  await counting.getByRole("alert").waitFor();
  await counting.getByLabel("Reason").fill("the buyer has gone quiet");
  await audit(page, "category");
  await counting.getByRole("button", { name: "Count it so" }).click();
  await counting.waitFor({ state: "detached" });
  await facts.getByText(/^The stage says .* “the buyer has gone quiet”$/).waitFor();
  await page.getByText(/counts it as Omitted – “the buyer has gone quiet”/).waitFor();
  await shot(page, "category");
}

/** A target is set where it stands. */
export async function targets(page) {
  await page.goto(`${base}/forecast/targets`);
  const cell = page.locator("tbody tr").first().locator("td").nth(3);
  await cell.getByRole("button").click();
  await cell.getByRole("textbox").fill("twelve");
  await page.keyboard.press("Enter");
  await cell.getByRole("alert").waitFor();
  await cell.getByRole("textbox").fill("61,000,000,000");
  await page.keyboard.press("Enter");
  await cell.getByText("61,000,000,000").waitFor();
}

/** The future of a quarter: a band, its figures as a table, and a number that is submitted and withdrawn. */
export async function forecast(page) {
  await page.goto(`${base}/forecast`);
  await page.getByRole("img", { name: /^Projected close, 80% range: .*P90/ }).waitFor();
  await page.getByRole("button", { name: "Projected close, 80% range" }).click();
  await page.getByRole("row", { name: /^P50/ }).waitFor();
  // A figure opens its deals, and as many as it says.
  const commits = page.getByRole("region", { name: "What people say" }).getByRole("row", { name: /^Commit/ });
  const many = await commits.getByRole("link").innerText();
  await commits.getByRole("link").click();
  await page.getByText(new RegExp(`^${many} deals?`)).first().waitFor();
  await page.goBack();

  // A number that everybody may rely on, for a reason; from then on the way from it is shown.
  await page.getByText("Nothing is published for this period yet.").waitFor();
  await page.getByRole("button", { name: "Publish the call…" }).click();
  const publishing = page.getByRole("dialog", { name: "Publish the call…" });
  await publishing.getByRole("button", { name: "Publish", exact: true }).click();
  await publishing.getByRole("alert").waitFor();
  await publishing.getByLabel("Reason").fill("the week's review agreed on it");
  await audit(page, "publish");
  await publishing.getByRole("button", { name: "Publish", exact: true }).click();
  await publishing.waitFor({ state: "detached" });
  await page.getByText(/^It holds: the forecast now says/).waitFor();
  await page.getByRole("button", { name: "Since last week" }).click();
  await page.getByRole("menuitemradio", { name: "Since the call" }).click();
  await page.getByRole("button", { name: "Since the call" }).waitFor();
  await shot(page, "call");
  await audit(page, "published");

  const region = page.getByRole("region", { name: "Submissions" });
  await region.locator('[data-tip="Counts when the buyer has signed"]').first().waitFor(); // what a manager thinks of a number
  await page.getByRole("button", { name: "The period after" }).click();
  await page.getByRole("button", { name: /^Show the \d+ who are missing$/ }).click();
  await region.getByText("Not submitted").first().waitFor();
  await page.getByRole("button", { name: "The period before" }).click();
  await region.locator('[data-tip="Counts when the buyer has signed"]').first().waitFor();
  await page.getByRole("button", { name: "Submit a number…" }).click();
  const dialog = page.getByRole("dialog", { name: "Submit a number…" });
  await dialog.getByText("Total").waitFor();
  await dialog.getByLabel("Adjustment").fill("lots");
  await audit(page, "submit");
  await dialog.getByRole("button", { name: "Submit", exact: true }).click();
  await dialog.getByRole("alert").first().waitFor();
  await dialog.getByLabel("Adjustment").fill("25,000,000");
  await dialog.getByLabel("Reason").fill("a renewal that is not in the list yet");
  await shot(page, "submit");
  await dialog.getByRole("button", { name: "Submit", exact: true }).click();
  await dialog.waitFor({ state: "detached" });
  const me = await page.evaluate(async () => (await (await fetch("/v1/session")).json()).user.name);
  const mine = region.getByRole("row", { name: me });
  await mine.getByText("25,000,000").first().waitFor();
  await shot(page, "submissions");
  await mine.getByRole("button", { name: /^Actions for/ }).click();
  await page.getByRole("menuitem", { name: "Withdraw…" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Withdraw" }).click();
  await page.getByText("Withdrawn").waitFor();
  await correction(page);
}

/** Who has said too much for three periods is offered their number without that, and takes it with a press or not at all. */
async function correction(page) {
  const ago = (days) => new Date(Date.now() - days * 86_400_000).toISOString();
  const day = (days) => ago(days).slice(0, 10);
  const session = await send(page, "GET", "/v1/session");
  const [pipeline] = (await send(page, "GET", "/v1/pipelines")).data;
  const deal = (name, days) =>
    send(page, "POST", "/v1/deals", { pipeline: pipeline.id, stage: pipeline.stages[0].id, name, owner: session.user.id, value: { amount: "500000000.00", currency: "IDR" }, close_date: day(0), category: "best_case", created_at: ago(days) });
  const workspace = `/v1/workspaces/${session.workspace.id}`;
  const moveTo = async (time_zone) => {
    const { version, calendar } = await send(page, "GET", workspace);
    await send(page, "PATCH", workspace, { calendar: { time_zone } }, version);
    return calendar.time_zone;
  };
  const { id, version } = await deal("A tender that was won", 9);
  await send(page, "POST", `/v1/deals/${id}/win`, { at: ago(8) }, version);
  // Nobody submits for a period that is over, and no story waits for one to end. What ends today where days end last is
  // over where they end first: the workspace moves from one to the other.
  const home = await moveTo("Pacific/Pago_Pago");
  const today = new Intl.DateTimeFormat("en-CA", { timeZone: "Pacific/Pago_Pago" }).format();
  for (const from of [12, 11, 10]) await send(page, "POST", "/v1/submissions", { period: `${day(from)}..${today}`, call: "best_case", adjustment: { amount: { amount: "125000000.00", currency: "IDR" }, reason: "it will come" } });
  await moveTo("Pacific/Kiritimati");
  await deal("A tender to come", 1);
  await page.reload();
  await page.getByRole("button", { name: "Submit a number…" }).click();
  const dialog = page.getByRole("dialog", { name: "Submit a number…" });
  await dialog.getByLabel("Number of").selectOption("");
  await dialog.getByLabel("Counts from").selectOption("best_case");
  await dialog.getByRole("button", { name: "Use it" }).click();
  await dialog.getByRole("button", { name: "Filled in below; nothing is sent yet" }).waitFor();
  await shot(page, "correction");
  await audit(page, "a correction that is offered");
  await dialog.getByLabel("Adjustment").fill("-1");
  await dialog.getByRole("button", { name: "Use it" }).click(); // another amount is no correction any more
  await dialog.getByRole("button", { name: "Submit", exact: true }).click();
  await dialog.waitFor({ state: "detached" });
  const named = (await send(page, "GET", "/v1/submissions?limit=200")).data.filter(({ basis }) => basis.correction).length;
  check(named === 1, `${named} submissions name a correction in their basis`);
  await moveTo(home);
}
