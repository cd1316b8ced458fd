/** A value that outlasts a reload where the browser allows it. */
import { useState } from "preact/hooks";

export function useKept(name: string, first: string): [string, (next: string) => void] {
  const key = `strowger-try:${name}`;
  const [value, setValue] = useState(() => read(key) ?? first);
  return [
    value,
    (next) => {
      setValue(next);
      write(key, next);
    },
  ];
}

export function read(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

export function write(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Forbidden here: the page forgets it at the next reload.
  }
}
