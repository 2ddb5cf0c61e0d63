import en from "../locales/process.en.json";
import id from "../locales/process.id.json";
import { learn } from "../text/say";

learn({ en, id });
