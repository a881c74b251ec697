-- A run has seen no more than there was, whatever it says, and one that cannot know what left does not count.
INSERT INTO agent_analysis (agent_id, version, analyzed_version, latest_analysis) VALUES (@agentId, 0, 0, @id)
ON CONFLICT (agent_id) DO UPDATE SET
  analyzed_version = max(analyzed_version, iif(@version < forgotten_version, 0, min(version, @version))),
  sessions_left = iif(@version < max(forgotten_version, analyzed_version), sessions_left, 0),
  latest_analysis = coalesce(excluded.latest_analysis, latest_analysis)
RETURNING analyzed_version
