// Runs before the first paint, so that a dark room never sees a white flash.
// A file of its own, because the page's policy allows no inline script.
(function () {
  var root = document.documentElement;
  var theme = null;
  var lang = null;
  try {
    theme = localStorage.getItem("arus.theme");
    lang = localStorage.getItem("arus.lang");
  } catch (e) {
    // Storage may be forbidden: the system's preference is a good answer too.
  }
  if (!theme) theme = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  root.dataset.theme = theme;
  root.lang = lang || (/^(id|in)\b/.test(navigator.language) ? "id" : "en");
})();
