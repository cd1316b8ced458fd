/** What is asked before a chat: nothing that must be answered. */
import type { ComponentChild, JSX } from "preact";
import { useState } from "preact/hooks";
import type { Visitor } from "../chat/chat.js";
import type { Texts } from "../chat/texts.js";

interface BeforeProps {
  readonly texts: Texts;
  readonly visitor: Visitor;
  readonly notice: ComponentChild;
  readonly onStart: (visitor: Visitor) => void;
}

export function Before({ texts, visitor, notice, onStart }: BeforeProps): JSX.Element {
  const [name, setName] = useState(visitor.name);
  const [email, setEmail] = useState(visitor.email);
  return (
    <form
      class="before"
      onSubmit={(event) => {
        event.preventDefault();
        onStart({ name: name.trim(), email: email.trim() });
      }}
    >
      <h3>{texts.hello}</h3>
      <p>{texts.helloMore}</p>
      <div class="field">
        <label for="name">
          {texts.name} <span class="optional">({texts.optional})</span>
        </label>
        <input
          id="name"
          data-focus
          autocomplete="name"
          maxLength={200}
          value={name}
          onInput={(event) => {
            setName(event.currentTarget.value);
          }}
        />
      </div>
      <div class="field">
        <label for="email">
          {texts.email} <span class="optional">({texts.optional})</span>
        </label>
        <input
          id="email"
          type="email"
          autocomplete="email"
          maxLength={254}
          value={email}
          onInput={(event) => {
            setEmail(event.currentTarget.value);
          }}
        />
      </div>
      {notice}
      <button type="submit" class="primary">
        {texts.start}
      </button>
    </form>
  );
}
