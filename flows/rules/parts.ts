/** The rule about trees in trees: F51. */
import { partKey, placesOf } from "../parts.js";
import { red, type Rule } from "./finding.js";

export const partsFit: Rule = ({ tree, whole, known }) => {
  const { parts } = known;
  if (parts === undefined) return [];
  const troubles = whole.troubles.map(({ nodeId, because }) => {
    switch (because) {
      case "missing":
        return red("F51", nodeId, {
          message: "The tree it stands for, or one that this tree stands on, was never published.",
          mend: "Publish it first, or choose another tree.",
          variant: "partUnpublished",
        });
      case "round":
        return red("F51", nodeId, {
          message: "The tree it stands for leads back into a tree that it is a part of.",
          mend: "Let one of the two trees do without the other.",
          variant: "partRound",
        });
      case "many":
        return red("F51", nodeId, {
          message: "With this part the tree has more than 5000 nodes.",
          mend: "Use the part in fewer places, or make it smaller.",
          variant: "partLarge",
        });
      default:
        throw new Error(`unhandled trouble ${String(because satisfies never)}`);
    }
  });
  const mute = placesOf(tree).flatMap((place) => {
    const spoken = parts.get(partKey(place))?.languages ?? tree.languages;
    const missing = tree.languages.filter((language) => !spoken.includes(language));
    if (missing.length === 0) return [];
    return [
      red("F51", place.id, {
        message: `The tree it stands for does not speak ${missing.join(", ")}.`,
        mend: "Add the language there, with every prompt, and publish it.",
        variant: "partMute",
        values: { languages: missing.join(", ") },
      }),
    ];
  });
  return [...troubles, ...mute];
};
