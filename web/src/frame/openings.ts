import { createStore } from "../parts/store";

/** What is open above the page, for the keys and buttons in different corners that open it. */
export const paletteOpen = createStore(false);
export const filterOpen = createStore(false);
