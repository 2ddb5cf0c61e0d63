// The chapter about what needs somebody else's word: a policy and a playbook are
// made, an approval is asked for, rejected, asked for again, handed on and given
// by other people in browsers of their own, and then the deal goes on.
import { audit, base, check, open, shot } from "./browser.mjs";

/** Sends as whoever is signed in. */
export const send = (page, method, path, body, version) =>
  page.evaluate(
    async ({ method, path, body, version }) => {
      const headers = { "Content-Type": method === "PATCH" ? "application/merge-patch+json" : "application/json", ...(version ? { "If-Match": `"${version}"` } : { "Idempotency-Key": crypto.randomUUID() }) };
      const answer = await fetch(path, { method, headers, body: body && JSON.stringify(body) });
      if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
      return answer.json();
    },
    { method, path, body, version },
  );

/** Somebody else comes in, in a browser of their own. */
async function invited(browser, page, name, role) {
  const { link } = await send(page, "POST", "/v1/invitations", { email: `${name.toLowerCase()}@example.com`, name, role, language: "en" });
  const other = await open(browser);
  await other.goto(new URL(new URL(link).pathname + new URL(link).hash, base).href);
  await other.locator("input[name=password]").fill(`the long phrase of ${name}`);
  await other.locator("form button[type=submit]").first().click();
  await other.getByRole("link", { name: "Approvals" }).waitFor();
  return other;
}

export async function approvals(page, browser) {
  const siti = await invited(browser, page, "Siti", "executive");
  const budi = await invited(browser, page, "Budi", "finance");
  await policy(page);
  const deal = await gate(page);
  await playbook(page, deal.pipeline);

  // The way is closed, and the deal's own page is where approval is asked for.
  await page.goto(`${base}/deals/${deal.id}`);
  const move = page.getByRole("button", { name: "Move to Penggalian" });
  await move.click();
  const blocked = page.getByRole("dialog", { name: "Not moved to Penggalian" });
  await blocked.getByText("The terms are approved").waitFor();
  await page.keyboard.press("Escape");
  await ask(page, "They want to pay in two years");

  // Nobody approves their own.
  const here = page.getByRole("region", { name: "Approvals" });
  await here.getByText("You asked for this or own the deal, so somebody else answers.").waitFor();
  check((await here.getByRole("button", { name: "Approve" }).count()) === 0, "one's own approval can be given");
  await audit(page, "approval of one's own");
  await shot(page, "approval-own-light-en");

  // The first answer is no; what is asked again is handed on, and the other says yes.
  await waiting(siti);
  await siti.getByLabel("Comment").fill("Two years are too long");
  await siti.getByRole("button", { name: "Reject" }).click();
  await siti.getByText("Nothing to show here.").waitFor();
  await page.reload();
  await here.getByText("Siti said no – Two years are too long").waitFor();
  await ask(page, "One year, then");
  await waiting(siti);
  await siti.getByLabel("To", { exact: true }).selectOption({ label: "Budi" });
  await audit(siti, "approval to be handed on");
  await shot(siti, "approval-waits-light-en");
  await siti.getByRole("button", { name: "Hand on" }).click();
  await siti.getByText("Nothing to show here.").waitFor();
  await waiting(budi);
  await budi.getByText("Budi is asked for Siti").waitFor();
  await budi.getByRole("button", { name: "Approve" }).click();
  await budi.getByText("Nothing to show here.").waitFor();

  await page.reload();
  await here.getByText("Budi said yes").waitFor();
  await move.click();
  await page.getByText("moved to Penggalian").waitFor();
  await shot(page, "approval-given-light-en");
  await budi.context().close();
  return siti; // the executive looks at figures later
}

async function ask(page, reason) {
  await page.getByRole("button", { name: "Ask for approval" }).click();
  const dialog = page.getByRole("dialog", { name: "Ask for approval" });
  await dialog.getByLabel("Under the policy").selectOption({ label: "Long terms" });
  await dialog.getByLabel("Why it should be approved").fill(reason);
  await dialog.getByRole("button", { name: "Ask for approval" }).click();
  await dialog.waitFor({ state: "detached" });
}

async function waiting(page) {
  await page.goto(`${base}/approvals`);
  await page.getByRole("link", { name: "First deal" }).waitFor();
}

