SELECT analysis_session_id, status, count(*) AS count
FROM security_checks WHERE analysis_session_id IN (SELECT value FROM json_each(@analysisIds))
GROUP BY analysis_session_id, status
