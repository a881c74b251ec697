/** The input read alone is the input of all contents with its system messages, for every span of every recording. */
import { expect, it } from 'vitest';

import type { Message } from '../../../collector/model/message.ts';
import { readContents, readInput } from '../../../collector/vocabularies/read-contents.ts';
import { listRecordedRequests } from '../../support/recordings.ts';
import { readFixture } from '../../support/vocabulary-suite.ts';

it.each(listRecordedRequests().filter(({ signal }) => signal === 'traces'))('$file', ({ file }) => {
  for (const context of readFixture(file)) {
    expect(withoutSystemHead(readInput(context))).toEqual(withoutSystemHead(readContents(context).input));
  }
});

function withoutSystemHead(messages: readonly Message[]): readonly Message[] {
  const first = messages.findIndex(({ role }) => role !== 'system');
  return first === -1 ? [] : messages.slice(first);
}
