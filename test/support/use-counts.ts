/** The table `uses` beside what it should say: every reference counted anew from the spans, log records and lists that stand. */
import type Database from 'better-sqlite3';

export interface Uses {
  readonly stored: readonly unknown[];
  readonly counted: readonly unknown[];
  /** References to contents or lists that are not there. */
  readonly broken: readonly unknown[];
}

export function readUses(database: Database.Database): Uses {
  const read = (sql: string): unknown[] => database.prepare(sql).all();
  return {
    stored: read('SELECT kind, key, uses FROM uses WHERE uses <> 0 ORDER BY kind, key'),
    counted: read(`SELECT kind, key, count(*) AS uses FROM (${REFERENCES}) GROUP BY kind, key ORDER BY kind, key`),
    broken: read(
      `SELECT DISTINCT kind, key FROM (${REFERENCES}) WHERE
         (kind = 0 AND key NOT IN (SELECT block_key FROM content_blocks)) OR
         (kind = 1 AND coalesce(key, -1) NOT IN (SELECT chain_key FROM content_lists)) OR
         (kind = 2 AND key NOT IN (SELECT resource_key FROM resources)) OR
         (kind = 3 AND key NOT IN (SELECT scope_key FROM scopes))`,
    ),
  };
}

const REFERENCES = `
  SELECT 2 AS kind, resource_key AS key FROM span_bodies
  UNION ALL SELECT 3, scope_key FROM span_bodies
  UNION ALL SELECT 0, body_key / 65536 FROM span_bodies WHERE body_key IS NOT NULL
  UNION ALL SELECT 2, resource_key FROM log_records
  UNION ALL SELECT 3, scope_key FROM log_records
  UNION ALL SELECT 0, (hole.value ->> 2) / 65536 FROM span_bodies, json_each(span_bodies.holes) hole
    WHERE hole.value ->> 1 = 'c'
  UNION ALL SELECT 0, (hole.value ->> 2) / 65536 FROM content_lists, json_each(content_lists.holes) hole
    WHERE hole.value ->> 1 = 'c'
  UNION ALL SELECT 1, chain_key FROM span_bodies, json_each(span_bodies.holes) hole
    LEFT JOIN content_lists ON list_key = hole.value ->> 2
    WHERE hole.value ->> 1 = 'l'`;
