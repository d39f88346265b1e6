// Holds messages against what the services publish: typings of Slack, Discord and Google by the TypeScript compiler,
// cards by Microsoft's own parser. Reads [{"service": …, "body": …}] from standard input and prints the problems.
"use strict";
const fs = require("fs");
const path = require("path");
const ts = require("typescript");
const AdaptiveCards = require("adaptivecards/dist/adaptivecards.js");

const TYPES = {
  slack: ['import type { KnownBlock } from "@slack/types";',
          "{ text: string; blocks: KnownBlock[]; unfurl_links: boolean; unfurl_media: boolean }"],
  discord: ['import type { RESTPostAPIWebhookWithTokenJSONBody } from "discord-api-types/v10";',
            "RESTPostAPIWebhookWithTokenJSONBody"],
  google_chat: ['import type { chat_v1 } from "@googleapis/chat";', "chat_v1.Schema$Message"],
};

function typeProblems(service, body) {
  const [line, type] = TYPES[service];
  const name = path.join(__dirname, `payload-${service}.ts`);
  const source = `${line}\nexport const payload: ${type} = ${JSON.stringify(body)};\n`;
  const options = { strict: true, noEmit: true, skipLibCheck: true, types: [], target: ts.ScriptTarget.ES2022,
                    module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext };
  const host = ts.createCompilerHost(options);
  const { fileExists, getSourceFile, readFile } = host;
  host.fileExists = (file) => file === name || fileExists(file);
  host.readFile = (file) => (file === name ? source : readFile(file));
  host.getSourceFile = (file, ...rest) =>
    file === name ? ts.createSourceFile(file, source, ts.ScriptTarget.ES2022, true) : getSourceFile(file, ...rest);
  const program = ts.createProgram([name], options, host);
  return ts.getPreEmitDiagnostics(program).map((one) => ts.flattenDiagnosticMessageText(one.messageText, " "));
}

function cardProblems(body) {
  if (body.type !== "message" || body.attachments.length !== 1) return ["not a message with one card"];
  const [attachment] = body.attachments;
  if (attachment.contentType !== "application/vnd.microsoft.card.adaptive") return ["not an Adaptive Card"];
  const context = new AdaptiveCards.SerializationContext();
  const card = new AdaptiveCards.AdaptiveCard();
  card.parse(attachment.content, context);
  const out = [];
  for (let i = 0; i < context.eventCount; ++i) out.push(context.getEventAt(i).message);
  for (const event of card.validateProperties().validationEvents) out.push(event.message);
  return out;
}

const problems = [];
for (const { service, body } of JSON.parse(fs.readFileSync(0, "utf8"))) {
  const found = service === "teams" ? cardProblems(body) : typeProblems(service, body);
  problems.push(...found.map((text) => `${service}: ${text}`));
}
console.log(JSON.stringify(problems));
