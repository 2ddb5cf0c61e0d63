import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// dist/ is committed. Names carry no hash, because the server puts one hash of
// the whole build into the path: ten commits of the workspace then cost a few
// kilobytes of history instead of a copy each.
export default defineConfig({
  base: "./",
  plugins: [react(), tailwindcss()],
  build: {
    target: "es2023",
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    rollupOptions: {
      output: {
        entryFileNames: "[name].js",
        chunkFileNames: "[name].js",
        assetFileNames: "[name][extname]",
        // Few chunks with names that say what they are; the bundler's own cut
        // names files after whichever module came first.
        codeSplitting: {
          groups: [
            { name: "react", test: /node_modules\/(react|react-dom|scheduler)\// },
            { name: "tanstack", test: /node_modules\/@tanstack\// },
            // The provider of the page's policy is one context, and needed from the start.
            { name: "floating", test: /node_modules\/(@base-ui\/(?!react\/(csp-provider|internals\/csp-context)\/)|@floating-ui\/)/ },
          ],
        },
      },
    },
  },
  server: { proxy: { "/v1": process.env.ARUS_URL ?? "http://127.0.0.1:8080" } },
});
