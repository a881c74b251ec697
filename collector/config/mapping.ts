/**
 * `mapping` of a store: how attributes of one's own are read. Rules of names and nothing else: no expression, no regular
 * expression, no code. Every mistake is the schema's, and so has its line and column like all others.
 */
import { z } from 'zod';

import { SPAN_KINDS } from '../model/mapped-span.ts';
import { GLOB_LENGTH_MAX } from '../model/glob.ts';
import type { MappedField, MappingRule } from '../vocabularies/mapping-rule.ts';

const RULES_MAX = 64;
const NAMES_MAX = 8;
const VALUES_MAX = 64;

const glob = z.string().min(1).max(GLOB_LENGTH_MAX).meta({ title: 'glob' });
const attribute = z.string().min(1).max(GLOB_LENGTH_MAX).meta({ title: 'attribute' });
const attributes = z
  .union([attribute, z.array(attribute).min(1).max(NAMES_MAX)])
  .transform((given) => (typeof given === 'string' ? [given] : given));

const kindName = z.enum(SPAN_KINDS);

const kind = z.union([
  kindName,
  z.strictObject({
    attribute,
    values: z
      .record(z.string().max(GLOB_LENGTH_MAX), kindName)
      .refine((values) => Object.keys(values).length <= VALUES_MAX, `expected at most ${VALUES_MAX} values`),
  }),
]);

const field = attributes.optional();

/** Those of `MAPPED_FIELDS`. */
const fields = z.strictObject({
  provider: field,
  request_model: field,
  response_model: field,
  response_id: field,
  input_tokens: field,
  output_tokens: field,
  cache_read_tokens: field,
  cache_write_tokens: field,
  reasoning_tokens: field,
  cost_usd: field,
  time_to_first_token_ms: field,
  finish_reason: field,
  tool_name: field,
  tool_call_id: field,
  agent_id: field,
  agent_name: field,
  agent_version: field,
  workflow_id: field,
  session_id: field,
  user_id: field,
  system: field,
  input: field,
  output: field,
  tool_definitions: field,
  arguments: field,
  result: field,
} satisfies Record<MappedField, typeof field>);

const exclusive = z.array(z.enum(['input_tokens', 'output_tokens'])).max(2);

const rule = z
  .strictObject({ scope: glob.optional(), span: glob.optional(), has: attribute.optional(), kind: kind.optional() })
  .extend({ fields: fields.default({}), exclusive: exclusive.default([]) })
  .superRefine(({ exclusive: totals, fields: mapped }, context) => {
    for (const [index, total] of totals.entries()) {
      if (mapped[total] !== undefined) continue;
      context.addIssue({ code: 'custom', path: ['exclusive', index], message: `fields maps no ${total}` });
    }
  })
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
    exclusive: given.exclusive,
  };
}
