/**
 * Recorded agents of two suites, benign and with an injection that was followed or resisted (AgentDojo's format), as traces
 * for the behavioural analysis. Development data: it lies beside the project, see `dev-data.ts`.
 */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

import type { SessionTrace, TraceRecord } from '../../processors/behavioral/session-trace.ts';
import { devData } from './dev-data.ts';

export interface AttackedSession {
  readonly suite: string;
  readonly userTask: string;
  readonly injectionTask: string | null;
  readonly label: 'benign' | 'attempt_resisted' | 'hijacked';
  /** Number of the tool call from which on the session follows the injection. */
  readonly hijackedFrom: number | null;
  readonly trace: SessionTrace;
}

interface Row {
  readonly id: string;
  readonly suite: string;
  readonly user_task: string;
  readonly injection_task: string | null;
  readonly label: AttackedSession['label'];
  readonly malicious_msg_range?: readonly [number, number];
  readonly messages: readonly RowMessage[];
}

interface RowMessage {
  readonly role: string;
  readonly content: string | null;
  readonly name?: string;
  readonly error?: string | null;
  readonly tool_calls?: readonly { readonly function: string; readonly args: unknown }[];
}

export const ATTACKED_SESSIONS = devData('injection/agentdojo_dev_banking_slack.jsonl.gz');

export function readAttackedSessions(path: string): AttackedSession[] {
  return gunzipSync(readFileSync(path))
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => toSession(JSON.parse(line) as Row));
}

function toSession(row: Row): AttackedSession {
  const records: TraceRecord[] = [];
  let turn = 0;
  let calls = 0;
  let hijackedFrom: number | null = null;
  for (const [at, { role, content, name, error, tool_calls: toolCalls = [] }] of row.messages.entries()) {
    if (role === 'assistant') {
      turn++;
      if (hijackedFrom === null && toolCalls.length > 0 && at >= (row.malicious_msg_range?.[0] ?? Infinity))
        hijackedFrom = calls;
      for (const call of toolCalls) {
        records.push({ type: 'tool_asked', callId: null, name: call.function, arguments: call.args, turn });
        calls++;
      }
    } else if (role === 'tool') {
      const failed = error !== null && error !== undefined;
      records.push({ type: 'tool_answered', callId: null, name: name ?? null, result: content ?? '', failed, turn });
    } else records.push({ type: 'text', text: content ?? '' });
  }
  return {
    suite: row.suite,
    userTask: row.user_task,
    injectionTask: row.injection_task,
    label: row.label,
    hijackedFrom,
    trace: {
      sessionId: row.id,
      version: null,
      endedMs: 0,
      durationMs: null,
      models: [],
      modelCalls: turn,
      tokens: null,
      costNanoUsd: null,
      records,
    },
  };
}
