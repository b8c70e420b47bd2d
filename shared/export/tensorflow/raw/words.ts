// The signatures for raw values in words: for the README, and an example in Python that is given nothing but raw values.
import { pythonString } from '../../python';
import { dataTypes } from '../graphDef';
import { type NamedArgument, type RawServing, rawNames } from './index';

const typeNames = new Map<number, string>(Object.entries(dataTypes).map(([name, type]) => [type, name]));
const sizesText = (shape: readonly number[]) => `[${shape.map((size) => (size < 0 ? 'any' : size)).join(', ')}]`;

type Described = Pick<NamedArgument, 'name' | 'type' | 'shape' | 'takes'>;
const row = ({ name, type, shape, takes }: Described) =>
  `| \`${name}\` | ${typeNames.get(type)} ${sizesText(shape)} | ${takes} |`;
/** Rows of a table in the README: raw_example.py has all of them. */
const mostRows = 30;
const table = (title: string, rows: readonly string[]) =>
  `| ${title} | type and shape | what it takes |\n| --- | --- | --- |\n${rows.join('\n')}\n`;

/** A part of the README: what goes into the signatures, what comes out. */
export function describeRaw({ named, answers }: RawServing): string {
  const files = named.flatMap(({ name, file }) => (file === undefined ? [] : [{ ...file, name }]));
  const answer = answers.map(({ name, gives }) => `- \`${name}\`: ${gives}\n`).join('');
  return [
    `\nThe signature \`${rawNames.raw}\` takes values as the data has them; the graph prepares them by itself, as \`raw_example.py\` shows with nothing but TensorFlow. Any number of samples at once, as long as they are of one size:\n`,
    table('argument', named.slice(0, mostRows).map(row)),
    named.length > mostRows ? `And ${named.length - mostRows} columns more, all of them in \`raw_example.py\`.\n` : '',
    files.length === 0
      ? ''
      : `The signature \`${rawNames.file}\` takes one sample at a time, pictures as the contents of their files (\`python raw_example.py${' picture.jpg'.repeat(files.length)}\`), all else as above:\n\n${table('argument', files.map(row))}\nTensorFlow's decoders do not turn a photo as its EXIF data says, which the app and \`predict.py\` do: turn such a photo before, or ask \`predict.py\`. WebP and BMP files are not read. Sizes, colours and transparency are worked out as in the app.\n`,
    answer === '' ? '' : `Both the network's own outputs and what they mean come out:\n\n${answer}`,
    'Converters that want one signature are told `signature_keys=["serving_default"]`.\n',
  ]
    .filter(Boolean)
    .join('\n');
}

/** What raw_example.py does with paths of picture files behind its name. */
function askingFiles(pictures: readonly string[]): string {
  return `    if len(sys.argv) > 1:
        # The contents of picture files in place of pixels.
        names = [${pictures.map(pythonString).join(', ')}]
        contents = {name: tf.constant([Path(path).read_bytes()]) for name, path in zip(names, sys.argv[1:], strict=True)}
        answers = ask(MODEL.signatures["${rawNames.file}"], {**GIVEN, **contents})
    else:
        answers = ask(RAW, GIVEN)
`;
}

/** raw_example.py: asks the signatures without any preparation. */
export function rawExample(named: readonly NamedArgument[]): string {
  const pictures = named.filter(({ file }) => file !== undefined).map(({ name }) => name);
  const given = named.map(({ name, example }) => `    ${pythonString(name)}: ${example},\n`).join('');
  return `"""Asks the folder saved_model with values as the data has them: nothing is prepared in Python."""
${pictures.length === 0 ? '' : '\nimport sys'}
from pathlib import Path

import tensorflow as tf

MODEL = tf.saved_model.load(str(Path(__file__).resolve().parent / "saved_model"))
RAW = MODEL.signatures["${rawNames.raw}"]
# One sample: put values of your own in their place. README.md says what each takes.
GIVEN = {
${given}}


def ask(signature, values):
    """Answers by name, texts as text, for tensors by the names of the signature's arguments."""
    read = lambda value: value.decode() if isinstance(value, bytes) else [read(each) for each in value]
    return {
        name: read(tensor.numpy().tolist()) if tensor.dtype == tf.string else tensor.numpy().tolist()
        for name, tensor in signature(**values).items()
    }


if __name__ == "__main__":
${pictures.length === 0 ? '    answers = ask(RAW, GIVEN)\n' : askingFiles(pictures)}    for name, answer in answers.items():
        print(name, answer)
`;
}
