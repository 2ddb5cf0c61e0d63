import { useId } from "react";
import { fieldClass } from "../parts/controls";
import { Fault } from "../reports/Conditions";
import { Problem } from "../wire/problem";

/** An expression over the deal or another object, with a mark under the place where the server stopped understanding it. */
export function Expression({ label, text, fault, onChange, placeholder = 'deal.contact_roles.exists(r, r == "decision_maker")' }: { label: string; text: string; fault: string | undefined; onChange: (text: string) => void; placeholder?: string }) {
  const id = useId();
  return (
    <div className="flex flex-col gap-1">
      <textarea
        aria-label={label}
        rows={2}
        spellCheck={false}
        maxLength={2000}
        value={text}
        aria-invalid={fault !== undefined}
        aria-describedby={fault ? id : undefined}
        placeholder={placeholder}
        onChange={(event) => onChange(event.target.value)}
        className={`${fieldClass} h-auto! py-1.5 font-mono text-sm`}
      />
      {fault && <Fault id={id} problem={new Problem(422, { errors: [{ pointer: "/filter", code: "bad_rule", detail: fault }] })} sentence={text} />}
    </div>
  );
}
