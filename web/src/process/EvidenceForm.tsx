import "./words";
import { accept } from "../live/cache";
import { Button, Field, fieldClass } from "../parts/controls";
import { FormEnd, Objection, SelectField, TextField, words } from "../parts/form";
import { useSending } from "../parts/useSending";
import { useText } from "../text/useText";
import type { Deal } from "../wire/client";
import { attach, attachFile, withdraw, type Evidence } from "./criteria";

/** What the buyer gave: what it shows, where it can be seen, who gave it and when. */
export function EvidenceForm({ deal, criterion, onDone, onCancel }: { deal: Deal; criterion: string; onDone: (after: Deal) => void; onCancel: () => void }) {
  const { t, today } = useText();
  const { busy, problem, send } = useSending();
  const submit = async (form: HTMLFormElement) => {
    const field = words(form);
    const day = field("at");
    const file = new FormData(form).get("file");
    const evidence = {
      criterion,
      note: field("note") || undefined,
      link: field("link") || undefined,
      contact: field("contact") || undefined,
      // A day that is over is told as its noon; of today the server knows the moment.
      at: day && day < today ? `${day}T12:00:00Z` : undefined,
    };
    await send(async (key) => {
      const after = file instanceof File && file.name ? await attachFile(deal, evidence, file, key) : await attach(deal, evidence, key);
      accept(after);
      onDone(after);
    });
  };
  return (
    <form
      noValidate
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        void submit(event.currentTarget);
      }}
    >
      <Field label={t("evidence.note")} error={problem?.about("/note")}>
        {(id, described) => <textarea id={id} name="note" rows={2} autoFocus maxLength={2000} aria-describedby={described} aria-invalid={Boolean(described)} className={`${fieldClass} h-auto py-1.5`} />}
      </Field>
      <TextField label={t("evidence.link")} name="link" type="url" maxLength={2000} placeholder="https://" problem={problem} />
      <Field label={t("evidence.file")} error={problem?.about("/file")}>
        {(id, described) => (
          <input id={id} name="file" type="file" aria-describedby={described} aria-invalid={Boolean(described)} className={`${fieldClass} h-auto py-1.5 file:mr-3 file:border-0 file:bg-transparent file:p-0 file:text-accent-ink`} />
        )}
      </Field>
      <div className="grid grid-cols-2 gap-3">
        <SelectField
          label={t("evidence.contact")}
          name="contact"
          problem={problem}
          options={[{ value: "", label: t("evidence.contact.none") }, ...deal.contacts.map(({ contact, name }) => ({ value: contact, label: name }))]}
        />
        <TextField label={t("evidence.at")} name="at" type="date" max={today} defaultValue={today} problem={problem} />
      </div>
      <Objection problem={problem} shown={["/note", "/link", "/file", "/contact", "/at"]} />
      <FormEnd onCancel={onCancel} busy={busy}>
        {t("evidence.add")}
      </FormEnd>
    </form>
  );
}

/** What was given, with the way to take it back for a reason. */
export function EvidenceItem({ deal, evidence, asked, onAsk, readOnly }: { deal: Deal; evidence: Evidence; /** Its taking back is being asked about. */ asked: boolean; onAsk: (id: string | null) => void; readOnly: boolean }) {
  const { t, day, dayOf } = useText();
  const { busy, problem, send } = useSending();
  const giver = deal.contacts.find(({ contact }) => contact === evidence.contact)?.name;
  const when = day(dayOf(evidence.at));
  const takeBack = (reason: string) =>
    send(async () => {
      accept(await withdraw(deal, evidence.id, reason));
      onAsk(null);
    });
  return (
    <div className="py-1">
      <div className="flex flex-wrap items-center gap-x-3">
        <p className="min-w-0 flex-1 wrap-break-word">
          {evidence.link ? (
            <a href={evidence.link} target="_blank" rel="noreferrer" className="text-accent-ink underline underline-offset-4">
              {evidence.note || evidence.link}
            </a>
          ) : (
            evidence.note
          )}
          {evidence.file && (
            <a href={`/v1/deals/${deal.id}/evidence/${evidence.id}/file`} download={evidence.file.name} className="block text-accent-ink underline underline-offset-4">
              {evidence.file.name}
            </a>
          )}
          <span className="block text-sm text-ink-2">
            {giver ? t("evidence.given", { name: giver, day: when }) : when}
            {evidence.by_name && ` · ${t("evidence.by", { name: evidence.by_name })}`}
          </span>
        </p>
        {!readOnly && !asked && <Button onClick={() => onAsk(evidence.id)}>{t("evidence.withdraw")}</Button>}
      </div>
      {asked && (
        <form
          noValidate
          className="mt-2 flex flex-col gap-2"
          onSubmit={(event) => {
            event.preventDefault();
            void takeBack(words(event.currentTarget)("reason"));
          }}
        >
          <TextField label={t("evidence.withdraw.reason")} name="reason" maxLength={500} autoFocus required problem={problem} />
          <Objection problem={problem} shown={["/reason"]} />
          <FormEnd onCancel={() => onAsk(null)} busy={busy} tone="lost">
            {t("evidence.withdraw")}
          </FormEnd>
        </form>
      )}
    </div>
  );
}
