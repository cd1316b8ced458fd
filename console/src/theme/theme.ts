/**
 * The one theme: sizes, spacing and how Mantine's variables follow our tokens. The tokens themselves
 * are in `tokens.css`; components use tokens only.
 */
import {
  type CSSVariablesResolver,
  type MantineColorsTuple,
  createTheme,
  localStorageColorSchemeManager,
} from "@mantine/core";
import { SCHEME_KEY } from "../live/preferences.js";

/** Blue is selection and the primary action, nothing else. Shade 6 carries white text at AA. */
const blue: MantineColorsTuple = [
  "#eaf2fd",
  "#d3e2f8",
  "#a8c6f0",
  "#7aa8e8",
  "#558fe0",
  "#3476d3",
  "#1c5fc4",
  "#1651aa",
  "#104290",
  "#0a3474",
];

/** Mantine draws its fields and menus in dark from this scale; 4, 6 and 7 are our border and surfaces. */
const dark: MantineColorsTuple = [
  "#e4e7eb",
  "#c3c9d0",
  "#a1a9b3",
  "#5a626c",
  "#33383f",
  "#2b3037",
  "#23272d",
  "#1a1d21",
  "#131518",
  "#0d0f11",
];

export const theme = createTheme({
  primaryColor: "blue",
  primaryShade: { light: 6, dark: 6 },
  colors: { blue, dark },
  defaultRadius: 6,
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif',
  fontSizes: { xs: "12px", sm: "13px", md: "14px", lg: "16px", xl: "20px" },
  spacing: { xs: "4px", sm: "8px", md: "12px", lg: "16px", xl: "24px" },
  radius: { xs: "4px", sm: "6px", md: "6px", lg: "8px", xl: "12px" },
  headings: {
    sizes: { h1: { fontSize: "20px" }, h2: { fontSize: "16px" }, h3: { fontSize: "14px" } },
  },
  respectReducedMotion: true,
  cursorType: "pointer",
  components: {
    Button: { defaultProps: { size: "xs" } },
    TextInput: { defaultProps: { size: "sm" } },
    Textarea: { defaultProps: { size: "sm" } },
    Select: { defaultProps: { size: "sm" } },
    TagsInput: { defaultProps: { size: "sm" } },
    Tooltip: { defaultProps: { openDelay: 400, withArrow: false } },
    Modal: { defaultProps: { centered: true, radius: 8 } },
    Menu: { defaultProps: { shadow: "md" } },
  },
});

/** Mantine's own surfaces and texts are our tokens, so that nothing is a shade off. */
export const variables: CSSVariablesResolver = () => {
  const shared = {
    "--mantine-color-body": "var(--sw-panel)",
    "--mantine-color-text": "var(--sw-text)",
    "--mantine-color-dimmed": "var(--sw-dim)",
    "--mantine-color-placeholder": "var(--sw-dim)",
    "--mantine-color-default": "var(--sw-panel)",
    "--mantine-color-default-hover": "var(--sw-hover)",
    "--mantine-color-default-color": "var(--sw-text)",
    "--mantine-color-default-border": "var(--sw-border)",
    "--mantine-color-error": "var(--sw-red)",
    "--mantine-color-anchor": "var(--sw-blue)",
  };
  return { variables: {}, light: shared, dark: shared };
};

export const schemeManager = localStorageColorSchemeManager({ key: SCHEME_KEY });
