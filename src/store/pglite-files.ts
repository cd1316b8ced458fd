/**
 * PGlite's files in a folder, made durable: PGlite's own folder adapter leaves `fsync` out, so that a
 * power cut could lose commits that were acknowledged. Here the database's `fsync` is the disk's.
 */
import { fsyncSync } from "node:fs";
import type { NodeFS } from "@electric-sql/pglite/nodefs";

/** What Emscripten hands to stream operations, as far as we use it. */
interface EmscriptenStream {
  readonly nfd: number | undefined;
}

interface EmscriptenModule {
  readonly NODEFS: { readonly stream_ops: { fsync?: (stream: EmscriptenStream) => void } };
  readonly FS: { readonly ErrnoError: new (errno: number) => Error };
}

/** Emscripten's number for an input/output error. PostgreSQL stops when it gets one from fsync. */
const EIO = 29;

export async function durableFiles(directory: string): Promise<NodeFS> {
  const { NodeFS } = await import("@electric-sql/pglite/nodefs");
  const files = new NodeFS(directory);
  const init = files.init.bind(files);
  files.init = async (...given) => {
    const { emscriptenOpts } = await init(...given);
    const preRun = [emscriptenOpts.preRun ?? []].flat();
    preRun.push((module: unknown) => {
      const { NODEFS, FS } = module as EmscriptenModule;
      NODEFS.stream_ops.fsync = ({ nfd }) => {
        if (nfd === undefined) return;
        try {
          fsyncSync(nfd);
        } catch {
          throw new FS.ErrnoError(EIO);
        }
      };
    });
    return { emscriptenOpts: { ...emscriptenOpts, preRun } };
  };
  return files;
}
