// The story of a first run: a server without a workspace, the code from its
// terminal, a workspace, a pipeline, a first invitation that is followed, and
// who guesses at a password has to wait. It is told once to a server.
//
//   ARUS_URL, CHROMIUM, SHOTS  as for the other stories
//   ARUS_CODE                  the set-up code that the terminal shows
import { audit, base, check, launch, open, shot, trouble } from "./browser.mjs";

const PASSWORD = "seven horses run past the pier";

async function story(browser) {
  const page = await open(browser);
  await page.goto(`${base}/`);
  await page.getByRole("heading", { name: "Set up Arus" }).waitFor();
  await shot(page, "setup-light-en");
  await audit(page, "setup en");
  await page.getByRole("button", { name: "Bahasa Indonesia" }).click();
  await page.getByRole("button", { name: "Mode gelap" }).click();
  await shot(page, "setup-dark-id");
  await audit(page, "setup dark id");
  await page.getByRole("button", { name: "English" }).click();

  // A wrong code opens nothing, and says so.
  await page.getByLabel("Set-up code").fill("AAAA-AAAA-AAAA-AAAA");
  await page.getByLabel("Your organisation").fill("Story & Sons");
  await page.getByLabel("Reporting currency").selectOption("USD");
  await page.getByLabel("Name").fill("Ani");
  await page.getByLabel("E-mail").fill("ani@story.example");
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Make the workspace" }).click();
  await page.getByRole("alert").first().waitFor();
  await page.getByLabel("Set-up code").fill(process.env.ARUS_CODE ?? "");
  await page.getByRole("button", { name: "Make the workspace" }).click();

  await page.getByRole("heading", { name: "Your first pipeline" }).waitFor();
  await shot(page, "setup-pipeline");
  await audit(page, "setup pipeline");
  await page.getByRole("button", { name: "Start with this pipeline" }).click();

  await page.getByRole("heading", { name: "Who else works here?" }).waitFor();
  await audit(page, "setup people");
  await page.getByLabel("E-mail of person 1").fill("budi@story.example");
  await page.getByLabel("E-mail of person 2").fill("citra@story.example");
  await page.getByRole("button", { name: "Invite", exact: true }).click();
  // No mail server here: the link is shown, to be handed over.
  const link = await page.getByLabel("Link for person 1").inputValue();
  const another = await page.getByLabel("Link for person 2").inputValue();
  await shot(page, "setup-people");
  await audit(page, "setup invited");
  await page.getByRole("button", { name: "To the workspace" }).click();
  await page.locator("[data-stage]").nth(5).waitFor();

  await guest(browser, link);
  await keyholder(browser, another);
  await passkey(browser);
  await guesses(browser);
}

const named = base.replace("127.0.0.1", "localhost"); // a passkey is bound to a name

/** A page whose browser has a make-believe device for passkeys. */
async function withDevice(browser) {
  const page = await open(browser);
  const device = await page.context().newCDPSession(page);
  await device.send("WebAuthn.enable");
  const options = { protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true };
  const { authenticatorId } = await device.send("WebAuthn.addVirtualAuthenticator", { options });
  return { page, device, authenticatorId };
}

/** Who is invited may come in with a passkey and never have a password. */
async function keyholder(browser, link) {
  const { page, device, authenticatorId } = await withDevice(browser);
  await page.goto(named + new URL(link).pathname + new URL(link).hash);
  await device.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: false });
  await page.getByRole("button", { name: "Use a passkey instead" }).click();
  await page.getByRole("alert").waitFor(); // the invitation is still good
  await audit(page, "link, no passkey");
  await device.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: true });
  await page.getByRole("button", { name: "Use a passkey instead" }).click();
  await page.locator("[data-stage]").nth(5).waitFor();
  await page.getByRole("button", { name: "Sign out", exact: true }).click();
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await page.locator("[data-stage]").nth(5).waitFor();
  await page.goto(`${named}/settings/passkeys`);
  await page.getByRole("row", { name: /Chrome|Linux/ }).waitFor();
  await page.context().close();
}

