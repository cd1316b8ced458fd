/** What several nodes share in SQL: who leads, who is alive, what was decided, what is asked of the leader. */

/** The right to write a partition's turns. */
export interface LeaseWish {
  readonly partition: number;
  /** Who asks: a node's id. */
  readonly holder: string;
  /**
   * How long it lasts unless it is renewed. null: taken from whoever has it, and never run out; anybody
   * may take it from there in turn.
   */
  readonly ttlMs: number | null;
}

/** One turn as the nodes that follow are told it. */
export interface TurnRecord {
  /** 1, 2, 3 … in each partition, without gaps. */
  readonly number: number;
  /** JSON. */
  readonly body: string;
}

/** A node as it says it is. */
export interface NodeFacts {
  readonly id: string;
  /** By its own clock. */
  readonly startedAt: number;
  readonly version: string;
  readonly address: string;
  /** The newest migration it knows. */
  readonly schema: number;
  /** JSON: whatever else is worth showing. */
  readonly facts: unknown;
}

export interface NodeRow extends NodeFacts {
  /** Since its last beat, by the database's clock. */
  readonly silentMs: number;
}

export interface LeaseRow {
  readonly partition: number;
  readonly epoch: number;
  /** Who took it last. */
  readonly holder: string;
  /** Below 0: it ran out. null: it was released, or taken without an end; anybody may take it. */
  readonly expiresInMs: number | null;
}

export interface ClusterView {
  /** The database's clock. */
  readonly now: number;
  /** By id. Those that were silent for an hour are forgotten. */
  readonly nodes: readonly NodeRow[];
  /** By partition. */
  readonly leases: readonly LeaseRow[];
}

/** A message for whoever leads. */
export interface InboxRow {
  readonly id: string;
  readonly body: string;
}

export interface NoticeListener {
  readonly hear: (payload: string) => void;
  /** Nothing is heard from now on. */
  readonly lost: () => void;
  /** From now on everything is heard; what was said before may have been missed. Also the first time. */
  readonly found: () => void;
}

/** Short messages to every process that has the database open. They are kept nowhere. */
export interface Notices {
  /**
   * Heard in the order in which they were said here. At most 7999 bytes. Rejects with `StoreUnavailable`
   * when it was not said, or perhaps not.
   */
  notify(channel: string, payload: string): Promise<void>;
  /** Answers with how to stop. */
  listen(channel: string, listener: NoticeListener): () => void;
}

/** The part of the store that makes several nodes one. All times are the database's. */
export interface ClusterStore {
  /**
   * Answers with the raised epoch, under which turns may be committed. null: it is somebody else's and
   * has not run out, or its row was locked for half a second.
   */
  takeLease(wish: LeaseWish): Promise<number | null>;
  /**
   * It lasts `ttlMs` from now. false: somebody else took it, or it was released. One that ran out is
   * renewed as long as nobody took it. `StoreUnavailable`, as from every outage, when its row was locked
   * for half a second, by a commit that takes long.
   */
  renewLease(lease: {
    readonly partition: number;
    readonly epoch: number;
    readonly ttlMs: number;
  }): Promise<boolean>;
  /** Anybody may take it now. Nothing happens when somebody did already. */
  releaseLease(lease: { readonly partition: number; readonly epoch: number }): Promise<void>;
  /** Says that a node is alive, and answers with what there is. */
  beat(node: NodeFacts): Promise<ClusterView>;
  dropNode(id: string): Promise<void>;
  /** In their order, from the one with the next higher number that is still kept. */
  turnsAfter(partition: number, number: number, limit: number): Promise<TurnRecord[]>;
  /** One whose id is there already is not put again. */
  putInbox(partition: number, rows: readonly InboxRow[]): Promise<void>;
  /** The oldest, in the order in which they were put. */
  inbox(partition: number, limit: number): Promise<InboxRow[]>;
  dropInbox(partition: number, ids: readonly string[]): Promise<void>;
  /** null: this engine serves one process, which needs none. */
  readonly notices: Notices | null;
}
