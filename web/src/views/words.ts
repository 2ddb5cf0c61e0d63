import en from "../locales/views.en.json";
import id from "../locales/views.id.json";
import { learn } from "../text/say";

learn({ en, id });
