// The chapter about what a stage asks for: a blocked move names what is missing
// and where to add it, the move goes on once it is there, and an override
// leaves its reason.
import { audit, base, check, shot } from "./browser.mjs";

/** A pipeline whose second stage wants facts and whose third wants evidence, and a deal in its first. */
export async function criteria(page) {
  const deal = await page.evaluate(async () => {
    const post = async (path, body) => {
      const answer = await fetch(path, { method: "POST", headers: { "Content-Type": "application/json", "Idempotency-Key": crypto.randomUUID() }, body: JSON.stringify(body) });
      if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
      return answer.json();
    };
    const { data: templates } = await (await fetch("/v1/pipelines/templates")).json();
    const short = templates.find(({ key }) => key === "short").pipeline;
    const { id: pipeline } = await post("/v1/pipelines", { ...short, name: "Walk-ins" });
    return post("/v1/deals", { pipeline, name: "Till for the corner shop" });
  });
  await page.goto(`${base}/deals/${deal.id}`);
  await facts(page);
  await evidence(page);
  await override(page);
  return deal.pipeline;
}

/** What is missing is filled in where it is said, and the move goes on by itself. */
async function facts(page) {
  await page.getByRole("button", { name: "Move to Offer reviewed" }).click();
  const dialog = page.getByRole("dialog", { name: "Not moved to Offer reviewed" });
  await dialog.getByText("Value and close date are known").waitFor();
  await shot(page, "blocked-light-en");
  await audit(page, "blocked");
  await dialog.getByRole("button", { name: "Add now" }).click();
  await dialog.getByLabel(/^Value/).fill("12,500,000");
  await dialog.getByLabel("Close date").fill("2027-03-31");
  await audit(page, "blocked, facts");
  await dialog.getByRole("button", { name: "Save" }).click();
  await page.getByText("moved to Offer reviewed").waitFor();
  await dialog.waitFor({ state: "detached" });
}

async function evidence(page) {
  await page.getByRole("button", { name: "Move to Agreed by the buyer" }).click();
  const dialog = page.getByRole("dialog", { name: "Not moved to Agreed by the buyer" });
  await dialog.getByRole("button", { name: "Add now" }).click();
  // Nothing is no evidence, and the field says so.
  await dialog.getByRole("button", { name: "Add evidence" }).click();
  await dialog.getByText("evidence is a note, a link or a file that somebody can look at").waitFor();
  await dialog.getByLabel("What it shows").fill("The owner said yes at the counter");
  await dialog.getByLabel("Where it can be seen").fill("https://example.com/minutes");
  await dialog.getByLabel("A file, at most 10 MB").setInputFiles({ name: "minutes.txt", mimeType: "text/plain", buffer: Buffer.from("They said yes.") });
  await audit(page, "blocked, evidence");
  await shot(page, "evidence-light-en");
  await dialog.getByRole("button", { name: "Add evidence" }).click();
  await page.getByText("moved to Agreed by the buyer").waitFor();

  // Back, and the evidence is taken back for a reason: the way is closed again.
  await page.getByRole("button", { name: "Move to Offer reviewed" }).click();
  const list = page.getByRole("region", { name: "What must be true" });
  await list.getByRole("link", { name: "The owner said yes at the counter" }).waitFor();
  const [saved] = await Promise.all([page.waitForEvent("download"), list.getByRole("link", { name: "minutes.txt" }).click()]);
  check(saved.suggestedFilename() === "minutes.txt", "the file is not handed out under its name");
  await shot(page, "criteria-light-en");
  await list.getByRole("button", { name: "Take back" }).click();
  await list.getByLabel("Why it does not hold any more").fill("It was the neighbour");
  await audit(page, "evidence taken back");
  await list.getByRole("button", { name: "Take back" }).click();
  await list.getByText("1 thing is missing for the next stage").waitFor();
  await page.getByText("took evidence back: It was the neighbour").waitFor();
}

/** Whoever may go on all the same says why, and the history keeps it. */
async function override(page) {
  await page.getByRole("button", { name: "Move to Agreed by the buyer" }).click();
  const dialog = page.getByRole("dialog", { name: "Not moved to Agreed by the buyer" });
  await dialog.getByRole("button", { name: "Go on all the same" }).click();
  const go = dialog.getByRole("button", { name: "Go on all the same" });
  check(await go.isDisabled(), "an override needs no reason");
  await dialog.getByLabel(/^Reason/).fill("The owner's son has signed");
  await audit(page, "override");
  await go.click();
  await page.getByText("although criteria were not met: The owner's son has signed").waitFor();
}

