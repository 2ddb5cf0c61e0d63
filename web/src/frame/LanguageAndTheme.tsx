import { Button } from "../parts/controls";
import { useText } from "../text/useText";
import { setLang, setTheme, usePreferences } from "./preferences";

export function LanguageAndTheme() {
  const { t, lang } = useText();
  const { theme } = usePreferences();
  const other = lang === "en" ? "id" : "en";
  return (
    <>
      <Button className="px-2! text-sm" onClick={() => setTheme(theme === "dark" ? "light" : "dark")}>{t(theme === "dark" ? "theme.light" : "theme.dark")}</Button>
      <Button className="px-2! text-sm" lang={other} onClick={() => setLang(other)}>
        {t("lang.switch")}
      </Button>
    </>
  );
}
