// Logs in, reads the wallet, and handles an error: `node build/wallet.js [ADDRESS]`. The README explains how to build it.

import { createHash } from "node:crypto";
import createClient from "openapi-fetch";
import type { components, paths } from "./backpack.js";

const client = createClient<paths>({
  baseUrl: process.argv[2] ?? "http://127.0.0.1:8080",
  headers: {
    // The partner's login, and the media type of parameters.
    Authorization: `Basic ${Buffer.from("user:pass").toString("base64")}`,
    "Content-Type": "application/x-www-form-urlencoded",
  },
});

type Failure = components["schemas"]["EnvelopeFailure"] | components["schemas"]["StatusFalseFailure"];

// Error formats are distinguished by their keys.
function message(failure: Failure): string {
  return "error" in failure ? `code ${failure.error.code}, ${failure.error.message}` : "no reason was given";
}

async function wallet(session: string) {
  const { data, error } = await client.POST("/user/get-wallet-details", { body: { session } });
  if (error) throw new Error(message(error));
  return data;
}

// Passwords are sent as their MD5 digest: `x-hash` in the export.
const password = createHash("md5").update("123456").digest("hex");
const { data: login, error } = await client.POST("/index/login", { body: { email: "demo@example.com", password } });
if (error) throw new Error(message(error));

const { credit, reserved, userCurrency } = await wallet(login.session);
console.log(`credit ${credit}, reserved ${reserved}, currency ${userCurrency}`);

try {
  await wallet("0123456789abcdef0123456789abcdef");
} catch (error) {
  console.log(`no wallet: ${(error as Error).message}`);
}
