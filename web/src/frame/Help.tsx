import { Modal } from "../parts/modal";
import { useText } from "../text/useText";
import { setSingleKeys, usePreferences } from "./preferences";

const KEYS = [
  ["← ↑ ↓ →", "help.arrows"],
  ["Shift + ← →", "help.shift"],
  ["Enter", "help.enter"],
  ["Space", "help.space"],
  ["Tab", "help.menu"],
  ["W", "help.w"],
  ["L", "help.l"],
  ["C", "help.c"],
  ["/", "help.slash"],
  ["Ctrl + K", "help.palette"],
  ["Ctrl + Z", "help.undo"],
  ["?", "help.help"],
] as const;

export default function Help({ onClose }: { onClose: () => void }) {
  const { t } = useText();
  const { singleKeys } = usePreferences();
  return (
    <Modal title={t("help.title")} onClose={onClose}>
      <dl className="divide-y divide-line border-y border-line">
        {KEYS.map(([keys, what]) => (
          <div key={what} className="flex h-8 items-center justify-between">
            <dt>{t(what)}</dt>
            <dd>
              <kbd className="rounded-ctl border border-line bg-sunken px-1.5 py-0.5 font-sans text-sm text-ink-2">{keys}</kbd>
            </dd>
          </div>
        ))}
      </dl>
      <label className="mt-4 flex h-6 items-center gap-2">
        <input type="checkbox" checked={singleKeys} onChange={(event) => setSingleKeys(event.target.checked)} className="size-4 accent-(--accent)" />
        {t("help.single")}
      </label>
    </Modal>
  );
}
