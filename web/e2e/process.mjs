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
  await dialog.getByText("evidence is a note or a link that somebody can look at").waitFor();
  await dialog.getByLabel("What it shows").fill("The owner said yes at the counter");
  await dialog.getByLabel("Where it can be seen").fill("https://example.com/minutes");
  await audit(page, "blocked, evidence");
  await shot(page, "evidence-light-en");
  await dialog.getByRole("button", { name: "Add evidence" }).click();
  await page.getByText("moved to Agreed by the buyer").waitFor();

  // Back, and the evidence is taken back for a reason: the way is closed again.
  await page.getByRole("button", { name: "Move to Offer reviewed" }).click();
  const list = page.getByRole("region", { name: "What must be true" });
  await list.getByRole("link", { name: "The owner said yes at the counter" }).waitFor();
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

export const processViews = { pipelines: ["/settings/pipelines", "main ul li a"] };

/** A pipeline from a template, a stage whose words the linter marks, an expression with a fault, and deals that go where they are sent. */
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

  // A stage is retired, and its deals go where they are sent: shown before it happens.
  await page.getByRole("button", { name: /^Agreed by the buyer/ }).click();
  const agreed = stages.filter({ hasText: "Agreed by the buyer" });
  await agreed.getByRole("button", { name: "Retire this stage" }).click();
  await page.getByRole("button", { name: "Review change" }).click();
  await review.getByText("would stay in a retired stage").waitFor();
  await review.getByLabel("Deals of Agreed by the buyer go to").selectOption({ label: "Proposal sent" });
  await review.getByText("would stay in a retired stage").waitFor({ state: "detached" });
  await audit(page, "designer, review");
  await shot(page, "designer-review-light-en");
  await review.getByLabel(/^Reason/).fill("A yes is a signature");
  await review.getByRole("button", { name: "Save the new version" }).click();
  await page.getByText("The new version holds; 1 deal was moved").waitFor();
  await page.getByText(/stage retired: Agreed by the buyer/).waitFor();
  await page.getByText("First definition").waitFor();
}
