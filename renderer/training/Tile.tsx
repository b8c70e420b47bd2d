// A figure of a run with its name above it.
import classes from './RunStatus.module.css';

export function Tile({ name, value, help }: { readonly name: string; readonly value: string; readonly help?: string }) {
  return (
    <div className={classes.tile} {...(help === undefined ? {} : { title: help })}>
      <span className={classes.tileName}>{name}</span>
      <span className={classes.tileValue}>{value}</span>
    </div>
  );
}
