/** Puts what was just walked among the tests of the tree. */
import { useTranslation } from "react-i18next";
import type { MenuTest } from "../../../../protocol/menu-tree.js";
import { useNotify } from "../../common/notify.js";
import type { Editor } from "../editor.js";

/** As the protocol has it. */
export const TESTS_MAX = 500;

/** null: not now. */
export function useKeepTest({ tree, readOnly, change }: Editor): ((test: MenuTest) => void) | null {
  const { t } = useTranslation();
  const notify = useNotify();
  if (readOnly || tree.tests.length >= TESTS_MAX) return null;
  return (test) => {
    change((before) => ({ ...before, tests: [...before.tests, test] }), null);
    notify.done(t("menuTools.tests.kept", { name: test.name }));
  };
}
