/** The customer's mailbox: a list, one mail, or a mail being written. */
import type { JSX } from "preact";
import { useCallback, useEffect, useState } from "preact/hooks";
import { attachmentUrl, fetchMails, type Mail } from "./api.js";
import { Compose, type MailboxProps } from "./compose.js";
import { useKept } from "./kept.js";
import { type Texts, timeOf } from "./texts.js";

/** How often the mailbox is looked at while the page is visible. */
const LOOK_MS = 3_000;
const SEEN_MAX = 200;

type Open =
  | { readonly view: "list"; readonly hasSent: boolean }
  | { readonly view: "mail"; readonly id: string }
  | { readonly view: "compose"; readonly replyTo: Mail | null };

export function Mailbox(props: MailboxProps): JSX.Element {
  const { customer, texts, onUnread } = props;
  const words = texts.mail;
  const [mails, setMails] = useState<readonly Mail[] | null>(null);
  const [isFailing, setFailing] = useState(false);
  const [open, setOpen] = useState<Open>({ view: "list", hasSent: false });
  // Ids, one a line.
  const [seenIds, setSeenIds] = useKept(`seen:${customer.email}`, "");
  const seen = new Set(seenIds.split("\n"));

  const look = useCallback(async () => {
    try {
      setMails(await fetchMails(customer.email));
      setFailing(false);
    } catch {
      // Nothing is lost by it: the next look comes in three seconds.
      setFailing(true);
    }
  }, [customer.email]);

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isOver = false;
    const lookAgain = async (): Promise<void> => {
      if (document.visibilityState === "visible") await look();
      if (!isOver) timer = setTimeout(() => void lookAgain(), LOOK_MS);
    };
    void lookAgain();
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [look]);

  const isNew = (mail: Mail): boolean => mail.direction === "received" && !seen.has(mail.id);
  const unread = mails?.filter(isNew).length ?? 0;
  useEffect(() => {
    onUnread(unread);
  }, [unread, onUnread]);

  const show = (mail: Mail): void => {
    // The server keeps fewer mails than that.
    setSeenIds([...seen.add(mail.id)].slice(-SEEN_MAX).join("\n"));
    setOpen({ view: "mail", id: mail.id });
  };
  const toList = (): void => {
    setOpen({ view: "list", hasSent: false });
  };

  if (open.view === "compose") {
    return (
      <Compose
        {...props}
        replyTo={open.replyTo}
        onCancel={toList}
        onSent={() => {
          setOpen({ view: "list", hasSent: true });
          void look();
        }}
      />
    );
  }
  const chosen = open.view === "mail" ? mails?.find((mail) => mail.id === open.id) : undefined;
  if (chosen !== undefined) {
    return (
      <OneMail
        {...props}
        mail={chosen}
        onBack={toList}
        onReply={() => {
          setOpen({ view: "compose", replyTo: chosen });
        }}
      />
    );
  }
  return (
    <div class="mailbox">
      <div class="bar">
        <span class="address">{customer.email}</span>
        <button
          type="button"
          class="primary"
          onClick={() => {
            setOpen({ view: "compose", replyTo: null });
          }}
        >
          {words.write}
        </button>
      </div>
      <div role="status">
        {isFailing && <div class="note">{words.failed}</div>}
        {open.view === "list" && open.hasSent && <div class="note good">{words.sent}</div>}
      </div>
      {mails?.length === 0 && (
        <div class="empty">
          <strong>{words.empty}</strong>
          <p>{words.emptyMore}</p>
        </div>
      )}
      <ul class="mails">
        {mails?.map((mail) => (
          <li key={mail.id}>
            <button
              type="button"
              class={isNew(mail) ? "new" : ""}
              onClick={() => {
                show(mail);
              }}
            >
              <span class="row">
                <span class="name">{senderOf(mail, texts)}</span>
                {isNew(mail) && <span class="count">{words.unread}</span>}
                <time>{timeOf(mail.at, props.lang)}</time>
              </span>
              <span class="subject">{mail.subject === "" ? words.noSubject : mail.subject}</span>
              <span class="snippet">{mail.text.slice(0, 120)}</span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

interface OneMailProps extends MailboxProps {
  readonly mail: Mail;
  readonly onBack: () => void;
  readonly onReply: () => void;
}

function OneMail({ mail, customer, lang, texts, onBack, onReply }: OneMailProps): JSX.Element {
  const words = texts.mail;
  const own = mail.quoteFrom === null ? mail.text : mail.text.slice(0, mail.quoteFrom);
  const quoted = mail.quoteFrom === null ? "" : mail.text.slice(mail.quoteFrom);
  return (
    <div class="mailbox">
      <div class="bar">
        <button type="button" class="plain" onClick={onBack}>
          ‹ {words.back}
        </button>
        <button type="button" class="primary" onClick={onReply}>
          {words.reply}
        </button>
      </div>
      <article class="mail" tabIndex={0}>
        <h3>{mail.subject === "" ? words.noSubject : mail.subject}</h3>
        <p class="meta">
          {senderOf(mail, texts)} · {timeOf(mail.at, lang)}
          <br />
          {words.to}: {mail.to.join(", ")}
        </p>
        {mail.text.trim() === "" && mail.html !== null ? (
          // Without permissions: no script runs in it, and it may not leave its frame.
          <iframe title={words.text} sandbox="" srcdoc={mail.html} />
        ) : (
          <div class="text">{own.trim()}</div>
        )}
        {quoted.trim() !== "" && (
          <details>
            <summary>{words.quoted}</summary>
            <div class="text quoted">{quoted.trim()}</div>
          </details>
        )}
        {mail.attachments.length > 0 && (
          <div class="attachments">
            <strong>{words.attachments}</strong>
            <ul>
              {mail.attachments.map((attachment, index) => (
                <li key={attachment.name}>
                  <a href={attachmentUrl(customer.email, mail, index)} download>
                    {attachment.name}
                  </a>{" "}
                  ({Math.max(1, Math.round(attachment.size / 1024))} KB)
                </li>
              ))}
            </ul>
          </div>
        )}
      </article>
    </div>
  );
}

function senderOf(mail: Mail, texts: Texts): string {
  if (mail.direction === "sent") return texts.mail.you;
  return mail.from.name === "" ? mail.from.address : mail.from.name;
}
