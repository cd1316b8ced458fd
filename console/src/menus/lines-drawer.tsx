/** The form of which menu answers which number, and chats. */
import "../organisation/organisation.css";
import { Button, Select, TextInput } from "@mantine/core";
import { type UseFormReturnType } from "@mantine/form";
import { IconPlus } from "@tabler/icons-react";
import { type ReactNode, useCallback, useState } from "react";
import { useTranslation } from "react-i18next";
import { parsePhoneNumberFromString } from "libphonenumber-js/min";
import { MenuTreeId } from "../../../protocol/ids.js";
import { type Settings } from "../../../protocol/organisation.js";
import { readableAddress } from "../common/readable-address.js";
import { api } from "../live/api.js";
import { EditDrawer } from "../organisation/edit-drawer.js";
import type { Problems } from "../organisation/form-problems.js";
import { RowButtons } from "../organisation/row-buttons.js";
import { useEditing } from "../organisation/use-editing.js";
import type { MenuLine } from "./menus-api.js";
import { useBucketWithoutMenu } from "./without-menu.js";

/** As people write them, until they are saved; an id that is empty was not chosen yet. */
interface Lines {
  readonly numbers: readonly { readonly number: string; readonly menuTreeId: string }[];
  readonly menuTreeId: string | null;
  readonly chatMenuTreeId: string | null;
}

function linesOf({ numbers, menuTreeId, chatMenuTreeId }: Settings): Lines {
  return { numbers, menuTreeId, chatMenuTreeId };
}

/** E.164, when it can be a telephone number. */
function asNumber(text: string): string | null {
  const parsed = parsePhoneNumberFromString(text.trim());
  return parsed?.isPossible() === true ? parsed.number : null;
}

/** Numbers in the one way in which they are compared with a called one. */
function tidied(lines: Lines): Lines {
  const numbers = lines.numbers.map((entry) => ({
    ...entry,
    number: asNumber(entry.number) ?? entry.number,
  }));
  return { ...lines, numbers };
}

/** What of the form the server takes. */
function sent({ numbers, menuTreeId, chatMenuTreeId }: Partial<Lines>): Partial<Settings> {
  const id = (text: string | null): MenuTreeId | null =>
    text === null ? null : MenuTreeId.parse(text);
  return {
    ...(numbers && {
      numbers: numbers.map((entry) => ({
        ...entry,
        menuTreeId: MenuTreeId.parse(entry.menuTreeId),
      })),
    }),
    ...(menuTreeId !== undefined && { menuTreeId: id(menuTreeId) }),
    ...(chatMenuTreeId !== undefined && { chatMenuTreeId: id(chatMenuTreeId) }),
  };
}

interface Props {
  readonly settings: Settings;
  readonly menus: readonly MenuLine[];
  readonly onClose: () => void;
}

export function LinesDrawer({ settings, menus, onClose }: Props): ReactNode {
  const { t } = useTranslation();
  const check = useCheck();
  const editing = useEditing<Lines>({
    current: linesOf(settings),
    check,
    tidy: tidied,
    send: async (part, was) => linesOf(await api.changeSettings({ ...sent(part), was: sent(was) })),
  });
  const { form } = editing;
  const tabs = [
    {
      name: "calls",
      label: t("menuLines.lines.calls"),
      fields: ["numbers", "menuTreeId"],
      content: <Calls form={form} menus={menus} />,
    },
    {
      name: "chats",
      label: t("menuLines.lines.chats"),
      fields: ["chatMenuTreeId"],
      content: (
        <div className="sw-form">
          <MenuField
            label={t("menuLines.lines.chats")}
            field="chatMenuTreeId"
            form={form}
            menus={menus}
          />
        </div>
      ),
    },
  ];
  return (
    <EditDrawer
      title={t("menuLines.lines.title")}
      head={<p className="sw-hint">{t("menuLines.lines.hint")}</p>}
      tabs={tabs}
      editing={editing}
      onClose={onClose}
    />
  );
}

function useCheck(): (lines: Lines) => Problems {
  const { t } = useTranslation();
  return useCallback(
    ({ numbers }: Lines) => {
      const problems: Record<string, string> = {};
      const seen = new Set<string>();
      for (const [n, entry] of numbers.entries()) {
        const number = asNumber(entry.number);
        const at = `numbers.${String(n)}`;
        if (number === null) problems[`${at}.number`] = t("menuLines.lines.notANumber");
        else if (seen.has(number)) problems[`${at}.number`] = t("menuLines.lines.twice");
        else seen.add(number);
        if (entry.menuTreeId === "") problems[`${at}.menuTreeId`] = t("menuLines.lines.choose");
      }
      return problems;
    },
    [t],
  );
}

interface FieldsProps {
  readonly form: UseFormReturnType<Lines>;
  readonly menus: readonly MenuLine[];
}

