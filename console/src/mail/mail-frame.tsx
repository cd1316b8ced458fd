/**
 * A mail's HTML in a sandboxed frame: no scripts, no forms, no top navigation. The frame shares our
 * origin for one reason: without scripts nothing in it can use that, and we can measure its height
 * and pass its key presses on, so that the desk's keys work after a click into a mail.
 */
import { Button } from "@mantine/core";
import { type ReactNode, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Message } from "../../../protocol/interactions.js";
import { asksOutside, mailDocument } from "./mail-document.js";

interface Props {
  readonly message: Message;
  readonly html: string;
}

/** A mail longer than this scrolls within its frame. */
const HEIGHT_PX_MAX = 2400;

export function MailFrame({ message, html }: Props): ReactNode {
  const { t } = useTranslation();
  const [outside, setOutside] = useState(false);
  const [height, setHeight] = useState(80);
  const quoted = t("conversation.quoted");
  const source = useMemo(
    () =>
      mailDocument(html, {
        attachments: message.attachments,
        outside,
        quoted,
        origin: location.origin,
      }),
    [html, message.attachments, outside, quoted],
  );
  return (
    <>
      {!outside && asksOutside(html) && (
        <p className="sw-mail-outside">
          {t("mail.imagesBlocked")}{" "}
          <Button
            size="compact-xs"
            variant="default"
            onClick={() => {
              setOutside(true);
            }}
          >
            {t("mail.showImages")}
          </Button>
        </p>
      )}
      <iframe
        className="sw-mail-frame"
        title={t("mail.frame", { who: message.authorName })}
        sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox"
        referrerPolicy="no-referrer"
        srcDoc={source}
        style={{ height }}
        onLoad={({ currentTarget: frame }) => {
          const mail = frame.contentDocument;
          if (mail === null) return;
          passKeysOn(mail);
          const measure = (): void => {
            setHeight(Math.min(HEIGHT_PX_MAX, mail.documentElement.offsetHeight));
          };
          measure();
          // Pictures arrive and quotes unfold. The observer goes with the frame's document.
          new ResizeObserver(measure).observe(mail.documentElement);
        }}
      />
    </>
  );
}

function passKeysOn(mail: Document): void {
  mail.addEventListener("keydown", (event) => {
    const { key, ctrlKey, metaKey, altKey, shiftKey, isComposing } = event;
    const press = new KeyboardEvent("keydown", {
      key,
      ctrlKey,
      metaKey,
      altKey,
      shiftKey,
      isComposing,
      bubbles: true,
      cancelable: true,
    });
    if (!document.body.dispatchEvent(press)) event.preventDefault();
  });
}