/** A policy is written, put right where the server points, switched off and on. */
async function policy(page) {
  await page.goto(`${base}/settings/policies`);
  await page.getByText("There are no approval policies yet.").waitFor();
  await audit(page, "no policies");
  await page.getByRole("link", { name: "New policy" }).click();
  await page.getByRole("textbox", { name: "Name", exact: true }).fill("Long terms");
  await page.getByRole("textbox", { name: /^Which deals need it/ }).fill("deal.valu > 100.0");
  await page.getByRole("button", { name: "Save and switch on" }).click();
  await page.locator("mark").filter({ hasText: "valu" }).waitFor();
  await page.getByRole("textbox", { name: /^Which deals need it/ }).fill("deal.value > 100.0");
  await page.getByRole("button", { name: "Save and switch on" }).click();
  await page.getByText("it has to be said in words").waitFor();
  await audit(page, "policy, fault");
  await page.getByLabel("What is approved, in English").fill("Terms of more than a year");
  await page.getByLabel("What is approved, in Indonesian").fill("Syarat lebih dari setahun");
  await page.getByLabel("Step 1, approver 1").selectOption({ label: "Siti" });
  await page.getByRole("button", { name: "Add a step" }).click();
  await page.getByRole("button", { name: "Remove step 2" }).click();
  await page.getByText("Deals with deal.value > 100.0: Siti.").waitFor();
  await shot(page, "policy-light-en");
  await page.getByRole("button", { name: "Save and switch on" }).click();
  await page.getByText("Long terms is on").waitFor();
  await page.getByText('approved("long_terms")').waitFor();
  await audit(page, "policy");
  await page.getByRole("region", { name: "Long terms" }).getByRole("link", { name: "Approval policies" }).click();
  await page.getByRole("switch", { name: "Long terms: switched on", checked: true }).click();
  await page.getByRole("switch", { name: "Long terms: switched on", checked: false }).click();
  await page.getByRole("switch", { name: "Long terms: switched on", checked: true }).waitFor();
  await audit(page, "policies");
  await looks(page, "policies");
}

/** The second stage is entered with the approval only. */
async function gate(page) {
  const { data } = await page.evaluate(async () => (await fetch("/v1/deals?outcome=open&limit=1")).json());
  const { stages, version } = await page.evaluate(async (id) => (await fetch(`/v1/pipelines/${id}`)).json(), data[0].pipeline);
  stages[1].entry = [{ key: "terms", says: { en: "The terms are approved", id: "Syaratnya disetujui" }, rule: 'approved("long_terms")' }];
  await send(page, "PATCH", `/v1/pipelines/${data[0].pipeline}`, { stages }, version);
  return data[0];
}

/** A playbook's steps are put in their order within a stage. */
async function playbook(page) {
  await page.goto(`${base}/settings/playbooks`);
  await page.getByText("There are no playbooks yet.").waitFor();
  await page.getByRole("link", { name: "New playbook" }).click();
  await page.getByRole("textbox", { name: "Name", exact: true }).fill("First weeks");
  const stage = page.getByRole("list", { name: "Kualifikasi" });
  const says = stage.getByLabel("What is to be done, in English");
  for (const [at, words] of [[0, "Agree the agenda"], [1, "Ask who signs"]]) {
    await page.getByRole("button", { name: "Add a step to Kualifikasi" }).click();
    if (at === 0) {
      // What says nothing is refused at its place.
      await page.getByRole("button", { name: "Save and switch on" }).click();
      await stage.getByText("it has to be said in words").waitFor();
      await audit(page, "playbook, fault");
    }
    await says.nth(at).fill(words);
  }
  await stage.getByLabel("As what").first().selectOption({ label: "Meeting" });
  await stage.getByLabel("Due after days").first().fill("3");
  await stage.getByRole("button", { name: "Move up: Ask who signs" }).click();
  check((await says.first().inputValue()) === "Ask who signs", "the second step is not the first");
  await page.getByRole("button", { name: "Save and switch on" }).click();
  await page.getByText("First weeks is on").waitFor();
  await shot(page, "playbook-light-en");
  await audit(page, "playbook");
  await looks(page, "playbook");
  await page.getByRole("region", { name: "First weeks" }).getByRole("link", { name: "Playbooks" }).click();
  await page.getByText(/· 2 steps/).waitFor();
  await audit(page, "playbooks");
}

/** The page in the other language, in the dark and on a phone. */
async function looks(page, name) {
  const desk = page.viewportSize();
  await page.getByRole("button", { name: "Bahasa Indonesia" }).click();
  await page.locator('html[lang="id"]').waitFor();
  await page.getByRole("button", { name: "Mode gelap" }).click();
  await page.locator('html[data-theme="dark"]').waitFor();
  await shot(page, `${name}-dark-id`);
  await audit(page, `${name} dark id`);
  await page.setViewportSize({ width: 390, height: 844 });
  check(await page.evaluate(() => [...document.querySelectorAll("main h1, main section, main fieldset")].every((each) => each.getBoundingClientRect().right <= innerWidth)), `${name} is wider than a phone`);
  await shot(page, `${name}-phone-id`);
  await audit(page, `${name} phone id`);
  await page.setViewportSize(desk);
  await page.getByRole("button", { name: "Mode terang" }).click();
  await page.getByRole("button", { name: "English" }).click();
  await page.locator('html[lang="en"]').waitFor();
}
