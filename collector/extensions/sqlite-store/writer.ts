/**
 * The writer thread: the only one that writes to the database. It takes what waits in its port together into one
 * transaction, because the commit is the dearest part of a small batch, and answers after the commit.
 */
import { parentPort, receiveMessageOnPort, workerData, type MessagePort } from 'node:worker_threads';

import { CollectorError, toCollectorError } from '../../errors.ts';
import { scanItemCount } from '../../otlp/scan-item-count.ts';
import { isDamage } from './damage.ts';
import { NewerSchemaError, openDatabase } from './open-database.ts';
import { DatabaseWriter } from './database-writer.ts';
import { PackThread } from './pack-thread.ts';
import type { AnalysisWrite, WriterReady, WriterReply, WriterRequest, WriterSetup } from './writer-messages.ts';
import { yieldToOthers } from './yield-to-others.ts';

/** Together in one transaction at most; more would make the first sender wait for the last one's decoding. */
const GROUP_REQUESTS_MAX = 16;
const GROUP_BYTES_MAX = 8 * 1024 * 1024;

const port = expectPort();
const setup = workerData as WriterSetup;

// The thread that packs blocks begins as its parent is.
yieldToOthers();
const packing = new PackThread();
let writer: DatabaseWriter | null = null;
try {
  writer = new DatabaseWriter(openDatabase(setup.path, setup.durability), setup, packing);
  port.postMessage({ type: 'ready' } satisfies WriterReady);
} catch (error) {
  port.postMessage(explain(error));
}

/** Quiet time after which the writer does what can wait; a stream of requests keeps pushing it away. */
const QUIET_MS = 50;
/** After the database did not take a step. */
const RETRY_MS = 1000;
/** A writer that is never quiet gives what can wait one step this often, so that it is never put off for ever. */
const STEP_PERIOD_MS = 250;
let quiet: NodeJS.Timeout | undefined;
let steppedMs = performance.now();

/** When the writer is never quiet, retention has its turns between requests: one step, then this many times as long none. */
const REQUESTS_SHARE = 3;
/** The same when more comes in than leaves. */
const REQUESTS_SHARE_BEHIND = 1;
const IDLE_LOOK_MS = 100;
let nextStepMs = 0;

/** Requests to retain wait here until it is done, or for this long. */
const REPORT_MS = 1000;
const retaining: { readonly id: number; readonly sinceMs: number }[] = [];

port.on('message', (first: WriterRequest) => {
  clearTimeout(quiet);
  let next: WriterRequest | undefined = first;
  while (next !== undefined) {
    if (next.type === 'write') {
      const group = [next];
      next = fillGroup(group);
      writeGroup(group);
      if (performance.now() >= nextStepMs) retainBetweenRequests();
      if (performance.now() - steppedMs > STEP_PERIOD_MS) catchUpBetweenRequests();
    } else {
      handle(next);
      next = undefined;
    }
  }
  clearTimeout(quiet);
  quiet = setTimeout(catchUp, QUIET_MS);
});

function catchUp(): void {
  steppedMs = performance.now();
  // Between steps the port gets its turn: a request cancels this timer and sets it anew.
  try {
    const stepped = writer?.retain(true) ?? false;
    report(!stepped);
    if (writer?.catchUp() || stepped) quiet = setTimeout(catchUp, 1);
  } catch {
    // The database is busy or full: a request will say so to its sender, and this work waits for the next quiet time.
    report(true);
    quiet = setTimeout(catchUp, RETRY_MS);
  }
}

function catchUpBetweenRequests(): void {
  steppedMs = performance.now();
  try {
    writer?.catchUp();
  } catch {
    // The database is busy or full, which a request will say to its sender: this work waits for its next turn.
  }
}

function retainBetweenRequests(): void {
  const begun = performance.now();
  try {
    const stepped = writer?.retain(false) ?? false;
    const tookMs = performance.now() - begun;
    const share = writer?.isRetentionBehind ? REQUESTS_SHARE_BEHIND : REQUESTS_SHARE;
    nextStepMs = performance.now() + (stepped ? tookMs * share : IDLE_LOOK_MS);
    report(!stepped);
  } catch {
    nextStepMs = performance.now() + RETRY_MS;
    report(true);
  }
}

