DELETE FROM security_checks WHERE analysis_session_id = ?
