/** Everything that stands around the pages: theme, languages, session, keys, routes. */
import { MantineProvider } from "@mantine/core";
import { ModalsProvider } from "@mantine/modals";
import { Notifications } from "@mantine/notifications";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useNarrow } from "../common/narrow.js";
import { ActionsProvider } from "../keys/actions.js";
import type { Session } from "../live/session.js";
import { SessionContext } from "../live/use-console.js";
import { schemeManager, theme, variables } from "../theme/theme.js";
import { router } from "./routes.js";

const queries = new QueryClient({
  defaultOptions: { queries: { staleTime: 30_000, refetchOnWindowFocus: false, retry: 1 } },
});

export function App({ session }: { readonly session: Session }): ReactNode {
  // Never over the buttons of an offer.
  const narrow = useNarrow();
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={variables}
      colorSchemeManager={schemeManager}
      defaultColorScheme="auto"
    >
      <QueryClientProvider client={queries}>
        <SessionContext value={session}>
          <ActionsProvider>
            <ModalsProvider>
              <Notifications position={narrow ? "top-center" : "bottom-left"} limit={4} />
              <RouterProvider router={router} />
            </ModalsProvider>
          </ActionsProvider>
        </SessionContext>
      </QueryClientProvider>
    </MantineProvider>
  );
}
