/** What is packed comes back equal, whatever the names in it are. */
import * as fc from 'fast-check';
import { expect, it } from 'vitest';

import { pack, unpack } from '../../../collector/store/pack.ts';

const name = fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', 'm', 'n'));
const counts = fc.array(fc.tuple(name, fc.nat())).map((entries) => new Map(entries));
const bins = fc.array(fc.tuple(fc.nat(400), fc.nat())).map((entries) => new Map(entries));
const value = fc.record({
  totals: fc.record({
    calls: fc.nat(),
    models: counts,
    responseTimes: bins,
    usage: fc.record({ reasoning: fc.nat() }),
  }),
  title: fc.option(fc.record({ startUnixNano: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), text: name })),
  series: fc.array(fc.record({ model: name, responseTimes: bins })),
  tags: fc.array(name),
});

it('gives plain data with Maps and bigints back', () => {
  fc.assert(
    fc.property(value, (given) => {
      expect(unpack(pack(given))).toEqual(given);
    }),
  );
});
