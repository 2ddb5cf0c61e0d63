// The chapter about what rules have told somebody: a count beside the page's
// name that comes by itself, the way to what it is about, and read is read.
import { send } from "./approvals.mjs";
import { audit, base, shot } from "./browser.mjs";

export async function notices(page) {
  await page.goto(`${base}/notices`);
  await page.getByText("Nobody has told you anything yet.").waitFor();
  await audit(page, "no notices");

  const { user } = await send(page, "GET", "/v1/session");
  const { data } = await send(page, "GET", "/v1/pipelines");
  await send(page, "POST", "/v1/rules", { name: "Watch regions", on: true, when: { event: "deal.changed" }, if: "deal.region == 'Bali'", then: [{ do: "notify", text: "A deal in Bali" }] });
  const deal = await send(page, "POST", "/v1/deals", { pipeline: data[0].id, stage: data[0].stages[0].id, name: "Island", owner: user.id });
  await send(page, "PATCH", `/v1/deals/${deal.id}`, { region: "Bali" }, deal.version);

  await page.getByRole("link", { name: "Notices 1 unread" }).waitFor();
  await page.getByText("A deal in Bali").waitFor();
  await page.getByRole("link", { name: "Told by the rule “Watch regions”" }).waitFor();
  await shot(page, "notices-light-en");
  await audit(page, "notices");
  await page.getByRole("button", { name: "Bahasa Indonesia" }).click();
  await page.getByRole("button", { name: "Mode gelap" }).click();
  await page.getByRole("link", { name: "Pemberitahuan 1 belum dibaca" }).waitFor();
  await shot(page, "notices-dark-id");
  await audit(page, "notices, dark id");
  const desk = page.viewportSize();
  await page.setViewportSize({ width: 390, height: 844 });
  await shot(page, "phone-notices-dark-id");
  await audit(page, "phone notices");
  await page.setViewportSize(desk);
  await page.getByRole("button", { name: "English" }).click();
  await page.getByRole("button", { name: "Light mode" }).click();
  await page.getByRole("button", { name: "Mark all as read" }).click();
  await page.getByRole("link", { name: "Notices", exact: true }).waitFor();
  await page.getByRole("link", { name: "Island" }).click();
  await page.getByRole("heading", { name: "Island" }).waitFor();
}
