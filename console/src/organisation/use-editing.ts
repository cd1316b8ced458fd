/**
 * A form over something the server has. What the server tells comes in where nothing was changed
 * here; what was changed here stands until it is saved or given up. Only what changed is sent, with
 * what it was changed from, so that two who save at the same moment do not undo each other.
 */
import { type UseFormReturnType, useForm } from "@mantine/form";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNotify } from "../common/notify.js";
import { ApiProblem } from "../live/api.js";
import { merge, same } from "../state/merge.js";
import { type Problems, problemsTold } from "./form-problems.js";

export interface Editing<V extends object> {
  readonly form: UseFormReturnType<V>;
  /** Top-level fields that differ from what the server has. */
  readonly changed: readonly string[];
  readonly saving: boolean;
  /** Why the last save was refused; null: it was not, or something was changed since. */
  readonly refusal: string | null;
  /**
   * What somebody else did since the first change was made here:
   * - came_in: they changed something else, and it stands in the form;
   * - clash: they changed the same as here, and the form keeps what was written here.
   */
  readonly theirs: "came_in" | "clash" | null;
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
  /** Sends the changed fields and what they were; answers with what is stored now. @throws ApiProblem */
  readonly send: (part: Partial<V>, was: Partial<V>) => Promise<V>;
  /** What is told when it was saved, if that is more than usual. */
  readonly done?: string;
}

export function useEditing<V extends object>(options: Options<V>): Editing<V> {
  const { current, check, send, tidy = (values: V) => values } = options;
  const { t } = useTranslation();
  const notify = useNotify();
  /** What the changes were made from. */
  const [base, setBase] = useState(current);
  /** What the server told last, as far as it was taken in. */
  const [told, setTold] = useState(current);
  const [theirs, setTheirs] = useState<Editing<V>["theirs"]>(null);
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

  const show = (values: V): void => {
    checking.current = false;
    setBase(values);
    form.setInitialValues(values);
    form.setValues(values);
    form.clearErrors();
    setRefusal(null);
    setTheirs(null);
  };
  const takeIn = (): void => {
    setTold(current);
    if (changed.length === 0) {
      show(current);
      return;
    }
    const merged = merge({ base, mine: form.values, theirs: current });
    setBase(current);
    form.setInitialValues(current);
    form.setValues(merged.values);
    if (merged.clashes.length > 0) setTheirs("clash");
    else if (merged.news) setTheirs((before) => before ?? "came_in");
  };
  useEffect(() => {
    // While a save is under way the news may be our own; it waits until the answer is there.
    if (!saving && !same(told, current)) takeIn();
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
    if (keys.length === 0) return [];
    setSaving(true);
    try {
      const stored = await send(pick(values, keys), pick(base, keys));
      // What was typed while the save was under way is a change of its own.
      const since = merge({ base: values, mine: form.getValues(), theirs: stored });
      show(stored);
      if (!same(since.values, stored)) form.setValues(since.values);
      notify.done(options.done ?? t("organisation.saved"));
      return [];
    } catch (cause) {
      const problem = cause instanceof ApiProblem ? cause : new ApiProblem("INTERNAL", "");
      form.setErrors(problemsTold(problem.fields));
      setRefusal(refusalOf(problem));
      return problem.fields.map(({ field }) => field);
    } finally {
      setSaving(false);
    }
  };

  const refusalOf = ({ code, fields }: ApiProblem): string => {
    if (code === "CONFLICT") return t("organisation.conflict");
    if (fields.length > 0) return t("organisation.notSavedFields");
    return t("organisation.notSaved", { reason: t(`errors.${code}`) });
  };

  return {
    form,
    changed,
    saving,
    refusal,
    theirs: changed.length > 0 ? theirs : null,
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

function pick<V extends object>(values: V, keys: readonly string[]): Partial<V> {
  const fields = Object.entries(values).filter(([key]) => keys.includes(key));
  return Object.fromEntries(fields) as Partial<V>;
}
