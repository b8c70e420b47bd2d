// The drawing of the network in every form that the menu saves, as the browser downloads it.
import { readFileSync } from 'node:fs';
import { expect, test } from '../app';
import { goTo, openSample } from '../steps';

const forms = [
  { form: 'SVG', says: (bytes: Buffer) => expect(bytes.toString('utf8')).toMatch(/^<\?xml[^]*<svg[^]*dense/) },
  { form: 'PDF', says: (bytes: Buffer) => expect(bytes.toString('latin1')).toMatch(/^%PDF-1[^]*%%EOF/) },
  {
    form: 'PNG',
    says: (bytes: Buffer) => {
      expect(bytes.toString('latin1', 0, 8)).toBe('\x89PNG\r\n\x1a\n');
      // Width and height; more is drawn than an empty page would pack to.
      expect(bytes.readUInt32BE(16)).toBeGreaterThan(400);
      expect(bytes.readUInt32BE(20)).toBeGreaterThan(100);
      expect(bytes.length).toBeGreaterThan(5000);
    },
  },
];

test('a drawing of the network is saved as SVG, PDF and PNG', async ({ app }) => {
  const running = await app.launch({ size: { width: 1280, height: 800 } });
  const { page } = running;
  await openSample(page, 'XOR');
  await goTo(page, 'Network');
  await expect(page.locator('.react-flow__node').first()).toBeVisible();
  for (const { form, says } of forms) {
    await page.keyboard.press('Control+k');
    await page.getByPlaceholder('Search commands, layers and steps').fill('drawing');
    const title = `Save a drawing of the network (${form})`;
    const choice = page
      .getByRole('button', { name: title })
      .or(page.getByRole('option', { name: title }))
      .first();
    const [download] = await Promise.all([page.waitForEvent('download', { timeout: 30_000 }), choice.click()]);
    expect(download.suggestedFilename()).toBe(`XOR.${form.toLowerCase()}`);
    says(readFileSync(await download.path()));
  }
  await running.kill();
});
