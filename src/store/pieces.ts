/** What comes piece by piece, perhaps from another thread, and may be read from the beginning again. */

/** The piece at an index, as soon as it has come; null after the last. Rejects when it will not come. */
export type Pieces<T> = (index: number) => Promise<T | null>;

export function piecesOf<T>(all: readonly T[]): Pieces<T> {
  return (index) => Promise.resolve(all[index] ?? null);
}

/** Everything, once it has come. */
export async function allPieces<T>(pieces: Pieces<T>): Promise<readonly T[]> {
  const all: T[] = [];
  for (let piece = await pieces(0); piece !== null; piece = await pieces(all.length)) {
    all.push(piece);
  }
  return all;
}

export interface Inbox<T> {
  readonly pieces: Pieces<T>;
  put(piece: T): void;
  /** `isMissing`: what had to follow will not come. */
  close(isMissing: boolean): void;
}

/** For one reader. */
export function createInbox<T>(): Inbox<T> {
  const come: T[] = [];
  let state: "open" | "whole" | "broken" = "open";
  let wake = (): void => undefined;
  return {
    pieces: async (index) => {
      while (come.length <= index && state === "open") {
        await new Promise<void>((resolve) => (wake = resolve));
      }
      const piece = come[index];
      if (piece === undefined && state === "broken") {
        throw new Error("the rest of the call could not be made");
      }
      return piece ?? null;
    },
    put: (piece) => {
      come.push(piece);
      wake();
    },
    close: (isMissing) => {
      state = isMissing ? "broken" : "whole";
      wake();
    },
  };
}
