import { useSuspenseQuery } from "@tanstack/react-query";
import { setLang, setSingleKeys, setTheme, usePreferences } from "../frame/preferences";
import { SelectField } from "../parts/form";
import { Page, Part } from "../parts/page";
import { roleWords } from "../people/roles";
import { useText } from "../text/useText";
import { sessionQuery } from "../wire/queries";
import { PasswordForm } from "./PasswordForm";

/** Who is signed in, and how this browser speaks to them. */
export function Profile() {
  const { t, lang } = useText();
  const { theme, singleKeys } = usePreferences();
  const { data: session } = useSuspenseQuery(sessionQuery);
  const facts = [
    [t("people.name"), session.user.name],
    [t("people.email"), session.user.email],
    [t("people.role"), roleWords(t, session.roles)],
    [t("settings.workspace"), session.workspace.name],
  ];
  return (
    <Page title={t("settings.profile")} bar={null}>
      <dl className="mt-4 grid max-w-140 grid-cols-[120px_minmax(0,1fr)] gap-y-1.5">
        {facts.map(([label, value]) => (
          <div key={label} className="contents">
            <dt className="text-ink-2">{label}</dt>
            <dd className="break-words">{value || "–"}</dd>
          </div>
        ))}
      </dl>
      <Part title={t("settings.browser")}>
        <div className="grid max-w-100 gap-3">
          <SelectField
            label={t("settings.language")}
            name="lang"
            value={lang}
            onChange={(event) => setLang(event.target.value === "id" ? "id" : "en")}
            options={[
              { value: "en", label: "English" },
              { value: "id", label: "Bahasa Indonesia" },
            ]}
          />
          <SelectField
            label={t("settings.theme")}
            name="theme"
            value={theme}
            onChange={(event) => setTheme(event.target.value === "dark" ? "dark" : "light")}
            options={[
              { value: "light", label: t("theme.light") },
              { value: "dark", label: t("theme.dark") },
            ]}
          />
          <label className="inline-flex min-h-6 items-center gap-2">
            <input type="checkbox" checked={singleKeys} onChange={(event) => setSingleKeys(event.target.checked)} className="size-4 accent-(--accent)" />
            {t("help.single")}
          </label>
        </div>
      </Part>
      {!session.demo && <PasswordForm email={session.user.email} />}
    </Page>
  );
}
