/** Asks the rules that secretlint recommends what they find in a text, without the rest of it: files, reports, settings. */
import { creator } from '@secretlint/secretlint-rule-preset-recommend';

export interface Opinion {
  readonly rule: string;
  readonly start: number;
  readonly end: number;
}

interface Rule {
  readonly meta: { readonly id: string };
  readonly create: (context: object, options: object) => { readonly file?: (source: object) => unknown };
}

const RULES = listRules();

function listRules(): readonly Rule[] {
  const rules: Rule[] = [];
  // The types of its contexts come with a package that is not needed to run it.
  const create = creator.create as (context: { readonly registerRule: (rule: Rule) => void }, options: object) => void;
  create({ registerRule: (rule) => rules.push(rule) }, {});
  return rules;
}

export function askSecretlint(text: string): Opinion[] {
  const found: Opinion[] = [];
  const source = { content: text, filePath: 'message.txt', ext: '.txt', contentType: 'text' };
  for (const { meta, create } of RULES) {
    const report = ({ range: [start, end] }: { readonly range: readonly [number, number] }): void => {
      found.push({ rule: meta.id, start, end });
    };
    const context = { sharedOptions: {}, createTranslator: () => () => ({}), report, ignore: () => undefined };
    create(context, {}).file?.(source);
  }
  return found;
}
