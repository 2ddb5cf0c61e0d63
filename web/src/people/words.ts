import en from "../locales/people.en.json";
import id from "../locales/people.id.json";
import { learn } from "../text/say";

learn({ en, id });
