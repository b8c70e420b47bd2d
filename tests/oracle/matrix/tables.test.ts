// Sample projects of tables in every export format (cells.ts).
import { describeCells } from './cells';

describeCells('tables');
