/** What the desk works with; the parts of it share one set. */
import type { Dispatch } from "../dispatch/dispatch-parts.js";
import type { Store } from "../store/store.js";
import type { AskAddress } from "./ask-address.js";
import type { Contacts } from "./contacts.js";
import type { Conversation } from "./conversation.js";
import type { Hub } from "./hub.js";
import type { Menus } from "./menus.js";
import type { Organisation } from "./organisation.js";

export interface DeskParts {
  readonly store: Store;
  readonly dispatch: () => Dispatch;
  readonly contacts: Contacts;
  readonly conversation: Conversation;
  readonly menus: Menus;
  readonly organisation: Organisation;
  readonly hub: Hub;
  /** Other nodes change what memory here knows, so it may be a moment behind. */
  readonly isShared: boolean;
  /** Asks an address that a menu looks something up at. Left out: over the internet. */
  readonly ask?: AskAddress;
  readonly now: () => number;
}
