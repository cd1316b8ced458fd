/** All menu trees: which is in use, which has changes that nobody hears yet, which needs mending. */
import "../organisation/organisation.css";
import "./menus.css";
import { Badge, Button, Modal, Skeleton, TextInput } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, Navigate, useNavigate } from "@tanstack/react-router";
import { type ReactNode, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Empty } from "../common/empty.js";
import { useNotify } from "../common/notify.js";
import { Moment } from "../common/time.js";
import { ApiProblem } from "../live/api.js";
import { useConsole } from "../live/use-console.js";
import { mayWatch } from "../shell/roles.js";
import { freshTree } from "./edit/fresh.js";
import { sameTree, unpinned } from "./edit/same-tree.js";
import { BucketPicker } from "./forms/bucket-form.js";
import { LanguagesInput } from "./forms/tree-form.js";
import { LeadHere, LinesCard } from "./lines-card.js";
import { ImportButton } from "./import-menu.js";
import { type MenuLine, menusApi } from "./menus-api.js";
import { useDayAndTime } from "./zone.js";

export function MenusPage(): ReactNode {
  const { t } = useTranslation();
  const watches = useConsole(mayWatch);
  const [making, setMaking] = useState(false);
  const list = useQuery({
    queryKey: ["menus", "list"],
    queryFn: menusApi.list,
    enabled: watches,
    refetchOnMount: "always",
  });
  useListNews();
  if (!watches) return <Navigate to="/" replace />;
  const menus = list.data;
  return (
    <div className="sw-menus">
      <header className="sw-menus-head">
        <h1>{t("menus.title")}</h1>
        <span className="sw-fill" />
        <ImportButton />
        <Button
          leftSection={<IconPlus size={14} />}
          onClick={() => {
            setMaking(true);
          }}
        >
          {t("menus.create")}
        </Button>
      </header>
      {list.isError && <p className="sw-problem">{t("menus.listFailed")}</p>}
      {menus === undefined && !list.isError && (
        <div role="status" aria-label={t("menus.loading")}>
          <Skeleton height={44} mb={8} />
          <Skeleton height={44} mb={8} />
        </div>
      )}
      {menus?.length === 0 && <Empty title={t("menus.emptyTitle")}>{t("menus.empty")}</Empty>}
      {menus !== undefined && menus.length > 0 && (
        <table className="sw-menus-table">
          <thead>
            <tr>
              <th scope="col">{t("menus.column.name")}</th>
              <th scope="col">{t("menuLines.lines.leadHere")}</th>
              <th scope="col">{t("menus.column.published")}</th>
              <th scope="col">{t("menus.column.draft")}</th>
              <th scope="col">{t("menus.column.findings")}</th>
              <th scope="col">{t("menus.column.updated")}</th>
            </tr>
          </thead>
          <tbody>
            {menus.map((menu) => (
              <MenuRow key={menu.id} menu={menu} />
            ))}
          </tbody>
        </table>
      )}
      {menus !== undefined && <LinesCard menus={menus} />}
      {making && (
        <NewTree
          taken={new Set(menus?.map(({ id }) => id))}
          onClose={() => {
            setMaking(false);
          }}
        />
      )}
    </div>
  );
}

/** What is told of any menu stands in the list at once. */
function useListNews(): void {
  const queries = useQueryClient();
  const news = useConsole((s) => s.menuNews);
  useEffect(() => {
    if (news !== null) void queries.invalidateQueries({ queryKey: ["menus", "list"] });
  }, [queries, news]);
}

function ScheduledMark({ menu }: { readonly menu: MenuLine }): ReactNode {
  const { t } = useTranslation();
  const dayAndTime = useDayAndTime();
  const { scheduled, publishedVersion } = menu;
  if (scheduled === null) return null;
  const time = dayAndTime(scheduled.dueAt);
  return scheduled.failed === null ? (
    <small className="sw-scheduled-mark">
      {t("menuLines.schedule.live", { n: (publishedVersion ?? 0) + 1, time })}
    </small>
  ) : (
    <small className="sw-scheduled-mark" data-failed>
      {t("menuLines.schedule.failedShort", { time })}
    </small>
  );
}

