-- What analyses need and leave behind.

-- The seed's table, column by column; times are seconds since 1970. `workflow_id` is another name of a column and no column of
-- its own, as `agent_workflow_id` below.
CREATE TABLE analysis_sessions (
  session_id TEXT PRIMARY KEY,          -- of the analysis, not of a session that was analysed
  agent_workflow_id TEXT,
  agent_workflow_name TEXT,
  agent_id TEXT,
  scope TEXT DEFAULT 'WORKFLOW',
  session_type TEXT,                    -- DYNAMIC
  status TEXT,                          -- COMPLETED, or FAILED; what is under way has no row, so that nothing can be stuck
  created_at REAL,
  completed_at REAL,
  findings_count INTEGER DEFAULT 0,
  risk_score INTEGER,
  sessions_analyzed INTEGER,
  completed_sessions_at_analysis INTEGER,
  workflow_id TEXT GENERATED ALWAYS AS (agent_workflow_id) VIRTUAL
);
CREATE INDEX analysis_sessions_by_agent ON analysis_sessions (agent_id, created_at);

CREATE TABLE security_checks (
  check_id TEXT PRIMARY KEY,            -- <analysis>_<agent>_<check type>
  agent_id TEXT NOT NULL,
  workflow_id TEXT,
  analysis_session_id TEXT NOT NULL,
  category_id TEXT NOT NULL,
  check_type TEXT NOT NULL,
  status TEXT NOT NULL,
  title TEXT NOT NULL,
  description TEXT,
  value TEXT,
  evidence TEXT,                        -- JSON
  recommendations TEXT,                 -- JSON
  created_at REAL NOT NULL,
  agent_workflow_id TEXT GENERATED ALWAYS AS (workflow_id) VIRTUAL,
  FOREIGN KEY (analysis_session_id) REFERENCES analysis_sessions (session_id)
);
-- Newest first, of all and of one agent; the rows of one run; the filters of the list.
CREATE INDEX security_checks_by_time ON security_checks (created_at);
CREATE INDEX security_checks_by_agent ON security_checks (agent_id, created_at);
CREATE INDEX security_checks_by_analysis ON security_checks (analysis_session_id);
CREATE INDEX security_checks_by_status ON security_checks (status, created_at);
CREATE INDEX security_checks_by_category ON security_checks (category_id, created_at);

-- What the seed's row of a run has no column for.
CREATE TABLE analysis_details (
  session_id TEXT PRIMARY KEY REFERENCES analysis_sessions (session_id),
  failure TEXT,
  sessions_new INTEGER NOT NULL,
  sessions_failed INTEGER NOT NULL
) STRICT;

CREATE TABLE behavioral_analysis (
  id TEXT PRIMARY KEY,                  -- <analysis>_behavioral
  agent_id TEXT NOT NULL,
  analysis_session_id TEXT NOT NULL REFERENCES analysis_sessions (session_id),
  stability_score REAL,
  predictability_score REAL,
  cluster_diversity REAL,
  num_clusters INTEGER,
  num_outliers INTEGER,
  total_sessions INTEGER,
  interpretation TEXT,
  clusters TEXT,                        -- JSON, as the next two
  outliers TEXT,
  centroid_distances TEXT,
  created_at REAL,
  confidence TEXT NOT NULL,
  details TEXT NOT NULL                 -- JSON
) STRICT;
CREATE INDEX behavioral_analysis_by_agent ON behavioral_analysis (agent_id, created_at);
CREATE INDEX behavioral_analysis_by_analysis ON behavioral_analysis (analysis_session_id);

-- How far each agent is analysed. `latest_analysis` is its newest completed run.
CREATE TABLE agent_analysis (
  agent_id TEXT PRIMARY KEY,
  version INTEGER NOT NULL,
  analyzed_version INTEGER NOT NULL,
  latest_analysis TEXT,
  sessions_left INTEGER NOT NULL DEFAULT 0,      -- entries of sessions that left since
  forgotten_version INTEGER NOT NULL DEFAULT 0   -- up to which they were too many: whoever has seen less begins anew
) STRICT, WITHOUT ROWID;
CREATE INDEX agent_analysis_behind ON agent_analysis (agent_id, version, analyzed_version) WHERE version > analyzed_version;

