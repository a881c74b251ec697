/** The controls at the right of the top bar: time range, live stream, density, theme, keys. */
import { useState } from 'react';

import { useLive } from '../api/live-provider.tsx';
import { TIME_RANGES } from '../api/time-range.ts';
import { formatRange, formatZone } from '../format/time.ts';
import { Icon } from '../ui/icon.tsx';
import { Segments } from '../ui/segments.tsx';
import { useNow } from '../ui/use-now.ts';
import { nextTheme, usePreferences, type Theme } from './preferences.tsx';
import { ShortcutSheet } from './shortcut-sheet.tsx';
import { useShortcuts } from './shortcuts.tsx';
import { useRange } from './use-range.ts';

const THEME_ICONS = { system: 'theme', light: 'sun', dark: 'moon' } as const satisfies Record<Theme, string>;

export function TopControls({ hasRange }: { readonly hasRange: boolean }) {
  const { theme, setTheme, density, setDensity } = usePreferences();
  const [sheet, setSheet] = useState(false);
  const toggleTheme = () => setTheme(nextTheme(theme));
  const toggleDensity = () => setDensity(density === 'compact' ? 'comfortable' : 'compact');
  useShortcuts([
    { keys: 't', label: 'Theme: system, light, dark', group: 'View', run: toggleTheme },
    { keys: 'd', label: 'Density', group: 'View', run: toggleDensity },
    { keys: '?', label: 'This sheet', group: 'View', run: () => setSheet(true) },
  ]);
  return (
    <>
      {hasRange && <RangeControl />}
      <LiveButton />
      <button
        type="button"
        className="ib"
        aria-label={`Density: ${density}`}
        title={`Density: ${density} (d)`}
        onClick={toggleDensity}
      >
        <Icon name="rows" />
      </button>
      <button
        type="button"
        className="ib"
        aria-label={`Theme: ${theme}`}
        title={`Theme: ${theme} (t)`}
        onClick={toggleTheme}
      >
        <Icon name={THEME_ICONS[theme]} />
      </button>
      <button
        type="button"
        className="ib"
        aria-label="Keyboard shortcuts"
        title="Keyboard shortcuts (?)"
        onClick={() => setSheet(true)}
      >
        <Icon name="help" />
      </button>
      {sheet && <ShortcutSheet onClose={() => setSheet(false)} />}
    </>
  );
}

function RangeControl() {
  const [range, setRange] = useRange();
  const now = useNow(60_000);
  return (
    <>
      <Segments
        label="Time range"
        options={TIME_RANGES}
        value={range.id}
        onChange={(id) => setRange(TIME_RANGES.find((one) => one.id === id) ?? range)}
      />
      <p className="range num">
        <Icon name="clock" size={14} />
        <span>{formatRange(now - range.lengthMs, now)}</span>
        <em>{formatZone(now)}</em>
      </p>
    </>
  );
}

function LiveButton() {
  const { state, paused, setPaused } = useLive();
  const words = paused ? 'Paused' : state === 'live' ? 'Live' : state === 'polling' ? 'Polling' : 'Connecting';
  const dot = paused ? 'dot idle' : state === 'live' ? 'dot live' : 'dot wait';
  return (
    <button
      type="button"
      className="btn livebtn"
      aria-pressed={!paused}
      title={paused ? 'Nothing changes until you resume' : 'Pause: nothing changes under your eyes'}
      onClick={() => setPaused(!paused)}
    >
      <i className={dot} />
      {words}
    </button>
  );
}
