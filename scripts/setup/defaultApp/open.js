// An Electron that was packaged with somebody's app starts that app only. With this one in its place,
// `electron [-r FILE]... APP [ARGUMENT]...` opens the app in the folder APP, as the official download does.
'use strict';
const { app } = require('electron');
const { readFileSync, statSync } = require('node:fs');
const { resolve } = require('node:path');

/** Splits the command line into the files to load first and the app; switches are Chromium's and Node's. */
function readArguments(words) {
  const first = [];
  while (words.length > 0) {
    const word = words.shift();
    if (word === '-r' || word === '--require') first.push(resolve(words.shift()));
    else if (!word.startsWith('-')) return { first, folder: resolve(word) };
  }
  return { first, folder: undefined };
}

/** Tells Electron what app it is, and returns the file that starts it. */
function adopt(folder) {
  if (!statSync(folder).isDirectory()) return folder;
  const about = JSON.parse(readFileSync(resolve(folder, 'package.json'), 'utf8'));
  app.setName(about.productName || about.name || 'Electron');
  if (about.version) app.setVersion(about.version);
  app.setAppPath(folder);
  return resolve(folder, about.main || 'index.js');
}

const { first, folder } = readArguments(process.argv.slice(1));
for (const file of first) require(file);
if (folder === undefined) {
  console.error('Name the folder of the app to open: electron APP');
  app.exit(2);
} else {
  process.defaultApp = true;
  require('node:module')._load(adopt(folder), undefined, true);
}
