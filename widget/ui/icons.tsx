/** The widget's few drawings; Tabler's shapes, so that they match the console's. */
import type { JSX } from "preact";

function icon(...paths: readonly string[]): () => JSX.Element {
  return () => (
    <svg
      viewBox="0 0 24 24"
      width="24"
      height="24"
      fill="none"
      stroke="currentColor"
      stroke-width="2"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      {paths.map((path) => (
        <path key={path} d={path} />
      ))}
    </svg>
  );
}

export const ChatIcon = icon(
  "M3 20l1.3-3.9a9 8 0 1 1 3.4 2.9z",
  "M8 12h.01",
  "M12 12h.01",
  "M16 12h.01",
);
export const CloseIcon = icon("M18 6L6 18", "M6 6l12 12");
export const DownIcon = icon("M6 9l6 6l6-6");
export const SendIcon = icon("M10 14L21 3", "M21 3l-6.5 18l-3.5-7l-7-3.5z");
export const BackIcon = icon("M15 6l-6 6l6 6");
