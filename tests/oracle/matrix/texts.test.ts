// Sample projects of texts and sounds in every export format (cells.ts).
import { describeCells } from './cells';

describeCells('texts and sounds');
