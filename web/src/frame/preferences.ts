import { createStore, useStore } from "../parts/store";
import type { Lang } from "../text/format";

/** What one person likes on one machine. Nothing here changes a figure. */
export type Preferences = { lang: Lang; theme: "light" | "dark"; singleKeys: boolean };

function kept(key: string): string | null {
  try {
    return localStorage.getItem(`arus.${key}`);
  } catch {
    return null;
  }
}

export function remember(key: string, value: string): void {
  try {
    localStorage.setItem(`arus.${key}`, value);
  } catch {
    // Storage may be full or forbidden; the choice then lasts until the tab closes.
  }
}

export function recall(key: string): string | null {
  return kept(key);
}

// first-paint.js has already decided and written to <html>: one decision, one place.
const root = document.documentElement;

export const preferences = createStore<Preferences>({
  lang: root.lang === "id" ? "id" : "en",
  theme: root.dataset.theme === "dark" ? "dark" : "light",
  singleKeys: kept("keys") !== "off",
});

export function usePreferences(): Preferences {
  return useStore(preferences);
}

export function setLang(lang: Lang): void {
  root.lang = lang; // a screen reader changes its voice with this
  remember("lang", lang);
  preferences.set((now) => ({ ...now, lang }));
}

export function setTheme(theme: Preferences["theme"]): void {
  root.dataset.theme = theme;
  remember("theme", theme);
  preferences.set((now) => ({ ...now, theme }));
}

export function setSingleKeys(singleKeys: boolean): void {
  remember("keys", singleKeys ? "on" : "off");
  preferences.set((now) => ({ ...now, singleKeys }));
}
