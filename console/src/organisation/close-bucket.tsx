/** Closing a bucket at once, and opening it again. */
import { Alert, Button, TextInput } from "@mantine/core";
import { IconDoorOff } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Bucket } from "../../../protocol/organisation.js";
import { useNotify } from "../common/notify.js";
import { ApiProblem, api } from "../live/api.js";

export function CloseBucket({ bucket }: { readonly bucket: Bucket }): ReactNode {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  if (bucket.closed !== null) return <ClosedBanner bucket={bucket} closed={bucket.closed} />;
  if (asking) {
    return (
      <CloseForm
        bucket={bucket}
        onDone={() => {
          setAsking(false);
        }}
      />
    );
  }
  return (
    <div className="sw-close">
      <Button
        variant="default"
        leftSection={<IconDoorOff size={16} />}
        onClick={() => {
          setAsking(true);
        }}
      >
        {t("organisation.close.now")}
      </Button>
    </div>
  );
}

function CloseForm({
  bucket,
  onDone,
}: {
  readonly bucket: Bucket;
  readonly onDone: () => void;
}): ReactNode {
  const { t } = useTranslation();
  const [reason, setReason] = useState("");
  const { busy, change } = useChange();
  return (
    <form
      className="sw-close-form"
      aria-label={t("organisation.close.title")}
      onSubmit={(event) => {
        event.preventDefault();
        void change(
          () => api.changeBucket(bucket.id, { closed: { reason: reason.trim() } }),
          t("organisation.close.done", { bucket: bucket.name }),
        ).then((done) => {
          if (done) onDone();
        });
      }}
    >
      <p>{t("organisation.close.means")}</p>
      <TextInput
        label={t("organisation.close.reason")}
        maxLength={200}
        value={reason}
        data-autofocus
        onChange={({ currentTarget: { value } }) => {
          setReason(value);
        }}
      />
      <div className="sw-form-end">
        <Button variant="default" onClick={onDone}>
          {t("organisation.close.cancel")}
        </Button>
        <Button type="submit" loading={busy} disabled={reason.trim() === ""}>
          {t("organisation.close.submit")}
        </Button>
      </div>
    </form>
  );
}

interface BannerProps {
  readonly bucket: Pick<Bucket, "id" | "name">;
  readonly closed: NonNullable<Bucket["closed"]>;
  /** Among several: the bucket is named. */
  readonly named?: boolean;
}

/** Visible wherever the bucket is, until somebody opens it again. */
export function ClosedBanner({ bucket, closed, named = false }: BannerProps): ReactNode {
  const { t } = useTranslation();
  const { busy, change } = useChange();
  const { reason } = closed;
  return (
    <Alert color="red" variant="light" className="sw-closed" role="status">
      <span className="sw-fill">
        {named
          ? t("organisation.close.banner", { bucket: bucket.name, reason })
          : t("organisation.close.closed", { reason })}
      </span>
      <Button
        size="compact-sm"
        variant="default"
        loading={busy}
        onClick={() => {
          void change(
            () => api.changeBucket(bucket.id, { closed: null }),
            t("organisation.close.reopened", { bucket: bucket.name }),
          );
        }}
      >
        {t("organisation.close.reopen")}
      </Button>
    </Alert>
  );
}

/** Does something at once, and says whether it was done. */
function useChange(): {
  readonly busy: boolean;
  readonly change: (act: () => Promise<unknown>, done: string) => Promise<boolean>;
} {
  const notify = useNotify();
  const [busy, setBusy] = useState(false);
  return {
    busy,
    change: async (act, done) => {
      setBusy(true);
      try {
        await act();
        notify.done(done);
        return true;
      } catch (cause) {
        notify.problem(cause instanceof ApiProblem ? cause.code : "INTERNAL");
        return false;
      } finally {
        setBusy(false);
      }
    },
  };
}
