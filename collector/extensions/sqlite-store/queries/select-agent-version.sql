SELECT version, analyzed_version, latest_analysis FROM agent_analysis WHERE agent_id = ?
