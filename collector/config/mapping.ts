/**
 * `mapping` of a store: how attributes of one's own are read. Rules of names and nothing else: no expression, no regular
 * expression, no code. Every mistake is the schema's, and so has its line and column like all others.
 */
import { z } from 'zod';

import { GLOB_LENGTH_MAX } from '../vocabularies/glob.ts';
import { MAPPED_FIELDS, type MappedField, type MappingRule } from '../vocabularies/mapping-rule.ts';

const RULES_MAX = 64;
const NAMES_MAX = 8;
const VALUES_MAX = 64;

const glob = z.string().min(1).max(GLOB_LENGTH_MAX).meta({ title: 'glob' });
const attribute = z.string().min(1).max(GLOB_LENGTH_MAX).meta({ title: 'attribute' });
const attributes = z
  .union([attribute, z.array(attribute).min(1).max(NAMES_MAX)])
  .transform((given) => (typeof given === 'string' ? [given] : given));

const kindName = z.enum([
  'llm.chat',
  'llm.completion',
  'embedding',
  'rerank',
  'retrieval',
  'tool',
  'agent',
  'workflow',
  'guardrail',
  'evaluator',
  'memory',
  'mcp',
  'other',
]);

const kind = z.union([
  kindName,
  z.strictObject({
    attribute,
    values: z
      .record(z.string().max(GLOB_LENGTH_MAX), kindName)
      .refine((values) => Object.keys(values).length <= VALUES_MAX, `expected at most ${VALUES_MAX} values`),
  }),
]);

const fields = z.strictObject(
  Object.fromEntries(MAPPED_FIELDS.map((field) => [field, attributes.optional()])) as Record<
    MappedField,
    z.ZodOptional<typeof attributes>
  >,
);

const rule = z
  .strictObject({ scope: glob.optional(), span: glob.optional(), has: attribute.optional(), kind: kind.optional() })
  .extend({ fields: fields.default({}) })
  .refine((given) => given.kind !== undefined || Object.keys(given.fields).length > 0, {
    error: 'maps nothing: expected kind or fields',
    // A wrong key is the mistake then, and not that nothing is left.
    when: ({ issues }) => issues.length === 0,
  });

export const mapping = z
  .array(rule)
  .max(RULES_MAX)
  .transform((rules): readonly MappingRule[] => rules.map(toRule));

function toRule(given: z.output<typeof rule>): MappingRule {
  const { scope = null, span = null, has = null, kind: of = null } = given;
  return {
    scope,
    span,
    has,
    kind: of === null || typeof of === 'string' ? of : { attribute: of.attribute, values: Object.entries(of.values) },
    fields: given.fields,
  };
}
