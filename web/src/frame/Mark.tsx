/** The sign of the product: a current in a box. */
export function Mark({ size = 20 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 20 20" aria-hidden className="shrink-0">
      <rect width="20" height="20" rx="5" className="fill-primary" />
      <rect x="3" y="11" width="14" height="5" rx="2" fill="#3fb8bd" />
    </svg>
  );
}
