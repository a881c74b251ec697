/** Which spans findings speak of, each with the worst severity: what the tape marks. */
import type { Finding } from '../../../../../collector/operations/contract.ts';
import { SEVERITIES, type Severity } from '../../../ui/severity.tsx';
import { keyOf, type SessionTree, type SpanNode } from '../tree.ts';

export interface FindingMark {
  readonly node: SpanNode;
  readonly severity: Severity;
}

export interface MarkInput {
  readonly sessionId: string;
  readonly findings: readonly Pick<Finding, 'severity' | 'status' | 'evidence'>[];
  readonly tree: SessionTree;
}

/** Only open ones: what somebody has muted is not to catch the eye. */
export function listFindingMarks({ sessionId, findings, tree }: MarkInput): FindingMark[] {
  const worst = new Map<SpanNode, Severity>();
  for (const { severity, status, evidence } of findings) {
    if (status !== 'open') continue;
    for (const { session_id, trace_id, span_id } of evidence) {
      if (session_id !== sessionId || trace_id === null || span_id === null) continue;
      const node = tree.nodes.get(keyOf({ trace_id, span_id }));
      if (node === undefined) continue;
      const before = worst.get(node);
      if (before === undefined || SEVERITIES.indexOf(severity) < SEVERITIES.indexOf(before)) worst.set(node, severity);
    }
  }
  return [...worst].map(([node, severity]) => ({ node, severity })).sort((a, b) => a.node.startMs - b.node.startMs);
}
