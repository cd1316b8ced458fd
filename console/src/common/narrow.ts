/** Whether there is room for one pane only. The style sheets have the same figure. */
import { useMediaQuery } from "@mantine/hooks";

export function useNarrow(): boolean {
  return useMediaQuery("(max-width: 760px)", undefined, { getInitialValueInEffect: false });
}
