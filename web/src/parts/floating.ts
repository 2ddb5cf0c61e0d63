// What floats above the page comes from a library a third as large as
// everything else. Nobody opens a menu before the first cards are there, so it
// is loaded right after them, and not with them.
export const floating = {
  menu: () => import("./menuPanel"),
  popover: () => import("./popover"),
};
