// Data: chosen by a person, read by the engine.
import type { Methods } from '../../../shared/ipc';
import { compile } from '../../../shared/network/compile';
import { type Result } from '../../../shared/result';
import { dropCaptured, keepCaptured } from '../captures';
import type { HostContext } from '../context';
import { dataObjection } from '../dataPaths';
import { keepData } from '../keepData';

export function dataHandlers(context: HostContext) {
  const { environment, userData, grants, engine, runs } = context;
  return {
    async chooseData(request) {
      const chosen = await environment.dialogs.chooseData(request.what);
      if (!chosen.ok || chosen.value === null) return chosen as Result<null>;
      return grants.grant(chosen.value);
    },
    async inspectData(request) {
      const objection = await dataObjection(grants, request.source);
      return objection === null ? engine.call('inspectData', request) : { ok: false, problem: objection };
    },
    async glanceData(request) {
      const objection = await dataObjection(grants, request.source);
      return objection === null ? engine.call('glanceData', request) : { ok: false, problem: objection };
    },
    async findMedia(request) {
      for (const source of request.sources) {
        const objection = await dataObjection(grants, source);
        if (objection !== null) return { ok: false, problem: objection };
      }
      return engine.call('findMedia', request);
    },
    readMedia: (request) => engine.call('readMedia', request),
    async compareParts(request) {
      const objection = await dataObjection(grants, request.data);
      return objection === null ? engine.call('compareParts', request) : { ok: false, problem: objection };
    },
    async showSamples(request) {
      const objection = await dataObjection(grants, request.data);
      return objection === null ? engine.call('showSamples', request) : { ok: false, problem: objection };
    },
    async stageSample(request) {
      const objection = await dataObjection(grants, request.data);
      return objection === null ? engine.call('stageSample', request) : { ok: false, problem: objection };
    },
    async tryLayer({ document, ...asked }) {
      const plan = compile(document);
      if (!plan.ok) return plan;
      const objection = await dataObjection(grants, plan.value.data);
      return objection === null
        ? engine.call('tryLayer', { plan: plan.value, ...asked })
        : { ok: false, problem: objection };
    },
    async mapData({ taskId, data, learned, method }) {
      const objection = await dataObjection(grants, data);
      if (objection !== null) return { ok: false, problem: objection };
      return learned === undefined
        ? engine.call('mapData', { taskId, data, method })
        : runs.within(learned.runId, (folder) =>
            engine.call('mapData', { taskId, data, method, learned: { folder, layer: learned.layer } }),
          );
    },
    keepData: ({ taskId, data }) => keepData(context, taskId, data),
    async previewData(request) {
      const objection = await dataObjection(grants, request.data);
      return objection === null ? engine.call('previewData', request) : { ok: false, problem: objection };
    },
    async keepCaptured({ medium, set, items }) {
      const kept = await keepCaptured(userData, medium, set, items);
      return kept.ok ? grants.grant(kept.value) : kept;
    },
    dropCaptured: ({ set }) => dropCaptured(userData, set),
  } satisfies Partial<Methods>;
}
