import { useState } from "react";
import { Button, fieldClass } from "../parts/controls";
import { Modal } from "../parts/modal";
import { useText } from "../text/useText";

/** The secret, this once. Where the browser lends no clipboard the text is selected for copying by hand. */
export function ShownSecret({ title, body, secret, onClose }: { title: string; body: string; secret: string; onClose: () => void }) {
  const { t } = useText();
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    const field = document.querySelector<HTMLInputElement>("[data-secret]");
    field?.select();
    try {
      await navigator.clipboard.writeText(secret);
      setCopied(true);
    } catch {
      setCopied(false); // it is selected: Ctrl+C does the rest
    }
  };
  return (
    <Modal title={title} onClose={onClose}>
      <div className="flex flex-col gap-3">
        <p className="text-ink-2">{body}</p>
        <div className="flex gap-2">
          <input data-secret readOnly value={secret} aria-label={t("tokens.secret")} onFocus={(event) => event.target.select()} className={`${fieldClass} font-mono text-sm`} />
          <Button tone="primary" className="h-8" onClick={() => void copy()}>
            {t(copied ? "tokens.copied" : "tokens.copy")}
          </Button>
        </div>
        <p role="status" className="sr-only">
          {copied ? t("tokens.copied") : ""}
        </p>
        <div className="flex justify-end">
          <Button tone="line" onClick={onClose}>
            {t("dialog.close")}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
