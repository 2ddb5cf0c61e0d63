import en from "../locales/forecast.en.json";
import id from "../locales/forecast.id.json";
import { learn } from "../text/say";

learn({ en, id });
