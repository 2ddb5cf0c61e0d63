import { expect, test } from "vitest";
import { day, dayOf, exact, fullMoney, initials, percent, period, readAmount, readShare, share, shortMoney, signed, thousandths, wholeDays, wholeNumber, writeAmount, writeShare } from "./format";

const rupiah = (amount: string) => ({ amount, currency: "IDR" });
const plain = (text: string) => text.replaceAll("\u00a0", " ");

test("M means miliar in Indonesian and million in English", () => {
  const cases: [string, string, string][] = [
    ["0", "Rp 0", "Rp 0"],
    ["950", "Rp 950", "Rp 950"],
    ["1500", "Rp 1.5K", "Rp 1,5 rb"],
    ["1500000", "Rp 1.5M", "Rp 1,5 jt"],
    ["2500000000", "Rp 2.5B", "Rp 2,5 M"],
    ["1200000000000", "Rp 1.2T", "Rp 1,2 T"],
    ["596000000000.00", "Rp 596B", "Rp 596 M"],
    ["-1500000", "-Rp 1.5M", "-Rp 1,5 jt"],
  ];
  for (const [amount, en, id] of cases) {
    expect(plain(shortMoney("en", rupiah(amount)))).toBe(en);
    expect(plain(shortMoney("id", rupiah(amount)))).toBe(id);
  }
});

test("rounding up to a thousand moves to the next unit", () => {
  expect(plain(shortMoney("en", rupiah("999499")))).toBe("Rp 999K");
  expect(plain(shortMoney("en", rupiah("999999")))).toBe("Rp 1M");
  expect(plain(shortMoney("id", rupiah("999999999999")))).toBe("Rp 1 T");
  expect(plain(shortMoney("en", rupiah("12345000000000000")))).toBe("Rp 12,300T");
});

test("other currencies keep their own sign", () => {
  expect(plain(shortMoney("en", { amount: "1250000.00", currency: "USD" }))).toBe("$1.25M");
  expect(plain(shortMoney("id", { amount: "1250000.00", currency: "USD" }))).toBe("US$1,25 jt");
  expect(plain(shortMoney("en", { amount: "5000", currency: "XYZZY" }))).toBe("5K XYZZY");
});

test("a full amount loses no digit", () => {
  expect(plain(fullMoney("en", rupiah("2812000000.00")))).toBe("Rp 2,812,000,000");
  expect(plain(fullMoney("id", rupiah("2812000000.00")))).toBe("Rp 2.812.000.000");
  expect(plain(fullMoney("en", { amount: "9007199254740993.25", currency: "USD" }))).toBe("$9,007,199,254,740,993.25");
  expect(plain(fullMoney("en", { amount: "12.5", currency: "USD" }))).toBe("$12.50");
});

test("days are told without a zone, instants in the workspace's", () => {
  expect(day("en", "2026-03-04", "2026-11-23")).toBe("Mar 4");
  expect(day("id", "2026-12-04", "2026-11-23")).toBe("4 Des");
  expect(day("en", "2027-03-04", "2026-11-23")).toBe("Mar 4, 2027");
  expect(dayOf(new Date("2026-11-23T18:30:00Z"), "Asia/Jakarta")).toBe("2026-11-24");
});

test("numbers and shares", () => {
  expect(wholeNumber("en", 2986)).toBe("2,986");
  expect(wholeNumber("id", 2986)).toBe("2.986");
  expect(percent("en", 0.344)).toBe("34%");
  expect([24.9, 0.2, -0.001].map(wholeDays)).toEqual([24, 0, 0]);
});

test("periods and shares of a report", () => {
  expect(["2026-10", "2026-Q4", "2026-W41", "2026"].map((name) => period("en", name))).toEqual(["Oct 2026", "Q4 2026", "W41 2026", "2026"]);
  expect(period("id", "2026-10")).toBe("Okt 2026");
  expect([share("en", 0.2444), plain(share("id", 0.2444))]).toEqual(["24.4%", "24,4%"]);
});

test("an amount is read in the language it was typed in", () => {
  expect(readAmount("en", "1,250,000.50")).toBe("1250000.50");
  expect(readAmount("id", "Rp 1.250.000,5")).toBe("1250000.5");
  expect(readAmount("en", "2500000")).toBe("2500000");
  expect(readAmount("en", "1.500")).toBe("1.500");
  expect(readAmount("id", "1.500")).toBe("1500");
  for (const wrong of ["", "abc", "1,2", "1.2.3", ",500", "1e9"]) expect(readAmount("en", wrong)).toBeNull();
  expect(readAmount("id", writeAmount("id", "1250000.5"))).toBe("1250000.5");
});

test("initials", () => {
  expect(initials("Hendra Wijaya")).toBe("HW");
  expect(initials("Fajar Adi Nugroho")).toBe("FN");
  expect(initials("Citra")).toBe("C");
  expect(initials(" ")).toBe("");
});

test("a chance is typed in percent, and comes back as it was typed", () => {
  for (const [lang, typed, p] of [["en", "57", 0.57], ["en", "12.5%", 0.125], ["id", "12,5", 0.125], ["en", "0.1", 0.001]] as const) {
    expect(readShare(lang, typed)).toBe(p);
    expect(writeShare(lang, p)).toBe(typed.replace("%", ""));
  }
  expect(readShare("en", "likely")).toBeNull();
  expect(readShare("id", "12.5")).toBeNull();
});

test("what adds or takes away has its sign, and quality its third digit", () => {
  expect(signed("en", 0.716)).toBe("+0.72");
  expect(signed("id", -1.5)).toBe("−1,50");
  expect(signed("en", 0)).toBe("0.00");
  expect(thousandths("id", 0.41)).toBe("0,410");
  expect(exact("en", "16000.123456789")).toBe("16,000.123456789");
  expect(exact("id", "0.0000625")).toBe("0,0000625");
});
