INSERT INTO analysis_details (session_id, failure, sessions_new, sessions_failed)
VALUES (@id, @failure, @sessionsNew, @sessionsFailed)
