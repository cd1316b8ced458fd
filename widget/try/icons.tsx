/** The phone's few drawings; Tabler's shapes. */
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

export const HandsetIcon = icon(
  "M5 4h4l2 5l-2.5 1.5a11 11 0 0 0 5 5l1.5-2.5l5 2v4a2 2 0 0 1-2 2a16 16 0 0 1-15-15a2 2 0 0 1 2-2",
);
export const MicIcon = icon(
  "M9 5a3 3 0 0 1 6 0v5a3 3 0 0 1-6 0z",
  "M5 10a7 7 0 0 0 14 0",
  "M8 21h8",
  "M12 17v4",
);
export const MicOffIcon = icon(
  "M3 3l18 18",
  "M9 5a3 3 0 0 1 6 0v5a3 3 0 0 1-.13.87m-2 2A3 3 0 0 1 9 10V9",
  "M5 10a7 7 0 0 0 10.8 5.9m2-2A7 7 0 0 0 19 10",
  "M8 21h8",
  "M12 17v4",
);
export const SoundIcon = icon(
  "M15 8a5 5 0 0 1 0 8",
  "M17.7 5a9 9 0 0 1 0 14",
  "M6 15H4a1 1 0 0 1-1-1v-4a1 1 0 0 1 1-1h2l3.5-4.5A.8.8 0 0 1 11 5v14a.8.8 0 0 1-1.5.5z",
);
export const SoundOffIcon = icon(
  "M6 15H4a1 1 0 0 1-1-1v-4a1 1 0 0 1 1-1h2l3.5-4.5A.8.8 0 0 1 11 5v14a.8.8 0 0 1-1.5.5z",
  "M16 10l4 4m0-4l-4 4",
);
