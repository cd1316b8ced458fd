/** Long work comes in pieces, so that a program with telephones to answer can do it between calls. */

/** All of the pieces, one after the other. */
export function atOnce<T>(work: Generator<undefined, T>): T {
  for (;;) {
    const { done, value } = work.next();
    if (done === true) return value;
  }
}
