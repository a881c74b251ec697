/**
 * The design tokens as a canvas needs them: resolved. Read again when the theme changes, whether the reader or the system
 * changed it; a canvas does not follow custom properties by itself.
 */
import { useSyncExternalStore } from 'react';

export type Tokens = (name: string) => string;

export interface ChartTheme {
  /** `dark` or `light`, only to tell two themes apart. */
  readonly key: string;
  readonly token: Tokens;
  readonly series: readonly string[];
}

const SERIES_COUNT = 8;
const dark = () => window.matchMedia('(prefers-color-scheme: dark)');

export function useChartTheme(): ChartTheme {
  return useSyncExternalStore(subscribe, currentTheme);
}

function subscribe(onChange: () => void): () => void {
  const observer = new MutationObserver(onChange);
  observer.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  const media = dark();
  media.addEventListener('change', onChange);
  return () => {
    observer.disconnect();
    media.removeEventListener('change', onChange);
  };
}

const themes = new Map<string, ChartTheme>();

function currentTheme(): ChartTheme {
  const key = document.documentElement.dataset['theme'] ?? (dark().matches ? 'dark' : 'light');
  const known = themes.get(key);
  if (known !== undefined) return known;
  const made = createTheme(key, readTokens());
  themes.set(key, made);
  return made;
}

export function createTheme(key: string, token: Tokens): ChartTheme {
  const series = Array.from({ length: SERIES_COUNT }, (_, index) => token(`series-${index + 1}`));
  return { key, token, series };
}

/** Looked up once per theme: asking for a computed style in every frame costs more than drawing. */
function readTokens(): Tokens {
  const style = getComputedStyle(document.documentElement);
  const values = new Map<string, string>();
  return (name) => {
    const known = values.get(name);
    if (known !== undefined) return known;
    const value = style.getPropertyValue(`--${name}`).trim();
    values.set(name, value);
    return value;
  };
}
