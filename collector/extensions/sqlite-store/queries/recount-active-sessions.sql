UPDATE agents SET active_sessions = (SELECT count(*) FROM sessions WHERE agent_id = agents.id AND status = 'active')
