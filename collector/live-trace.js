#!/usr/bin/env node
/**
 * The package's `bin`, in plain JavaScript for whichever Node.js is on the path: runs the program on the run time it needs.
 * Nothing is installed or built here; `npm start` does that.
 */
import { runProgram } from './bootstrap.js';

await runProgram(process.argv.slice(2));
