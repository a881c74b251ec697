/**
 * What Traceloop's SDKs say beside the GenAI names: which part of an application a span is. Its input and output stand in
 * `traceloop.entity.*`, which every vocabulary's last resort reads.
 */
import type { SpanKind } from '../model/mapped-span.ts';
import { toIdentity } from './identity.ts';
import { toText } from './read-value.ts';
import type { Vocabulary } from './vocabulary.ts';

export const openLlmetry: Vocabulary = {
  name: 'openllmetry',
  score({ span, scope }) {
    if (!span.attributes.has('traceloop.span.kind')) return 0;
    return SCOPE_PREFIXES.some((prefix) => scope.name.startsWith(prefix)) ? 2 : 1;
  },
  read({ span: { attributes } }) {
    const kind = KINDS.get(toText(attributes.get('traceloop.span.kind'))?.toLowerCase() ?? '') ?? null;
    const name = toIdentity(attributes.get('traceloop.entity.name'));
    return {
      kind,
      toolName: kind === 'tool' ? name : null,
      agentName: kind === 'agent' ? name : null,
    };
  },
  readContents: () => ({}),
  readLooseContents: () => ({}),
};

const SCOPE_PREFIXES: readonly string[] = ['traceloop.', '@traceloop/', 'opentelemetry.instrumentation.'];

const KINDS: ReadonlyMap<string, SpanKind> = new Map<string, SpanKind>([
  ['workflow', 'workflow'],
  ['task', 'workflow'],
  ['agent', 'agent'],
  ['tool', 'tool'],
]);
