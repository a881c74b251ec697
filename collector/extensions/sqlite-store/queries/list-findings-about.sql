SELECT findings.* FROM finding_sessions AS named CROSS JOIN findings USING (finding_key)
WHERE named.session_id = @sessionId AND findings.session_id = @sessionId
