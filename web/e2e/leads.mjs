// The chapter about leads: one comes in, is refused in words while it is no
// opportunity, goes to whose turn it is, and becomes a deal; a route is laid
// down, tried, and passes over who is away.
import { audit, base, check, shot } from "./browser.mjs";

export const leadViews = { leads: ["/leads?whose=all", "main tbody a"], routes: ["/settings/routes", "main ol li a"], absences: ["/settings/absences", "main h1"], qualifications: ["/settings/qualifications", "main ul li a"] };

/** The pages of one lead that waits and of one route. */
export async function oneOfEach(page) {
  const first = (path) => page.evaluate(async (path) => (await (await fetch(path)).json()).data[0].id, path);
  const waits = encodeURIComponent("lead.state == 'open' && !lead.touched");
  return { lead: [`/leads/${await first(`/v1/leads?limit=1&filter=${waits}`)}`, "main ol li time"], route: [`/settings/routes/${await first("/v1/routes?limit=1")}`, "main tbody tr"] };
}

export async function leads(page) {
  await page.goto(`${base}/leads`);
  await page.getByRole("group", { name: "Whose" }).getByRole("button", { name: "All that I see" }).click();
  await page.waitForURL(/whose=all/);
  await page.locator("main tbody a").first().waitFor();
  await page.getByRole("combobox", { name: "State" }).selectOption({ label: "Disqualified" });
  await page.waitForURL(/state=disqualified/);
  await page.getByRole("searchbox", { name: "Find by name" }).fill("nobody is called so");
  await page.keyboard.press("Enter");
  await page.getByText("No lead is like this.").waitFor();
  await page.getByRole("button", { name: "Show all open leads" }).click();
  await page.locator("main tbody a").first().waitFor();

  await page.getByRole("button", { name: "New lead" }).click();
  const fresh = page.getByRole("dialog", { name: "New lead" });
  await fresh.getByRole("button", { name: "Add lead" }).click();
  await fresh.getByRole("alert").first().waitFor();
  await fresh.getByLabel("Name", { exact: true }).fill("Sari Wulandari");
  await fresh.getByLabel("Region").fill("Jawa Tengah");
  await fresh.getByLabel("Source").fill("web form");
  await fresh.getByLabel(/^Budget/).fill("75000000");
  await audit(page, "new lead");
  await fresh.getByRole("button", { name: "Add lead" }).click();
  await page.getByRole("heading", { name: "Sari Wulandari" }).waitFor();
  await page.getByText("added the lead").waitFor();
  await route(page);
  await convert(page);
}

/** Whose turn it is, and why, is said before the lead is given away. */
async function route(page) {
  await page.getByRole("button", { name: "Give to…" }).click();
  await page.getByRole("menuitem", { name: "Give out by the route" }).click();
  const turn = page.getByRole("dialog", { name: "Give out by the route" });
  await turn.getByText("The route Jawa takes it.").waitFor();
  await audit(page, "whose turn");
  await shot(page, "lead-turn-light-en");
  const give = turn.getByRole("button", { name: /^Give to / });
  const name = (await give.innerText()).replace("Give to ", "");
  await give.click();
  await page.getByText(new RegExp(`The route Jawa gave it to ${name}, turn`)).first().waitFor();
  await page.getByText("Nobody has been in contact for").waitFor();
  await shot(page, "lead-light-en");
  await audit(page, "lead");
}

