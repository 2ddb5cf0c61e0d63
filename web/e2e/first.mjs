// The story of a new installation: a person signs in to nothing, and has a
// pipeline, a company and a deal a minute later, and asks other people to approve
// what it does not decide alone. Needs a server right after
// `arus init`; it is told once, because afterwards nothing is new any more.
//
//   ARUS_URL, CHROMIUM, SHOTS  as for the other story
//   ARUS_EMAIL, ARUS_PASSWORD  of the admin
import { approvals } from "./approvals.mjs";
import { notices } from "./notices.mjs";
import { rates } from "./rates.mjs";
import { audit, base, check, launch, open, shot, trouble } from "./browser.mjs";

async function story(browser) {
  const page = await open(browser);
  await page.goto(`${base}/`);
  await page.getByLabel("E-mail").fill(process.env.ARUS_EMAIL ?? "");
  await page.getByLabel("Password").fill(process.env.ARUS_PASSWORD ?? "");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.getByRole("heading", { name: "No pipeline yet." }).waitFor();
  await page.getByText("arus import --map map.yaml").waitFor();
  check((await page.getByRole("link", { name: "Documentation" }).getAttribute("href")) === "/docs", "the documentation is elsewhere");
  await shot(page, "first-en");
  await audit(page, "first en");

  await page.getByRole("link", { name: "Deals" }).click();
  await page.getByRole("heading", { name: "No pipeline yet." }).waitFor();
  await audit(page, "list without pipeline");
  await page.getByRole("link", { name: "Start with a pipeline" }).click();

  // The pipeline speaks the language of whoever starts it.
  await page.getByRole("button", { name: "Bahasa Indonesia" }).click();
  await shot(page, "first-id");
  await page.getByRole("button", { name: "Mulai dengan satu pipeline" }).click();
  await page.locator("[data-stage]").nth(5).waitFor();
  check((await page.locator("[data-stage] h2").allInnerTexts()).join() === "Kualifikasi,Penggalian,Kecocokan solusi,Proposal,Negosiasi,Komitmen lisan", "the stages are others");
  await page.getByRole("button", { name: "English" }).click();
  await page.getByText("No open deals in this pipeline.").waitFor();
  await shot(page, "no-deals");
  await audit(page, "no deals");

  await page.getByRole("main").getByRole("button", { name: "New deal" }).last().click();
  const dialog = page.getByRole("dialog", { name: "New deal" });
  await dialog.getByLabel("Deal", { exact: true }).fill("First deal");
  await dialog.getByRole("combobox", { name: "Company" }).fill("First company");
  await dialog.getByRole("option", { name: "Add company “First company”" }).click();
  await dialog.getByLabel(/^Value/).fill("125,000");
  await dialog.getByRole("button", { name: "Create deal" }).click();
  await page.locator("[data-card]", { hasText: "First company" }).waitFor();
  await page
    .getByText("No open deals in this pipeline.")
    .waitFor({ state: "detached" })
    .catch(() => check(false, "the board with a deal says that it has none"));

  await page.goto(`${base}/deals?outcome=lost`);
  await page.getByText("No lost deals in this pipeline.").waitFor();
  await audit(page, "list without lost deals");
  await page.getByRole("button", { name: "Show open deals" }).click();
  await page.getByRole("link", { name: "First company" }).waitFor();
  const siti = await approvals(page, browser);
  await rates(page, siti);
  await notices(page);
  trouble.push(...(await page.evaluate(() => window.breaches)).map((breach) => `policy: ${breach}`));
}

const browser = await launch();
try {
  await story(browser);
} catch (error) {
  trouble.push(`story: ${error.message}`);
}
await browser.close();
for (const line of new Set(trouble)) console.error(line);
if (trouble.length > 0) process.exit(1);
console.log("first story: passed");
