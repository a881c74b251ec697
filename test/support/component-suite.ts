/** What every component promises of its lifetime; a component's test runs it with a way to make a fresh one. */
import { describe, expect, it } from 'vitest';

import type { Component } from '../../collector/component.ts';

/** @param create makes a component that is not started, each time a new one on free ports. */
export function componentSuite(name: string, create: () => Component): void {
  describe(`lifetime of ${name}`, () => {
    it('shuts down without having been started', async () => {
      await expect(create().shutdown()).resolves.toBeUndefined();
    });

    it('shuts down twice', async () => {
      const component = create();
      await component.start();
      await component.shutdown();
      await expect(component.shutdown()).resolves.toBeUndefined();
    });

    it('shuts down twice at the same time', async () => {
      const component = create();
      await component.start();
      await expect(Promise.all([component.shutdown(), component.shutdown()])).resolves.toBeDefined();
    });

    it('starts, stops, and starts again as a second instance', async () => {
      for (let round = 0; round < 2; round++) {
        const component = create();
        await component.start();
        await component.shutdown();
      }
    });

    it('has no door open after shutdown', async () => {
      const component = create();
      await component.start();
      const urls = (component.doors?.() ?? []).map((line) => /https?:\S+/.exec(line)?.[0]);
      await component.shutdown();
      for (const url of urls) {
        expect(url).toBeDefined();
        await expect(fetch(url ?? '')).rejects.toThrow();
      }
    });
  });
}
