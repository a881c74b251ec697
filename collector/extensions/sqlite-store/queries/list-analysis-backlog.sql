SELECT agent_id, version, analyzed_version FROM agent_analysis INDEXED BY agent_analysis_behind
WHERE version > analyzed_version
