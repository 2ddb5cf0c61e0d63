import en from "../locales/scores.en.json";
import id from "../locales/scores.id.json";
import { learn } from "../text/say";

learn({ en, id });
