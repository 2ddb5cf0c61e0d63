// The story of a company account: whoever has one at a provider signs in with
// a button, and a stranger at the same provider does not. Needs a server that
// knows the provider of access/oidc/testdata, and the admin of first.mjs.
//
//   ARUS_URL, CHROMIUM, SHOTS  as for the other stories
import { audit, base, check, launch, open, shot, trouble } from "./browser.mjs";

/** From the door to the provider and through its two pages, as somebody with an account there. */
async function company(browser, name) {
  const page = await open(browser);
  await page.goto(`${base}/sign-in`);
  await page.getByRole("button", { name: "Continue with Company" }).waitFor();
  if (name === "first") {
    await shot(page, "sign-in-provider");
    await audit(page, "sign-in with a provider");
  }
  await page.getByRole("button", { name: "Continue with Company" }).click();
  await page.locator("input[name=login]").fill(name);
  await page.locator("input[name=password]").fill("anything");
  await page.locator("button[type=submit]").click();
  await page.getByText(/authorize/i).first().waitFor();
  await page.locator("button[type=submit]").click();
  return page;
}

async function story(browser) {
  const page = await company(browser, "first");
  await page.locator("[data-stage]").nth(5).waitFor();
  await page.goto(`${base}/settings/sessions`);
  await page.getByRole("row", { name: /This one, now/ }).getByText("Company account", { exact: true }).waitFor();
  await page.goto(`${base}/settings/audit`);
  await page.getByRole("cell", { name: "Company account linked" }).first().waitFor();

  const stranger = await company(browser, "stranger");
  await stranger.getByText(/^Your company account opens nothing here/).waitFor();
  await shot(stranger, "sign-in-refused");
  await audit(stranger, "refused at the provider");
  await stranger.goto(`${base}/`);
  await stranger.getByRole("button", { name: "Continue with Company" }).waitFor();
  check(new URL(stranger.url()).pathname === "/sign-in", `a stranger is at ${stranger.url()}`);
}

const browser = await launch();
try {
  await story(browser);
} catch (error) {
  trouble.push(`story: ${error.message}`);
  for (const [at, page] of browser.contexts().flatMap((context) => context.pages()).entries()) await shot(page, `provider-failure-${at}`).catch(() => undefined);
}
await browser.close();
for (const line of new Set(trouble)) console.error(line);
if (trouble.length > 0) process.exit(1);
console.log("provider story: passed");
