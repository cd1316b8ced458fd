/** The console's addresses. The server answers each of them with the same page. */
import {
  Navigate,
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
} from "@tanstack/react-router";
import type { ReactNode } from "react";
import { DeskPage } from "../desk/desk-page.js";
import { useConsole } from "../live/use-console.js";
import { LinkPage } from "./link-page.js";
import { NoPlace } from "./no-place.js";
import { mayAnswer, mayWatch } from "./roles.js";
import { Shell } from "./shell.js";

const root = createRootRoute({ component: Shell, notFoundComponent: FirstPlace });

const first = createRoute({ getParentRoute: () => root, path: "/", component: FirstPlace });

const desk = createRoute({ getParentRoute: () => root, path: "/desk", component: DeskHome });

const deskAt = createRoute({
  getParentRoute: () => root,
  path: "/desk/$interactionId",
  component: DeskAt,
});

const floor = createRoute({
  getParentRoute: () => root,
  path: "/floor",
  component: lazyRouteComponent(() => import("../floor/floor-page.js"), "FloorPage"),
});

const wallboard = createRoute({
  getParentRoute: () => root,
  path: "/wallboard",
  component: lazyRouteComponent(() => import("../floor/floor-page.js"), "WallboardPage"),
});

const menus = createRoute({
  getParentRoute: () => root,
  path: "/menus",
  component: lazyRouteComponent(() => import("../menus/menus-page.js"), "MenusPage"),
});

const menuAt = createRoute({
  getParentRoute: () => root,
  path: "/menus/$menuId",
  component: lazyRouteComponent(() => import("../menus/menu-page.js"), "MenuPage"),
});

const data = createRoute({
  getParentRoute: () => root,
  path: "/data",
  component: lazyRouteComponent(() => import("../retention/retention-page.js"), "RetentionPage"),
});
const nodes = createRoute({
  getParentRoute: () => root,
  path: "/nodes",
  component: lazyRouteComponent(() => import("../nodes/nodes-page.js"), "NodesPage"),
});

const link = createRoute({ getParentRoute: () => root, path: "/link/$token", component: LinkAt });

export const router = createRouter({
  routeTree: root.addChildren([
    first,
    desk,
    deskAt,
    floor,
    wallboard,
    menus,
    menuAt,
    data,
    nodes,
    link,
  ]),
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}

/** Where somebody's work is: the desk for those who answer, the floor for those who watch. */
function FirstPlace(): ReactNode {
  const answers = useConsole(mayAnswer);
  const watches = useConsole(mayWatch);
  if (answers) return <Navigate to="/desk" replace />;
  if (watches) return <Navigate to="/floor" replace />;
  return <NoPlace />;
}

function DeskHome(): ReactNode {
  return useConsole(mayAnswer) ? <DeskPage selectedId={null} /> : <FirstPlace />;
}

function DeskAt(): ReactNode {
  const { interactionId } = deskAt.useParams();
  return useConsole(mayAnswer) ? <DeskPage selectedId={interactionId} /> : <FirstPlace />;
}

function LinkAt(): ReactNode {
  const { token } = link.useParams();
  return <LinkPage token={token} />;
}