function MenuRow({ menu }: { readonly menu: MenuLine }): ReactNode {
  const { t } = useTranslation();
  const { id, publishedVersion, draftRevision } = menu;
  const key = [id, draftRevision, publishedVersion];
  const checked = useQuery({
    queryKey: ["menus", "check", ...key],
    queryFn: () => menusApi.check(id),
  });
  const differs = useQuery({
    queryKey: ["menus", "differs", ...key],
    enabled: publishedVersion !== null,
    queryFn: async () => {
      const [{ draft }, { tree }] = await Promise.all([
        menusApi.read(id),
        menusApi.version(id, publishedVersion ?? 0),
      ]);
      return !sameTree(draft, unpinned(tree, draft));
    },
  });
  const reds = checked.data?.findings.filter(({ severity }) => severity === "red").length ?? 0;
  const yellows = (checked.data?.findings.length ?? 0) - reds;
  return (
    <tr>
      <th scope="row">
        <Link to="/menus/$menuId" params={{ menuId: id }}>
          {menu.name}
        </Link>
      </th>
      <td data-label={t("menuLines.lines.leadHere")}>
        <LeadHere menuId={id} />
      </td>
      <td data-label={t("menus.column.published")}>
        <div>
          {publishedVersion === null ? (
            <span className="sw-dim">{t("menus.neverPublished")}</span>
          ) : (
            t("menus.version", { n: publishedVersion })
          )}
          <ScheduledMark menu={menu} />
        </div>
      </td>
      <td data-label={t("menus.column.draft")}>
        {publishedVersion !== null && differs.data === true && (
          <Badge variant="outline" color="gray">
            {t("menus.draftDiffers")}
          </Badge>
        )}
        {differs.data === false && <span className="sw-dim">{t("menus.draftSame")}</span>}
      </td>
      <td data-label={t("menus.column.findings")}>
        {checked.data !== undefined && reds + yellows === 0 && (
          <span className="sw-dim">{t("menus.findings.none")}</span>
        )}
        {reds > 0 && (
          <span className="sw-findings-count" data-severity="red">
            {t("menus.findings.reds", { count: reds })}
          </span>
        )}{" "}
        {yellows > 0 && (
          <span className="sw-findings-count" data-severity="yellow">
            {t("menus.findings.yellows", { count: yellows })}
          </span>
        )}
      </td>
      <td data-label={t("menus.column.updated")}>
        <Moment at={menu.updatedAt} />
      </td>
    </tr>
  );
}

interface NewTreeProps {
  readonly taken: ReadonlySet<string>;
  readonly onClose: () => void;
}

function NewTree({ taken, onClose }: NewTreeProps): ReactNode {
  const { t, i18n } = useTranslation();
  const notify = useNotify();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [name, setName] = useState("");
  const [languages, setLanguages] = useState<string[]>([i18n.language.slice(0, 2)]);
  const [operator, setOperator] = useState<string | null>(null);
  const create = async (): Promise<void> => {
    try {
      const tree = freshTree({ name: name.trim(), languages, operatorBucketId: operator, taken });
      const menu = await menusApi.create(tree);
      void queries.invalidateQueries({ queryKey: ["menus"] });
      await navigate({ to: "/menus/$menuId", params: { menuId: menu.id } });
    } catch (problem) {
      notify.problem(problem instanceof ApiProblem ? problem.code : "INTERNAL");
    }
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("menus.create")}
      closeButtonProps={{ "aria-label": t("floor.close") }}
    >
      <form
        className="sw-form"
        onSubmit={(event) => {
          event.preventDefault();
          void create();
        }}
      >
        <TextInput
          data-autofocus
          required
          maxLength={120}
          label={t("menus.form.treeName")}
          placeholder={t("menus.form.treeNameExample")}
          value={name}
          onChange={({ currentTarget: { value } }) => {
            setName(value);
          }}
        />
        <LanguagesInput languages={languages} onChange={setLanguages} />
        <BucketPicker
          label={t("menus.form.operatorBucket")}
          bucketId={operator}
          onChange={setOperator}
        />
        <div className="sw-form-end">
          <Button variant="default" onClick={onClose}>
            {t("organisation.close.cancel")}
          </Button>
          <Button type="submit" disabled={name.trim() === ""}>
            {t("menus.create")}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
