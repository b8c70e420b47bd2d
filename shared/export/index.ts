// The export formats, by what they are for and in the order in which the window lists them.
import type { ExportFormat } from './format';
import { cHeader } from './cHeader';
import { graphModel } from './graphModelFile';
import { keras } from './keras';
import { kerasFile, kerasH5 } from './kerasFile';
import { modelCard } from './modelCard';
import { notebook } from './notebook';
import { onnx } from './onnxFile';
import { pageFile } from './pageFile';
import { savedModel } from './savedModelFile';
import { safetensors } from './safetensorsFile';
import { server } from './serverFile';
import { tfjs } from './tfjs';
import { tflite, tfliteFloat16, tfliteInt8 } from './tfliteFile';
import { torch } from './torch';

/** What people take a network along for, and the formats for it. */
export interface ExportGroup {
  readonly title: string;
  readonly formats: readonly ExportFormat[];
}

export const exportGroups: readonly ExportGroup[] = [
  { title: 'To try and to show', formats: [tfjs, pageFile] },
  { title: 'To go on in Python', formats: [keras, torch, notebook, kerasFile, kerasH5] },
  {
    title: 'To run elsewhere',
    formats: [onnx, server, savedModel, graphModel, tflite, tfliteFloat16, tfliteInt8, cHeader],
  },
  { title: 'To keep', formats: [modelCard, safetensors] },
];

export const exportFormats: readonly ExportFormat[] = exportGroups.flatMap(({ formats }) => formats);

export function findExportFormat(id: string): ExportFormat | undefined {
  return exportFormats.find((format) => format.id === id);
}
