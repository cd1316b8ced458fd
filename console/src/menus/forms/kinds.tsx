/**
 * The kinds of nodes: their picture and their form. A new kind is a form of its own, a row here, a
 * word in `i18n`, its ways in `edit/slots.ts` and its beginning in `edit/fresh.ts`.
 */
import {
  IconClock,
  IconDialpad,
  IconHeadset,
  IconInbox,
  IconLanguage,
  IconListNumbers,
  IconMessage2,
  IconPhoneX,
  type TablerIcon,
} from "@tabler/icons-react";
import type { ComponentType, ReactNode } from "react";
import type { MenuNode, MenuNodeKind, MenuNodeOf } from "../../../../protocol/menu-tree.js";
import { BucketForm } from "./bucket-form.js";
import { CollectForm } from "./collect-form.js";
import { HoursForm } from "./hours-form.js";
import { LanguageForm } from "./language-form.js";
import { MenuForm } from "./menu-form.js";
import { SayForm } from "./say-form.js";

interface Kind {
  readonly icon: TablerIcon;
  readonly Form: ComponentType<{ readonly node: MenuNode }>;
}

/** In the order in which they are offered. */
export const kinds: Readonly<Record<MenuNodeKind, Kind>> = {
  menu: { icon: IconListNumbers, Form: formFor("menu", MenuForm) },
  bucket: { icon: IconInbox, Form: formFor("bucket", BucketForm) },
  say: { icon: IconMessage2, Form: formFor("say", SayForm) },
  collect: { icon: IconDialpad, Form: formFor("collect", CollectForm) },
  language: { icon: IconLanguage, Form: formFor("language", LanguageForm) },
  hours: { icon: IconClock, Form: formFor("hours", HoursForm) },
  operator: { icon: IconHeadset, Form: formFor("operator", BucketForm) },
  hangup: { icon: IconPhoneX, Form: formFor("hangup", SayForm) },
};

/** The form of a kind, for a node of any. */
function formFor<K extends MenuNodeKind>(
  kind: K,
  Form: ComponentType<{ readonly node: MenuNodeOf<K> }>,
): Kind["Form"] {
  return function FormOfKind({ node }): ReactNode {
    return isOf(node, kind) ? <Form node={node} /> : null;
  };
}

function isOf<K extends MenuNodeKind>(node: MenuNode, kind: K): node is MenuNodeOf<K> {
  return node.kind === kind;
}
