// Sample projects of pictures in every export format (cells.ts).
import { describeCells } from './cells';

describeCells('pictures');
