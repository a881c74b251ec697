/** A database as the first schema had it, with the rows of one of today: what migrations start from. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';

import { BlockReader } from '../../collector/extensions/sqlite-store/content-blocks.ts';
import { SCHEMA_DIRECTORY } from '../../collector/extensions/sqlite-store/open-database.ts';
import { unpackSeries } from '../../collector/extensions/sqlite-store/series-entry.ts';
import { pack } from '../../collector/store/pack.ts';

/** Tables whose rows looked otherwise in the first version. */
const REPACKED = new Set(['content_blocks', 'content_index', 'span_bodies']);

export function copyToFirstVersion(from: string, to: string): void {
  const [first = ''] = readdirSync(SCHEMA_DIRECTORY).sort();
  const database = new Database(to);
  database.exec(readFileSync(join(SCHEMA_DIRECTORY, first), 'utf8'));
  database.pragma('user_version = 1');
  database.prepare('ATTACH ? AS newer').run(from);
  const tables = database.prepare("SELECT name FROM main.sqlite_schema WHERE type = 'table'").all() as {
    name: string;
  }[];
  database.exec(`
    INSERT INTO main.content_blocks SELECT block_key, lengths, bytes FROM newer.content_blocks WHERE NOT holds_bodies;
    INSERT INTO main.content_index SELECT content_key, content_key, text_hash FROM newer.content_index;
  `);
  const newer = new Database(from, { readonly: true });
  const blocks = new BlockReader(newer);
  const insertBody = database.prepare('INSERT INTO main.span_bodies VALUES (?, ?, ?, ?, ?)');
  for (const row of newer.prepare('SELECT * FROM span_bodies').all() as Record<string, number>[]) {
    const body = blocks.readContent(row['body_key'] ?? 0);
    insertBody.run(row['span_key'], row['resource_key'], row['scope_key'], body, row['holes']);
  }
  newer.close();
  for (const { name } of tables.filter(({ name }) => !REPACKED.has(name))) {
    const columns = (database.pragma(`main.table_info(${name})`) as { name: string }[]).map((column) => column.name);
    // Charts had one width then.
    const where = name === 'series' ? 'WHERE width_ms = 300000' : '';
    database.exec(`INSERT INTO main.${name} SELECT ${columns.join(', ')} FROM newer.${name} ${where}`);
  }
  const update = database.prepare('UPDATE main.series SET entry = ? WHERE start_ms = ? AND agent_id = ? AND model = ?');
  for (const row of database.prepare('SELECT * FROM main.series').all() as Record<string, string>[]) {
    update.run(pack(unpackSeries(row['entry'] ?? '')), row['start_ms'], row['agent_id'], row['model']);
  }
  database.close();
}
