SELECT analysis.*, details.failure, details.sessions_new, details.sessions_failed,
  stability_score, predictability_score, cluster_diversity, num_clusters, num_outliers, total_sessions, interpretation, clusters,
  outliers, centroid_distances, confidence, behaviour.details
FROM behavioral_analysis AS behaviour
CROSS JOIN analysis_sessions AS analysis ON analysis.session_id = behaviour.analysis_session_id
CROSS JOIN analysis_details AS details ON details.session_id = analysis.session_id
WHERE behaviour.agent_id = ? ORDER BY behaviour.created_at DESC, behaviour.rowid DESC LIMIT 1
