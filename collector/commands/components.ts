/** Lists what a configuration can name, with every key, its type and its default, straight from the schemas. */
import { parseArgs } from 'node:util';

import { COMPONENTS } from '../components.ts';
import { describeSchema, type KeyDescription } from '../config/describe-schema.ts';
import { SECTIONS } from '../config/grammar.ts';
import { EXIT_OK, type Command } from './command.ts';

export const command: Command = {
  about: 'lists every receiver, processor, connector, exporter and extension with its options',
  usage: 'live-trace components [--json]',
  async run(context) {
    const { values } = parseArgs({ args: [...context.args], options: { json: { type: 'boolean', default: false } } });
    const sections = SECTIONS.map(([kind, section]) => ({
      section,
      members: COMPONENTS.filter((one) => one.kind === kind),
    }));
    if (values.json) {
      const list = COMPONENTS.map(({ kind, type, aliases = [], about, config }) => {
        return { kind, type, aliases, about, keys: describeSchema(config) };
      });
      context.print(JSON.stringify(list, null, 2));
      return EXIT_OK;
    }
    for (const { section, members } of sections.filter((one) => one.members.length > 0)) {
      context.print(`${section}:`);
      for (const { type, aliases = [], about, config } of members) {
        context.print(`  ${[type, ...aliases].join(', ')}: ${about}`);
        const keys = describeSchema(config);
        const width = Math.max(0, ...keys.map(({ path }) => path.length));
        for (const key of keys) context.print(`    ${key.path.padEnd(width)}  ${describeKey(key)}`);
      }
      context.print('');
    }
    return EXIT_OK;
  },
};

function describeKey({ path, type, required, default: value }: KeyDescription): string {
  const parent = path.slice(0, Math.max(0, path.lastIndexOf('.')));
  if (required) return `${type}, required${parent === '' ? '' : ` in ${parent}`}`;
  return value === undefined ? type : `${type}, default ${JSON.stringify(value)}`;
}
