/** What tests and benchmarks take from the demo. */
export { runDemo, type DemoOptions, type DemoResult, type DemoSession } from './run-demo.ts';
