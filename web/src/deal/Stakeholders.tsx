import { Avatar } from "../parts/controls";
import { initials } from "../text/format";
import { isKey } from "../text/say";
import { useText } from "../text/useText";
import type { Deal } from "../wire/client";

export function Stakeholders({ contacts }: { contacts: Deal["contacts"] }) {
  const { t } = useText();
  return (
    <section>
      <h2 className="mb-2 font-semibold">{t("deal.people")}</h2>
      {contacts.length === 0 ? (
        <p className="text-ink-2">{t("deal.people.none")}</p>
      ) : (
        <ul className="divide-y divide-line border-y border-line">
          {contacts.map(({ contact, name, title, role }) => (
            <li key={`${contact} ${role}`} className="flex h-8.5 items-center gap-3">
              <Avatar letters={initials(name) || "–"} name={name} />
              <span className="min-w-0 flex-1 truncate">
                {name}
                {title && <span className="ml-2 text-ink-2">{title}</span>}
              </span>
              <span className="text-ink-2">{isKey(`role.${role}`) ? t(`role.${role}` as "role.user") : role}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
