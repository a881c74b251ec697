DELETE FROM behavioral_analysis WHERE analysis_session_id = ?
