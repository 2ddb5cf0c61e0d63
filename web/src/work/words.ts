import en from "../locales/work.en.json";
import id from "../locales/work.id.json";
import { learn } from "../text/say";

learn({ en, id });
