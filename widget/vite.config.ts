/** Builds the widget: one classic script, `dist/web/widget.js`, with its styles inside. */
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: here("."),
  publicDir: false,
  define: { "process.env.NODE_ENV": JSON.stringify("production") },
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir: here("../dist/web"),
    // The console and the customer's page are built into the same folder.
    emptyOutDir: false,
    target: "es2022",
    lib: {
      entry: here("main.tsx"),
      formats: ["iife"],
      name: "StrowgerWidget",
      fileName: () => "widget.js",
    },
  },
});