-- The newest version of any agent. One that comes again after it was gone goes on from here, so that a run of the one that is
-- gone cannot be taken for a run of the new one.
CREATE TABLE analysis_versions (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  newest INTEGER NOT NULL
) STRICT;

-- The last that happened to each of an agent's sessions since its last analysis, in the transaction in which it happened. A
-- session that was opened again is no news before its agent's next: its entry has a version that the agent has not yet.
CREATE TABLE session_changes (
  agent_id TEXT NOT NULL,
  session_id TEXT NOT NULL,
  version INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('ended', 'left')),
  PRIMARY KEY (agent_id, session_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX session_changes_by_version ON session_changes (agent_id, version);

-- What a processor keeps of a completed session, some hundred bytes.
CREATE TABLE kept_of_sessions (
  session_key INTEGER NOT NULL,
  processor TEXT NOT NULL,
  kept_version INTEGER NOT NULL,
  bytes BLOB,                           -- null where reading failed
  failure TEXT,
  PRIMARY KEY (session_key, processor)
) STRICT, WITHOUT ROWID;

-- What a processor remembers of an agent between two lives of the program.
CREATE TABLE agent_memories (
  agent_id TEXT NOT NULL,
  processor TEXT NOT NULL,
  bytes BLOB NOT NULL,
  PRIMARY KEY (agent_id, processor)
) STRICT, WITHOUT ROWID;

-- What analyses say of single sessions, for lists and their filters.
CREATE TABLE session_results (
  session_key INTEGER PRIMARY KEY,
  cluster_id TEXT,
  critical INTEGER NOT NULL DEFAULT 0,  -- open findings by severity
  high INTEGER NOT NULL DEFAULT 0,
  medium INTEGER NOT NULL DEFAULT 0,
  low INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX session_results_by_cluster ON session_results (cluster_id) WHERE cluster_id IS NOT NULL;
-- Few sessions have any.
CREATE INDEX session_results_found ON session_results (session_key, critical, high, medium, low)
  WHERE critical + high + medium + low > 0;

CREATE TABLE findings (
  finding_key INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  check_id TEXT NOT NULL,
  title TEXT NOT NULL,
  severity TEXT NOT NULL,
  category TEXT NOT NULL,
  agent_id TEXT NOT NULL,
  session_id TEXT,
  explanation TEXT NOT NULL,
  evidence TEXT NOT NULL,               -- JSON
  recommendation TEXT NOT NULL,
  frameworks TEXT NOT NULL,             -- JSON
  rule_version TEXT NOT NULL,
  input_hash TEXT NOT NULL,
  analysis_id TEXT NOT NULL,
  created_at_ms REAL NOT NULL,
  updated_at_ms REAL NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('open', 'muted', 'resolved')),
  status_reason TEXT,
  status_changed_at_ms REAL
) STRICT;
CREATE INDEX findings_by_time ON findings (updated_at_ms, finding_key);
CREATE INDEX findings_by_agent ON findings (agent_id, updated_at_ms);
CREATE INDEX findings_by_check ON findings (check_id, updated_at_ms);
CREATE INDEX findings_by_severity ON findings (severity, updated_at_ms);
CREATE INDEX findings_by_status ON findings (status, updated_at_ms);

-- The sessions that a finding is about or whose evidence names them.
CREATE TABLE finding_sessions (
  session_id TEXT NOT NULL,
  finding_key INTEGER NOT NULL,
  PRIMARY KEY (session_id, finding_key)
) STRICT, WITHOUT ROWID;
CREATE INDEX finding_sessions_by_finding ON finding_sessions (finding_key);

-- However a session leaves, what was kept of it leaves with it.
CREATE TRIGGER sessions_leave AFTER DELETE ON sessions BEGIN
  DELETE FROM kept_of_sessions WHERE session_key = OLD.session_key;
  DELETE FROM session_results WHERE session_key = OLD.session_key;
END;

-- Everything that was complete before is news.
INSERT INTO analysis_versions (one, newest) VALUES (1, 1);
INSERT INTO agent_analysis (agent_id, version, analyzed_version)
  SELECT DISTINCT agent_id, 1, 0 FROM sessions WHERE status = 'completed';
INSERT INTO session_changes (agent_id, session_id, version, kind)
  SELECT agent_id, id, 1, 'ended' FROM sessions WHERE status = 'completed';
