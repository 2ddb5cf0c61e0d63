import en from "../locales/rates.en.json";
import id from "../locales/rates.id.json";
import { learn } from "../text/say";

learn({ en, id });