export const processViews = { pipelines: ["/settings/pipelines", "main ul li a"], rules: ["/settings/rules", "main h1"], policies: ["/settings/policies", "main h1"], playbooks: ["/settings/playbooks", "main h1"] };

/** A pipeline from a template, a stage whose words the linter marks, an expression with a fault, a try on history, and deals that go where they are sent. */
export async function designer(page, walkIns) {
  await page.goto(`${base}/settings/pipelines`);
  await page.getByRole("button", { name: "New pipeline" }).click();
  const fresh = page.getByRole("dialog", { name: "New pipeline" });
  await fresh.getByLabel("Name").fill("Renewals 2027");
  await fresh.getByRole("radio", { name: /^Renewals/ }).check();
  await audit(page, "new pipeline");
  await fresh.getByRole("button", { name: "Create" }).click();
  await page.getByRole("heading", { name: "Renewals 2027", level: 1 }).waitFor();

  await page.goto(`${base}/settings/pipelines/${walkIns}`);
  await page.getByRole("heading", { name: "Walk-ins", level: 1 }).waitFor();
  await shot(page, "designer-light-en");

  // What we do is not what the buyer does, and the linter says so beside the stage.
  const stages = page.locator("main ol > li");
  await page.getByRole("button", { name: /^Offer reviewed/ }).click();
  await page.getByLabel("Name of the stage").fill("Proposal sent");
  await page.getByLabel(/^What the buyer has done/).fill("we have sent the proposal");
  await stages.filter({ hasText: "Proposal sent" }).getByText(/buyer/i).first().waitFor();
  await audit(page, "designer, stage open");

  // An expression that means nothing is marked where it stops being understood.
  const exit = page.getByRole("region", { name: "To leave this stage" });
  await exit.getByRole("button", { name: "Add a criterion" }).click();
  await exit.getByLabel("What must be true, in English").fill("The region is known");
  await exit.getByLabel("What must be true, in Indonesian").fill("Wilayahnya diketahui");
  await exit.getByRole("radio", { name: "An expression that is true" }).check();
  await exit.getByRole("textbox", { name: "An expression that is true" }).fill('deal.regon != ""');
  await page.getByRole("button", { name: "Review change" }).click();
  const review = page.getByRole("dialog", { name: "Review change" });
  await review.getByRole("button", { name: "Save the new version" }).click();
  await review.waitFor({ state: "detached" });
  await exit.locator("mark").filter({ hasText: "regon" }).waitFor();
  await shot(page, "designer-fault-light-en");
  await audit(page, "designer, fault");
  await exit.getByRole("textbox", { name: "An expression that is true" }).fill('deal.region != ""');

  // What it would have kept deals from is said before it is saved, with the deals behind.
  const tried = page.getByRole("region", { name: "Would have been blocked" });
  await page.getByRole("button", { name: "Try", exact: true }).click();
  const barrier = tried.getByRole("row", { name: /The region is known/ });
  check(/ids=deal_/.test(await barrier.getByRole("link").getAttribute("href")), "no deals are behind what was blocked");
  await audit(page, "designer, tried");
  await barrier.scrollIntoViewIfNeeded();
  await shot(page, "designer-tried-light-en");

  // The stage that takes the place of another one may be made for a day to come; until then it can be called off.
  await replaced(page, review);
  await review.getByLabel("Holds from (empty: now)").fill("2035-01-01");
  await review.getByLabel(/^Reason/).fill("The counter signs from then on");
  await audit(page, "designer, review");
  await shot(page, "designer-review-light-en");
  await review.getByRole("button", { name: "Plan the new version" }).click();
  await page.getByText("Planned: it holds from January 1, 2035").waitFor();
  await page.getByText("deals of Agreed by the buyer go to Signed at the counter").waitFor();
  await page.getByRole("button", { name: /^Call off the change from/ }).click();
  await page.getByLabel("Why it is called off").fill("It need not wait");
  await audit(page, "designer, planned");
  await shot(page, "designer-planned-light-en");
  await page.getByRole("button", { name: "Call off", exact: true }).click();
  await page.getByText("called off: It need not wait").waitFor();

  await replaced(page, review);
  await review.getByLabel(/^Reason/).fill("A yes is a signature");
  await review.getByRole("button", { name: "Save the new version" }).click();
  await page.getByText("The new version holds; 1 deal was moved").waitFor();
  await page.getByText(/stage retired: Agreed by the buyer/).first().waitFor();
  await page.getByText("First definition").waitFor();
}

