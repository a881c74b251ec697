INSERT INTO findings (
  id, check_id, title, severity, category, agent_id, session_id, explanation, evidence, recommendation, frameworks,
  rule_version, input_hash, analysis_id, created_at_ms, updated_at_ms, status, status_reason, status_changed_at_ms
) VALUES (
  @id, @checkId, @title, @severity, @category, @agentId, @sessionId, @explanation, @evidence, @recommendation, @frameworks,
  @ruleVersion, @inputHash, @analysisId, @createdAtMs, @updatedAtMs, @status, @statusReason, @statusChangedAtMs
)
ON CONFLICT (id) DO UPDATE SET
  check_id = excluded.check_id, title = excluded.title, severity = excluded.severity, category = excluded.category,
  agent_id = excluded.agent_id, session_id = excluded.session_id, explanation = excluded.explanation,
  evidence = excluded.evidence, recommendation = excluded.recommendation, frameworks = excluded.frameworks,
  rule_version = excluded.rule_version, input_hash = excluded.input_hash, analysis_id = excluded.analysis_id,
  updated_at_ms = excluded.updated_at_ms, status = excluded.status, status_reason = excluded.status_reason,
  status_changed_at_ms = excluded.status_changed_at_ms
RETURNING finding_key
