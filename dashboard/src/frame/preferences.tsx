/**
 * What the reader chose for this browser: theme and density. Everything else about a view stands in its URL, so that a link
 * shows the same to somebody else.
 */
import { createContext, use, useEffect, useMemo, useState, type ReactNode } from 'react';

export type Theme = 'system' | 'light' | 'dark';
export type Density = 'comfortable' | 'compact';

export interface Preferences {
  readonly theme: Theme;
  readonly density: Density;
  readonly setTheme: (theme: Theme) => void;
  readonly setDensity: (density: Density) => void;
}

const THEMES: readonly Theme[] = ['system', 'light', 'dark'];
const DENSITIES: readonly Density[] = ['comfortable', 'compact'];

const PreferencesContext = createContext<Preferences>({
  theme: 'system',
  density: 'comfortable',
  setTheme: () => {},
  setDensity: () => {},
});

export function PreferencesProvider({ children }: { readonly children: ReactNode }) {
  const [theme, setTheme] = useState(() => readChoice('theme', THEMES));
  const [density, setDensity] = useState(() => readChoice('density', DENSITIES));

  useEffect(() => {
    applyTheme(theme);
    writeChoice('theme', theme);
  }, [theme]);
  useEffect(() => {
    document.documentElement.dataset['density'] = density;
    writeChoice('density', density);
  }, [density]);

  const preferences = useMemo(() => ({ theme, density, setTheme, setDensity }), [theme, density]);
  return <PreferencesContext value={preferences}>{children}</PreferencesContext>;
}

export function usePreferences(): Preferences {
  return use(PreferencesContext);
}

export function nextTheme(theme: Theme): Theme {
  return THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? 'system';
}

/** Before the first render, so that the page does not change colour under the reader. */
export function applyStoredTheme(): void {
  applyTheme(readChoice('theme', THEMES));
}

function applyTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
}

function readChoice<T extends string>(name: string, choices: readonly T[]): T {
  const stored = readStored(name);
  return choices.find((choice) => choice === stored) ?? choices[0]!;
}

function writeChoice(name: string, value: string): void {
  writeStored(name, value);
}

/** A browser may refuse storage altogether; then a choice lasts as long as the page. */
export function readStored(name: string): string | null {
  try {
    return localStorage.getItem(`live-trace.${name}`);
  } catch {
    return null;
  }
}

export function writeStored(name: string, value: string): void {
  try {
    localStorage.setItem(`live-trace.${name}`, value);
  } catch {
    // Nothing to do: see above.
  }
}
