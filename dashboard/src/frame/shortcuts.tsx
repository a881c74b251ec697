/**
 * The keyboard. A part of a page says which keys it takes while it is shown; the sheet of shortcuts lists exactly those, so it
 * never promises a key that does nothing here.
 */
import { createContext, use, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';

export interface Shortcut {
  /** One key, or two pressed one after the other: `g o`. */
  readonly keys: string;
  readonly label: string;
  readonly group: string;
  readonly run: () => void;
}

interface Registry {
  readonly register: (list: () => readonly Shortcut[]) => () => void;
  readonly list: () => readonly Shortcut[];
}

const ShortcutsContext = createContext<Registry>({ register: () => () => {}, list: () => [] });

/** The second key must follow within this time. */
const SEQUENCE_MS = 1200;

export function ShortcutsProvider({ children }: { readonly children: ReactNode }) {
  const [lists] = useState(() => new Set<() => readonly Shortcut[]>());
  const registry = useMemo<Registry>(
    () => ({
      register: (list) => {
        lists.add(list);
        return () => void lists.delete(list);
      },
      // What was registered last stands nearest to the reader and wins.
      list: () => [...lists].reverse().flatMap((list) => list()),
    }),
    [lists],
  );

  useEffect(() => {
    let first: { readonly key: string; readonly at: number } | undefined;
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isTyping(event.target)) return;
      const shortcuts = registry.list();
      const sequence =
        first !== undefined && event.timeStamp - first.at < SEQUENCE_MS ? `${first.key} ${event.key}` : undefined;
      const found = shortcuts.find(({ keys }) => keys === sequence) ?? shortcuts.find(({ keys }) => keys === event.key);
      const begins = found === undefined && shortcuts.some(({ keys }) => keys.startsWith(`${event.key} `));
      first = begins ? { key: event.key, at: event.timeStamp } : undefined;
      if (found === undefined) return;
      event.preventDefault();
      found.run();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [registry]);

  return <ShortcutsContext value={registry}>{children}</ShortcutsContext>;
}

export function useShortcuts(shortcuts: readonly Shortcut[]): void {
  const { register } = use(ShortcutsContext);
  const current = useRef(shortcuts);
  useEffect(() => {
    current.current = shortcuts;
  });
  useEffect(() => register(() => current.current), [register]);
}

export function useShortcutList(): () => readonly Shortcut[] {
  return use(ShortcutsContext).list;
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName);
}
