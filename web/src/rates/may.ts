const SETTERS = ["finance", "admin"];

/** Who may set rates; the server decides in any case. */
export const setsRates = (roles: readonly string[]) => roles.some((role) => SETTERS.includes(role));
