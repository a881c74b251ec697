/** Every recording of a real SDK goes through a run from its spans to its rows. */
import { describe, expect, it } from 'vitest';

import { InlineAnalyzer } from '../../../collector/analysis/inline.ts';
import { GrowingContents } from '../../../collector/analysis/read-growing-contents.ts';
import { decodeStoredSpan, readStoredContents } from '../../../collector/store/decode-stored-span.ts';
import { inputTokens, outputTokens } from '../../../collector/model/usage.ts';
import { decodeSession } from '../../../processors/security/session-bytes.ts';
import { analyzeNews, settingsFor } from '../../support/analysis-builder.ts';
import { storeRecording } from '../../support/completed-sessions.ts';
import { listRecordedRequests } from '../../support/recordings.ts';

const RECORDINGS = [...new Set(listRecordedRequests().map(({ name }) => name))];

describe('a recording', () => {
  it.each(RECORDINGS)('%s is analysed: sixteen rows, and what they count is what the sessions say', async (name) => {
    const { store } = await storeRecording(name);
    const analyzer = new InlineAnalyzer(store, settingsFor());
    for (const { agentId } of await store.readAnalysisBacklog()) {
      const outcome = await analyzeNews(store, analyzer, agentId);
      if (!outcome.ok) throw new Error(outcome.failure);
      expect(outcome.analysis.checks).toHaveLength(16);
      expect(outcome.analysis.checks?.filter(({ status }) => status === 'error')).toEqual([]);
      expect(outcome.analysis.sessionsFailed).toBe(0);
      const ids = await store.listCompletedSessionIds(agentId, 500);
      expect(outcome.analysis.sessionsAnalyzed).toBe(ids.length);
      expect(outcome.analysis.behaviour?.totalSessions).toBe(ids.length);
      for (const kept of await store.readKept(ids, 'security')) {
        const { totals } = (await store.readSession(kept.sessionId))!;
        expect(decodeSession(kept.bytes!)?.numbers).toMatchObject({
          totalTokens: inputTokens(totals.usage) + outputTokens(totals.usage),
          toolUses: totals.toolUses,
        });
      }
    }
    expect(await store.readAnalysisBacklog()).toEqual([]);
  });

  it.each(RECORDINGS)('%s has the same contents when a growing conversation is read on', async (name) => {
    const { store, sessionIds } = await storeRecording(name);
    for (const sessionId of sessionIds) {
      const growing = new GrowingContents(2);
      for await (const page of store.readAnalyzedSpans(sessionId)) {
        for (const stored of page) {
          const context = decodeStoredSpan(stored, store.own);
          const contents = growing.read({ kind: stored.record.kind, context, logRecords: stored.logRecords });
          expect(contents).toEqual(readStoredContents(stored, context));
        }
      }
    }
  });

  it('of a conversation whose list grows is read on', async () => {
    const { store, sessionIds } = await storeRecording('people-ai-sdk-6');
    let readOn = 0;
    for (const sessionId of sessionIds) {
      const growing = new GrowingContents(2);
      for await (const page of store.readAnalyzedSpans(sessionId)) {
        for (const stored of page) {
          const context = decodeStoredSpan(stored, store.own);
          growing.read({ kind: stored.record.kind, context, logRecords: stored.logRecords });
        }
      }
      readOn += growing.readOn;
    }
    expect(readOn).toBeGreaterThan(0);
  });
});
