DELETE FROM analysis_details WHERE session_id = ?
