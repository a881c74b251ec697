/** What is left of a span when its contents are cut out, as a row has it. */
import type { ContentSource, Cut } from '../../store/cut-contents.ts';
import { parseHoles } from './content-rows.ts';

export interface BodyColumns {
  /** In place in rows of an earlier schema, else empty. */
  readonly body: Buffer;
  readonly body_key: number | bigint | null;
  readonly holes: string;
}

export function readCut({ body, body_key, holes }: BodyColumns, contents: ContentSource): Cut {
  return { body: body_key === null ? body : contents.readContent(Number(body_key)), holes: parseHoles(holes) };
}
