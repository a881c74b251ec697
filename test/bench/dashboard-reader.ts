/** Asks for the dashboard again and again, one question at a time, as a page does. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';

import { quantile } from './rounds.ts';

const PAUSE_MS = 20;

export interface DashboardReader {
  stop(): Promise<DashboardTimes>;
}

export interface DashboardTimes {
  readonly dashboardP50Ms: number;
  readonly dashboardP99Ms: number;
}

export function startDashboardReader(dashboardUrl: string): DashboardReader {
  const pool = new Pool(dashboardUrl, { connections: 1 });
  const times: number[] = [];
  let running = true;
  const loop = (async () => {
    do {
      const begun = performance.now();
      const answer = await pool.request({ path: '/api/dashboard', method: 'GET' });
      await answer.body.dump();
      times.push(performance.now() - begun);
      await sleep(PAUSE_MS);
    } while (running);
  })();
  return {
    async stop() {
      running = false;
      await loop;
      await pool.close();
      return { dashboardP50Ms: quantile(times, 0.5), dashboardP99Ms: quantile(times, 0.99) };
    },
  };
}
