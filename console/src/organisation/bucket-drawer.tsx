/** Everything a supervisor sets of a bucket, effective in the turn it is saved in. */
import "./organisation.css";
import { type ReactNode, useCallback } from "react";
import { useTranslation } from "react-i18next";
import type { Bucket } from "../../../protocol/organisation.js";
import type { EngineerOnFloor } from "../../../protocol/sockets.js";
import { api } from "../live/api.js";
import { useConsole } from "../live/use-console.js";
import { type BucketValues, bucketProblems, inOrder, valuesOf } from "./bucket-form.js";
import { BucketOrder } from "./bucket-order.js";
import { BucketOverflow } from "./bucket-overflow.js";
import { BucketPick } from "./bucket-pick.js";
import { BucketQueue } from "./bucket-queue.js";
import { BucketWho } from "./bucket-who.js";
import { BucketWork } from "./bucket-work.js";
import { CloseBucket } from "./close-bucket.js";
import { EditDrawer } from "./edit-drawer.js";
import { HoursFields } from "./hours-fields.js";
import { useEditing } from "./use-editing.js";

interface Props {
  readonly bucket: Bucket;
  /** Who works here, for the picture of who may take it. */
  readonly engineers: readonly EngineerOnFloor[];
  readonly onClose: () => void;
}

export function BucketDrawer({ bucket, engineers, onClose }: Props): ReactNode {
  const { t } = useTranslation();
  const all = useConsole((s) => s.organisation?.buckets);
  const check = useCallback(
    (values: BucketValues) => bucketProblems(values, { id: bucket.id, all: all ?? [], t }),
    [bucket.id, all, t],
  );
  const editing = useEditing({
    current: valuesOf(bucket),
    check,
    tidy: inOrder,
    send: async (part, was) => valuesOf(await api.changeBucket(bucket.id, { ...part, was })),
  });
  const { form } = editing;
  const tab = (name: TabName, fields: readonly string[], content: ReactNode) => ({
    name,
    label: t(`organisation.tab.${name}`),
    fields,
    content,
  });
  const tabs = [
    tab(
      "work",
      ["name", "skills", "offerSeconds", "wrapUpSeconds", "broadcast", "addresses"],
      <BucketWork form={form} />,
    ),
    tab(
      "order",
      ["priority", "targetSeconds", "policy.tiers", "policy.ageing"],
      <BucketOrder form={form} />,
    ),
    tab("who", ["policy.relax", "policy.anyOf"], <BucketWho form={form} engineers={engineers} />),
    tab(
      "pick",
      [
        "policy.pick",
        "policy.lastEngineerSeconds",
        "policy.cooldownSeconds",
        "policy.directSeconds",
      ],
      <BucketPick form={form} />,
    ),
    tab(
      "queue",
      ["policy.reentrySeconds", "policy.callback", "policy.abandonSeconds"],
      <BucketQueue form={form} />,
    ),
    tab("overflow", ["policy.overflow"], <BucketOverflow form={form} bucketId={bucket.id} />),
    tab(
      "hours",
      ["hours"],
      <HoursFields
        hours={form.values.hours}
        always={t("organisation.hours.always")}
        problems={form.errors}
        onChange={(hours) => {
          form.setFieldValue("hours", hours);
        }}
      />,
    ),
  ];
  return (
    <EditDrawer
      title={t("organisation.bucketTitle", { name: bucket.name })}
      head={<CloseBucket bucket={bucket} />}
      tabs={tabs}
      editing={editing}
      onClose={onClose}
    />
  );
}

type TabName = "work" | "order" | "who" | "pick" | "queue" | "overflow" | "hours";
