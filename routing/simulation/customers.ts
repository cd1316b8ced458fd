/** Who comes, when, and what they bring: everything about customers that chance decides. */
import type { InteractionId } from "../../protocol/ids.js";
import { type Stream, openStream } from "./chance.js";
import { Arrivals, quantileOf } from "./draws.js";
import { type Distribution, type Kind, type Scenario, rowAt } from "./scenario.js";

/** What a customer brings. Minutes; `patience` null: does not leave. */
export interface Customer {
  readonly id: InteractionId;
  readonly handle: number;
  readonly patience: number | null;
  readonly wrapUp: number;
  /** undefined: as all others of the bucket. */
  readonly kind: Kind | undefined;
}

/** One bucket's streams; every customer draws from each of them once, wanted or not. */
interface Source {
  readonly bucket: Scenario["buckets"][number];
  readonly arrivals: Arrivals;
  readonly handle: Stream;
  readonly patience: Stream;
  readonly wrapUp: Stream;
  readonly kind: Stream;
  count: number;
}

export class Customers {
  readonly #sources: readonly Source[];

  constructor(
    { buckets, seed, horizonMinutes }: Scenario,
    { replication, dayFactor }: { readonly replication: number; readonly dayFactor: number },
  ) {
    this.#sources = buckets.map((bucket) => {
      const stream = (purpose: string): Stream =>
        openStream(seed, `${String(replication)}/${bucket.id}/${purpose}`);
      const rates = bucket.arrivalsPerMinute.map((row) => ({ ...row, rate: row.rate * dayFactor }));
      return {
        bucket,
        arrivals: new Arrivals(rates, horizonMinutes, stream("arrivals")),
        handle: stream("handle"),
        patience: stream("patience"),
        wrapUp: stream("wrap-up"),
        kind: stream("kind"),
        count: 0,
      };
    });
  }

  /** When the next customer of this bucket comes. null: nobody comes any more. */
  nextMinute(bucket: number): number | null {
    return this.#sourceOf(bucket).arrivals.next();
  }

  /** The customer who comes now, with the rows in force at this minute. */
  arrive(bucket: number, minute: number): Customer {
    const source = this.#sourceOf(bucket);
    const { id, handleMinutes, patienceMinutes, wrapUpMinutes, kinds } = source.bucket;
    source.count += 1;
    return {
      // Made of an id that was checked and a number.
      id: `${id}.${String(source.count)}` as InteractionId,
      handle: draw(handleMinutes, minute, source.handle) ?? 0,
      patience: draw(patienceMinutes, minute, source.patience),
      wrapUp: draw(wrapUpMinutes, minute, source.wrapUp) ?? 0,
      kind: kindAt(kinds, source.kind.next()),
    };
  }

  #sourceOf(bucket: number): Source {
    const source = this.#sources[bucket];
    if (source === undefined) throw new Error(`there is no bucket ${String(bucket)}`);
    return source;
  }
}

type Row = Distribution & { readonly from: number; readonly to: number };

function draw(rows: readonly Row[], minute: number, stream: Stream): number | null {
  const share = stream.next();
  const row = rowAt(rows, minute);
  return row === undefined ? null : quantileOf(row, share);
}

function kindAt(kinds: readonly Kind[], share: number): Kind | undefined {
  let sum = 0;
  return kinds.find((kind) => {
    sum += kind.share;
    return share < sum;
  });
}
