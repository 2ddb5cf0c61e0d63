// The chapter about a currency without a rate: every report says which one is
// missing and where it is set, who may not set it is told who can, and once it
// is there the figures are.
import { send } from "./approvals.mjs";
import { audit, base, check, shot } from "./browser.mjs";

export async function rates(page, other) {
  const { data } = await send(page, "GET", "/v1/pipelines");
  const at = new Date(Date.now() + 864e5).toISOString().slice(0, 10);
  await send(page, "POST", "/v1/deals", { pipeline: data[0].id, stage: data[0].stages[0].id, name: "In euros", value: { amount: "1000.00", currency: "EUR" }, close_date: at });

  // Who cannot set it is told who can.
  await other.goto(`${base}/reports/coverage?pipeline=all`);
  await other.getByText(/^Rates are set by .*Budi/).waitFor();
  check((await other.getByRole("link", { name: "Set this rate" }).count()) === 0, "whoever may not set a rate is sent to set it");

  await page.goto(`${base}/`);
  await page.getByRole("link", { name: "Set this rate" }).waitFor();
  await audit(page, "board without a rate");
  for (const path of ["/forecast", "/reports/health?pipeline=all", "/reports/bridge?pipeline=all", "/reports/coverage?pipeline=all"]) {
    await page.goto(base + path);
    await page.getByRole("link", { name: "Set this rate" }).first().waitFor();
  }
  await shot(page, "rate-missing-light-en");
  await audit(page, "report without a rate");
  await page.getByRole("link", { name: "Set this rate" }).click();
  const dialog = page.getByRole("dialog", { name: "Add a rate" });
  await dialog.getByText(/^Figures are waiting for a rate from EUR/).waitFor();
  await dialog.getByLabel("Rate", { exact: true }).fill("0");
  await dialog.getByRole("button", { name: "Save" }).click();
  await dialog.getByRole("alert").first().waitFor();
  await dialog.getByLabel("Rate", { exact: true }).fill("1.25");
  await dialog.getByText(/= 1.25 USD/).waitFor();
  await shot(page, "rate-asked-light-en");
  await audit(page, "rate dialog");
  await dialog.getByRole("button", { name: "Save" }).click();
  await dialog.waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Back to the figures" }).click();
  await page.getByRole("heading", { name: "Coverage", level: 1 }).waitFor();
  await page.getByText(/^\$1\.25K$/).first().waitFor();

  // Several at once, and one that is corrected; in Indonesian, in the dark, on a phone.
  await page.goto(`${base}/settings/rates`);
  await page.getByRole("row", { name: /1\.25/ }).waitFor();
  await page.getByRole("button", { name: "Bahasa Indonesia" }).click();
  await page.getByRole("button", { name: "Mode gelap" }).click();
  await page.getByRole("button", { name: "Tempel beberapa" }).click();
  const paste = page.getByRole("dialog", { name: "Tempel beberapa" });
  await paste.getByLabel("Kurs").fill("hari;dari;ke;kurs\n2026-01-02;USD;IDR;16000,5");
  await paste.getByRole("alert").waitFor();
  await paste.getByLabel("Kurs").fill("hari;dari;ke;kurs\n2026-01-02;USD;IDR;16000.5\n2026-02-02;USD;USD;1\n2099-02-02;USD;IDR;16100");
  await paste.getByText("1 USD = 16.000,5 IDR, sejak 2 Januari 2026").waitFor();
  await shot(page, "rates-paste-dark-id");
  await audit(page, "rates pasted, dark id");
  await paste.getByRole("button", { name: "Isikan 3 kurs" }).click();
  await paste.getByRole("alert").getByText(/^Baris 3: /).waitFor();
  await audit(page, "rates refused, dark id");
  check((await send(page, "GET", "/v1/rates")).data.every(({ days }) => days.every(({ day }) => day !== "2026-01-02")), "of a list that was refused some rates are set");
  await paste.getByLabel("Kurs").fill("hari;dari;ke;kurs\n2026-01-02;USD;IDR;16000.5\n2026-02-02;USD;IDR;1.61\n2099-02-02;USD;IDR;16100");
  await paste.getByRole("button", { name: "Isikan 3 kurs" }).click();
  await paste.waitFor({ state: "detached" });
  await page.getByRole("button", { name: /^Perbaiki kurs dari USD ke IDR tanggal 2 Januari 2026/ }).click();
  const correct = page.getByRole("dialog", { name: "Perbaiki" });
  await correct.getByLabel("Kurs", { exact: true }).fill("15999");
  await correct.getByRole("button", { name: "Simpan" }).click();
  await page.getByRole("row", { name: /15\.999/ }).waitFor();

  // One that is wrong is taken out again, and asked for once more before that.
  await page.getByRole("button", { name: /^Hapus kurs dari USD ke IDR tanggal 2 Februari 2026/ }).click();
  const removing = page.getByRole("dialog", { name: "Hapus kurs dari USD ke IDR?" });
  await removing.getByText(/^Kurs tanggal 2 Februari 2026/).waitFor();
  await shot(page, "rate-removed-dark-id");
  await audit(page, "rate removed, dark id");
  await removing.getByRole("button", { name: "Hapus" }).click();
  await removing.waitFor({ state: "detached" });
  await page.getByRole("row", { name: /1,61/ }).waitFor({ state: "detached" });
  await shot(page, "rates-dark-id");
  await audit(page, "rates, dark id");
  const desk = page.viewportSize();
  await page.setViewportSize({ width: 390, height: 844 });
  await shot(page, "phone-rates-dark-id");
  await audit(page, "phone rates");
  await page.setViewportSize(desk);
  await page.getByRole("button", { name: "English" }).click();
  await page.getByRole("button", { name: "Light mode" }).click();
}
