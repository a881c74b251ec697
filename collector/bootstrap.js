/**
 * What npm's scripts run, in plain JavaScript for Node.js 20.19 and newer: installs and builds what is missing, then hands over to
 * the run time the project needs. It stays the parent, so it passes signals on and ends as its child ended.
 *
 * `node collector/bootstrap.js <task> [arguments]`
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { constants } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
/** Runs TypeScript as it is, without a flag. */
const NODE_MAJOR_MIN = 24;

const PROGRAM = 'collector/main.ts';
const VITEST = 'node_modules/vitest/vitest.mjs';

/** @type {Record<string, (args: string[]) => Promise<never>>} */
const TASKS = {
  async start(args) {
    prepareDashboard();
    return become(PROGRAM, ['start', ...args]);
  },
  async dev(args) {
    prepareDashboard();
    return become(PROGRAM, ['start', ...args], { flags: ['--watch', '--watch-preserve-output'] });
  },
  async demo(args) {
    prepareDashboard();
    return become('examples/demo.ts', args);
  },
  async test(args) {
    prepareDashboard();
    findChromium();
    return become(VITEST, ['run', ...args], { cwd: ROOT });
  },
  async check(args) {
    return runAll([
      ['types', ['node_modules/typescript/bin/tsc', '-b']],
      ['lint', ['node_modules/oxlint/bin/oxlint', '--quiet', ...args]],
      ['format', ['node_modules/oxfmt/bin/oxfmt', '--check']],
      ['tidy', [VITEST, 'run', 'test/tidy.test.ts', '--reporter=dot']],
    ]);
  },
  async screenshots(args) {
    prepareDashboard();
    findChromium();
    return become('test/e2e/take-screenshots.ts', args, { cwd: ROOT });
  },
  bench: (args) => become('test/bench/main.ts', args, { cwd: ROOT }),
  evaluate: (args) => become('test/bench/evaluate.ts', args, { cwd: ROOT }),
  'test:interop': (args) => become('test/interop/run.ts', args, { cwd: ROOT }),
  record: (args) => become('test/fixtures/record/record.ts', args, { cwd: ROOT }),
  'golden:update': (args) => become(VITEST, ['run', '-u', ...args], { cwd: ROOT }),
  'config:check': (args) => become(PROGRAM, ['validate', ...args]),
  async build() {
    prepareDashboard();
    rmSync(join(ROOT, 'dist'), { recursive: true, force: true });
    runQuietly('compile', ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json']);
    await copyAssets();
    process.exit(0);
  },
};

/** The program itself, for the package's `bin`: from its sources in a clone, compiled in a published package. */
export async function runProgram(args) {
  const isClone = existsSync(join(ROOT, PROGRAM));
  if (!isClone) return become('dist/collector/main.js', args, { runtime: process.execPath });
  return become(PROGRAM, args);
}

/** Installs what package-lock.json asks for, unless it stands there already. */
function install() {
  if (isInstalled()) return;
  say('installing packages (npm ci)');
  // Under npm the very same npm, else the one on the path.
  const npm = process.env['npm_execpath'];
  const [command, ...prefix] = npm?.endsWith('.js') ? [process.execPath, npm] : ['npm'];
  // Without --include=dev a machine with NODE_ENV=production would get half of it.
  const args = [...prefix, 'ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
  const done = spawnSync(command, args, {
    cwd: ROOT,
    encoding: 'utf8',
    shell: command === 'npm' && process.platform === 'win32',
  });
  if (done.status === 0) return;
  process.stderr.write(`${done.stdout ?? ''}${done.stderr ?? ''}`);
  fail(`npm ci failed${done.error === undefined ? '' : `: ${done.error.message}`}`);
}

/** npm writes down what it installed; an older date than the lock file's alone is no reason to install anew. */
function isInstalled() {
  const wanted = join(ROOT, 'package-lock.json');
  const standing = join(ROOT, 'node_modules/.package-lock.json');
  if (!existsSync(standing)) return false;
  if (!existsSync(wanted) || mtimeMs(wanted) <= mtimeMs(standing)) return true;
  const installed = readPackages(standing);
  return Object.entries(readPackages(wanted)).every(([path, { version, optional, devOptional }]) => {
    return path === '' || optional === true || devOptional === true || installed[path]?.version === version;
  });
}

function readPackages(lockFile) {
  return JSON.parse(readFileSync(lockFile, 'utf8')).packages ?? {};
}

/** The machine's own Node.js where it is new enough, else the one installed as the package `node`. */
function findRuntime() {
  if (Number(process.versions.node.split('.')[0]) >= NODE_MAJOR_MIN) return process.execPath;
  const pinned = join(ROOT, 'node_modules/node/bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (existsSync(pinned)) return pinned;
  return fail(
    `needs Node.js ${NODE_MAJOR_MIN}, this is ${process.version}; npm ci installs it, unless scripts are switched off`,
  );
}

/** Children, and what they start, find the same run time. */
function childEnvironment(runtime) {
  const path = [dirname(runtime), join(ROOT, 'node_modules/.bin'), process.env['PATH'] ?? ''].join(delimiter);
  return { ...process.env, PATH: path };
}

const FORWARDED = ['SIGTERM', 'SIGINT', 'SIGHUP'];

/** Runs a program to its end, passing signals on, and then ends as it did. */
async function become(script, args, { flags = [], cwd = process.cwd(), runtime = findRuntime() } = {}) {
  const child = spawn(runtime, [...flags, join(ROOT, script), ...args], {
    stdio: 'inherit',
    cwd,
    env: childEnvironment(runtime),
  });
  for (const signal of FORWARDED) process.on(signal, () => child.kill(signal));
  stopWithParent(child);
  const { code, signal } = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
  if (signal === null) process.exit(code ?? 1);
  for (const forwarded of FORWARDED) process.removeAllListeners(forwarded);
  process.kill(process.pid, signal);
  // A signal that does not end this process after all (a core dump's, on some machines).
  return process.exit(128 + (constants.signals[signal] ?? 0));
}

/**
 * `npx` runs us below a shell that dies of a signal without passing it on (dash; package.json's scripts begin with `exec` for
 * that reason). Nobody would be left to stop what holds the ports.
 */
function stopWithParent(child) {
  if (process.env['npm_command'] === undefined) return;
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    child.kill('SIGTERM');
  }, PARENT_WATCH_MS);
  watch.unref();
}

const PARENT_WATCH_MS = 250;

/** Runs every step, also after one that failed, so that one run tells everything. */
async function runAll(steps) {
  const runtime = findRuntime();
  let failed = 0;
  for (const [name, args] of steps) {
    const begun = performance.now();
    const { status } = spawnSync(runtime, args, { cwd: ROOT, stdio: 'inherit', env: childEnvironment(runtime) });
    say(`${name}: ${status === 0 ? 'ok' : 'FAILED'} (${((performance.now() - begun) / 1000).toFixed(1)} s)`);
    if (status !== 0) failed++;
  }
  return process.exit(failed === 0 ? 0 : 1);
}

/** A step whose output matters only where it fails. */
function runQuietly(name, args, environment = {}) {
  const runtime = findRuntime();
  const env = { ...childEnvironment(runtime), ...environment };
  const done = spawnSync(runtime, args, { cwd: ROOT, encoding: 'utf8', env });
  if (done.status === 0) return;
  process.stderr.write(`${done.stdout ?? ''}${done.stderr ?? ''}`);
  fail(`${name} failed`);
}

const DASHBOARD_SOURCES = [
  'dashboard/src',
  'dashboard/public',
  'dashboard/index.html',
  'dashboard/vite.config.ts',
  'package-lock.json',
];
const DASHBOARD_ENTRIES = ['dashboard/index.html', 'dashboard/src/main.tsx'];
const DASHBOARD_STAMP = 'dashboard/dist/.built';

/** Builds the pages when anything they are made of is newer than what stands there. */
function prepareDashboard() {
  const missing = DASHBOARD_ENTRIES.find((path) => !existsSync(join(ROOT, path)));
  if (missing !== undefined) {
    say(`no dashboard to build: ${missing} is missing`);
    return;
  }
  const stamp = join(ROOT, DASHBOARD_STAMP);
  const newest = Math.max(...DASHBOARD_SOURCES.map((path) => newestMtimeMs(join(ROOT, path))));
  if (existsSync(stamp) && mtimeMs(stamp) >= newest) return;
  say('building the dashboard');
  runQuietly('the dashboard build', ['node_modules/vite/bin/vite.js', 'build', 'dashboard', '--logLevel', 'warn'], {
    NODE_ENV: 'production',
  });
  writeFileSync(stamp, '');
}

function newestMtimeMs(path) {
  if (!existsSync(path)) return 0;
  if (!statSync(path).isDirectory()) return mtimeMs(path);
  // A directory's own time changes when a file in it is deleted.
  return Math.max(mtimeMs(path), ...readdirSync(path).map((name) => newestMtimeMs(join(path, name))));
}

function mtimeMs(path) {
  return statSync(path).mtimeMs;
}

const CHROMIUM_PATHS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Browser tests need a Chromium; where it can be installed it is, else the tests themselves say that it is missing. */
function findChromium() {
  const found = [process.env['CHROMIUM_PATH'], ...CHROMIUM_PATHS].find(
    (path) => path !== undefined && existsSync(path),
  );
  if (found === undefined && process.getuid?.() === 0 && spawnSync('apt-get', ['--version']).status === 0) {
    say('installing Chromium for the browser tests (apt-get install chromium)');
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    for (const args of [['update'], ['install', '-y', '--no-install-recommends', 'chromium']]) {
      const done = spawnSync('apt-get', args, { encoding: 'utf8', env });
      if (done.status !== 0) process.stderr.write(`${done.stdout ?? ''}${done.stderr ?? ''}`);
    }
    return findInstalledChromium();
  }
  if (found !== undefined) process.env['CHROMIUM_PATH'] = found;
  else explainChromium();
}

function findInstalledChromium() {
  const path = CHROMIUM_PATHS.find((one) => existsSync(one));
  if (path === undefined) explainChromium();
  else process.env['CHROMIUM_PATH'] = path;
}

function explainChromium() {
  say('the browser tests need Chromium: apt-get install chromium, or set CHROMIUM_PATH to a Chromium or Chrome');
}

/** What the compiler does not carry over. `dist` repeats the layout of the sources, so every relative path stays true. */
async function copyAssets() {
  const isAsset = (path) =>
    statSync(path).isDirectory() || (/\.(?:sql|proto|json)$/.test(path) && !path.endsWith('tsconfig.json'));
  await cp(join(ROOT, 'collector'), join(ROOT, 'dist/collector'), { recursive: true, filter: isAsset });
  for (const path of ['package.json', 'otel-config.yaml', 'dashboard/dist']) {
    if (existsSync(join(ROOT, path))) await cp(join(ROOT, path), join(ROOT, 'dist', path), { recursive: true });
  }
}

function say(line) {
  process.stderr.write(`live-trace: ${line}\n`);
}

function fail(line) {
  say(line);
  process.exit(1);
}

// At the end, because what stands above must be there before it runs.
if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const [task = 'start', ...args] = process.argv.slice(2);
  if (!Object.hasOwn(TASKS, task)) fail(`unknown task ${task}; known are ${Object.keys(TASKS).join(', ')}`);
  install();
  await TASKS[task](args);
}
