/** Uploads files one after the other; each is told of when it is up. */
import { useState } from "react";
import { useNotify } from "../common/notify.js";
import { ApiProblem, type Upload, api } from "../live/api.js";

interface Uploads {
  /** Files on their way. */
  readonly names: readonly string[];
  readonly add: (files: FileList) => void;
  /** Opens the browser's own dialog. */
  readonly choose: () => void;
}

export function useUploads(onUploaded: (file: Upload) => void): Uploads {
  const notify = useNotify();
  const [names, setNames] = useState<readonly string[]>([]);
  const uploadAll = async (files: readonly File[]): Promise<void> => {
    for (const file of files) {
      try {
        onUploaded(await api.upload(file));
      } catch (cause) {
        notify.problem(cause instanceof ApiProblem ? cause.code : "INTERNAL", file.name);
      }
      setNames((before) => before.filter((name) => name !== file.name));
    }
  };
  const add = (list: FileList): void => {
    const files = [...list];
    setNames((before) => [...before, ...files.map((file) => file.name)]);
    void uploadAll(files);
  };
  const choose = (): void => {
    const input = document.createElement("input");
    input.type = "file";
    input.multiple = true;
    input.onchange = () => {
      if (input.files !== null) add(input.files);
    };
    input.click();
  };
  return { names, add, choose };
}
