'use strict';
// Runs a program, then a test over what it has defined, and proves that the test ended. On standard input: a key of 32
// characters, the size of the test in bytes, the test. All this is read before anything of the program runs, and lies
// in variables of this function, which nothing else can name.
(() => {
  const fs = require('fs');
  const vm = require('vm');
  const Module = require('module');
  const path = require('path');
  const { defineProperty, getOwnPropertyDescriptor, getPrototypeOf, freeze, prototype: anyObject } = Object;
  const { ownKeys } = Reflect;
  const writeSync = fs.writeSync;
  const realExit = process.reallyExit.bind(process);

  const take = (size) => {
    const buffer = Buffer.alloc(size);
    for (let have = 0, more; have < size; have += more) {
      more = fs.readSync(0, buffer, have, size - have);
      if (more <= 0) realExit(1);
    }
    const text = buffer.toString();
    buffer.fill(0);
    return text;
  };
  const key = take(32);
  const test = take(Number(take(8)));

  let returned = false;
  let drained = false;
  let failed = false;
  const prove = () => writeSync(1, `\n${key}\n`);
  const fail = (error) => {
    failed = true;
    try {
      writeSync(2, `${error && error.stack ? error.stack : error}\n`);
    } finally {
      realExit(1);
    }
  };
  const forbid = (what) => () => {
    throw new Error(`${what} is not for programs under test`);
  };
  const fix = (holder, name, value) =>
    defineProperty(holder, name, { value, writable: false, configurable: false, enumerable: true });

  process.on('beforeExit', () => {
    drained = true;
  });
  // Functions of the test that wait for something that never comes have not ended.
  const waiting = new Set();
  const watchFunctions = () => {
    const { onInit, onSettled } = require('v8').promiseHooks;
    onInit((promise) => {
      const [, , caller = ''] = new Error().stack.split('\n');
      if (caller.includes('test.js:')) waiting.add(promise);
    });
    onSettled((promise) => waiting.delete(promise));
  };
  process.on('exit', (status) => {
    if (returned && drained && !failed && status === 0 && waiting.size === 0) prove();
  });
  process.on('SIGUSR1', () => {});
  process.setUncaughtExceptionCaptureCallback(fail);

  const guardProcess = () => {
    // Once the test has returned, what it waits for may still fail: nobody is to leave well before that.
    const leave = (status) => realExit(Number(status) || (returned ? 97 : 0));
    for (const name of ['exit', 'reallyExit']) fix(process, name, leave);
    for (const name of ['binding', '_linkedBinding', 'dlopen', '_debugProcess', '_debugEnd', 'execve']) {
      fix(process, name, forbid(`process.${name}`));
    }
    fix(process, 'setUncaughtExceptionCaptureCallback', forbid('setUncaughtExceptionCaptureCallback'));
    const load = Module._load;
    const guarded = (name) => /^(node:)?(inspector|worker_threads|cluster)(\/|$)/.test(name);
    // Node refuses to load it where somebody else waits for errors. An import that is never used harms nobody.
    const [create, createDomain, Domain] = Array(3).fill(forbid('domain'));
    const domain = freeze({ active: null, create, createDomain, Domain });
    const isDomain = (name) => /^(node:)?domain$/.test(name);
    // By its full name a part of node comes from nowhere else, whatever a program does to the way modules are found.
    const parts = new Set(Module.builtinModules);
    fix(Module, '_load', function (name, ...rest) {
      if (guarded(`${name}`)) forbid(name)();
      if (isDomain(`${name}`)) return domain;
      return load.call(this, parts.has(name) ? `node:${name}` : name, ...rest);
    });
    fix(Module.prototype, 'require', Module.prototype.require);
    const builtin = process.getBuiltinModule;
    if (builtin) fix(process, 'getBuiltinModule', (name) => (guarded(`${name}`) ? undefined : builtin(name)));
    const v8 = require('v8');
    for (const name of ['getHeapSnapshot', 'writeHeapSnapshot', 'setFlagsFromString', 'startupSnapshot']) {
      if (v8[name]) fix(v8, name, forbid(name));
    }
  };

  // What every test relies on stays as it was. A property that objects inherit may still be given to one of them.
  const errors = [Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError, AggregateError];
  const inherited = new Set([anyObject, Function.prototype, ...errors.map((one) => one.prototype)]);
  const lockOne = (holder, name) => {
    const found = getOwnPropertyDescriptor(holder, name);
    if (!found.configurable || !('value' in found) || name === 'constructor') return;
    if (!inherited.has(holder)) {
      defineProperty(holder, name, { ...found, writable: false, configurable: false });
      return;
    }
    const { value, enumerable } = found;
    defineProperty(holder, name, {
      get: () => value,
      set(own) {
        if (this !== holder) defineProperty(this, name, { value: own, writable: true, enumerable: true, configurable: true });
      },
      enumerable,
      configurable: false,
    });
  };
  const hookless = [Object, Array, String, Number, Boolean, Map, Set, Symbol, Function].map((one) => one.prototype);
  const lock = (holder) => {
    for (const name of ownKeys(holder)) lockOne(holder, name);
  };
  // JSON asks whatever it writes for this method: only what is the program's own may have one.
  const lockHook = (holder) =>
    defineProperty(holder, 'toJSON', {
      get: () => undefined,
      set(own) {
        if (hookless.includes(this)) return;
        defineProperty(this, 'toJSON', { value: own, writable: true, enumerable: true, configurable: true });
      },
      enumerable: false,
      configurable: false,
    });
  const pristine = { Object, Function, Array, String, Number, Boolean, BigInt, Math, JSON, Reflect, isNaN, isFinite };
  Object.assign(pristine, { parseInt, parseFloat, Error, TypeError, RangeError });
  const timers = { setTimeout, setInterval, setImmediate, clearTimeout, clearInterval, clearImmediate, queueMicrotask };
  const others = { Symbol, RegExp, Date, Map, Set, WeakMap, WeakSet, Promise, Proxy };
  const lockAll = () => {
    if (!('prepareStackTrace' in Error)) fix(Error, 'prepareStackTrace', undefined);
    for (const one of [...Object.values({ ...pristine, ...others }), ...errors]) {
      if (typeof one === 'function' && one.prototype) lock(one.prototype);
      lock(one);
    }
    for (const one of hookless) lockHook(one);
    // What loops and waiting call without naming it.
    const iterators = [[].values(), ''.matchAll(/./g), ''[Symbol.iterator](), new Map().keys(), new Set().keys()];
    for (const one of [...iterators, function* () {}, async function* () {}, async () => {}]) {
      for (let holder = getPrototypeOf(one); holder !== anyObject && holder !== Function.prototype; holder = getPrototypeOf(holder)) {
        lock(holder);
        if (holder.prototype) lock(holder.prototype);
      }
    }
    const assert = require('assert');
    for (const one of [assert.AssertionError.prototype, assert.strict, assert, require('util').types, require('util')]) {
      freeze(one);
    }
  };

  const testConsole = Object.create(console);
  fix(testConsole, 'assert', (holds, ...words) => {
    if (holds) return;
    failed = true;
    fail(`Assertion failed${words.length ? `: ${words.join(' ')}` : ''}`);
  });
  const testProcess = Object.create(process);
  fix(testProcess, 'nextTick', process.nextTick.bind(process));
  fix(testProcess, 'exit', (status = process.exitCode) => {
    if (!failed && !status) prove();
    realExit(Number(status) || 0);
  });

  const [program, own] = process.argv.splice(1, 3).slice(1);
  const filename = path.resolve(program);
  process.argv[1] = filename;
  const source = fs.readFileSync(filename, 'utf8').replace(/^#!.*/, '');
  const ourRequire = Module.createRequire(filename);
  guardProcess();
  lockAll();
  const module = { exports: {}, id: '.', filename, loaded: false, children: [], paths: [] };
  Object.assign(globalThis, { require: Module.createRequire(filename), module, exports: module.exports });
  Object.assign(globalThis, { __filename: filename, __dirname: path.dirname(filename) });

  let script;
  try {
    script = new vm.Script(source, { filename });
  } catch (error) {
    writeSync(2, `${error.stack}\n    at wrapSafe (\n`);
    realExit(1);
  }
  script.runInThisContext();
  const names = { ...pristine, ...timers, console: testConsole, process: testProcess, require: ourRequire };
  const strict = own === 'strict' ? "'use strict';" : '';
  const body = `${strict}{${test}\n}`;
  const run = vm.compileFunction(body, [...Object.keys(names), 'module', 'exports'], { filename: 'test.js' });
  if (/\basync\b/.test(test)) watchFunctions();
  const pending = run(...Object.values(names), module, module.exports);
  if (pending && typeof pending.then === 'function') pending.then(undefined, fail);
  returned = true;
})();
