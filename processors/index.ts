/** Table of contents of the analyses that run when a session ends, by YAML key. */
export const processors = [] as const;
