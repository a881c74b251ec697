/** A span's row together with its body, resource and scope, as the bytes they were received with. */
import { fillHoles, type ContentSource } from '../../store/cut-contents.ts';
import type { KeptSpan } from '../../store/rebuild-sessions.ts';
import { readCut, type BodyColumns } from './body-columns.ts';
import { fromColumns, type SpanColumns } from './span-columns.ts';

export interface StoredSpanColumns extends SpanColumns, BodyColumns {
  readonly resource_body: Buffer;
  readonly resource_schema_url: string;
  readonly scope_body: Buffer;
  readonly scope_schema_url: string;
}

export function toStoredSpan(row: StoredSpanColumns, contents: ContentSource): KeptSpan {
  return {
    record: fromColumns(row),
    span: fillHoles(readCut(row, contents), contents),
    resource: row.resource_body,
    resourceSchemaUrl: row.resource_schema_url,
    scope: row.scope_body,
    scopeSchemaUrl: row.scope_schema_url,
  };
}
