/** A mail being written: new, or an answer that quotes what it answers. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { type Customer, type Mail, type NewMail, sendMail } from "./api.js";
import { type Lang, type Texts, timeOf } from "./texts.js";

export interface MailboxProps {
  readonly customer: Customer;
  /** Where the organisation takes mail. */
  readonly addresses: readonly string[];
  readonly lang: Lang;
  readonly texts: Texts;
  readonly onUnread: (count: number) => void;
}

interface ComposeProps extends Omit<MailboxProps, "onUnread"> {
  readonly replyTo: Mail | null;
  readonly onCancel: () => void;
  readonly onSent: () => void;
}

/** Message-IDs of a long thread; more would not fit into one header line of some servers. */
const REFERENCES_MAX = 30;

export function Compose(props: ComposeProps): JSX.Element {
  const { customer, addresses, texts, lang, replyTo } = props;
  const words = texts.mail;
  const [to, setTo] = useState(replyTo === null ? (addresses[0] ?? "") : answerAddress(replyTo));
  const [subject, setSubject] = useState(
    replyTo === null ? words.sampleSubject : answerSubject(replyTo.subject),
  );
  const [text, setText] = useState(
    replyTo === null
      ? `${words.sampleText}\n${customer.name}`
      : quoteOf(replyTo, { lang, texts, you: customer.name }),
  );
  const [isSending, setSending] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const choices = [...new Set([to, ...addresses])].filter((address) => address !== "");

  const send = async (): Promise<void> => {
    setSending(true);
    setFailure(null);
    try {
      const { email: from, name } = customer;
      await sendMail({ from, name, to, subject, text, ...threadOf(replyTo) });
      props.onSent();
    } catch (error) {
      setFailure(error instanceof Error ? error.message : "");
      setSending(false);
    }
  };

  return (
    <form
      class="mailbox compose"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <label>
        {words.to}
        <select
          value={to}
          onChange={(event) => {
            setTo(event.currentTarget.value);
          }}
        >
          {choices.map((address) => (
            <option key={address} value={address}>
              {address}
            </option>
          ))}
        </select>
      </label>
      <label>
        {words.subject}
        <input
          value={subject}
          maxLength={500}
          onInput={(event) => {
            setSubject(event.currentTarget.value);
          }}
        />
      </label>
      <label class="grow">
        {words.text}
        <textarea
          value={text}
          required
          ref={(area) => {
            if (area !== null && replyTo !== null && area.dataset["placed"] === undefined) {
              area.dataset["placed"] = "";
              area.focus();
              area.setSelectionRange(0, 0);
              area.scrollTop = 0;
            }
          }}
          onInput={(event) => {
            setText(event.currentTarget.value);
          }}
        />
      </label>
      <div role="alert">{failure !== null && <div class="note bad">{failure}</div>}</div>
      <div class="bar">
        <button type="button" class="plain" onClick={props.onCancel}>
          {words.cancel}
        </button>
        <button type="submit" class="primary" disabled={isSending || to === ""}>
          {isSending ? words.sending : words.send}
        </button>
      </div>
    </form>
  );
}

/** Their Reply-To; a mail of one's own goes where it went before. */
function answerAddress(mail: Mail): string {
  return mail.direction === "sent" ? (mail.to[0] ?? "") : mail.replyTo;
}

function answerSubject(subject: string): string {
  return /^re:/i.test(subject) ? subject : `Re: ${subject}`;
}

/** RFC 5322, 3.6.4: the parent's references, then the parent itself. */
function threadOf(mail: Mail | null): Pick<NewMail, "inReplyTo" | "references"> {
  if (mail === null || mail.messageId === "") return {};
  const references = [...mail.references, mail.messageId].slice(-REFERENCES_MAX);
  return { inReplyTo: mail.messageId, references };
}

function quoteOf(
  mail: Mail,
  as: { readonly lang: Lang; readonly texts: Texts; readonly you: string },
): string {
  const name = mail.direction === "sent" ? as.you : mail.from.name;
  const who = `${name} <${mail.from.address}>`.trim();
  const lines = mail.text.trim().split("\n");
  const quoted = lines.map((line) => (line === "" ? ">" : `> ${line}`)).join("\n");
  return `\n\n${as.texts.mail.wrote(timeOf(mail.at, as.lang), who)}\n${quoted}\n`;
}
