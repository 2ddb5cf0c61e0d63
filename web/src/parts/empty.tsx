import type { ReactNode } from "react";

/** Nothing here: one sentence that says so, and one way on. */
export function Empty({
  children,
  action,
  className = "",
  heading = false,
}: {
  children: ReactNode;
  action?: ReactNode;
  className?: string;
  /** The sentence is the title of its page. */
  heading?: boolean;
}) {
  const Sentence = heading ? "h1" : "p";
  return (
    <div className={`flex flex-col items-center gap-3 p-8 text-center ${className}`}>
      <Sentence className="text-md text-ink-2">{children}</Sentence>
      {action}
    </div>
  );
}
