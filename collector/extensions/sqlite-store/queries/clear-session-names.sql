DELETE FROM session_names
