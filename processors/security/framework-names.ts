/** What the frameworks call the ids that checks refer to. */
export const FRAMEWORK_NAMES: ReadonlyMap<string, string> = new Map([
  // OWASP Top 10 for LLM applications, 2025.
  ['LLM01:2025', 'Prompt Injection'],
  ['LLM02:2025', 'Sensitive Information Disclosure'],
  ['LLM03:2025', 'Supply Chain'],
  ['LLM04:2025', 'Data and Model Poisoning'],
  ['LLM05:2025', 'Improper Output Handling'],
  ['LLM06:2025', 'Excessive Agency'],
  ['LLM07:2025', 'System Prompt Leakage'],
  ['LLM08:2025', 'Vector and Embedding Weaknesses'],
  ['LLM09:2025', 'Misinformation'],
  ['LLM10:2025', 'Unbounded Consumption'],
  // OWASP Top 10 for agentic applications, 2026.
  ['ASI01', 'Agent Goal Hijack'],
  ['ASI02', 'Tool Misuse and Exploitation'],
  ['ASI03', 'Identity and Privilege Abuse'],
  ['ASI04', 'Agentic Supply Chain Vulnerabilities'],
  ['ASI05', 'Unexpected Code Execution'],
  ['ASI06', 'Memory and Context Poisoning'],
  ['ASI07', 'Insecure Inter-Agent Communication'],
  ['ASI08', 'Cascading Failures'],
  ['ASI09', 'Human-Agent Trust Exploitation'],
  ['ASI10', 'Rogue Agents'],
  // MITRE ATLAS 5.6.0.
  ['AML.T0034.002', 'Agentic Resource Consumption'],
  ['AML.T0053', 'AI Agent Tool Invocation'],
  ['AML.T0056', 'Extract LLM System Prompt'],
  ['AML.T0057', 'LLM Data Leakage'],
  ['AML.T0084', 'Discover AI Agent Configuration'],
]);
