/**
 * Finds the model call that came before one, by the same agent. Two spans may describe one call, a framework's around an
 * SDK's; the other description of the same call is not an earlier one, or all of its input would look known.
 */
import type { SpanRecord } from '../model/session.ts';

/** @param earlier spans of the session in start order, up to the call and perhaps with it */
export function findPreviousCall(call: SpanRecord, earlier: readonly SpanRecord[]): SpanRecord | null {
  const tree = new Map(earlier.map((record) => [keyOf(record.traceId, record.spanId), record]));
  const around = new Set(ancestorsOf(call, tree).map((record) => record.spanId));
  const agent = agentOf(call, tree);
  for (let index = earlier.length - 1; index >= 0; index -= 1) {
    const candidate = earlier[index];
    if (candidate === undefined || !isModelCall(candidate) || isSameCall(candidate, call)) continue;
    if (around.has(candidate.spanId) || agentOf(candidate, tree) !== agent) continue;
    if (candidate.startUnixNano <= call.startUnixNano) return candidate;
  }
  return null;
}

export function isModelCall({ kind }: SpanRecord): boolean {
  return kind === 'llm.chat' || kind === 'llm.completion';
}

function isSameCall(a: SpanRecord, b: SpanRecord): boolean {
  return a.spanId === b.spanId || (a.responseId !== null && a.responseId === b.responseId);
}

type Tree = ReadonlyMap<string, SpanRecord>;

/** The agent that a span names, or that the nearest span around it names; else calls under one parent belong together. */
function agentOf(record: SpanRecord, tree: Tree): string {
  const line = [record, ...ancestorsOf(record, tree)];
  const named = line.find(({ agentName }) => agentName !== null);
  if (named !== undefined) return `agent ${named.agentName}`;
  const outside = line.findIndex((ancestor) => !isModelCall(ancestor));
  return `parent ${line.at(outside === -1 ? -1 : outside - 1)?.parentSpanId}`;
}

/** Deeper trees do not occur, and a sender may have made a circle. */
const DEPTH_MAX = 64;

function ancestorsOf(record: SpanRecord, tree: Tree): SpanRecord[] {
  const found: SpanRecord[] = [];
  let parent = tree.get(keyOf(record.traceId, record.parentSpanId));
  while (parent !== undefined && found.length < DEPTH_MAX) {
    found.push(parent);
    parent = tree.get(keyOf(record.traceId, parent.parentSpanId));
  }
  return found;
}

function keyOf(traceId: string, spanId: string): string {
  return `${traceId} ${spanId}`;
}
