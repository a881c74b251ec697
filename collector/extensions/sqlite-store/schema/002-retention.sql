-- What lets old spans leave again: when a trace last got one, what is still referred to, and what is on its way out.

ALTER TABLE traces ADD COLUMN last_received_ms REAL NOT NULL DEFAULT 0;
UPDATE traces SET last_received_ms =
  coalesce((SELECT max(received_ms) FROM spans WHERE spans.trace_key = traces.trace_key), 0);

-- The oldest trace without a scan; what arrives goes to the index's end.
CREATE INDEX traces_by_arrival ON traces (last_received_ms);

-- A trace whose row and numbers are gone and whose spans leave in small steps. Its key is not used again meanwhile.
CREATE TABLE dead_traces (trace_key INTEGER PRIMARY KEY) STRICT;

-- A list and all that extend it live and die together: what refers to the longest needs every one before it.
ALTER TABLE content_lists ADD COLUMN chain_key INTEGER NOT NULL DEFAULT 0; -- the key of the chain's first list

CREATE INDEX lists_by_parent ON content_lists (parent_key);
WITH RECURSIVE chains (list_key, chain_key) AS (
  SELECT list_key, list_key FROM content_lists WHERE parent_key IS NULL
  UNION ALL
  SELECT lists.list_key, chains.chain_key FROM chains JOIN content_lists lists ON lists.parent_key = chains.list_key
)
UPDATE content_lists SET chain_key = chains.chain_key FROM chains WHERE chains.list_key = content_lists.list_key;
DROP INDEX lists_by_parent;

-- How many holes (or spans, for an envelope) refer to what is shared. Apart from the things themselves: a block is 30 KB and
-- would be written again for every number. What nobody uses is not used again, it only waits for its removal.
CREATE TABLE uses (
  kind INTEGER NOT NULL,                -- 0 content block, 1 chain of lists, 2 resource, 3 scope
  key INTEGER NOT NULL,
  uses INTEGER NOT NULL,
  newest_list_key INTEGER,              -- of a chain: the list that no other extends
  PRIMARY KEY (kind, key)
) STRICT, WITHOUT ROWID;

INSERT INTO uses (kind, key, uses, newest_list_key)
SELECT kind, key, sum(uses), max(newest) FROM (
  SELECT 0 AS kind, block_key AS key, 0 AS uses, NULL AS newest FROM content_blocks
  UNION ALL SELECT 1, chain_key, 0, list_key FROM content_lists
  UNION ALL SELECT 2, resource_key, 0, NULL FROM resources
  UNION ALL SELECT 3, scope_key, 0, NULL FROM scopes
  UNION ALL SELECT 2, resource_key, 1, NULL FROM span_bodies
  UNION ALL SELECT 3, scope_key, 1, NULL FROM span_bodies
  UNION ALL
  SELECT 0, (hole.value ->> 2) / 65536, 1, NULL FROM span_bodies, json_each(span_bodies.holes) hole
  WHERE hole.value ->> 1 = 'c'
  UNION ALL
  SELECT 0, (hole.value ->> 2) / 65536, 1, NULL FROM content_lists, json_each(content_lists.holes) hole
  WHERE hole.value ->> 1 = 'c'
  UNION ALL
  SELECT 1, chain_key, 1, NULL FROM span_bodies, json_each(span_bodies.holes) hole
  JOIN content_lists ON list_key = hole.value ->> 2
  WHERE hole.value ->> 1 = 'l'
) GROUP BY kind, key;

-- What waits for its removal: nearly always empty.
CREATE INDEX uses_none ON uses (kind, key) WHERE uses <= 0;
