// The official TypeScript client, driven line by line: each line of standard input is {"list":true} or
// {"call":name,"arguments":{…}}, each line of standard output is what came of it. With "live":true each step of its progress is a
// line, too, as soon as it comes; "timeout" is how many ms a call may take without one.
//
//   node client.mjs http URL        node client.mjs stdio COMMAND [ARGUMENT…]
import { createInterface } from "node:readline";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";

const [way, target, ...rest] = process.argv.slice(2);
const transport = way === "http"
  ? new StreamableHTTPClientTransport(new URL(target))
  : new StdioClientTransport({ command: target, args: rest, env: process.env, stderr: "ignore" });
const client = new Client({ name: "oracle-tests", version: "1.0.0" });
const say = (value) => process.stdout.write(JSON.stringify(value) + "\n");

// What is not of the protocol on the server's standard output comes here.
client.onerror = (error) => say({ noise: String(error) });
await client.connect(transport);
say({ connected: client.getServerVersion() });
for await (const line of createInterface({ input: process.stdin })) {
  const wish = JSON.parse(line);
  const told = [];
  try {
    if (wish.list) {
      say({ tools: (await client.listTools()).tools });
    } else {
      const onprogress = (step) => wish.live ? say({ step }) : told.push(step);
      const options = { timeout: wish.timeout, ...(wish.progress ? { onprogress, resetTimeoutOnProgress: true } : {}) };
      say({ result: await client.callTool({ name: wish.call, arguments: wish.arguments ?? {} }, undefined, options), progress: told });
    }
  } catch (error) {
    say({ error: String(error) });
  }
}
await client.close();
process.exit(0);
