// The export formats, in the order in which the window lists them.
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
import { tfjs } from './tfjs';
import { tflite, tfliteFloat16, tfliteInt8 } from './tfliteFile';
import { torch } from './torch';

export const exportFormats: readonly ExportFormat[] = [
  tfjs,
  pageFile,
  keras,
  torch,
  notebook,
  kerasFile,
  kerasH5,
  onnx,
  savedModel,
  graphModel,
  tflite,
  tfliteFloat16,
  tfliteInt8,
  safetensors,
  cHeader,
  modelCard,
];

export function findExportFormat(id: string): ExportFormat | undefined {
  return exportFormats.find((format) => format.id === id);
}
