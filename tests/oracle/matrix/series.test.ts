// Sample projects of time series in every export format (cells.ts).
import { describeCells } from './cells';

describeCells('time series');
