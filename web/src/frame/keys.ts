/** Whether a key belongs to something that takes text or has keys of its own. */
export function takesKeys(target: EventTarget | null): boolean {
  return (
    target instanceof Element &&
    target.closest("input, textarea, select, [contenteditable=true], [role=dialog], [role=menu], [role=listbox]") !== null
  );
}

/** A key pressed alone: no Ctrl, Alt or ⌘. Shift is allowed, since ? needs it. */
export function alone(event: KeyboardEvent | React.KeyboardEvent): boolean {
  return !event.ctrlKey && !event.metaKey && !event.altKey;
}
