SELECT agent_id FROM agent_analysis
