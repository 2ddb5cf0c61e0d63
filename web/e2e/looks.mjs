// The chapters of the story about how it looks: on a phone, in each language and
// theme, and at the door.
import { audit, base, check, shot } from "./browser.mjs";
import { leadViews, oneOfEach } from "./leads.mjs";
import { peopleViews } from "./people.mjs";
import { processViews } from "./process.mjs";
import { reportViews } from "./reports.mjs";
import { homeViews } from "./views.mjs";
import { workViews } from "./work.mjs";

/** A phone shows one stage, and nothing of a deal beyond its edge. */
export async function phone(page) {
  const desk = page.viewportSize();
  await page.setViewportSize({ width: 390, height: 844 });
  const inside = () => page.evaluate(() => [...document.querySelectorAll("main, main h1, main aside, main section, header button")].every((element) => element.getBoundingClientRect().right <= innerWidth));
  for (const [name, path] of [["board", "/"], ["deal", `/deals/${await page.locator("[data-card]").first().getAttribute("data-card")}`], ["list", "/deals"]]) {
    await page.goto(base + path);
    await page.locator(name === "board" ? "[data-card]" : name === "deal" ? "ol li time" : "[role=row] a").first().waitFor();
    if (name === "board") {
      const whole = await page.locator("[data-stage]").evaluateAll((stages) => stages.filter((stage) => stage.getBoundingClientRect().right <= innerWidth).length);
      check(whole === 1, `a phone shows ${whole} stages`);
    } else check(await inside(), `the ${name} is wider than a phone`);
    await shot(page, `phone-${name}`);
    await audit(page, `phone ${name}`);
  }
  for (const [name, [path, shown]] of Object.entries({ ...homeViews, ...workViews, ...reportViews, ...peopleViews })) {
    await page.goto(base + path);
    await page.locator(shown).first().waitFor();
    check(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${name} can be pushed sideways on a phone`);
  }
  await page.setViewportSize(desk);
}

/** Every page in both languages and themes, each with its audit. */
export async function languagesAndThemes(page) {
  await page.goto(`${base}/`);
  await page.locator("[data-card]").first().waitFor();
  const id = await page.locator("[data-card]").first().getAttribute("data-card");
  const views = { board: ["/", "[data-card]"], deal: [`/deals/${id}`, "ol li time"], list: ["/deals", "[role=row] a"], ...homeViews, ...workViews, ...leadViews, ...(await oneOfEach(page)), ...processViews, ...reportViews, ...peopleViews };
  for (const lang of ["en", "id"]) {
    if ((await page.locator("html").getAttribute("lang")) !== lang) {
      await page.getByRole("button", { name: lang === "id" ? "Bahasa Indonesia" : "English" }).click();
    }
    check((await page.locator("html").getAttribute("lang")) === lang, `the page does not say that it speaks ${lang}`);
    for (const theme of ["light", "dark"]) {
      if ((await page.locator("html").getAttribute("data-theme")) !== theme) {
        await page.getByRole("button", { name: /^(Dark|Light) mode|^Mode (gelap|terang)/ }).click();
      }
      for (const [name, [path, shown]] of Object.entries(views)) {
        await page.goto(base + path);
        await page.locator(shown).first().waitFor();
        await page.waitForTimeout(300);
        check((await page.locator("html").getAttribute("data-theme")) === theme, `${theme} was forgotten`);
        await shot(page, `${name}-${theme}-${lang}`);
        await audit(page, `${name} ${theme} ${lang}`);
      }
    }
    await page.goto(`${base}/`);
    await page.locator("[data-card]").first().waitFor();
  }
  const header = await page.locator("[data-stage] header").first().innerText();
  check(/tertimbang/.test(header), `the Indonesian header reads ${JSON.stringify(header)}`);
}

/** Out, and the door in both themes and languages. */
export async function signIn(page) {
  await page.getByRole("button", { name: "Keluar" }).click();
  await page.getByRole("button", { name: "Buka perusahaan demo" }).waitFor();
  for (const lang of ["id", "en"]) {
    if (lang === "en") await page.getByRole("button", { name: "English" }).click();
    for (const theme of ["dark", "light"]) {
      if ((await page.locator("html").getAttribute("data-theme")) !== theme) {
        await page.getByRole("button", { name: /^(Dark|Light) mode|^Mode (gelap|terang)/ }).click();
      }
      await shot(page, `sign-in-${theme}-${lang}`);
      await audit(page, `sign-in ${theme} ${lang}`);
    }
  }
  await page.getByLabel("E-mail").fill("nobody@example.com");
  await page.getByLabel("Password").fill("wrong password");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.getByRole("alert").waitFor();
  await page.getByRole("button", { name: "Open the demo company" }).click();
  await page.locator("[data-card]").first().waitFor();
}
