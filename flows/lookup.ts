/** The address a lookup asks: a template, filled with what is known of the caller. */

/** The parts of a template that stand for something. */
const PLACE = /\{(number|digits:[^{}]{1,60})\}/g;

/** What the template asks for: `number`, or `digits:` and the name of a collect node. */
export function placesIn(template: string): readonly string[] {
  return [...template.matchAll(PLACE)].map(([, place = ""]) => place);
}

/** The template with `1` in place of everything it asks for: the shape of every address it makes. */
export function exampleOf(template: string): string {
  return template.replace(PLACE, "1");
}

/** The template without anything that it asks for. */
export function fixedPartsOf(template: string): string {
  return template.replace(PLACE, "");
}

/** The address, with every value escaped. null: something it needs is not known. */
export function addressFrom(
  template: string,
  known: {
    readonly number: string | null;
    readonly collected: Readonly<Record<string, string>>;
  },
): string | null {
  const valueOf = (place: string): string =>
    (place === "number" ? known.number : digitsOf(known.collected, place)) ?? "";
  if (placesIn(template).some((place) => valueOf(place) === "")) return null;
  return template.replace(PLACE, (_, place: string) => encodeURIComponent(valueOf(place)));
}

function digitsOf(collected: Readonly<Record<string, string>>, place: string): string | null {
  const name = place.slice("digits:".length);
  return Object.hasOwn(collected, name) ? (collected[name] ?? null) : null;
}
