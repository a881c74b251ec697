SELECT 1 AS found FROM log_records LIMIT 1
