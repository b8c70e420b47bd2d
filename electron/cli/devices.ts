// layerloom devices: what this machine trains with, and why.
import { exitCodes, type Verb } from './verb';

export const devices: Verb = {
  name: 'devices',
  summary: 'Lists the engines, which one is used and why, and what the machine has.',
  takesFile: false,
  options: [],
  async run(context) {
    const report = await context.engine().call('devices', {});
    if (!report.ok) {
      context.complain(report.problem);
      return exitCodes.engine;
    }
    const { running, engines, cpu, gpus } = report.value;
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
    context.line({ type: 'machine', cpu, gpus });
    context.say(`  ${cpu.model}, ${cpu.cores} cores, ${(cpu.memoryBytes / 1024 ** 3).toFixed(1)} GiB`);
    context.say(gpus.length === 0 ? '  No NVIDIA GPU was found.' : `  ${gpus.join('; ')}`);
    return exitCodes.ok;
  },
};
