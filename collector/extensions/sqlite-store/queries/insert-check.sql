INSERT INTO security_checks (
  check_id, agent_id, workflow_id, analysis_session_id, category_id, check_type, status, title, description, value, evidence,
  recommendations, created_at
) VALUES (
  @checkId, @agentId, @workflowId, @analysisId, @category, @checkType, @status, @title, @description, @value, @evidence,
  @recommendations, @createdAt
)
