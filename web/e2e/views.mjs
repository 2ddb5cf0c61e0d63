// The chapter about what people keep: a question under a name, opened from the
// sidebar and the palette, and the page that somebody begins with, in their order.
import { audit, base, check, shot } from "./browser.mjs";

export const homeViews = { home: ["/home", "figure ol li"] };

export async function views(page) {
  await list(page);
  await explorer(page);
  await board(page);
  await home(page);
}

const menu = (page, name) => page.locator("header").getByRole("button", { name });

/** A filtered list is kept, opened elsewhere, changed, shared, deleted and brought back. */
async function list(page) {
  await page.goto(`${base}/deals?pipeline=all&outcome=won&filter=${encodeURIComponent("deal.value > 1000000000.0")}`);
  await page.locator("[role=row] a").first().waitFor();
  const rows = await page.locator("[role=table]").getAttribute("aria-rowcount");
  await menu(page, "Views").click();
  await page.getByRole("menuitem", { name: "Save as a view…" }).click();
  const naming = page.getByRole("dialog", { name: "Save as a view…" });
  await naming.getByLabel("Name").fill("Large wins");
  await audit(page, "save a view");
  await shot(page, "view-save-light-en");
  await naming.getByRole("button", { name: "Save", exact: true }).click();
  await menu(page, "Large wins").waitFor();
  check(/view=view_/.test(page.url()), `the view is not in the address: ${page.url()}`);

  // From the sidebar the same question is asked, and what is changed is marked.
  await page.goto(`${base}/forecast`);
  await page.getByRole("navigation", { name: "Views" }).getByRole("link", { name: "Large wins" }).click();
  await page.locator(`[role=table][aria-rowcount="${rows}"]`).waitFor();
  check(/outcome=won/.test(page.url()) && /pipeline=all/.test(page.url()), `the view opens ${page.url()}`);
  await page.getByRole("button", { name: /^Remove filter/ }).click();
  await menu(page, /Large wins.*changed/).click();
  await page.getByRole("menuitem", { name: "Save changes to Large wins" }).click();
  await page.getByText("changed", { exact: true }).waitFor({ state: "detached" });

  await menu(page, "Large wins").click();
  await page.getByRole("menuitem", { name: "Rename or share…" }).click();
  const rename = page.getByRole("dialog", { name: "Rename or share…" });
  await rename.getByLabel("Name").fill("All wins");
  await rename.getByLabel("Who has it").selectOption("all");
  await rename.getByRole("button", { name: "Save", exact: true }).click();
  await menu(page, "All wins").click();
  await page.getByRole("menuitem", { name: "Delete this view" }).click();
  await page.getByText("All wins deleted").waitFor();
  await page.getByRole("button", { name: "Undo" }).last().click();
  await page.getByRole("navigation", { name: "Views" }).getByRole("link", { name: "All wins" }).waitFor();
}

/** A question of the explorer comes back with its measures, groups and drawing; the palette knows it by name. */
async function explorer(page) {
  await page.goto(`${base}/reports/explore?m=open,value&by=owner&chart=none`);
  await page.getByRole("region", { name: "Figures" }).getByRole("row").nth(1).waitFor();
  await menu(page, "Views").click();
  await page.getByRole("menuitem", { name: "Save as a view…" }).click();
  const naming = page.getByRole("dialog", { name: "Save as a view…" });
  await naming.getByLabel("Name").fill("Who carries what");
  await naming.getByRole("button", { name: "Save", exact: true }).click();
  await menu(page, "Who carries what").waitFor();
  await page.goto(`${base}/forecast`);
  await page.getByRole("navigation", { name: "Views" }).getByRole("link", { name: "Who carries what" }).waitFor();
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox").fill("who carries");
  await page.getByRole("option", { name: "Who carries what" }).waitFor();
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/reports\/explore\?.*by=owner/);
  check(/m=open%2Cvalue/.test(page.url()) && /chart=none/.test(page.url()), `the view opens ${page.url()}`);
}

async function board(page) {
  await page.goto(`${base}/?sort=-value`);
  await page.locator("[data-card]").first().waitFor();
  await menu(page, "Views").click();
  await page.getByRole("menuitem", { name: "Save as a view…" }).click();
  const naming = page.getByRole("dialog", { name: "Save as a view…" });
  await naming.getByLabel("Name").fill("Largest first");
  await naming.getByRole("button", { name: "Save", exact: true }).click();
  await menu(page, "Largest first").waitFor();
}

/** The starting page: figures open their deals; panels are moved, removed and added; the role's page comes back. */
async function home(page) {
  await page.goto(`${base}/home`);
  await page.getByRole("heading", { name: "All teams", level: 1 }).waitFor();
  await page.locator("main figure ol li").first().waitFor();
  await page.getByText("Loading…").first().waitFor({ state: "detached" });
  await shot(page, "home-light-en");

  await page.getByRole("button", { name: "Edit page" }).click();
  await page.getByRole("button", { name: "Move down: Open pipeline" }).click();
  await page.getByRole("button", { name: "Remove: Weighted" }).click();
  await page.getByRole("button", { name: "Add a panel" }).click();
  const form = page.getByRole("form", { name: "Add a panel" });
  await form.getByLabel("Shown as").selectOption("list");
  await form.getByLabel("Title").fill("Large and open");
  await form.getByLabel(/^Only deals for which/).fill("deal.valu > 1.0");
  await form.getByRole("button", { name: "Add", exact: true }).click();
  await form.getByText(/did you mean deal\.value/).waitFor();
  await audit(page, "home, editing");
  await shot(page, "home-edit-light-en");
  await form.getByLabel(/^Only deals for which/).fill('deal.outcome == "open" && deal.value > 1000000000.0');
  await form.getByRole("button", { name: "Add", exact: true }).click();
  await page.getByRole("heading", { name: "Large and open" }).waitFor();
  await page.getByRole("button", { name: "Save for me" }).click();
  await page.getByRole("button", { name: "Back to the role's page" }).waitFor();
  await page.reload();
  await page.getByRole("heading", { name: "Large and open" }).waitFor();
  check((await page.getByRole("heading", { name: "Weighted" }).count()) === 0, "a removed panel came back");
  await page.getByRole("button", { name: "Back to the role's page" }).click();
  await page.getByRole("heading", { name: "Weighted" }).waitFor();

  // Another day's page says so, and every panel of it is of that day.
  await page.goto(`${base}/home?as_of=2026-01-31`);
  await page.getByText(/as it was at the end of/).waitFor();
  await page.locator("main figure ol li a").first().click();
  await page.waitForURL(/\/deals\?.*as_of=2026-01-31/);
}
