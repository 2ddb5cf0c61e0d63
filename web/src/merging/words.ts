import en from "../locales/merging.en.json";
import id from "../locales/merging.id.json";
import { learn } from "../text/say";

learn({ en, id });
