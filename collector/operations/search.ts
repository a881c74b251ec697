/** Full text over contents: which text of which span has the words, and the words in their sentence. */
import { z } from 'zod';

import { parseTextQuery } from '../store/text-query.ts';
import { cutExcerpt } from './cut-excerpt.ts';
import { defineOperation } from './operation.ts';
import { limitParam, offsetParam, searchParam } from './parse-params.ts';
import { searchResults } from './schemas.ts';

export const search = defineOperation({
  name: 'search',
  method: 'GET',
  path: '/api/search',
  about:
    'Messages, instructions, tool arguments, results and definitions that have all the words of q: words in any order, ' +
    '"phrases", a beginning*, -excluded ones; case and diacritics do not matter. Newest spans first.',
  params: z.object({ q: searchParam, limit: limitParam, offset: offsetParam }),
  response: searchResults,
  async run({ q, limit, offset }, { store }) {
    const text = parseTextQuery(q);
    const { hits, totalCount, complete, catchingUp } = await store.search({ text, limit, offset });
    return {
      results: hits.map((hit) => ({
        session_id: hit.sessionId,
        agent_id: hit.agentId,
        trace_id: hit.traceId,
        span_id: hit.spanId,
        kind: hit.kind,
        name: hit.name,
        start_unix_nano: hit.startUnixNano.toString(),
        field: hit.field,
        ...cutExcerpt(hit.text, text),
      })),
      total_count: totalCount,
      complete,
      catching_up: catchingUp,
    };
  },
});
