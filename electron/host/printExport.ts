// The page of an export that is to be printed as a PDF beside it, where the host can print.
import { join } from 'node:path';
import { findExportFormat } from '../../shared/export';
import type { ExportReport } from '../../shared/run/exported';
import type { HostEnvironment } from './environment';

/** The report with the PDF among its files. A page that cannot be printed is told in the verdict; the export stands. */
export async function withPdf(
  report: ExportReport,
  format: string,
  printPdf: HostEnvironment['printPdf'],
): Promise<ExportReport> {
  const page = findExportFormat(format)?.prints;
  if (page === undefined || printPdf === undefined) return report;
  const pdf = page.replace(/\.html$/u, '.pdf');
  try {
    await printPdf(join(report.folder, page), join(report.folder, pdf));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { ...report, verdict: `${report.verdict} The PDF could not be made (${reason}): print ${page} instead.` };
  }
  return { ...report, files: [...report.files, pdf].sort() };
}
