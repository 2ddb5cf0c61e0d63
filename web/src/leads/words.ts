import en from "../locales/leads.en.json";
import id from "../locales/leads.id.json";
import { learn } from "../text/say";

learn({ en, id });
