/** Builds the customer's page of a demo, and the shop in its middle, into `dist/web/try`. */
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: here("."),
  base: "/try/",
  publicDir: false,
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir: here("../../dist/web/try"),
    emptyOutDir: true,
    target: "es2022",
    // A picture or style inside another file would need more of the Content-Security-Policy.
    assetsInlineLimit: 0,
    rolldownOptions: { input: [here("index.html"), here("shop.html")] },
  },
});
