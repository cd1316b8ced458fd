/** One offer: everything needed to say yes or no, and the time there is to say it. */
import { Badge, Button, Kbd } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { type ReactNode, useCallback, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Interaction, OfferView } from "../../../protocol/interactions.js";
import { isSms } from "../../../protocol/sms.js";
import { comparators } from "../../../protocol/policy.js";
import { CountdownRing } from "../common/countdown-ring.js";
import { CallbackMark } from "../common/callback-mark.js";
import { ChannelIcon } from "../common/icons.js";
import { useNames } from "../common/names.js";
import { readableAddress } from "../common/readable-address.js";
import { useNotify } from "../common/notify.js";
import { Age } from "../common/time.js";
import { SmsMark } from "../common/sms-mark.js";
import { useAction } from "../keys/actions.js";
import { useSession } from "../live/use-console.js";
import { PathLine } from "./path-line.js";

interface Props {
  readonly offer: OfferView;
  /** The keys A and D answer this one. */
  readonly keyed: boolean;
}

export function OfferCard({ offer, keyed }: Props): ReactNode {
  const { t } = useTranslation();
  const names = useNames();
  const { interaction } = offer;
  const who = names.who(interaction);
  const about = interaction.customer?.company ?? readableAddress(interaction.address ?? "");
  const words = wordsOf(interaction);
  const { busy, accept, decline } = useAnswers(offer);
  const action = { group: t("palette.offer") };
  useAction({
    ...action,
    id: `accept-${offer.id}`,
    label: `${t("offer.accept")}: ${who}`,
    key: "offer.accept",
    run: keyed && !busy ? accept : null,
  });
  useAction({
    ...action,
    id: `decline-${offer.id}`,
    label: `${t("offer.decline")}: ${who}`,
    key: "offer.decline",
    run: keyed && !busy ? decline : null,
  });
  return (
    <article className="sw-offer" data-offer={offer.id}>
      <header>
        <ChannelIcon channel={interaction.channel} size={18} />
        <div className="sw-offer-who">
          <strong>{who}</strong>
          <span className="sw-dim sw-offer-about">
            {about !== who && <span className="sw-ellipsis">{about}</span>}
            {interaction.customer && interaction.customer.tier !== "basic" && (
              <Badge size="xs" variant="outline" color="gray" className="sw-tier">
                {t(`tier.${interaction.customer.tier}`)}
              </Badge>
            )}
            <CallbackMark interaction={interaction} />
            <SmsMark interaction={interaction} />
          </span>
        </div>
        <CountdownRing from={offer.offeredAt} until={offer.expiresAt} />
      </header>
      <PathLine interaction={interaction} />
      {words !== null && <blockquote className="sw-offer-words">{words}</blockquote>}
      <p className="sw-offer-why">
        <Age
          since={interaction.queuedAt ?? interaction.startedAt}
          dueAt={interaction.dueAt}
          wording={(span) => t("offer.waited", { span })}
        />
        <span className="sw-dim"> · {useBecause(offer.because)}</span>
      </p>
      <div className="sw-offer-answers">
        <Button
          size="sm"
          loading={busy}
          onClick={accept}
          rightSection={keyed && <Kbd size="xs">A</Kbd>}
        >
          {t("offer.accept")}
        </Button>
        <Button
          size="sm"
          variant="default"
          disabled={busy}
          onClick={decline}
          rightSection={keyed && <Kbd size="xs">D</Kbd>}
        >
          {t("offer.decline")}
        </Button>
      </div>
    </article>
  );
}

/** What they said last; of somebody who only pressed keys since, by text, what they said first. */
function wordsOf(interaction: Interaction): string | null {
  const last = interaction.lastMessage?.text ?? null;
  const isKey = last !== null && isSms(interaction) && /^[\d*#\s]+$/.test(last);
  return isKey ? interaction.subject : last;
}

function useAnswers(offer: OfferView): {
  readonly busy: boolean;
  readonly accept: () => void;
  readonly decline: () => void;
} {
  const session = useSession();
  const notify = useNotify();
  const navigate = useNavigate();
  const [busy, setBusy] = useState(false);
  const { id, interactionId } = offer;
  const answer = useCallback(
    async (event: "offer:accept" | "offer:decline") => {
      setBusy(true);
      const answered = await session.ask(event, { offerId: id });
      setBusy(false);
      if (!answered.ok) notify.problem(answered.code);
      // No answer at all leaves the offer where it is; the next snapshot tells.
      if (!answered.ok && answered.code === "OFFLINE") return;
      session.store.send({ type: "offer.answered", offerId: id });
      if (answered.ok && event === "offer:accept") {
        await navigate({ to: "/desk/$interactionId", params: { interactionId } });
      }
    },
    [session, notify, navigate, id, interactionId],
  );
  const accept = useCallback(() => void answer("offer:accept"), [answer]);
  const decline = useCallback(() => void answer("offer:decline"), [answer]);
  return { busy, accept, decline };
}

const reasons = [...comparators, "direct", "transfer", "assigned", "id", "only"] as const;

/** The router's comparator in words; one we have no words for is shown as it came. */
function useBecause(because: string): string {
  const { t } = useTranslation();
  const known = reasons.find((r) => r === because);
  return known === undefined ? because : t(`offer.because.${known}`);
}
