import "./words";
import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState, type FormEvent } from "react";
import { Button } from "../parts/controls";
import { Empty } from "../parts/empty";
import { FormEnd, Objection, SelectField, TextField, words } from "../parts/form";
import { Modal } from "../parts/modal";
import { Page, Part } from "../parts/page";
import { showToast } from "../parts/toasts";
import { useSending } from "../parts/useSending";
import { Answered } from "../reports/ReportPage";
import { useText } from "../text/useText";
import { asProblem } from "../wire/problem";
import { sessionQuery, usersQuery } from "../wire/queries";
import { absencesQuery, dropAbsence, saveAbsence, type Absence } from "./routes";

/** Whose absences the caller may write: their own, and others' where they lead or administer. The server decides in any case. */
function useMayWrite(): { me: string; others: boolean } {
  const { roles, user } = useSuspenseQuery(sessionQuery).data;
  return { me: user.id, others: roles.some((role) => role === "manager" || role === "leader" || role === "admin") };
}

/** Who is away, and when. */
export function Absences() {
  const { t, today } = useText();
  const query = useQuery(absencesQuery);
  const [asking, setAsking] = useState<Absence | "new" | null>(null);
  const when = ({ from, to }: Absence) => (to < today ? "before" : from > today ? "later" : "now");
  return (
    <Page
      title={t("away.title")}
      bar={null}
      lead={t("away.lead")}
      actions={
        <Button tone="primary" onClick={() => setAsking("new")}>
          <Plus size={15} aria-hidden />
          {t("away.new")}
        </Button>
      }
    >
      <div className="mt-4">
        <Answered query={{ ...query, isPlaceholderData: false }}>
          {(all) => (
            <>
              {all.every((absence) => when(absence) === "before") && <Empty>{t("away.none")}</Empty>}
              {(["now", "later", "before"] as const).map((part) => {
                const shown = all.filter((absence) => when(absence) === part).toSorted((a, b) => (part === "before" ? b.to.localeCompare(a.to) : a.from.localeCompare(b.from)));
                if (shown.length === 0) return null;
                return (
                  <Part key={part} title={t(`away.${part}`)}>
                    <ul className="divide-y divide-line border-y border-line">
                      {shown.map((absence) => (
                        <Line key={absence.id} absence={absence} onChange={() => setAsking(absence)} />
                      ))}
                    </ul>
                  </Part>
                );
              })}
            </>
          )}
        </Answered>
      </div>
      {asking && <AbsenceForm kept={asking === "new" ? undefined : asking} onClose={() => setAsking(null)} />}
    </Page>
  );
}

function Line({ absence, onChange }: { absence: Absence; onChange: () => void }) {
  const { t, fullDay } = useText();
  const { me, others } = useMayWrite();
  const users = useQuery(usersQuery).data ?? [];
  const name = users.find(({ id }) => id === absence.user)?.name ?? "…";
  const from = fullDay(absence.from);
  const drop = async () => {
    try {
      await dropAbsence(absence);
    } catch (error) {
      showToast({ text: asProblem(error).code === "network" ? t("error.offline") : asProblem(error).message });
    }
  };
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 py-2">
      <div className="min-w-48 flex-1">
        <p className="font-medium wrap-break-word">{name}</p>
        <p className="text-sm wrap-break-word text-ink-2">
          {absence.from === absence.to ? from : t("away.days", { from, to: fullDay(absence.to) })}
          {absence.note && ` · ${absence.note}`}
        </p>
      </div>
      {(others || absence.user === me) && (
        <>
          <Button tone="line" aria-label={t("away.edit.of", { name, from })} onClick={onChange}>
            {t("away.change")}
          </Button>
          <Button aria-label={t("away.drop.of", { name, from })} onClick={() => void drop()}>
            {t("away.drop")}
          </Button>
        </>
      )}
    </li>
  );
}

function AbsenceForm({ kept, onClose }: { kept: Absence | undefined; onClose: () => void }) {
  const { t, today } = useText();
  const { me, others } = useMayWrite();
  const users = useQuery(usersQuery).data ?? [];
  const { busy, problem, send } = useSending();
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const word = words(event.currentTarget);
    const body = { user: word("user"), from: word("from"), to: word("to"), note: word("note") || undefined };
    if (await send((key) => saveAbsence(kept, body, key))) onClose();
  };
  const choices = users.filter(({ id, inactive }) => id === (kept?.user ?? me) || (others && !inactive));
  return (
    <Modal title={t(kept ? "away.edit" : "away.new")} onClose={onClose}>
      <form onSubmit={(event) => void submit(event)} className="flex flex-col gap-3" noValidate>
        <SelectField label={t("away.who")} name="user" problem={problem} key={choices.length} defaultValue={kept?.user ?? me} autoFocus options={choices.map(({ id, name }) => ({ value: id, label: name }))} />
        <div className="grid gap-3 sm:grid-cols-2">
          <TextField label={t("away.from")} name="from" type="date" problem={problem} defaultValue={kept?.from ?? today} />
          <TextField label={t("away.to")} name="to" type="date" problem={problem} defaultValue={kept?.to ?? today} />
        </div>
        <TextField label={t("away.note")} name="note" problem={problem} defaultValue={kept?.note} maxLength={500} autoComplete="off" />
        <Objection problem={problem} shown={["/user", "/from", "/to", "/note"]} />
        <FormEnd onCancel={onClose} busy={busy}>
          {t("dialog.save")}
        </FormEnd>
      </form>
    </Modal>
  );
}
