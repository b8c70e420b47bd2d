// The window in which own pictures, drawings, sounds or clips are taken, class by class.
import { Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { CaptureMedium } from '../../shared/ipc';
import { CaptureClips } from './CaptureClips';
import { CaptureDrawings } from './CaptureDrawings';
import { CapturePictures } from './CapturePictures';
import { CaptureSounds } from './CaptureSounds';

const panels: { readonly [M in CaptureMedium]: (props: { readonly onDone: () => void }) => ReactNode } = {
  pictures: CapturePictures,
  drawings: CaptureDrawings,
  sounds: CaptureSounds,
  clips: CaptureClips,
};

export function CaptureDialog({ medium, onClose }: { readonly medium: CaptureMedium; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const Panel = panels[medium];
  return (
    <Modal opened onClose={onClose} title={t(`data.capture.title.${medium}`)} size="lg">
      <Panel onDone={onClose} />
    </Modal>
  );
}
