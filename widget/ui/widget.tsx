/** The launcher in the corner, and the panel it opens. */
import type { JSX } from "preact";
import { ChatIcon, DownIcon } from "./icons.js";
import { Panel, type PanelProps } from "./panel.js";

interface WidgetProps extends Omit<PanelProps, "onClose"> {
  readonly isOpen: boolean;
  /** Messages that came while the panel was closed. */
  readonly unread: number;
  readonly onToggle: (isOpen: boolean) => void;
}

export function Widget({ isOpen, unread, onToggle, ...panel }: WidgetProps): JSX.Element {
  const { texts } = panel;
  const label = unread > 0 ? `${texts.open} (${texts.unread(unread)})` : texts.open;
  return (
    <div class={isOpen ? "root open" : "root"} lang={panel.locale}>
      {isOpen && (
        <Panel
          {...panel}
          onClose={() => {
            onToggle(false);
          }}
        />
      )}
      <button
        type="button"
        class="launcher"
        aria-label={isOpen ? texts.close : label}
        aria-expanded={isOpen}
        onClick={() => {
          onToggle(!isOpen);
        }}
      >
        {isOpen ? <DownIcon /> : <ChatIcon />}
        {!isOpen && unread > 0 && (
          <span class="badge" aria-hidden="true">
            {unread > 99 ? "99+" : unread}
          </span>
        )}
      </button>
    </div>
  );
}
