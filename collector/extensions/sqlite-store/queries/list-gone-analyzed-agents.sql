SELECT agent_id FROM agent_analysis WHERE agent_id NOT IN (SELECT id FROM agents)
