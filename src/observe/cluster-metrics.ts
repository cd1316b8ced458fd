/** What tells the nodes of a cluster apart at `/metrics`. One node alone prints them too. */
import { Counter, Gauge, type Registry } from "prom-client";

export interface PartitionFigures {
  readonly partition: number;
  /** This node decides for it. */
  readonly isLeader: boolean;
  /** null: nobody else could hold it. */
  readonly epoch: number | null;
  /** Commands that were sent and not taken yet. null: unknown, or nothing is sent anywhere. */
  readonly streamLag: number | null;
  /** Turns that are in SQL and not yet in this node's memory. */
  readonly turnsBehind: number;
}

export interface ClusterFigures {
  readonly partitions: readonly PartitionFigures[];
  /** null: there is no bus. */
  readonly busConnected: boolean | null;
  readonly nodesAlive: number;
  /** How often this node took a partition over from another, since it started. */
  readonly takeovers: number;
}

type Asked = () => Promise<ClusterFigures> | ClusterFigures;
type Row = readonly [labels: Readonly<Record<string, string>>, value: number | null];

/** `figures` is asked for each metric when they are read. What is not known is left out. */
export function watchCluster(registry: Registry, figures: Asked): void {
  const gauge = (
    name: string,
    { help, labels = [] }: { readonly help: string; readonly labels?: string[] },
    rows: (figures: ClusterFigures) => readonly Row[],
  ): void => {
    new Gauge({
      name,
      help,
      labelNames: labels,
      registers: [registry],
      async collect() {
        this.reset();
        // Without labels it would stand at 0, which says something.
        if (labels.length === 0) this.remove();
        const known = await orNothing(figures);
        for (const [at, value] of known === null ? [] : rows(known)) {
          if (value !== null) this.set(at, value);
        }
      },
    });
  };
  const ofPartitions = (
    name: string,
    help: string,
    value: (figures: PartitionFigures) => number | null,
  ): void => {
    gauge(name, { help, labels: ["partition"] }, ({ partitions }) =>
      partitions.map((row) => [{ partition: String(row.partition) }, value(row)]),
    );
  };

  ofPartitions(
    "strowger_leader",
    "1: this node decides for the partition; 0: another may.",
    ({ isLeader }) => Number(isLeader),
  );
  ofPartitions(
    "strowger_lease_epoch",
    "How often the partition's lease was taken.",
    ({ epoch }) => epoch,
  );
  ofPartitions(
    "strowger_stream_lag",
    "Commands sent to the partition's leader and not taken yet.",
    ({ streamLag }) => streamLag,
  );
  ofPartitions(
    "strowger_replica_turns_behind",
    "Committed turns this node has not applied yet.",
    ({ turnsBehind }) => turnsBehind,
  );
  gauge(
    "strowger_bus_connected",
    { help: "1: Redis carries commands and news; 0: it is lost, and SQL does." },
    ({ busConnected }) => [[{}, busConnected === null ? null : Number(busConnected)]],
  );
  gauge(
    "strowger_nodes_alive",
    { help: "Nodes whose heartbeat is fresh, as this node sees it." },
    ({ nodesAlive }) => [[{}, nodesAlive]],
  );
  new Counter({
    name: "strowger_takeovers_total",
    help: "Partitions this node took over from another.",
    registers: [registry],
    async collect() {
      const known = await orNothing(figures);
      if (known === null) return;
      this.reset();
      this.inc(known.takeovers);
    },
  });
}

async function orNothing(figures: Asked): Promise<ClusterFigures | null> {
  try {
    return await figures();
  } catch {
    return null;
  }
}
