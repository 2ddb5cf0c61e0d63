import { createStore } from "../parts/store";

/** What is open above the page, for the keys and buttons in different corners that open it. */
export const paletteOpen = createStore(false);
export const filterOpen = createStore(false);
/** The sidebar on a phone; on a desk it is always there. */
export const menuOpen = createStore(false);
