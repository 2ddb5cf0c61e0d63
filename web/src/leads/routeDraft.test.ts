import { expect, test } from "vitest";
import { draftOf, freshMember, routeOf } from "./routeDraft";
import type { Route } from "./routes";

const kept = {
  id: "route_1",
  version: 3,
  created_at: "2026-11-26T03:00:00Z",
  name: "Java",
  of: "leads",
  when: "lead.region == 'Jawa Barat'",
  order: 2,
  first_touch: 240,
  office: { from: 8, to: 17 },
  members: [{ user: "user_1", weight: 3, regions: ["Jawa Barat", "Banten"], products: ["prod_1"] }, { user: "user_2", most: 40 }],
} as Route;

test("a route that is only looked at is sent as it was", () => {
  const { members, ...rest } = routeOf(draftOf(kept, 9));
  expect(rest).toEqual({ name: "Java", of: "leads", when: kept.when, order: 2, fallback: "", first_touch: 240, office: { from: 8, to: 17 }, off: false });
  expect(JSON.parse(JSON.stringify(members))).toEqual([
    { user: "user_1", weight: 3, regions: ["Jawa Barat", "Banten"], products: ["prod_1"] },
    { user: "user_2", weight: 1, most: 40 },
  ]);
});

test("lists are split at commas, and what is no number is none", () => {
  const draft = { ...draftOf(undefined, 4), members: [{ ...freshMember("user_1"), regions: " Bali ,, Lombok ", most: "many" }] };
  const { members, order } = routeOf(draft);
  expect(order).toBe(4);
  expect(JSON.parse(JSON.stringify(members))).toEqual([{ user: "user_1", weight: 1, regions: ["Bali", "Lombok"] }]);
});
