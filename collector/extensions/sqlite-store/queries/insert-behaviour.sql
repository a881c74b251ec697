INSERT INTO behavioral_analysis (
  id, agent_id, analysis_session_id, stability_score, predictability_score, cluster_diversity, num_clusters, num_outliers,
  total_sessions, interpretation, clusters, outliers, centroid_distances, created_at, confidence, details
) VALUES (
  @id, @agentId, @analysisId, @stabilityScore, @predictabilityScore, @clusterDiversity, @numClusters, @numOutliers,
  @totalSessions, @interpretation, @clusters, @outliers, @centroidDistances, @createdAt, @confidence, @details
)
