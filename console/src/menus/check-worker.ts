/** Checks trees beside the page, one after the other. */
import { type ToCheck, checked } from "./check.js";

self.addEventListener("message", ({ data }: MessageEvent<ToCheck>) => {
  self.postMessage(checked(data));
});
