/**
 * A form over something the server has. What the server tells comes in while nothing was changed
 * here; after that the changes stand until they are saved or given up. Only what changed is sent.
 */
import { type UseFormReturnType, useForm } from "@mantine/form";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNotify } from "../common/notify.js";
import { ApiProblem } from "../live/api.js";
import { type Problems, problemsTold } from "./form-problems.js";

export interface Editing<V extends object> {
  readonly form: UseFormReturnType<V>;
  /** Top-level fields that differ from what the server has. */
  readonly changed: readonly string[];
  readonly saving: boolean;
  /** Why the last save was refused; null: it was not, or something was changed since. */
  readonly refusal: string | null;
  /** The server has something else by now than what the changes were made from. */
  readonly theirs: boolean;
  /** Answers with the fields that are wrong; none: it was saved, or refused for another reason. */
  readonly save: () => Promise<readonly string[]>;
  /** Gives up the changes, and shows what the server has. */
  readonly reset: () => void;
}

interface Options<V extends object> {
  /** As the server has it now. */
  readonly current: V;
  readonly check: (values: V) => Problems;
  /** Puts in order what has an order of its own; done when it is saved, so that nothing moves before. */
  readonly tidy?: (values: V) => V;
  /** Sends the changed fields. @throws ApiProblem */
  readonly send: (part: Partial<V>) => Promise<void>;
}

export function useEditing<V extends object>(options: Options<V>): Editing<V> {
  const { current, check, send, tidy = (values: V) => values } = options;
  const { t } = useTranslation();
  const notify = useNotify();
  const [base, setBase] = useState(current);
  const [saving, setSaving] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  /** After a refused save every change is checked at once. */
  const checking = useRef(false);
  const form = useForm<V>({
    initialValues: current,
    onValuesChange: (values) => {
      setRefusal(null);
      if (checking.current) form.setErrors(check(values));
    },
  });
  const changed = changedKeys(base, form.values);
  const fresh = !same(base, current);

  const show = (values: V): void => {
    checking.current = false;
    setBase(values);
    form.setInitialValues(values);
    form.setValues(values);
    form.clearErrors();
    setRefusal(null);
  };
  useEffect(() => {
    if (fresh && changed.length === 0) show(current);
  });

  const save = async (): Promise<readonly string[]> => {
    checking.current = true;
    const values = tidy(form.values);
    if (!same(values, form.values)) form.setValues(values);
    const problems = check(values);
    form.setErrors(problems);
    if (Object.keys(problems).length > 0) {
      setRefusal(t("organisation.notSavedFields"));
      return Object.keys(problems);
    }
    const keys = changedKeys(base, values);
    const part = Object.fromEntries(
      Object.entries(values).filter(([key]) => keys.includes(key)),
    ) as Partial<V>;
    setSaving(true);
    try {
      await send(part);
      checking.current = false;
      setBase(values);
      form.setInitialValues(values);
      notify.done(t("organisation.saved"));
      return [];
    } catch (cause) {
      const problem = cause instanceof ApiProblem ? cause : new ApiProblem("INTERNAL", "");
      form.setErrors(problemsTold(problem.fields));
      setRefusal(
        problem.fields.length > 0
          ? t("organisation.notSavedFields")
          : t("organisation.notSaved", { reason: t(`errors.${problem.code}`) }),
      );
      return problem.fields.map(({ field }) => field);
    } finally {
      setSaving(false);
    }
  };

  return {
    form,
    changed,
    saving,
    refusal,
    theirs: fresh && changed.length > 0,
    save,
    reset: () => {
      show(current);
    },
  };
}

function changedKeys(before: object, after: object): string[] {
  const old = new Map(Object.entries(before));
  return Object.entries(after)
    .filter(([key, value]) => !same(old.get(key), value))
    .map(([key]) => key);
}

/** Rows come as JSON and keep the order of their keys, so their text tells them apart. */
function same(a: unknown, b: unknown): boolean {
  return text(a) === text(b);
}

/** What was typed and not understood differs from what is empty. */
function text(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => (Number.isNaN(part) ? "?" : part));
}
