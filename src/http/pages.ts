/** The built pages: the console at `/`, the customer's side at `/try` in a demo, and `/widget.js`. */
import path from "node:path";
import express, { type Response, Router } from "express";

export function createPages(given: { readonly webFolder: string; readonly demo: boolean }): Router {
  const router = Router();
  const inFolder = (...parts: string[]): string => path.join(given.webFolder, ...parts);

  // Other people's pages load it, so it alone may cross origins.
  router.get("/widget.js", (_request, response) => {
    response.set({
      "Access-Control-Allow-Origin": "*",
      "Cross-Origin-Resource-Policy": "cross-origin",
      "Cache-Control": "public, max-age=300",
    });
    response.sendFile(inFolder("widget.js"));
  });

  if (given.demo) {
    router.use("/try", assetsOf(inFolder("try")));
    router.get("/try", (_request, response) => {
      sendPage(response, inFolder("try", "index.html"));
    });
  }

  router.use(assetsOf(inFolder("console")));
  // The console's own addresses (`/floor`, `/menus/…`) exist in the browser only.
  router.get(/^\/(?!api\/|twilio\/|try\b|socket\.io)[^.]*$/, (_request, response) => {
    sendPage(response, inFolder("console", "index.html"));
  });
  return router;
}

/** Files whose names carry a hash never change; the others are asked for each time. */
function assetsOf(folder: string): express.Handler {
  return express.static(folder, {
    index: false,
    redirect: false,
    setHeaders: (response, file) => {
      const isHashed = file.includes(`${path.sep}assets${path.sep}`);
      response.setHeader(
        "Cache-Control",
        isHashed ? "public, max-age=31536000, immutable" : "no-cache",
      );
    },
  });
}

function sendPage(response: Response, file: string): void {
  response.set("Cache-Control", "no-cache");
  response.sendFile(file);
}
