import type { NewRoute, Route } from "./routes";

type Member = NonNullable<NewRoute["members"]>[number];
const LISTS = ["regions", "segments", "languages"] as const;
type List = (typeof LISTS)[number];
/** A member while somebody writes: numbers and lists are text until they are sent. */
export type MemberDraft = { user: string; weight: string; most: string; products: readonly string[] } & Record<List, string>;
/** A route while somebody writes. */
export type RouteDraft = { name: string; of: string; when: string; order: string; fallback: string; first_touch: string; from: string; to: string; on: boolean; members: readonly MemberDraft[] };

export const freshMember = (user: string): MemberDraft => ({ user, weight: "1", most: "", regions: "", segments: "", languages: "", products: [] });

export function draftOf(route: Route | undefined, order: number): RouteDraft {
  const text = (n: number | undefined) => (n ? String(n) : "");
  const members = (route?.members ?? []).map(({ user, weight, most, products, ...rest }) => ({
    ...freshMember(user),
    weight: String(weight || 1),
    most: text(most),
    products: products ?? [],
    ...Object.fromEntries(LISTS.map((list) => [list, (rest[list] ?? []).join(", ")])),
  }));
  return {
    name: route?.name ?? "",
    of: route?.of ?? "leads",
    when: route?.when ?? "",
    order: String(route?.order ?? order),
    fallback: route?.fallback ?? "",
    first_touch: text(route?.first_touch),
    from: text(route?.office?.from),
    to: text(route?.office?.to),
    on: !route?.off,
    members,
  };
}

/** What was typed, split at commas. */
const listOf = (text: string) => {
  const words = text.split(",").flatMap((word) => word.trim() || []);
  return words.length > 0 ? words : undefined;
};

/** A number that was typed; what is none goes to the server as it is refused there. */
const numberOf = (text: string) => (text.trim() === "" ? 0 : Math.trunc(Number(text)) || 0);

export function routeOf({ name, of, when, order, fallback, first_touch, from, to, on, members }: RouteDraft): NewRoute {
  const member = (draft: MemberDraft): Member => ({
    user: draft.user,
    weight: numberOf(draft.weight),
    most: numberOf(draft.most) || undefined,
    products: draft.products.length > 0 ? [...draft.products] : undefined,
    ...Object.fromEntries(LISTS.map((list) => [list, listOf(draft[list])])),
  });
  return { name, of, when: when.trim(), order: numberOf(order), fallback, first_touch: numberOf(first_touch), office: { from: numberOf(from), to: numberOf(to) }, off: !on, members: members.map(member) };
}