async function convert(page) {
  await page.getByRole("button", { name: "Convert to deal" }).click();
  const dialog = page.getByRole("dialog", { name: "Convert to deal" });
  await dialog.getByText("2 things are missing.").waitFor();
  await dialog.getByRole("button", { name: "Convert to deal" }).click();
  await dialog.getByRole("alert").getByText("The company is known").waitFor();
  await audit(page, "convert, refused");
  await shot(page, "lead-refused-light-en");
  await page.keyboard.press("Escape");

  await page.getByRole("button", { name: "Edit Company:" }).click();
  await page.getByRole("textbox", { name: "Company" }).fill("PT Wulan Jaya");
  await page.keyboard.press("Enter");
  await page.getByText("changed company").waitFor();
  await page.getByRole("button", { name: "Note a contact" }).click();
  const touch = page.getByRole("dialog", { name: "Note a contact" });
  await touch.getByLabel("What came of it").fill("Wants to see it");
  await touch.getByRole("button", { name: "Save" }).click();
  await page.getByText("It meets everything: it can become a deal.").waitFor();

  await page.getByRole("button", { name: "Disqualify" }).click();
  await page.getByRole("dialog", { name: "Disqualify" }).getByLabel("Why it is no buyer").fill("Only curious");
  await page.getByRole("dialog", { name: "Disqualify" }).getByRole("button", { name: "Disqualify" }).click();
  await page.getByText("Disqualified: Only curious").waitFor();
  await page.getByRole("button", { name: "Open again" }).click();
  await page.getByRole("dialog", { name: "Open again" }).getByLabel("Why it may be one after all").fill("There is a budget");
  await page.getByRole("dialog", { name: "Open again" }).getByRole("button", { name: "Open again" }).click();

  await page.getByRole("button", { name: "Convert to deal" }).click();
  await dialog.getByText("It meets everything").waitFor();
  await shot(page, "lead-convert-light-en");
  await dialog.getByRole("button", { name: "Convert to deal" }).click();
  await page.getByRole("heading", { level: 1, name: "PT Wulan Jaya" }).waitFor();
  check(/\/deals\//.test(page.url()), `the new deal is not opened, but ${page.url()}`);
  await page.getByRole("complementary").getByRole("link", { name: "Sari Wulandari" }).click();
  await page.getByRole("link", { name: "Open the deal" }).waitFor();
  await audit(page, "lead that became a deal");
}

/** A route is laid down with two people, tried, and one of them goes on leave. */
export async function routes(page) {
  await page.goto(`${base}/settings/routes`);
  await page.getByRole("link", { name: "New route" }).click();
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("alert").first().waitFor();
  await page.getByLabel("Name", { exact: true }).fill("Bali");
  await page.getByLabel("Place in the order").fill("0");
  await page.getByLabel("Which ones (empty: every one)").fill('lead.regoin == "Bali"');
  await page.getByRole("button", { name: "Add a person" }).click();
  await page.getByRole("button", { name: "Add a person" }).click();
  await page.getByLabel("Shares").first().fill("2");
  await page.getByText("For everything").nth(1).click();
  await page.getByLabel("Languages").nth(1).fill("en");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText(/no field|regoin/).first().waitFor();
  await audit(page, "route, refused");
  await page.getByLabel("Which ones (empty: every one)").fill('lead.region == "Bali"');
  await page.getByLabel(/^First contact within/).fill("60");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("region", { name: "Bali" }).getByText("Nothing was given out yet.").waitFor();
  const [first, second] = await Promise.all([0, 1].map((at) => page.getByLabel(`Person ${at + 1}`).locator("option:checked").innerText()));
  await shot(page, "route-light-en");
  await audit(page, "route");

  await page.goto(`${base}/settings/routes`);
  await page.getByLabel("Region").fill("Bali");
  await page.getByRole("button", { name: "Whose turn?" }).click();
  await page.getByText("The route Bali takes it.").waitFor();
  await page.getByText(`${second}: other languages`).waitFor();
  await shot(page, "routes-light-en");

  // While the first is away it can be nobody's turn.
  await page.goto(`${base}/settings/absences`);
  await page.getByRole("button", { name: "New absence" }).click();
  const dialog = page.getByRole("dialog", { name: "New absence" });
  await dialog.getByLabel("Who").selectOption({ label: first });
  await dialog.getByLabel("Until").fill("2020-01-01");
  await dialog.getByRole("button", { name: "Save" }).click();
  await dialog.getByRole("alert").first().waitFor();
  await audit(page, "absence, refused");
  await dialog.getByLabel("Until").fill(await dialog.getByLabel("From").inputValue());
  await dialog.getByLabel("Note (may stay empty)").fill("A day at home");
  await dialog.getByRole("button", { name: "Save" }).click();
  await page.getByText("A day at home").waitFor();
  await shot(page, "absences-light-en");
  await page.goto(`${base}/settings/routes`);
  await page.getByLabel("Region").fill("Bali");
  await page.getByLabel("Language").fill("id");
  await page.getByRole("button", { name: "Whose turn?" }).click();
  await page.getByText(`${first}: is away`).waitFor();

  await page.goto(`${base}/settings/absences`);
  await page.getByRole("button", { name: `Remove: ${first}` }).first().click();
  await page.getByText("A day at home").waitFor({ state: "detached" });
  await page.goto(`${base}/settings/routes`);
  await page.getByRole("link", { name: /^Bali/ }).click();
  await page.getByRole("button", { name: "Remove", exact: true }).click();
  await page.getByRole("dialog", { name: "Remove" }).getByRole("button", { name: "Remove" }).click();
  await page.getByRole("heading", { name: "Routes" }).waitFor();
}

/** What every pipeline asks of leads is laid down, refused where it cannot be read, and left switched off. */
export async function qualifications(page) {
  await page.goto(`${base}/settings/qualifications`);
  await page.locator("main ul li a").first().waitFor();
  await page.getByRole("link", { name: "New qualification" }).click();
  await page.getByLabel("Of the pipeline").selectOption({ label: "Every pipeline" });
  await page.getByText("Nothing is asked here.").waitFor();
  await page.getByRole("button", { name: "Add a criterion" }).click();
  await page.getByLabel("What is asked, in English").fill("We know whom to call");
  await page.getByLabel("What is asked, in Indonesian").fill("Kita tahu siapa yang dihubungi");
  await page.getByLabel("Met when").fill('lead.fone != ""');
  await page.getByRole("button", { name: "Save, switched off" }).click();
  await page.getByText(/there is no lead\.fone/).waitFor();
  await shot(page, "qualification-refused-light-en");
  await audit(page, "qualification, refused");
  await page.getByLabel("Met when").fill('lead.phone != ""');
  await page.getByRole("button", { name: "Save, switched off" }).click();
  await page.getByText("Every pipeline saved").waitFor();
  await page.getByRole("heading", { level: 1, name: "Every pipeline" }).waitFor();
  await shot(page, "qualification-light-en");
  await audit(page, "qualification");
  await page.getByRole("region", { name: "Every pipeline" }).getByRole("link", { name: "Qualification" }).click();
  await page.getByRole("switch", { name: /Every pipeline/, checked: false }).waitFor();
  await page.getByText("1 criterion", { exact: true }).waitFor();
}
