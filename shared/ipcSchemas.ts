// What a request to the host must look like, method by method (ipc.ts): how long, how large, how many. A window may say
// anything, so this is held before a handler hears of it.
import { z } from 'zod';
import { mapMethodIds } from './data/mapMethods';
import { idPattern } from './ids';
import { type MethodName, type Methods, captureMedia, mostFilesOfItem } from './ipc';
import { dataConfig, dataSource, paramValues, projectDocument } from './network/schema';

const empty = z.strictObject({});
const id = z.string().regex(idPattern);
const watched = z.strictObject({ taskId: id.optional() });
const path = z.string().min(1).max(4096);
const part = z.enum(['train', 'validation', 'test']);
const draw = z.number().int().min(0).max(1e9);
const place = z.number().int().min(0).max(1e9);
const predictInput = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('row'),
    values: z.record(z.string().max(10_000), z.union([z.string().max(100_000), z.number(), z.null()])),
  }),
  z.object({
    type: z.literal('pixels'),
    width: z.number().int().min(1).max(4096),
    height: z.number().int().min(1).max(4096),
    rgba: z.string().max(90_000_000),
  }),
  z.object({
    type: z.literal('clip'),
    width: z.number().int().min(1).max(1024),
    height: z.number().int().min(1).max(1024),
    frames: z.array(z.string().max(6_000_000)).min(1).max(mostFilesOfItem),
  }),
  z.object({
    type: z.literal('sound'),
    rate: z.number().int().min(1000).max(384_000),
    pcm: z.string().max(40_000_000),
  }),
  z.object({
    type: z.literal('window'),
    values: z.array(z.array(z.union([z.number(), z.null()])).max(256)).max(10_000),
  }),
  z.object({ type: z.literal('text'), text: z.string().max(1_000_000) }),
  z.object({ type: z.literal('file'), path }),
  z.object({ type: z.literal('sample'), part, position: z.number().int().min(0) }),
]);

const chosenSource = z.object({ type: z.enum(['file', 'folder']), path, name: z.string().max(4096) });
/** A folder's name on every system, and no way out of its parent. */
const plainName = z.string().regex(/^(?![\s.])[^\\/:*?"<>|\p{Cc}]{1,100}(?<![\s.])$/u);
const capturedSet = z.string().regex(/^[a-z]+-[0-9-]{10}-[0-9a-f]{8}$/u);

/** A schema for every channel; the host refuses what does not fit. */
export const methodSchemas: { readonly [M in MethodName]: z.ZodType<Parameters<Methods[M]>[0]> } = {
  appInfo: empty,
  loadSettings: empty,
  saveSettings: z.object({
    settings: z.object({
      theme: z.enum(['system', 'light', 'dark']),
      language: z.string().max(20),
      reopenLast: z.boolean(),
      pictureCache: z.number().min(0).max(10_000).optional(),
      layout: paramValues,
    }),
  }),
  pictureCacheSize: empty,
  clearPictureCache: empty,
  devices: z.strictObject({ closer: z.boolean().optional() }),
  timeEngines: z.object({ taskId: id, document: projectDocument }),
  listProjects: empty,
  restoreProject: watched,
  newProject: z.object({ name: z.string().max(200) }),
  openSample: z.object({ id }),
  openProject: watched.extend({ path }),
  openProjectDialog: watched,
  keepEdits: z.object({ document: projectDocument }),
  saveProject: watched.extend({ document: projectDocument, as: z.boolean() }),
  closeProject: z.object({ discard: z.boolean() }),
  chooseData: z.object({ what: z.enum(['file', 'folder']) }),
  inspectData: z.object({ taskId: id, source: dataSource, options: paramValues }),
  glanceData: z.object({ source: dataSource, options: paramValues }),
  findMedia: z.object({ taskId: id, sources: z.array(chosenSource).min(1).max(10_000) }),
  readMedia: z.object({ id, file: z.number().int().min(0), from: z.number().int().min(0) }),
  previewData: z.object({
    data: dataConfig,
    part: z.union([part, z.literal('all')]),
    offset: z.number().int().min(0),
    limit: z.number().int().min(1).max(1000),
  }),
  compareParts: z.object({ taskId: id, data: dataConfig }),
  showSamples: z.object({ data: dataConfig, samples: z.array(z.number().int().min(0)).max(1000) }),
  stageSample: z.object({ data: dataConfig, source: z.string().max(200), place, draw }),
  tryLayer: z.object({ document: projectDocument, layer: id, draw, place: place.exactOptional() }),
  keepData: z.object({ taskId: id, data: dataConfig }),
  mapData: z.object({
    taskId: id,
    data: dataConfig,
    learned: z.object({ runId: id, layer: z.string().max(200) }).optional(),
    method: z.enum(mapMethodIds).optional(),
  }),
  startRun: z.object({ document: projectDocument, from: id.optional() }),
  pauseRun: z.object({ runId: id }),
  resumeRun: z.object({ runId: id }),
  stopRun: z.object({ runId: id }),
  currentRun: empty,
  listRuns: empty,
  getRun: z.object({ runId: id }),
  getRunHistory: z.object({ runId: id }),
  renameRun: z.object({ runId: id, name: z.string().min(1).max(200) }),
  deleteRun: z.object({ runId: id }),
  importRun: z.object({ path }),
  bringRunBack: z.object({ runId: id }),
  predict: z.object({
    runId: id,
    inputs: z.record(z.string().max(200), predictInput),
    decoding: z.object({ id, params: paramValues }).optional(),
  }),
  evaluate: z.object({ taskId: id, runId: id, part, groupBy: z.string().max(10_000).optional() }),
  generate: z.object({
    taskId: id,
    runId: id,
    settings: z.object({
      seed: z.number().int().min(0).max(4_294_967_295),
      count: z.number().int().min(1).max(2000),
      temperature: z.number().min(0).max(10),
      topK: z.number().int().min(0).max(1_000_000),
      prompt: z.string().max(20_000),
    }),
  }),
  exportRun: z.object({ taskId: id, runId: id, format: id, options: paramValues }),
  comparePrecisions: z.object({ taskId: id, runId: id }),
  showInFolder: z.object({ path }),
  cancel: z.object({ taskId: id }),
  closeWindow: empty,
  allowDevice: z.object({ device: z.enum(['microphone', 'camera']), on: z.boolean() }),
  keepCaptured: z.object({
    medium: z.enum(captureMedia),
    set: capturedSet.nullable(),
    items: z
      .array(
        z.object({
          label: z.union([plainName, z.literal('')]),
          part: plainName.exactOptional(),
          name: plainName.exactOptional(),
          files: z.array(z.string().max(4_000_000)).min(1).max(mostFilesOfItem),
        }),
      )
      .max(100),
  }),
  dropCaptured: z.object({ set: capturedSet }),
  setWindowState: z.object({
    title: z.string().max(500),
    edited: z.boolean(),
    progress: z.number().min(0).max(1).nullable(),
  }),
};
