// An engine that speaks the real one's wire and obeys its questions: answers, says nothing, dies or hangs. For tests of
// the host alone; tests/electron/host/realEngine.test.ts asks the real one.
const fs = require('node:fs');
const path = require('node:path');

const port = process.parentPort;
const send = (message) => (port ? port.postMessage(message) : process.send(message));
const listen = (listener) =>
  port ? port.on('message', (event) => listener(event.data)) : process.on('message', listener);
if (!port) process.on('disconnect', () => process.exit(0));

const engine = { id: 'cpu', title: 'Fake', reason: 'It is a fake engine.', nextStep: '' };
const report = {
  running: engine,
  engines: [{ ...engine, available: true }],
  cpu: { model: 'x', cores: 2, memoryBytes: 1 },
  gpus: [],
};
const good = (value) => ({ ok: true, value });
const runs = new Map();

function event(runId, ...events) {
  send({ event: 'run', payload: { runId, events } });
}

function startRun({ runId, name, folder, plan, resume }) {
  const checkpoint = path.join(folder, 'checkpoint.json');
  let step = resume && fs.existsSync(checkpoint) ? JSON.parse(fs.readFileSync(checkpoint, 'utf8')).step : 0;
  event(runId, {
    type: 'started',
    engine,
    epochs: 1000,
    batchesPerEpoch: 10,
    samples: { train: 1, validation: 0, test: 0 },
    parameters: 1,
  });
  const record = (status) => ({
    id: runId,
    name,
    createdAt: '2026-01-01T00:00:00.000Z',
    status,
    plan,
    preprocessing: { inputs: {}, targets: {} },
    engine,
    parameters: 1,
    epochs: [{ epoch: 1, step, train: { loss: 1 }, validation: null, elapsedMs: 1 }],
    bestEpoch: 1,
    elapsedMs: 1,
  });
  const write = (status) => fs.writeFileSync(path.join(folder, 'run.json'), JSON.stringify(record(status)));
  write('running');
  const timer = setInterval(() => {
    step++;
    // As the real one does: whoever is killed while writing leaves the last whole checkpoint.
    fs.writeFileSync(`${checkpoint}.draft`, JSON.stringify({ step }));
    fs.renameSync(`${checkpoint}.draft`, checkpoint);
    event(runId, { type: 'batch', step, epoch: 1, figures: { loss: step === 3 ? NaN : 1 / step } });
  }, 20);
  runs.set(runId, {
    stop: () => {
      clearInterval(timer);
      write('stopped');
      event(runId, { type: 'finished', reason: 'stopped', bestEpoch: 1, elapsedMs: 1 });
    },
  });
  return good(null);
}

const methods = {
  devices: () => good(report),
  startRun,
  pauseRun: ({ runId }) => (event(runId, { type: 'paused' }), good(null)),
  resumeRun: ({ runId }) => (event(runId, { type: 'resumed' }), good(null)),
  stopRun: ({ runId }) => (runs.get(runId)?.stop(), good(null)),
  cancel: ({ taskId }) => {
    if (taskId === 'die') process.exit(7);
    if (taskId === 'hang') for (;;);
    if (taskId === 'garbage')
      for (const message of [
        null,
        7,
        'x',
        [],
        { id: 'a' },
        { id: 1 },
        { event: 'run' },
        { event: '__proto__', payload: {} },
        { id: 99999, result: { ok: true } },
      ])
        send(message);
    return taskId === 'silent' ? null : good(null);
  },
  inspectData: (request) =>
    good({
      kind: 'table',
      source: request.source,
      options: {},
      split: { train: 0.8, validation: 0.1, test: 0.1, seed: 1, stratify: false },
      fingerprint: 'f',
    }),
  exportRun: ({ out, options }) => {
    if (options.die) {
      fs.mkdirSync(`${out}.draft-1`);
      process.exit(7);
    }
    let folder = out;
    for (let number = 2; fs.existsSync(folder); number++) folder = `${out} ${number}`;
    fs.mkdirSync(folder);
    fs.writeFileSync(path.join(folder, 'model.json'), '{}');
    return good({ files: ['model.json'], folder, verified: null, verdict: 'not checked' });
  },
};

listen((message) => {
  if ('ping' in message) return send({ pong: message.ping });
  const result = methods[message.method]
    ? methods[message.method](message.request)
    : { ok: false, problem: { code: 'fake', severity: 'error', message: 'The fake engine cannot do this.' } };
  if (result !== null) send({ id: message.id, result });
});