/** A stage is retired for one that is new, and its deals go there: shown before it happens. */
async function replaced(page, review) {
  const agreed = page.locator("main ol > li").filter({ hasText: "Agreed by the buyer" });
  const head = page.getByRole("button", { name: /^Agreed by the buyer/ });
  if ((await head.getAttribute("aria-expanded")) === "false") await head.click();
  await agreed.getByRole("button", { name: "Retire this stage" }).click();
  await page.getByRole("button", { name: "Add a stage" }).click();
  await page.locator("main ol > li").filter({ hasText: "New stage" }).getByLabel("Name of the stage").fill("Signed at the counter");
  await page.getByRole("button", { name: "Review change" }).click();
  // Figures over all pipelines want to know what stage it is.
  await review.getByRole("button", { name: "Show me where" }).click();
  const fresh = page.locator("main ol > li").filter({ hasText: "Signed at the counter" });
  await fresh.getByText(/is not one of the workspace's canonical stages/).first().waitFor();
  await fresh.getByLabel(/^Common stage/).selectOption("commit");
  await page.getByRole("button", { name: "Review change" }).click();
  await review.getByText("would stay in a retired stage").waitFor();
  await review.getByLabel("Deals of Agreed by the buyer go to").selectOption({ label: "Signed at the counter (new)" });
  await review.getByText("would stay in a retired stage").waitFor({ state: "detached" });
  await review.getByText("1 deal from Agreed by the buyer to Signed at the counter").waitFor();
}

/** What webhooks are signed with is made anew after asking once more, and shown once. */
async function webhookSecret(page) {
  await page.getByRole("button", { name: "Webhook secret" }).click();
  const asked = page.getByRole("dialog", { name: "Make a new webhook secret?" });
  await audit(page, "webhook secret, asked");
  await asked.getByRole("button", { name: "Make a new one" }).click();
  const shown = page.getByRole("dialog", { name: "Webhook secret" });
  check(/^whsec_/.test(await shown.getByRole("textbox").inputValue()), "no secret is shown");
  await shot(page, "webhook-secret-light-en");
  await audit(page, "webhook secret, shown");
  await page.keyboard.press("Escape");
  await shown.waitFor({ state: "detached" });
}

/** A rule is written as a sentence, tried on what has happened, switched on, and asked what it did. */
export async function rules(page) {
  await page.goto(`${base}/settings/rules`);
  await page.getByText("There are no rules yet.").waitFor();
  await webhookSecret(page);
  await page.getByRole("link", { name: "New rule" }).click();
  await page.getByLabel("Name").fill("Large deals are told about");
  await page.getByLabel("When").selectOption({ label: "a deal is won" });
  await page.getByRole("textbox", { name: /^If/ }).fill("deal.valu > 1000000000.0");
  await page.getByLabel("In words").fill("A large deal was won");
  await page.getByRole("button", { name: "Try", exact: true }).click();
  await page.locator("mark").filter({ hasText: "valu" }).waitFor();
  await audit(page, "rule, fault");
  await page.getByRole("textbox", { name: /^If/ }).fill("deal.value > 1000000000.0");
  await page.getByText(/^When a deal is won and deal\.value/).waitFor();
  await page.getByRole("button", { name: "Try", exact: true }).click();
  await page.getByRole("region", { name: "The last runs that did something" }).getByRole("row").nth(1).waitFor();
  await shot(page, "rule-tried-light-en");
  await audit(page, "rule, tried");
  await page.getByRole("button", { name: "Save and switch on" }).click();
  await page.getByText("Large deals are told about is on").waitFor();

  // It runs on what happens from now on, and says why.
  const address = page.url();
  const deal = await page.evaluate(async () => {
    const { data } = await (await fetch(`/v1/deals?${new URLSearchParams({ outcome: "open", filter: "deal.value > 1000000000.0", limit: "1" })}`)).json();
    const answer = await fetch(`/v1/deals/${data[0].id}/win`, { method: "POST", headers: { "Content-Type": "application/json", "If-Match": `"${data[0].version}"`, "Idempotency-Key": crypto.randomUUID() }, body: "{}" });
    if (!answer.ok) throw new Error(await answer.text());
    return data[0].id;
  });
  const ran = page.getByRole("region", { name: "What it has done" }).getByRole("row", { name: /A large deal was won/ });
  for (let asked = 0; asked < 20 && !(await ran.isVisible()); asked++) {
    await page.goto(address);
    await ran.waitFor({ timeout: 1000 }).catch(() => undefined);
  }
  check((await ran.getByRole("link").getAttribute("href"))?.includes(deal), "the run is not of the deal that was won");

  await page.getByRole("link", { name: "Rules" }).first().click();
  const on = page.getByRole("switch", { name: "Large deals are told about: switched on" });
  await on.click();
  await page.getByRole("switch", { name: "Large deals are told about: switched on", checked: false }).waitFor();
  await audit(page, "rules");
  await shot(page, "rules-light-en");
}

/** A rule does several things: it gives deals by turns, sets facts that each have a field of their own, and calls an address. */
export async function ruleThatActs(page) {
  const deal = await page.evaluate(async () => {
    const send = async (path, body, headers = {}) => {
      const answer = await fetch(path, { method: "POST", headers: { "Content-Type": "application/json", "Idempotency-Key": crypto.randomUUID(), ...headers }, body: JSON.stringify(body) });
      if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
      return answer.json();
    };
    const { data: users } = await (await fetch("/v1/users?limit=2")).json();
    await send("/v1/routes", { name: "Round the table", of: "deals", members: users.map(({ id: user }) => ({ user, weight: 1 })), off: false });
    const { data } = await (await fetch("/v1/deals?outcome=open&limit=1")).json();
    return data[0];
  });
  await page.goto(`${base}/settings/rules/new`);
  await page.getByLabel("Name").fill("A call is prepared");
  await page.getByLabel("When").selectOption({ label: "an activity is logged" });
  const then = page.getByRole("region", { name: "Then" });
  const action = (at) => then.getByRole("listitem").nth(at);
  await action(0).getByLabel("Do").selectOption({ label: "Set a field" });
  await action(0).getByLabel("Field").selectOption({ label: "Close date" });
  await page.getByRole("button", { name: "Save and switch on" }).click();
  await action(0).getByText(/needs this/).waitFor();
  await audit(page, "rule, a value is missing");
  await action(0).getByLabel("Value").fill("2035-06-30");
  const fill = async (at, field, set) => {
    await then.getByRole("button", { name: "Do something else, too" }).click();
    await action(at).getByLabel("Do").selectOption({ label: "Set a field" });
    await action(at).getByLabel("Field").selectOption({ label: field });
    await set(action(at));
  };
  await fill(1, "Forecast category", (here) => here.getByLabel("Value").selectOption({ label: "Commit" }));
  await fill(2, "Region", (here) => here.getByLabel("Empty it").check());
  await then.getByRole("button", { name: "Do something else, too" }).click();
  await action(3).getByLabel("Do").selectOption({ label: "Call a webhook" });
  await action(3).getByLabel("Address").fill("https://hooks.invalid/arus");
  await then.getByRole("button", { name: "Do something else, too" }).click();
  await action(4).getByLabel("Do").selectOption({ label: "Assign the deal" });
  await action(4).getByLabel("Who").selectOption({ label: "Round the table" });
  await page.getByText(/set Close date to June 30, 2035, set Forecast category to Commit, empty Region, call https:\/\/hooks\.invalid\/arus, and give the deal to whose turn it is on Round the table/).waitFor();
  await audit(page, "rule that acts");
  await shot(page, "rule-acts-light-en");
  // A route gives only what nobody owns: this deal has an owner, so that the rule goes without.
  await then.getByRole("button", { name: "Remove action 5" }).click();
  await page.getByRole("button", { name: "Save and switch on" }).click();
  await page.getByText("A call is prepared is on").waitFor();
  const address = page.url();
  await page.evaluate(async ({ id }) => {
    const answer = await fetch("/v1/activities", { method: "POST", headers: { "Content-Type": "application/json", "Idempotency-Key": crypto.randomUUID() }, body: JSON.stringify({ deal: id, kind: "call", subject: "They will sign" }) });
    if (!answer.ok) throw new Error(await answer.text());
  }, deal);
  const ran = page.getByRole("region", { name: "What it has done" }).getByRole("row", { name: /not delivered yet, tried again/ });
  for (let asked = 0; asked < 20 && !(await ran.isVisible()); asked++) {
    await page.goto(address);
    await ran.waitFor({ timeout: 1000 }).catch(() => undefined);
  }
  await ran.getByText("set Close date to June 30, 2035").waitFor();
  await audit(page, "rule that has acted");
  await ran.scrollIntoViewIfNeeded();
  await shot(page, "rule-acted-light-en");
  await page.getByRole("button", { name: "Save, switched off" }).click();
  await page.getByText("A call is prepared saved").waitFor();
}
