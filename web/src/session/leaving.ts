const KEY = "arus.left";

/** Whether the person signed out in this tab, so that a demo does not let them in again at once. */
export function leftOnPurpose(): boolean {
  try {
    return sessionStorage.getItem(KEY) === "yes";
  } catch {
    return false;
  }
}

export function rememberLeaving(left: boolean): void {
  try {
    if (left) sessionStorage.setItem(KEY, "yes");
    else sessionStorage.removeItem(KEY);
  } catch {
    // Without storage a demo opens again, which does no harm.
  }
}
