import en from "../locales/reports.en.json";
import id from "../locales/reports.id.json";
import { learn } from "../text/say";

learn({ en, id });
