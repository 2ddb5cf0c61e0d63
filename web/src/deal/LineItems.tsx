import { isKey } from "../text/say";
import { useText } from "../text/useText";
import type { Deal } from "../wire/client";

/** `names` are the products' own, in the order of the items: an item is named only where somebody renamed it. */
export function LineItems({ items, names }: { items: Deal["line_items"]; names: Deal["product_names"] }) {
  const { t, full, decimal, percent, whole } = useText();
  if (items.length === 0) return null;
  return (
    <section>
      <h2 className="mb-2 font-semibold">{t("deal.lines")}</h2>
      <div className="overflow-x-auto" role="region" tabIndex={0} aria-label={t("deal.lines")}>
        <table className="num w-full text-left">
          <thead className="text-sm text-ink-2">
            <tr className="border-b border-line [&>th]:pb-1 [&>th]:font-medium">
              <th scope="col" className="whitespace-nowrap">{t("deal.lines.product")}</th>
              <th scope="col" className="text-right">
                {t("deal.lines.quantity")}
              </th>
              <th scope="col" className="pl-4 text-right whitespace-nowrap">
                {t("deal.lines.price")}
              </th>
              <th scope="col" className="pl-4 text-right">
                {t("deal.lines.discount")}
              </th>
              <th scope="col" className="pl-6">
                {t("deal.lines.billing")}
              </th>
            </tr>
          </thead>
          <tbody>
            {items.map((item, index) => (
              <tr key={index} className="h-8.5 border-b border-line">
                <td className="max-w-60 min-w-36 truncate">{item.name || names[index]}</td>
                <td className="text-right">{decimal(Number(item.quantity))}</td>
                <td className="pl-4 text-right whitespace-nowrap">{full(item.unit_price)}</td>
                <td className="pl-4 text-right">{Number(item.discount) > 0 ? percent(Number(item.discount)) : "–"}</td>
                <td className="pl-6 whitespace-nowrap [font-variant-numeric:normal]">
                  {isKey(`billing.${item.billing}`) ? t(`billing.${item.billing}` as "billing.month") : item.billing}
                  {item.term_months ? ` · ${t("deal.lines.months", { n: whole(item.term_months) })}` : ""}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
