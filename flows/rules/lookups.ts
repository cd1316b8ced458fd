/** The rule about lookups: F47. */
import type { Finding, LookupSource, MenuNodeOf, MenuTree } from "../../protocol/menu-tree.js";
import { exampleOf, fixedPartsOf, placesIn } from "../lookup.js";
import { red, type Rule } from "./finding.js";

export const lookupsCanAsk: Rule = ({ tree }) => {
  const entries = entriesOf(tree);
  return tree.nodes.flatMap((node) => {
    if (node.kind !== "lookup") return [];
    const { source } = node;
    const digits = namesIn(source).flatMap((name) => unknownDigits(node, name, entries.get(name)));
    return source.kind === "address" ? [...digits, ...wrongAddress(node, source.url)] : digits;
  });
};

/** The entries of a tree by name, and whether one of them keeps only dots. */
function entriesOf(tree: MenuTree): ReadonlyMap<string, { readonly isSecret: boolean }> {
  const entries = new Map<string, { readonly isSecret: boolean }>();
  for (const node of tree.nodes) {
    if (node.kind !== "collect") continue;
    const isSecret = node.secret || (entries.get(node.name)?.isSecret ?? false);
    entries.set(node.name, { isSecret });
  }
  return entries;
}

function namesIn(source: LookupSource): readonly string[] {
  if (source.kind === "customer") return source.digits === null ? [] : [source.digits];
  const places = placesIn(source.url).filter((place) => place.startsWith("digits:"));
  return [...new Set(places)].map((place) => place.slice("digits:".length));
}

function unknownDigits(
  node: MenuNodeOf<"lookup">,
  name: string,
  entry: { readonly isSecret: boolean } | undefined,
): readonly Finding[] {
  if (entry?.isSecret === false) return [];
  return [
    red("F47", node.id, {
      message:
        entry === undefined
          ? `No node takes digits named ${name}.`
          : `The digits named ${name} are secret: only dots are kept of them.`,
      mend: "Name digits that a node of this tree takes and that are not secret.",
      variant: entry === undefined ? "digitsUnknown" : "digitsSecret",
      values: { name },
    }),
  ];
}

/** Values stand only behind the host, so that no caller chooses whom we ask. */
function wrongAddress(node: MenuNodeOf<"lookup">, template: string): readonly Finding[] {
  const mend = "Give a whole address such as https://crm.example/customers/{number}.";
  const finding = (variant: string, message: string) => [
    red("F47", node.id, { message, mend, variant }),
  ];
  const url = parsed(exampleOf(template));
  if (url === null) return finding("addressUnreadable", "The address cannot be read.");
  if (url.protocol !== "https:")
    return finding("addressNotHttps", "The address does not begin with https.");
  if (url.username !== "" || url.password !== "")
    return finding("addressPassword", "The address holds a password.");
  // The host ends at the third slash; a place before it, or a host that ends otherwise, is refused.
  const [scheme = "", empty, authority = ""] = template.split("/");
  if (scheme.toLowerCase() !== "https:" || empty !== "" || /[{}?#\\\s]/.test(authority)) {
    return finding("addressChosen", "The caller would choose whom the address leads to.");
  }
  if (/[{}]/.test(fixedPartsOf(template))) {
    return finding("addressBraces", "A part in braces is neither {number} nor {digits:NAME}.");
  }
  return [];
}

function parsed(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}
