-- Charts in three widths, by agent and over all agents: a chart of a week reads some thousand rows and not 100,000. Every row is
-- the sum of the rows of 5 minutes by agent that it covers, kept in the same transaction.

ALTER TABLE series RENAME TO narrow_series;
DROP INDEX series_by_agent;

CREATE TABLE series (
  width_ms INTEGER NOT NULL,            -- 5 minutes, an hour or a day
  start_ms INTEGER NOT NULL,            -- a multiple of the width
  agent_id TEXT NOT NULL,
  model TEXT NOT NULL,
  entry TEXT NOT NULL,                  -- JSON list of the numbers, see series-entry.ts
  PRIMARY KEY (width_ms, start_ms, agent_id, model)
) STRICT, WITHOUT ROWID;

CREATE INDEX series_by_agent ON series (agent_id, width_ms, start_ms);

CREATE TABLE series_of_all (
  width_ms INTEGER NOT NULL,
  start_ms INTEGER NOT NULL,
  model TEXT NOT NULL,
  entry TEXT NOT NULL,
  PRIMARY KEY (width_ms, start_ms, model)
) STRICT, WITHOUT ROWID;

-- Each row of 5 minutes beside every sum that it is part of; without an agent for the sums over all.
CREATE TEMP VIEW parts AS
SELECT width_ms, start_ms / width_ms * width_ms AS start_ms, iif(of_all, NULL, agent_id) AS agent_id, model, entry
FROM (SELECT 300000 AS width_ms UNION ALL SELECT 3600000 UNION ALL SELECT 86400000)
CROSS JOIN (SELECT 0 AS of_all UNION ALL SELECT 1)
CROSS JOIN narrow_series;

CREATE TEMP TABLE sketches AS
SELECT width_ms, start_ms, agent_id, model, kind, '[' || group_concat(bin || ',' || count) || ']' AS bins FROM (
  SELECT width_ms, start_ms, agent_id, model, kinds.value AS kind, bins.value ->> 0 AS bin, sum(bins.value ->> 1) AS count
  FROM parts
  CROSS JOIN json_each('["responseTimes", "timesToFirstToken"]') AS kinds
  CROSS JOIN json_each(entry, '$.' || kinds.value || '.m') AS bins
  GROUP BY 1, 2, 3, 4, 5, 6
) GROUP BY 1, 2, 3, 4, 5;
CREATE INDEX temp.sketches_by_key ON sketches (width_ms, start_ms, agent_id, model, kind);

CREATE TEMP VIEW sums AS
SELECT width_ms, start_ms, agent_id, model, json_array(
  sum(entry ->> '$.sessions'),
  sum(entry ->> '$.failedSessions'),
  sum(entry ->> '$.calls.calls'),
  sum(entry ->> '$.calls.errors'),
  sum(entry ->> '$.calls.usage.inputUncached'),
  sum(entry ->> '$.calls.usage.cacheRead'),
  sum(entry ->> '$.calls.usage.cacheWrite'),
  sum(entry ->> '$.calls.usage.outputText'),
  sum(entry ->> '$.calls.usage.reasoning'),
  sum(entry ->> '$.calls.costNanoUsd'),
  sum(entry ->> '$.calls.unpricedCalls'),
  json(coalesce((
    SELECT bins FROM sketches WHERE kind = 'responseTimes' AND sketches.width_ms = parts.width_ms
      AND sketches.start_ms = parts.start_ms AND sketches.agent_id IS parts.agent_id AND sketches.model = parts.model
  ), '[]')),
  json(coalesce((
    SELECT bins FROM sketches WHERE kind = 'timesToFirstToken' AND sketches.width_ms = parts.width_ms
      AND sketches.start_ms = parts.start_ms AND sketches.agent_id IS parts.agent_id AND sketches.model = parts.model
  ), '[]'))
) AS entry
FROM parts GROUP BY 1, 2, 3, 4;

INSERT INTO series SELECT width_ms, start_ms, agent_id, model, entry FROM sums WHERE agent_id IS NOT NULL;
INSERT INTO series_of_all SELECT width_ms, start_ms, model, entry FROM sums WHERE agent_id IS NULL;

DROP VIEW sums;
DROP VIEW parts;
DROP TABLE sketches;
DROP TABLE narrow_series;
