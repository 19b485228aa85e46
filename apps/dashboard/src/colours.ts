import { useEffect, useState } from 'preact/hooks';

const GOLDEN_ANGLE = 137.508;
const FIRST_HUE = 250;

/**
 * The hue of a member, 0 to 360, the same everywhere on the page and however many members there are:
 * by the golden angle, so that those close in number are far apart in colour.
 */
export function memberHue(member: number): number {
  return (FIRST_HUE + (member - 1) * GOLDEN_ANGLE) % 360;
}

/** Colours for a canvas, which does not see the style sheet's. */
export interface Theme {
  readonly text: string;
  readonly line: string;
  /** @param opacity 0 to 1, default 1 */
  memberColour(member: number, opacity?: number): string;
}

let isPrinting = false;
addEventListener('beforeprint', () => (isPrinting = true));
addEventListener('afterprint', () => (isPrinting = false));

/** The theme to draw with: on paper it is always the light one. */
export function inkOf(theme: Theme): Theme {
  return isPrinting ? LIGHT : theme;
}

/** The theme that the system has now; whoever uses it is drawn anew when it changes. */
export function useTheme(): Theme {
  const [isDark, setDark] = useState(prefersDark().matches);
  useEffect(() => {
    const query = prefersDark();
    const changed = () => setDark(query.matches);
    query.addEventListener('change', changed);
    return () => query.removeEventListener('change', changed);
  }, []);
  return isDark ? DARK : LIGHT;
}

function prefersDark(): MediaQueryList {
  return matchMedia('(prefers-color-scheme: dark)');
}

// As in style.css.
const LIGHT: Theme = themeOf('#5c6068', '#e4e4e0', 0.58);
const DARK: Theme = themeOf('#a0a7b3', '#2c313a', 0.76);

function themeOf(text: string, line: string, lightness: number): Theme {
  const memberColour = (member: number, opacity = 1) =>
    `oklch(${lightness} 0.15 ${memberHue(member)} / ${opacity})`;
  return { text, line, memberColour };
}
