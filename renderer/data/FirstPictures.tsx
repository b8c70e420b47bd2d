// Some pictures of a folder that is still being read.
import { useTranslation } from 'react-i18next';
import type { GlancePicture } from '../../shared/data/shown';
import classes from './FirstPictures.module.css';

export function FirstPictures({ pictures }: { readonly pictures: readonly GlancePicture[] }) {
  const { t } = useTranslation();
  return (
    <ul className={classes.wall} aria-label={t('data.somePictures')}>
      {pictures.map(({ picture, width, height, label }, at) => (
        <li key={at} className={classes.item}>
          {/* Stretched on its way here; no wider than the wall allows. */}
          <img
            src={picture}
            alt={label}
            title={label}
            style={{ aspectRatio: Math.max(1 / 3, Math.min(3, width / height)) }}
          />
        </li>
      ))}
    </ul>
  );
}
