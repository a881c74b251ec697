/** Tabs by the pattern of the same name: one of them takes the focus, arrow keys go to the others. */
import type { KeyboardEvent } from 'react';

export interface Tab<T extends string> {
  readonly id: T;
  readonly label: string;
  readonly count?: number | undefined;
  /** A key that leads here. */
  readonly hint?: string;
}

export interface TabsProps<T extends string> {
  readonly label: string;
  readonly className: string;
  readonly tabs: readonly Tab<T>[];
  readonly value: T;
  readonly onChange: (id: T) => void;
}

export function Tabs<T extends string>({ label, className, tabs, value, onChange }: TabsProps<T>) {
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const index = (tabs.findIndex(({ id }) => id === value) + step + tabs.length) % tabs.length;
    const next = tabs[index];
    if (next === undefined) return;
    onChange(next.id);
    event.currentTarget.querySelectorAll<HTMLElement>('[role="tab"]')[index]?.focus();
  };
  return (
    <div className={className} role="tablist" aria-label={label} onKeyDown={onKeyDown}>
      {tabs.map(({ id, label: text, count, hint }) => (
        <button
          type="button"
          role="tab"
          key={id}
          aria-selected={id === value}
          tabIndex={id === value ? 0 : -1}
          onClick={() => onChange(id)}
        >
          {text}
          {count !== undefined && <em>{count}</em>}
          {hint !== undefined && <kbd>{hint}</kbd>}
        </button>
      ))}
    </div>
  );
}
