/** Builds the console into dist/web/console. JSX is compiled by Vite's own oxc; there is no React plugin. */
import { defineConfig } from "vite";

export default defineConfig({
  root: import.meta.dirname,
  base: "/",
  oxc: { jsx: { runtime: "automatic" } },
  build: {
    outDir: "../dist/web/console",
    emptyOutDir: true,
    target: "es2022",
    // No data: addresses and no inline polyfill, so that the page's CSP can stay strict.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // The editor of the mail composer is a chunk of its own and larger than Vite likes.
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      // Mantine marks its files for React servers; there is none here.
      onLog: (level, log, report) => {
        if (log.code !== "MODULE_LEVEL_DIRECTIVE") report(level, log);
      },
    },
  },
});
