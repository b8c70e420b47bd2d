// Properties are tried on the same made-up values in every run; LAYERLOOM_FUZZ_SEED tries others.
import fc from 'fast-check';

fc.configureGlobal({ seed: Number(process.env.LAYERLOOM_FUZZ_SEED ?? 20_261_123) });
