// The chapter about what waits for somebody: matters put right where they are
// listed, tasks done or skipped for a reason, and approvals answered.
import { audit, base, check, shot } from "./browser.mjs";

export const workViews = { attention: ["/attention?whose=all", "main li a"], tasks: ["/tasks", "main h1"], approvals: ["/approvals?tab=all", "main h1"], notices: ["/notices", "main h1"] };

/** Posts as whoever is signed in. */
const post = (page, path, body) =>
  page.evaluate(
    async ({ path, body }) => {
      const answer = await fetch(path, { method: "POST", headers: { "Content-Type": "application/json", "Idempotency-Key": crypto.randomUUID() }, body: JSON.stringify(body) });
      if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
      return answer.json();
    },
    { path, body },
  );

export async function work(page) {
  await attention(page);
  await tasks(page);
  await deal(page);
}

async function attention(page) {
  await page.goto(`${base}/attention?whose=all`);
  const kinds = page.getByRole("group", { name: "What is lacking" });
  await kinds.getByRole("button", { name: /^No next step/ }).click();
  await page.waitForURL(/lack=no_next_step/);
  const plan = page.getByRole("button", { name: /^Plan a step: / }).first();
  const name = (await plan.getAttribute("aria-label")).replace("Plan a step: ", "");
  await plan.click();
  await page.locator("main form input[name=text]").fill("Ask who signs");
  await audit(page, "attention, planning");
  await shot(page, "attention-plan-light-en");
  const before = await page.locator("main li").filter({ hasText: name }).count();
  await page.locator("main form").getByRole("button", { name: "Save" }).click();
  await page.waitForFunction(({ name, before }) => [...document.querySelectorAll("main li")].filter((li) => li.textContent.includes(name)).length < before, { name, before });
}

async function tasks(page) {
  await page.goto(`${base}/tasks`);
  await page.getByRole("button", { name: "New task" }).click();
  const fresh = page.getByRole("dialog", { name: "New task" });
  await fresh.getByRole("button", { name: "Add" }).click();
  await fresh.getByRole("alert").first().waitFor();
  await fresh.getByLabel("What is to be done").fill("Call the accountant");
  await audit(page, "new task");
  await fresh.getByRole("button", { name: "Add" }).click();
  await page.getByRole("button", { name: "Skip: Call the accountant" }).click();
  await page.getByLabel("Why it is left out").fill("They have called us");
  await audit(page, "task, skipping");
  await page.locator("main form").getByRole("button", { name: "Skip" }).click();
  await page.getByText("skipped: They have called us").waitFor();
  await page.getByRole("button", { name: "Open again: Call the accountant" }).click();
  await page.getByRole("button", { name: "Done: Call the accountant" }).click();
  await page.getByRole("button", { name: "Open again: Call the accountant" }).waitFor();
  await shot(page, "tasks-light-en");
}

/** A playbook recommends, and a policy asks somebody else. */
async function deal(page) {
  const { data } = await page.evaluate(async () => (await fetch("/v1/deals?outcome=open&limit=1")).json());
  const { id, pipeline, stage } = data[0];
  await post(page, "/v1/playbooks", { name: "First meetings", pipeline, steps: [{ key: "agenda", stage, says: { en: "Agree the agenda", id: "Sepakati agenda" } }] });
  await post(page, "/v1/policies", { key: "terms", name: "Longer terms", says: { en: "longer terms" }, steps: [{ approvers: [{ role: "finance" }] }], answer_days: 3 });
  await page.goto(`${base}/deals/${id}`);
  const steps = page.getByRole("region", { name: "Recommended in this stage" });
  await steps.getByRole("button", { name: "Begin: Agree the agenda" }).click();
  await steps.getByRole("button", { name: "Done: Agree the agenda" }).click();
  await steps.getByRole("button", { name: "Open again: Agree the agenda" }).waitFor();
  const approvals = page.getByRole("region", { name: "Approvals" });
  await approvals.getByRole("button", { name: "Ask for approval" }).click();
  const ask = page.getByRole("dialog", { name: "Ask for approval" });
  await ask.getByLabel("Under the policy").selectOption({ label: "Longer terms" });
  await ask.getByLabel("Why it should be approved").fill("They insist");
  await audit(page, "ask for approval");
  await ask.getByRole("button", { name: "Ask for approval" }).click();
  await approvals.getByText("somebody else answers").waitFor();
  await shot(page, "deal-work-light-en");
  await audit(page, "deal with steps and approvals");
  await page.goto(`${base}/approvals?tab=asked`);
  await page.getByText("anybody with the role").waitFor();
  check((await page.locator("main li dl dd").first().innerText()).length > 0, "the approval does not say what was seen");
  await shot(page, "approvals-light-en");
  await page.getByRole("button", { name: "Take back" }).click();
  await page.getByText("taken back").waitFor();
}
