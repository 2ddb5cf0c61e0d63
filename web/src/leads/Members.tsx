import { useQuery } from "@tanstack/react-query";
import { Plus, X } from "lucide-react";
import { useId, useState } from "react";
import { Button, Field, fieldClass } from "../parts/controls";
import { useText } from "../text/useText";
import type { Problem } from "../wire/problem";
import { usersQuery } from "../wire/queries";
import { freshMember, type MemberDraft } from "./routeDraft";
import { productsQuery } from "./routes";

const NUMBERS = ["weight", "most"] as const;
const LISTS = ["regions", "segments", "languages"] as const;

/** Those whose turn it can be, each with their share, how much they take, and what they are for. */
export function Members({ members, problem, onChange }: { members: readonly MemberDraft[]; problem: Problem | null; onChange: (members: readonly MemberDraft[]) => void }) {
  const { t } = useText();
  const users = useQuery(usersQuery).data ?? [];
  const free = users.filter(({ id, inactive }) => !inactive && members.every(({ user }) => user !== id));
  return (
    <fieldset>
      <legend className="mb-1 text-sm font-medium text-ink-2">{t("route.members")}</legend>
      {problem?.about("/members") && members.length === 0 && (
        <p role="alert" className="text-sm text-lost">
          {problem.about("/members")}
        </p>
      )}
      <ol className="divide-y divide-line border-y border-line">
        {members.map((member, at) => (
          <Row
            key={at} // a row keeps the focus when it becomes somebody else's
            member={member}
            at={at}
            problem={problem}
            choices={users.filter(({ id }) => id === member.user || free.some((each) => each.id === id))}
            onChange={(next) => onChange(members.with(at, next))}
            onDrop={() => onChange(members.toSpliced(at, 1))}
          />
        ))}
      </ol>
      <Button tone="line" className="mt-2" disabled={free.length === 0} onClick={() => free[0] && onChange([...members, freshMember(free[0].id)])}>
        <Plus size={15} aria-hidden />
        {t("route.member.add")}
      </Button>
    </fieldset>
  );
}

type RowProps = { member: MemberDraft; at: number; problem: Problem | null; choices: readonly { id: string; name: string }[]; onChange: (member: MemberDraft) => void; onDrop: () => void };

function Row({ member, at, problem, choices, onChange, onDrop }: RowProps) {
  const { t } = useText();
  const label = t("route.member", { n: at + 1 });
  const name = choices.find(({ id }) => id === member.user)?.name ?? label;
  const forSome = member.products.length > 0 || LISTS.some((list) => member[list] !== "");
  const [unfolded] = useState(forSome); // at first; nothing folds under the hand
  return (
    <li className="flex items-start gap-2 py-3">
      <div className="grid min-w-0 flex-1 gap-x-3 gap-y-2 sm:grid-cols-[2fr_1fr_1fr]">
        <Field label={label} error={problem?.about(`/members/${at}/user`)}>
          {(id) => (
            <select id={id} value={member.user} onChange={(event) => onChange({ ...member, user: event.target.value })} className={fieldClass}>
              {choices.map((user) => (
                <option key={user.id} value={user.id}>
                  {user.name}
                </option>
              ))}
            </select>
          )}
        </Field>
        {NUMBERS.map((word) => (
          <Words key={word} word={word} {...{ member, at, problem, onChange }} />
        ))}
        <details open={unfolded} className="sm:col-span-3">
          <summary className="w-fit cursor-default rounded-ctl py-0.5 text-sm text-ink-2 hover:text-ink pointer-coarse:py-3">{t(forSome ? "route.for.some" : "route.for.all")}</summary>
          <div className="mt-1 grid gap-x-3 gap-y-2 sm:grid-cols-3">
            {LISTS.map((word) => (
              <Words key={word} word={word} {...{ member, at, problem, onChange }} />
            ))}
            <Products member={member} onChange={onChange} />
          </div>
        </details>
      </div>
      <button type="button" aria-label={t("route.member.drop", { name })} onClick={onDrop} className="mt-6 grid size-8 shrink-0 place-items-center rounded-ctl text-ink-2 hover:bg-hover hover:text-ink pointer-coarse:size-11">
        <X size={15} aria-hidden />
      </button>
    </li>
  );
}

type WordsProps = Pick<RowProps, "member" | "at" | "problem" | "onChange"> & { word: (typeof NUMBERS)[number] | (typeof LISTS)[number] };

/** A fact of a member as it is typed: a number, or words with commas. */
function Words({ word, member, at, problem, onChange }: WordsProps) {
  const { t } = useText();
  const number = word === "weight" || word === "most";
  return (
    <Field label={t(`route.${word}`)} error={problem?.about(`/members/${at}/${word}`)}>
      {(id, described) => (
        <input
          id={id}
          value={member[word]}
          maxLength={500}
          inputMode={number ? "numeric" : undefined}
          placeholder={number ? undefined : t("route.any")}
          aria-describedby={described}
          aria-invalid={Boolean(described)}
          onChange={(event) => onChange({ ...member, [word]: event.target.value })}
          className={fieldClass}
        />
      )}
    </Field>
  );
}

/** Which products somebody is for; none means all. */
function Products({ member, onChange }: Pick<RowProps, "member" | "onChange">) {
  const { t } = useText();
  const title = useId();
  const products = useQuery(productsQuery).data ?? [];
  if (products.length === 0) return null;
  const toggle = (id: string) => onChange({ ...member, products: member.products.includes(id) ? member.products.filter((each) => each !== id) : [...member.products, id] });
  return (
    <div role="group" aria-labelledby={title} className="sm:col-span-3">
      <p id={title} className="text-sm font-medium text-ink-2">
        {t("route.products")}
      </p>
      <div className="flex flex-wrap gap-x-4 gap-y-1">
        {products.map(({ id, name }) => (
          <label key={id} className="inline-flex min-h-6 items-center gap-1.5 pointer-coarse:min-h-11">
            <input type="checkbox" checked={member.products.includes(id)} onChange={() => toggle(id)} className="size-4 accent-(--accent)" />
            {name}
          </label>
        ))}
      </div>
    </div>
  );
}
