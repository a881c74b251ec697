SELECT count(*) AS count FROM sessions
