/**
 * The kinds of nodes: their picture and their form. A new kind is a form of its own, a row here, a
 * word in `i18n`, its ways in `edit/slots.ts` and its beginning in `edit/fresh.ts`.
 */
import {
  IconArrowsSplit2,
  IconBook,
  IconClock,
  IconDatabaseSearch,
  IconDialpad,
  IconHeadset,
  IconInbox,
  IconLanguage,
  IconListNumbers,
  IconMessage2,
  IconMicrophone,
  IconPhoneOutgoing,
  IconPhoneX,
  IconSitemap,
  type TablerIcon,
} from "@tabler/icons-react";
import type { ComponentType, ReactNode } from "react";
import type { MenuNode, MenuNodeKind, MenuNodeOf } from "../../../../protocol/menu-tree.js";
import { ArticleForm } from "./article-form.js";
import { BucketForm } from "./bucket-form.js";
import { CollectForm } from "./collect-form.js";
import { ConditionForm } from "./condition-form.js";
import { HoursForm } from "./hours-form.js";
import { LanguageForm } from "./language-form.js";
import { LookupForm } from "./lookup-form.js";
import { MenuForm } from "./menu-form.js";
import { SayForm } from "./say-form.js";
import { SubtreeForm } from "./subtree-form.js";

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
  condition: { icon: IconArrowsSplit2, Form: formFor("condition", ConditionForm) },
  lookup: { icon: IconDatabaseSearch, Form: formFor("lookup", LookupForm) },
  article: { icon: IconBook, Form: formFor("article", ArticleForm) },
  subtree: { icon: IconSitemap, Form: formFor("subtree", SubtreeForm) },
  callback: { icon: IconPhoneOutgoing, Form: formFor("callback", BucketForm) },
  voicemail: { icon: IconMicrophone, Form: formFor("voicemail", BucketForm) },
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
