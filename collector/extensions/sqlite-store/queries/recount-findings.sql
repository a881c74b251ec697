INSERT INTO session_results (session_key, critical, high, medium, low)
SELECT sessions.session_key,
  count(*) FILTER (WHERE findings.severity = 'critical'),
  count(*) FILTER (WHERE findings.severity = 'high'),
  count(*) FILTER (WHERE findings.severity = 'medium'),
  count(*) FILTER (WHERE findings.severity = 'low')
FROM json_each(?) AS asked
CROSS JOIN sessions ON sessions.id = asked.value
LEFT JOIN finding_sessions AS named ON named.session_id = sessions.id
LEFT JOIN findings ON findings.finding_key = named.finding_key AND findings.status = 'open'
WHERE true
GROUP BY sessions.session_key
ON CONFLICT (session_key) DO UPDATE SET
  critical = excluded.critical, high = excluded.high, medium = excluded.medium, low = excluded.low
