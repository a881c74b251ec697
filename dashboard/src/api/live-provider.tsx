/** Connects the live stream with the cache of answers, and tells the frame how the connection is. */
import { useQueryClient, type QueryClient } from '@tanstack/react-query';
import { createContext, use, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';

import type { Dashboard } from '../../../collector/operations/contract.ts';
import { keys } from './keys.ts';
import { keysOf } from './keys-of.ts';
import { LiveStream, type ChangeNotice, type LiveState } from './live.ts';
import { Refresher } from './refresher.ts';

export interface Live {
  readonly state: LiveState;
  readonly paused: boolean;
  readonly setPaused: (paused: boolean) => void;
}

const LiveContext = createContext<Live>({ state: 'connecting', paused: false, setPaused: () => {} });

const ROUND_INTERVAL_MS = 1000;
const POLL_INTERVAL_MS = 2000;

export function LiveProvider({ children }: { readonly children: ReactNode }) {
  const client = useQueryClient();
  const [state, setState] = useState<LiveState>('connecting');
  const [paused, setPaused] = useState(false);
  const refresher = useRef<Refresher>(null);

  useEffect(() => {
    const rounds = new Refresher({
      refresh: (notice) => invalidate(client, notice),
      setTimer,
      intervalMs: ROUND_INTERVAL_MS,
    });
    const stream = new LiveStream({
      openSource: () => new EventSource('/api/live'),
      setTimer,
      pollIntervalMs: () => client.getQueryData<Dashboard>(keys.dashboard)?.refresh_interval_ms ?? POLL_INTERVAL_MS,
      onChange: (notice) => rounds.add(notice),
      onState: setState,
    });
    refresher.current = rounds;
    // A browser opens six connections to one origin: with a stream in each of seven tabs the seventh would never load.
    const onVisibility = () => {
      if (document.hidden) {
        stream.stop();
      } else {
        stream.start();
        rounds.add({ sessionIds: null });
      }
    };
    if (!document.hidden) stream.start();
    document.addEventListener('visibilitychange', onVisibility);
    return () => {
      document.removeEventListener('visibilitychange', onVisibility);
      stream.stop();
      rounds.stop();
    };
  }, [client]);

  useEffect(() => refresher.current?.setPaused(paused), [paused]);

  const live = useMemo(() => ({ state, paused, setPaused }), [state, paused]);
  return <LiveContext value={live}>{children}</LiveContext>;
}

export function useLive(): Live {
  return use(LiveContext);
}

function setTimer(run: () => void, ms: number): () => void {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
}

async function invalidate(client: QueryClient, notice: ChangeNotice): Promise<void> {
  const changed = keysOf(notice);
  if (changed === null) await client.invalidateQueries();
  else await Promise.all(changed.map((queryKey) => client.invalidateQueries({ queryKey: [...queryKey] })));
}