/** A device makes a passkey and signs in by it; a forgotten one lets nobody in. */
async function passkey(browser) {
  const { page, device, authenticatorId } = await withDevice(browser);
  await page.goto(`${named}/sign-in?next=/settings/passkeys`);
  await page.getByLabel("E-mail").fill("ani@story.example");
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.getByText("You have no passkeys yet.").waitFor();
  await shot(page, "passkeys-none");
  await audit(page, "no passkeys");

  await page.getByRole("button", { name: "Add a passkey" }).click();
  const dialog = page.getByRole("dialog", { name: "Add a passkey" });
  await dialog.getByLabel("Name").fill("Ani's telephone");
  await audit(page, "new passkey");
  await device.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: false });
  await dialog.getByRole("button", { name: "Make the passkey" }).click();
  await dialog.getByRole("alert").waitFor(); // whoever cannot prove themselves to the device makes none
  await device.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: true });
  await dialog.getByRole("button", { name: "Make the passkey" }).click();
  const line = page.getByRole("row", { name: /Ani's telephone/ });
  await line.getByText("Never").waitFor();
  await shot(page, "passkeys");
  await audit(page, "passkeys");
  await page.getByRole("button", { name: "Add a passkey" }).click();
  await dialog.getByRole("button", { name: "Make the passkey" }).click();
  await dialog.getByText("This device has a passkey for you already.").waitFor();
  await dialog.getByRole("button", { name: "Cancel" }).click();

  await page.getByRole("button", { name: "Sign out", exact: true }).click();
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await page.locator("[data-stage]").nth(5).waitFor();
  await page.goto(`${named}/settings/sessions`);
  await page.getByRole("row", { name: /This one, now/ }).getByText("Passkey", { exact: true }).waitFor();

  await page.goto(`${named}/settings/passkeys`);
  await line.getByRole("button", { name: "Remove" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
  await line.waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Sign out", exact: true }).click();
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await page.getByRole("alert").waitFor();
  await shot(page, "sign-in-passkey-gone");
  await audit(page, "passkey gone");
  await page.context().close();
}

/** Who is invited chooses a password and is inside; the link lets nobody in twice. */
async function guest(browser, link) {
  const address = base + new URL(link).pathname + new URL(link).hash;
  const page = await open(browser);
  await page.goto(address);
  await page.getByRole("heading", { name: /^Welcome to Story & Sons/ }).waitFor();
  check(!page.url().includes("#"), "the secret is still in the address");
  await shot(page, "link-light-en");
  await audit(page, "link");
  await page.getByLabel("Password").fill("password1234");
  await page.getByRole("button", { name: "Enter" }).click();
  await page.getByRole("alert").first().waitFor();
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Enter" }).click();
  await page.locator("[data-stage]").nth(5).waitFor();
  await page.getByRole("link", { name: "Settings" }).click();
  check((await page.getByRole("link", { name: "Audit" }).count()) === 0, "a rep is offered the audit");
  await page.getByLabel("Password until now").fill(PASSWORD);
  await page.getByLabel("New password").fill(`${PASSWORD}, again`);
  await page.getByRole("button", { name: "Change password" }).click();
  await page.getByText("Your password is changed").waitFor();
  await page.goto(address);
  await page.getByRole("heading", { name: "This link lets nobody in" }).waitFor();
  await audit(page, "link over");
}

/** Whoever guesses waits, and is told how long. */
async function guesses(browser) {
  const page = await open(browser);
  await page.goto(`${base}/sign-in`);
  await page.getByRole("link", { name: "Forgotten your password?" }).click();
  await page.getByRole("heading", { name: "Forgotten password" }).waitFor(); // the page before has such a field, too
  await page.getByLabel("E-mail").fill("nobody@story.example");
  await audit(page, "forgotten");
  await page.getByRole("button", { name: "Send the link" }).click();
  await page.getByText("If somebody with nobody@story.example works here").waitFor();
  await page.getByRole("link", { name: "Back to sign-in" }).click();
  await page.getByLabel("Password").waitFor();
  for (let tries = 0; tries < 8 && (await page.getByText(/Try again in \d+ s/).count()) === 0; tries++) {
    await page.getByLabel("E-mail").fill("ani@story.example");
    await page.getByLabel("Password").fill(`wrong ${tries}`);
    const answer = page.waitForResponse((response) => response.url().endsWith("/v1/session") && response.request().method() === "POST");
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await answer;
    await page.getByRole("alert").waitFor();
  }
  await page.getByText(/Try again in \d+ s/).waitFor();
  check(await page.getByRole("button", { name: "Sign in", exact: true }).isDisabled(), "one may go on guessing");
  await shot(page, "sign-in-locked");
  await audit(page, "locked out");
}

const browser = await launch();
try {
  await story(browser);
  for (const page of browser.contexts().flatMap((context) => context.pages())) trouble.push(...(await page.evaluate(() => window.breaches)).map((breach) => `policy: ${breach}`));
} catch (error) {
  trouble.push(`story: ${error.message}\n${error.stack?.split("\n").find((line) => line.includes("setup.mjs")) ?? ""}`);
  for (const [at, page] of browser.contexts().flatMap((context) => context.pages()).entries()) await shot(page, `setup-failure-${at}`).catch(() => undefined);
}
await browser.close();
for (const line of new Set(trouble)) console.error(line);
if (trouble.length > 0) process.exit(1);
console.log("set-up story: passed");