function report(done: boolean): void {
  for (let first = retaining[0]; first !== undefined && writer !== null; first = retaining[0]) {
    if (!done && performance.now() - first.sinceMs < REPORT_MS) return;
    retaining.shift();
    send({ type: 'retained', id: first.id, done, counts: writer.takeCounts() });
  }
}

/** @returns the message that ended the group, which belongs to nobody yet. */
function fillGroup(group: Extract<WriterRequest, { type: 'write' }>[]): WriterRequest | undefined {
  let bytes = group[0]?.body.length ?? 0;
  while (group.length < GROUP_REQUESTS_MAX && bytes < GROUP_BYTES_MAX) {
    const waiting = receiveMessageOnPort(port);
    if (waiting === undefined) return undefined;
    if (waiting.message.type !== 'write') return waiting.message;
    group.push(waiting.message);
    bytes += waiting.message.body.length;
  }
  return undefined;
}

function writeGroup(group: Extract<WriterRequest, { type: 'write' }>[]): void {
  const replies = writer?.write(group) ?? group.map(({ id }) => unavailable(id));
  for (const [index, reply] of replies.entries())
    send(reply.type === 'failed' ? countFailed(reply, group[index]) : reply);
  // Nothing refers to a body any more. Left to the collector, some 40 MB of them would wait for it under load.
  for (const { body } of group) if (!body.buffer.detached) body.buffer.transfer(0);
}

type FailedReply = Extract<WriterReply, { type: 'failed' }>;

function countFailed(reply: FailedReply, request: Extract<WriterRequest, { type: 'write' }> | undefined): FailedReply {
  if (request === undefined) return reply;
  return { ...reply, items: scanItemCount(request.body, request.encoding, request.signal) };
}

function handle(request: Exclude<WriterRequest, { type: 'write' }>): void {
  try {
    if (writer === null) throw new CollectorError('STORE_UNAVAILABLE', 'the database is not open');
    if (request.type === 'complete') {
      send({ type: 'completed', id: request.id, sessionIds: writer.complete(request) });
    } else if (request.type === 'update-finding') {
      send({ type: 'finding', id: request.id, finding: writer.updateFinding(request.findingId, request.change) });
    } else if (isOfAnalysis(request)) {
      send({ type: 'kept', id: request.id, prunedAnalyses: writer.keep(request) });
    } else if (request.type === 'rebuild') {
      send({ type: 'rebuilt', id: request.id, result: writer.rebuild() });
    } else if (request.type === 'retain') {
      writer.expireBefore(request.cutoffMs);
      retaining.push({ id: request.id, sinceMs: performance.now() });
    } else {
      report(true);
      writer.close();
      packing.close();
      writer = null;
      send({ type: 'closed', id: request.id });
      port.close();
    }
  } catch (error) {
    const { code, message } = toCollectorError(error);
    send({ type: 'failed', id: request.id, code, message, damaged: isDamage(error) });
  }
}

function isOfAnalysis(request: WriterRequest): request is AnalysisWrite {
  const { type } = request;
  return type === 'kept' || type === 'clusters' || type === 'analysis' || type === 'failed-analysis';
}

function send(reply: WriterReply): void {
  const forward = reply.type === 'written' ? reply.outcome.forward : null;
  port.postMessage(reply, forward === null ? [] : [forward.buffer]);
}

function unavailable(id: number): FailedReply {
  return { type: 'failed', id, code: 'STORE_UNAVAILABLE', message: 'the database is not open' };
}

function explain(error: unknown): WriterReady {
  const reason = error instanceof Error ? error.message : String(error);
  if (error instanceof NewerSchemaError) return { type: 'unusable', reason, kind: 'newer' };
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const corrupt = code.startsWith('SQLITE_NOTADB') || code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_ERROR';
  return { type: 'unusable', reason, kind: corrupt ? 'corrupt' : 'other' };
}

function expectPort(): MessagePort {
  if (parentPort === null) throw new Error('writer.ts is a worker thread');
  return parentPort;
}
