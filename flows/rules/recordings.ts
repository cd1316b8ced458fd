/** The rule about what is played in place of words: F92. */
import { red, yellow, type Rule } from "./finding.js";
import { wordsOf } from "./words.js";

export const recordingsExist: Rule = ({ tree, known }) =>
  tree.nodes.flatMap((node) =>
    wordsOf(node).flatMap(({ place, recordings = {} }) => {
      const languages = Object.keys(recordings);
      const unheard = languages.filter((one) => !tree.languages.includes(one));
      const { recordingIds } = known;
      const gone = languages.filter(
        (one) => recordingIds !== undefined && !recordingIds.has(recordings[one]?.id ?? ""),
      );
      return [
        ...(gone.length === 0
          ? []
          : [
              red("F92", node.id, {
                message: `The recording of the ${place} in ${gone.join(", ")} is not on this server.`,
                mend: "Upload it again, or take it out: the text is spoken then.",
              }),
            ]),
        ...(unheard.length === 0
          ? []
          : [
              yellow("F92", node.id, {
                message: `The recording of the ${place} in ${unheard.join(", ")} is never heard: the tree does not speak it.`,
                mend: "Add the language to the tree, or take the recording out.",
              }),
            ]),
      ];
    }),
  );
