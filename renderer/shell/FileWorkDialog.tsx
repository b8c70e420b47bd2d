// Large files take a while to open and to save: how far it is, and a way to end it.
import { Modal } from '@mantine/core';
import { cancelFileWork, useFileWork } from '../commands/fileWork';
import { TaskProgress } from '../screens/TaskProgress';
import { useUiStore } from '../stores/uiStore';

export function FileWorkDialog() {
  const open = useUiStore((state) => state.dialog === 'fileWork');
  const { title, progress } = useFileWork();
  return (
    <Modal
      opened={open}
      onClose={cancelFileWork}
      withCloseButton={false}
      closeOnClickOutside={false}
      size={420}
      title={title}
    >
      <TaskProgress title={title} progress={progress} onCancel={cancelFileWork} />
    </Modal>
  );
}
