// A small web service: the network as ONNX behind Python's own HTTP server, answering raw values as JSON.
// oxlint-disable-next-line typescript/triple-slash-reference -- declares files that are no modules
/// <reference path="./raw.d.ts" />
import { type ExportFormat, type ExportInput } from './format';
import { onnx } from './onnxFile';
import serverDockerfile from './serverProject/Dockerfile.txt?raw';
import serverSource from './serverProject/server.py?raw';
import testSource from './serverProject/test_server.py?raw';
import { type ExportedSettings, exportedSettings } from './settings';

/** How the first sample is sent, for the README. */
function exampleRequest(settings: ExportedSettings): string {
  const [first] = settings.inputs;
  const json = (body: string): string => `curl --json '${body}' http://127.0.0.1:8000/predict`;
  if (settings.inputs.length !== 1) return json('{"samples": [{"input": "value"}]}');
  switch (first!.modality) {
    case 'image':
      return 'curl -H "Content-Type: image/png" --data-binary @picture.png http://127.0.0.1:8000/predict';
    case 'audio':
      return 'curl -H "Content-Type: audio/wav" --data-binary @sound.wav http://127.0.0.1:8000/predict';
    case 'video':
      return json('[{"base64": "..."}, {"base64": "..."}]');
    case 'text':
      return json('"a text"');
    case 'series':
      return json('{"values": [[1, 2], [3, 4]]}');
    default:
      return json('{"column": "cell"}');
  }
}

const about = (settings: ExportedSettings): string => `
## As a web service

\`\`\`sh
pip install -r requirements.txt
python server.py
${exampleRequest(settings)}
\`\`\`

or \`docker build -t network . && docker run -p 8000:8000 network\`. \`GET /\` says what goes in and what comes out, \`GET /health\`
whether it runs. \`{"samples": [...]}\` answers up to 1,000 samples at once; pictures and sounds inside JSON are \`{"base64": "..."}\`.
Nothing of a request is kept. It listens on this machine alone unless \`--host 0.0.0.0\` is given; put a proxy with TLS and
passwords in front of it before others use it. \`python -m unittest test_server\` tests it.
`;

export const server: ExportFormat = {
  id: 'server',
  title: 'Web service (REST)',
  summary: 'A small server that answers over HTTP, with a Dockerfile: send a sample, get the answer as JSON.',
  icon: 'Server',
  params: {},
  needs: [],
  check: onnx.check,
  opens: 'README.md',
  files: (input: ExportInput) => {
    const settings = exportedSettings(input.record);
    return [
      ...onnx
        .files(input)
        .map((file) =>
          file.path === 'README.md' && 'text' in file
            ? { ...file, text: `${file.text.trimEnd()}\n${about(settings)}` }
            : file,
        ),
      { path: 'Dockerfile', text: serverDockerfile },
      { path: 'server.py', text: serverSource },
      { path: 'test_server.py', text: testSource },
    ];
  },
};