function Calls({ form, menus }: FieldsProps): ReactNode {
  const { t } = useTranslation();
  const { numbers } = form.values;
  const put = (next: Lines["numbers"]): void => {
    form.setFieldValue("numbers", next);
  };
  const change = (index: number, part: Partial<Lines["numbers"][number]>): void => {
    put(numbers.map((entry, n) => (n === index ? { ...entry, ...part } : entry)));
  };
  return (
    <div className="sw-form">
      {numbers.length === 0 && <p className="sw-hint">{t("menuLines.lines.numbersEmpty")}</p>}
      {numbers.map((entry, index) => {
        const n = index + 1;
        const at = `numbers.${String(index)}`;
        return (
          <div key={index} className="sw-line-row">
            <NumberInput
              label={t("menuLines.lines.number", { n })}
              number={entry.number}
              error={form.errors[`${at}.number`]}
              onChange={(number) => {
                change(index, { number });
              }}
            />
            <MenuSelect
              label={t("menuLines.lines.leadsTo", { n })}
              menus={menus}
              menuId={entry.menuTreeId === "" ? null : entry.menuTreeId}
              error={form.errors[`${at}.menuTreeId`]}
              onChange={(menuTreeId) => {
                change(index, { menuTreeId: menuTreeId ?? "" });
              }}
            />
            <RowButtons
              what={t("menuLines.lines.number", { n })}
              list={numbers}
              index={index}
              fixed
              onChange={put}
            />
          </div>
        );
      })}
      <div>
        <Button
          variant="default"
          leftSection={<IconPlus size={14} />}
          onClick={() => {
            put([...numbers, { number: "", menuTreeId: "" }]);
          }}
        >
          {t("menuLines.lines.add")}
        </Button>
      </div>
      <MenuField
        label={t(numbers.length === 0 ? "menuLines.lines.allCalls" : "menuLines.lines.others")}
        field="menuTreeId"
        form={form}
        menus={menus}
      />
    </div>
  );
}

interface NumberProps {
  readonly label: string;
  readonly number: string;
  readonly error: ReactNode;
  readonly onChange: (number: string) => void;
}

/** Shown as people write numbers, unless somebody is writing one. */
function NumberInput({ label, number, error, onChange }: NumberProps): ReactNode {
  const { t } = useTranslation();
  const [written, setWritten] = useState<string | null>(null);
  return (
    <TextInput
      type="tel"
      label={label}
      placeholder={t("menuLines.lines.numberExample")}
      maxLength={40}
      value={written ?? readableAddress(number)}
      error={error}
      onFocus={() => {
        setWritten(readableAddress(number));
      }}
      onChange={({ currentTarget: { value } }) => {
        setWritten(value);
        onChange(asNumber(value) ?? value);
      }}
      onBlur={() => {
        setWritten(null);
      }}
    />
  );
}

interface MenuFieldProps extends FieldsProps {
  readonly label: string;
  readonly field: "menuTreeId" | "chatMenuTreeId";
}

/** Where nothing need be chosen, it says what happens then. */
function MenuField({ label, field, form, menus }: MenuFieldProps): ReactNode {
  const { t } = useTranslation();
  const bucket = useBucketWithoutMenu();
  const menuId = form.values[field];
  return (
    <MenuSelect
      label={label}
      menus={menus}
      menuId={menuId}
      isClearable
      hint={menuId === null ? t("menuLines.lines.noMenuHint", { bucket }) : undefined}
      error={form.errors[field]}
      onChange={(next) => {
        form.setFieldValue(field, next);
      }}
    />
  );
}

interface SelectProps {
  readonly label: string;
  readonly menus: readonly MenuLine[];
  /** null: none is chosen. */
  readonly menuId: string | null;
  readonly isClearable?: boolean;
  readonly hint?: string | undefined;
  readonly error: ReactNode;
  readonly onChange: (menuId: string | null) => void;
}

/** Menus that nobody could hear are shown, and cannot be chosen; one that was chosen before says so. */
function MenuSelect(props: SelectProps): ReactNode {
  const { label, menus, menuId, isClearable = false, hint, error, onChange } = props;
  const { t } = useTranslation();
  const bucket = useBucketWithoutMenu();
  const chosen = menus.find(({ id }) => id === menuId);
  const data = menus.map(({ id, name, publishedVersion, isPart }) => {
    if (publishedVersion === null) {
      const unpublished = t("menuLines.lines.unpublishedOption", { name });
      return { value: id, label: unpublished, disabled: true };
    }
    return isPart
      ? { value: id, label: t("menuLines.lines.partOption", { name }), disabled: true }
      : { value: id, label: name };
  });
  const warning =
    chosen?.publishedVersion === null ? t("menuLines.lines.unpublished", { bucket }) : undefined;
  return (
    <Select
      label={label}
      data={data}
      value={menuId}
      searchable
      clearable={isClearable}
      allowDeselect={false}
      placeholder={t(isClearable ? "menuLines.lines.noMenu" : "menuLines.lines.choose")}
      description={warning ?? hint}
      inputWrapperOrder={["label", "input", "description", "error"]}
      error={error}
      onChange={onChange}
    />
  );
}
