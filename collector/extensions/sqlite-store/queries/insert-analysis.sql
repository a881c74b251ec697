INSERT INTO analysis_sessions (
  session_id, agent_workflow_id, agent_workflow_name, agent_id, session_type, status, created_at, completed_at, findings_count,
  risk_score, sessions_analyzed, completed_sessions_at_analysis
) VALUES (
  @id, @workflowId, @workflowName, @agentId, 'DYNAMIC', @status, @createdAt, @completedAt, @findingsCount,
  @riskScore, @sessionsAnalyzed, @completedSessions
)
