// layerloom devices: what this machine trains with, and why; and how fast each engine is on a project's own network.
import { randomBytes } from 'node:crypto';
import { compile } from '../../shared/network/compile';
import type { EngineTime } from '../../shared/run/devices';
import { findTeacher } from '../host/teachers';
import { readProject } from './readProject';
import { type Context, type ExitCode, exitCodeOf, exitCodes, type Verb } from './verb';

export const devices: Verb = {
  name: 'devices',
  summary: 'Lists the engines, which one is used and why, and what the machine has; times them on a project.',
  takesFile: false,
  options: [{ name: 'time', value: 'FILE', help: 'Time a training step of this project’s network on every engine.' }],
  async run(context) {
    const report = await context.engine().call('devices', { closer: true });
    if (!report.ok) {
      context.complain(report.problem);
      return exitCodes.engine;
    }
    const { running, engines, cpu, gpus, gpu } = report.value;
    for (const engine of engines) {
      context.line({
        type: 'engine',
        id: engine.id,
        title: engine.title,
        available: engine.available,
        used: engine.id === running.id,
        reason: engine.reason,
        nextStep: engine.nextStep,
      });
      context.say(
        `${engine.id === running.id ? '*' : ' '} ${engine.id.padEnd(8)} ${engine.available ? '' : 'not there: '}${engine.title}. ${engine.reason}`,
      );
      if (engine.nextStep !== '') context.say(`           ${engine.nextStep}`);
    }
    context.line({ type: 'gpu', ...gpu });
    context.say(`  GPU      ${gpu.reason}`);
    if (gpu.nextStep !== '') context.say(`           ${gpu.nextStep}`);
    context.line({ type: 'machine', cpu, gpus });
    context.say(`  ${cpu.model}, ${cpu.cores} cores, ${(cpu.memoryBytes / 1024 ** 3).toFixed(1)} GiB`);
    const file = context.option('time');
    return file === undefined ? exitCodes.ok : time(context, file);
  },
};

async function time(context: Context, file: string): Promise<ExitCode> {
  const project = await readProject({ ...context, file });
  if (!project.ok) {
    context.complain(project.problem);
    return exitCodeOf(project.problem);
  }
  const plan = compile(project.value.document);
  if (!plan.ok) {
    context.complain(plan.problem);
    return exitCodes.problems;
  }
  const taskId = `time-${randomBytes(4).toString('hex')}`;
  context.onInterrupt(() => void context.engine().call('cancel', { taskId }));
  const found = await findTeacher(project.value.folder ?? '.', plan.value);
  const teacher = found.ok ? found.value : undefined;
  const times = await context.engine().call('timeEngines', { taskId, plan: plan.value, teacher });
  if (!times.ok) {
    context.complain(times.problem);
    return times.problem.code === 'cancelled' ? exitCodes.interrupted : exitCodeOf(times.problem);
  }
  const { engines, fastest, batchSize, automatic } = times.value;
  context.say(`One training step of ${project.value.document.name} on a batch of ${batchSize}:`);
  for (const engine of engines) {
    context.line({ type: 'time', ...engine, batchSize, fastest: engine.id === fastest });
    context.say(`${engine.id === fastest ? '*' : ' '} ${engine.id.padEnd(8)} ${words(engine)}`);
  }
  if (automatic !== null) {
    context.line({ type: 'automatic', ...automatic });
    context.say(`Left to Layerloom it trains on ${automatic.id}. ${automatic.reason}`);
  }
  return exitCodes.ok;
}

function words({ stepMs, startMs, estimated, problem }: EngineTime): string {
  if (stepMs === null || startMs === null) return `not timed: ${problem}`;
  const step = stepMs < 10 ? stepMs.toFixed(2) : Math.round(stepMs).toLocaleString('en');
  return `${estimated ? 'about ' : ''}${step} ms a step, ${(startMs / 1000).toFixed(1)} s to begin`;
}
