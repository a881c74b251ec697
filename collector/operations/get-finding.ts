/** One finding with its evidence, and what a person said of it. */
import { z } from 'zod';

import { CollectorError } from '../errors.ts';
import type { Finding as FindingRecord } from '../model/finding.ts';
import type { Store } from '../store.ts';
import { finding, type Finding } from './finding-schemas.ts';
import { defineOperation } from './operation.ts';
import { idParam } from './parse-params.ts';
import { toFindings } from './to-finding.ts';

export const getFinding = defineOperation({
  name: 'get_finding',
  method: 'GET',
  path: '/api/finding/{id}',
  about: 'One finding: what is wrong, how bad it is, and where it is to be seen.',
  params: z.object({ id: idParam }),
  response: finding,
  async run({ id }, { store }) {
    return answerFinding(await store.readFinding(id), store);
  },
});

/** @throws CollectorError NOT_FOUND */
export async function answerFinding(record: FindingRecord | null, store: Store): Promise<Finding> {
  const [answer] = record === null ? [] : await toFindings([record], store);
  if (answer === undefined) throw new CollectorError('NOT_FOUND', 'there is no finding with this id');
  return answer;
}
