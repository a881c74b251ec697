/**
 * The vocabulary that a user's mapping makes: it goes before all others, field by field, and what it does not say the others
 * still say. A rule names attributes and never looks into them: a key is a key of the span's own map, whatever its name.
 */
import type { AttributeMap } from '../model/attributes.ts';
import type { SpanKind } from '../model/mapped-span.ts';
import type { SpanContents } from '../model/message.ts';
import type { ReportedUsage } from '../model/usage.ts';
import { normalizeFinishReason } from './finish-reasons.ts';
import { firstPlain } from './gen-ai-contents.ts';
import { matchesGlob } from '../model/glob.ts';
import { readIdentity } from './identity.ts';
import type { ExclusiveTotal, MappingRule } from './mapping-rule.ts';
import { toMessages } from './parse-messages.ts';
import { toParts } from './parse-parts.ts';
import { toToolDefinitions } from './parse-tools.ts';
import { normalizeProvider } from './provider-names.ts';
import { readNumber, readText, readTexts, toText } from './read-value.ts';
import type { OwnVocabulary, SpanInContext, VocabularyFields } from './vocabulary.ts';

export const OWN_NAME = 'mapping';

/** Above every score that a dialect of spans gives itself: the user has said so. */
const OWN_SCORE = 3;

/** @returns null where nothing is mapped: then no span pays for it. */
export function buildOwnVocabulary(rules: readonly MappingRule[]): OwnVocabulary | null {
  if (rules.length === 0) return null;
  const fieldsFor = (context: SpanInContext): FieldReader => {
    const fitting = rules.filter((rule) => fits(rule, context));
    return new FieldReader(fitting, context.span.attributes);
  };
  return {
    name: OWN_NAME,
    rules,
    score: (context) => (rules.some((rule) => fits(rule, context)) ? OWN_SCORE : 0),
    read: (context) => readFields(fieldsFor(context)),
    readContents: (context) => readContents(fieldsFor(context)),
    readLooseContents: () => ({}),
    readSessionId: (context) => fieldsFor(context).identity('session_id'),
    readUserId: (context) => fieldsFor(context).identity('user_id'),
  };
}

function fits({ scope, span, has }: MappingRule, context: SpanInContext): boolean {
  return (
    (scope === null || matchesGlob(scope, context.scope.name)) &&
    (span === null || matchesGlob(span, context.span.name)) &&
    (has === null || context.span.attributes.has(has))
  );
}

type Field = keyof MappingRule['fields'];

/** Reads a field from the first of the fitting rules whose attributes say it. */
class FieldReader {
  readonly #rules: readonly MappingRule[];
  readonly #attributes: AttributeMap;

  constructor(rules: readonly MappingRule[], attributes: AttributeMap) {
    this.#rules = rules;
    this.#attributes = attributes;
  }

  kind(): SpanKind | null {
    return this.#first((rule) => readKind(rule.kind, this.#attributes));
  }

  identity(field: Field): string | null {
    return this.#first(({ fields }) => readIdentity(this.#attributes, fields[field] ?? []));
  }

  text(field: Field): string | null {
    return this.#first(({ fields }) => readText(this.#attributes, fields[field] ?? []));
  }

  number(field: Field): number | null {
    return this.#first(({ fields }) => readNumber(this.#attributes, fields[field] ?? []));
  }

  /** Of the rule whose attribute says the field. */
  isExclusive(field: ExclusiveTotal): boolean {
    const said = this.#rules.find(({ fields }) => readNumber(this.#attributes, fields[field] ?? []) !== null);
    return said?.exclusive.includes(field) ?? false;
  }

  texts(field: Field): readonly string[] {
    const read = ({ fields }: MappingRule) =>
      (fields[field] ?? []).map((key) => readTexts(this.#attributes, key)).find((texts) => texts.length > 0) ?? null;
    return this.#first(read) ?? [];
  }

  plain(field: Field): unknown {
    return this.#first(({ fields }) => firstPlain(this.#attributes, fields[field] ?? []) ?? null);
  }

  #first<T>(read: (rule: MappingRule) => T | null): T | null {
    for (const rule of this.#rules) {
      const value = read(rule);
      if (value !== null) return value;
    }
    return null;
  }
}

function readKind(kind: MappingRule['kind'], attributes: AttributeMap): SpanKind | null {
  if (kind === null || typeof kind === 'string') return kind;
  const value = attributes.get(kind.attribute);
  const text = typeof value === 'boolean' ? String(value) : toText(value);
  return kind.values.find(([wanted]) => wanted === text)?.[1] ?? null;
}

function readFields(reader: FieldReader): VocabularyFields {
  return {
    kind: reader.kind(),
    provider: normalizeProvider(reader.text('provider')),
    requestModel: reader.identity('request_model'),
    responseModel: reader.identity('response_model'),
    responseId: reader.identity('response_id'),
    reportedUsage: readUsage(reader),
    reportedCostUsd: reader.number('cost_usd'),
    timeToFirstTokenMs: reader.number('time_to_first_token_ms'),
    finishReasons: reader.texts('finish_reason').map(normalizeFinishReason),
    toolName: reader.identity('tool_name'),
    toolCallId: reader.identity('tool_call_id'),
    agentId: reader.identity('agent_id'),
    agentName: reader.identity('agent_name'),
    agentVersion: reader.identity('agent_version'),
    workflowId: reader.identity('workflow_id'),
  };
}

function readUsage(reader: FieldReader): ReportedUsage {
  return {
    input: reader.number('input_tokens'),
    output: reader.number('output_tokens'),
    cacheRead: reader.number('cache_read_tokens'),
    cacheWrite: reader.number('cache_write_tokens'),
    reasoning: reader.number('reasoning_tokens'),
    exclusive: { input: reader.isExclusive('input_tokens'), output: reader.isExclusive('output_tokens') },
  };
}

function readContents(reader: FieldReader): Partial<SpanContents> {
  return {
    system: toParts(reader.plain('system') ?? undefined),
    input: toMessages(reader.plain('input'), 'user'),
    output: toMessages(reader.plain('output'), 'assistant'),
    tool_definitions: toToolDefinitions(reader.plain('tool_definitions') ?? undefined),
    arguments: reader.plain('arguments'),
    result: reader.plain('result'),
  };
}
